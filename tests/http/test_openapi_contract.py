"""The API keeps what its OpenAPI document promises, whatever is sent.

Schemathesis with every check and stateful links; a short run here, `make fuzz` for a long one.
"""

import os
from pathlib import Path

from tests.http.contract_run import OUTSIDE, run_contract, told
from tests.http.served_api import serve_api

SECONDS = int(os.environ.get("PLUMBLINE_FUZZ_SECONDS", "240"))
# The proof of a commit tries the same every time; `make fuzz` tries longer, and anew.
LONG = SECONDS > 240
EXAMPLES = 50 if LONG else 4
# Five minutes give every operation its turn, on a slow machine too.
MOST_SECONDS = SECONDS if LONG else 300
SEED = None if LONG else 21
CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",
    "object_level_authorization",
}


def test_no_answer_breaks_the_openapi_document(tmp_path: Path) -> None:
    with serve_api(tmp_path) as api:
        paths = api.document()["paths"]
        operations = {f"{m.upper()} {path}" for path, item in paths.items() for m in item}
        findings = run_contract(api, seconds=MOST_SECONDS, examples=EXAMPLES, seed=SEED)
    assert findings.failures == {}, told(findings.failures.items())
    assert findings.checks.keys() >= CHECKS
    assert operations - findings.calls.keys() == OUTSIDE
