"""Schemathesis over the whole OpenAPI document: every check, every phase, links between calls.

The engine runs in this process, against the API on a socket.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from functions.wiring import Services
from shared.identity.model import Role
from shared.portfolios.model import Kind, PortfolioDraft, TransactionDraft
from tests.http.served_api import ServedApi

# What a schema can say of a request is less than what must hold: there are currencies, symbols and
# cursors that look right and are none. Those may be refused, but not as forbidden or too large.
_EXPECTED_OF_VALID_REQUESTS = ["2xx", "304", "400", "401", "404", "409", "412", "422", "428", "429"]
# Headers that are HTTP's own: garbage there is for the server to refuse, not for us.
_TRANSPORT_HEADERS = {"content-length", "transfer-encoding", "connection", "host", "expect", "te"}
_WORDS = ["USD", "EUR", "AAPL", "SPY", "2020-09-15", "10", "115.54", "buy"]
# A call with one of these ends the log-in it is made with: they get an account each.
ENDING = {
    "DELETE /api/users/me",
    "POST /api/auth/logout",
    "POST /api/auth/logout-all",
    "POST /api/auth/password/change",
}

# The fields of a form are text on the wire, whatever they were before: a number where a file should
# be is a file with digits in it, and an empty date is none. That an upload is refused for what it
# lacks is shown in test_documents and test_imports.
UPLOADS = ["POST /api/documents", "POST /api/portfolios/{portfolio_id}/imports"]

# These ask a server outside, which no test may; 503 is the right answer to that.
OUTSIDE = {"POST /api/portfolios/{portfolio_id}/imports/from-broker"}


class Findings:
    """What a run found: a text per failure, and how much was tried."""

    def __init__(self) -> None:
        self.failures: dict[str, str] = {}
        self.calls: Counter[str] = Counter()
        self.checks: Counter[str] = Counter()
        self.statuses: dict[str, set[int]] = defaultdict(set)

    def add(self, event: Any) -> None:
        if isinstance(event, events.NonFatalError):
            self.failures[f"error in {event.label}"] = str(event.info.format())
        if isinstance(event, events.ScenarioFinished):
            self._add_scenario(event)

    def _add_scenario(self, event: events.ScenarioFinished) -> None:
        for case_id, node in event.recorder.cases.items():
            label = node.value.operation.label
            self.calls[label] += 1
            response = event.recorder.find_response(case_id=case_id)
            if response is not None:
                self.statuses[label].add(response.status_code)
            for check in event.recorder.checks.get(case_id, []):
                self.checks[check.name] += 1
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    key = f"{check.name} {label} {failure.title}"
                    text = f"{failure.message}\n{check.failure_info.code_sample}"
                    self.failures.setdefault(key, text)


def run_contract(
    api: ServedApi, *, seconds: int, examples: int, seed: int | None = None, only: str | None = None
) -> Findings:
    """Try every operation for about that long; `examples` a phase and operation."""
    administrator = api.new_account(Role.ANALYST, Role.ADMIN)
    portfolios = api.run(_portfolios(api.services, administrator))
    config = _config(seconds, examples, seed, portfolios)
    schema = schemathesis.openapi.from_dict(api.document(), config=config)
    schema.config.update(base_url=api.url)
    schema = schema.exclude(path=[label.partition(" ")[2] for label in OUTSIDE])
    if only is not None:
        schema = schema.include(path_regex=only)
    _log_in(schema, api, administrator)
    findings = Findings()
    for event in from_schema(schema).execute():
        findings.add(event)
    return findings


def _config(
    seconds: int, examples: int, seed: int | None, portfolios: list[str]
) -> SchemathesisConfig:
    document: dict[str, Any] = {
        "max-time": seconds,
        "continue-on-failure": True,
        "suppress-health-check": ["too_slow"],
        "dictionaries": {
            "words": {"values": _WORDS},
            "portfolios": {"values": portfolios},
            "versions": {"values": ["*"]},
        },
        "generation": {
            "max-examples": examples,
            "dictionaries": {"string": {"dictionary": "words", "probability": 0.4}},
        },
        "parameters": {
            "path.portfolio_id": {"dictionary": "portfolios", "probability": 0.8},
            "header.If-Match": {"dictionary": "versions", "probability": 0.7},
            "path.symbol": {"dictionary": "words", "probability": 0.5},
        },
        "checks": {"positive_data_acceptance": {"expected-statuses": _EXPECTED_OF_VALID_REQUESTS}},
        "operations": [
            {"include-name": name, "checks": {"negative_data_rejection": {"enabled": False}}}
            for name in UPLOADS
        ]
        # Its prices come now and then, and it has no end: what stands there by then is its answer.
        + [{"include-name": "GET /api/market/stream", "request-timeout": 2}],
    }
    return SchemathesisConfig.from_dict(document | ({} if seed is None else {"seed": seed}))


async def _portfolios(services: Services, owner: str) -> list[str]:
    """Make portfolios with something in them; several, as some will be deleted."""
    draft = PortfolioDraft(name="P", base_currency="USD")
    made = [await services.portfolios.create(owner, draft) for _ in range(20)]
    buy = TransactionDraft(
        kind=Kind.BUY,
        symbol="AAPL",
        trade_date=date(2020, 9, 15),
        quantity=Decimal(3),
        price=Decimal("115.54"),
        currency="USD",
    )
    for portfolio in made:
        await services.portfolios.add_transactions(owner, portfolio.id, [buy])
    return [portfolio.id for portfolio in made]


def _log_in(schema: Any, api: ServedApi, administrator: str) -> None:
    @schema.auth()
    class Administrator:
        def get(self, case: Any, _: Any) -> str:
            return api.new_token(administrator)

        def set(self, case: Any, data: str, _: Any) -> None:
            if case.operation.label in ENDING:
                data = api.new_token(api.new_account())
            for name in [n for n in case.headers if n.lower() in _TRANSPORT_HEADERS]:
                del case.headers[name]
            case.headers["Authorization"] = f"Bearer {data}"


def told(failures: Iterable[tuple[str, str]]) -> str:
    """Return failures as text, each with a command that repeats it."""
    return "\n\n".join(f"=== {key}\n{text}" for key, text in failures)
