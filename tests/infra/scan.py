"""Runs checkov over the ARM templates; accepts the findings listed here, with their reasons.

`python -m tests.infra.scan CHECKOV FOLDER`: a finding that nobody accepted fails, an acceptance
that no longer applies fails, and `broken.json` must be complained about, or the scan reads nothing.
"""

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PUBLIC: Final = frozenset({"dev", "staging", "prod", "keyed"})
_ALL: Final = _PUBLIC | {"full"}
_NO_KEYS = (
    "answers the internet, but opens to identities only: keys are refused. isPrivate closes it"
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A check that fails in these stacks, and why that is right."""

    stacks: frozenset[str]
    reason: str


ACCEPTED: Final = {
    "CKV_AZURE_17": Accepted(_ALL, "browsers call the API: nobody there has a client certificate"),
    "CKV_AZURE_35": Accepted(_PUBLIC, f"storage {_NO_KEYS}"),
    "CKV_AZURE_59": Accepted(
        _PUBLIC, "means the account's network, not its blobs: anonymous reading of blobs is off"
    ),
    "CKV_AZURE_78": Accepted(
        _ALL, "Flex Consumption refuses ftpsState; FTP is off (web:WebAppFtpAllowed allow=false)"
    ),
    "CKV_AZURE_101": Accepted(_PUBLIC, f"Cosmos DB {_NO_KEYS}"),
    "CKV_AZURE_109": Accepted(_PUBLIC, f"the vault {_NO_KEYS}"),
    "CKV_AZURE_189": Accepted(_PUBLIC, f"the vault {_NO_KEYS}"),
    "CKV_AZURE_206": Accepted(
        _ALL, "three zones in production; what must survive a region is in Cosmos DB, not in blobs"
    ),
    "CKV_AZURE_212": Accepted(_ALL, "Flex Consumption scales from nothing: no fixed instances"),
    "CKV_AZURE_213": Accepted(_ALL, "Flex Consumption has no health check; web tests ask instead"),
    "CKV_AZURE_222": Accepted(_ALL, "the API is public: the page calls it from the browser"),
    "CKV_AZURE_225": Accepted(_PUBLIC - {"prod"}, "zones are for production"),
}
# What `broken.json` breaks on purpose (arm.py).
MUST_FIRE: Final = frozenset(
    "CKV_AZURE_3 CKV_AZURE_14 CKV_AZURE_35 CKV_AZURE_41 CKV_AZURE_42 CKV_AZURE_44 CKV_AZURE_70"
    " CKV_AZURE_110 CKV_AZURE_111 CKV_AZURE_132 CKV_AZURE_134 CKV_AZURE_140 CKV_AZURE_236".split()
)


def findings(checkov: Path, folder: Path) -> tuple[dict[str, set[str]], dict[str, str], int]:
    """Return failed checks by template, what each says, and how many checks passed."""
    command = [str(checkov), "-d", str(folder), "--framework", "arm", "--skip-download"]
    command += ["--compact", "--quiet", "-o", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    report = json.loads(done.stdout)
    failed: dict[str, set[str]] = defaultdict(set)
    says: dict[str, str] = {}
    for check in report["results"]["failed_checks"]:
        failed[Path(check["file_path"]).stem].add(check["check_id"])
        says[check["check_id"]] = check["check_name"]
    return failed, says, int(report["summary"]["passed"])


def judge(failed: dict[str, set[str]], says: dict[str, str]) -> list[str]:
    """Return what is wrong with the findings, one sentence each."""
    wrong: list[str] = []
    for stack in sorted(_ALL):
        accepted = {check for check, why in ACCEPTED.items() if stack in why.stacks}
        wrong += [f"{stack}: {c} {says[c]}" for c in sorted(failed[stack] - accepted)]
        wrong += [f"{stack}: {c} passes now; accept it no more" for c in accepted - failed[stack]]
    silent = MUST_FIRE - failed["broken"]
    wrong += [f"broken.json: {check} did not fire" for check in sorted(silent)]
    return wrong


def main(checkov: Path, folder: Path) -> int:
    """Scan, judge, print; 0 when nothing is wrong."""
    failed, says, passed = findings(checkov, folder)
    wrong = judge(failed, says)
    for each in wrong:
        print(f"scan-infra: {each}", file=sys.stderr)
    if not wrong:
        print(f"scan-infra: {passed} checks passed, {len(ACCEPTED)} accepted with their reasons")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
