"""What is counted and measured, in one table; where the numbers go is an adapter's matter.

Names and units follow OpenTelemetry's conventions where there is one (`gen_ai.*`, `db.*`,
`azure.cosmosdb.*`); the product's own start with `plumbline.`. Labels are few and from closed sets:
never a user, a symbol or an address, for each value of a label is a series somebody pays for.
Requests are measured by FastAPI itself (`http.server.request.duration`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

type Label = str | int | bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A counter adds up; a histogram keeps the distribution. `unit` in UCUM."""

    name: str
    unit: str
    description: str
    kind: Literal["counter", "histogram"] = "counter"


# Business
PORTFOLIOS: Final = Measure("plumbline.portfolios.created", "{portfolio}", "Portfolios made")
IMPORTED: Final = Measure("plumbline.imports.rows", "{row}", "Rows of confirmed imports, by format")
REPORTS: Final = Measure("plumbline.reports.finished", "{report}", "Reports by kind and outcome")

# The assistant
MODEL_TOKENS: Final = Measure(
    "gen_ai.client.token.usage", "{token}", "Tokens of model calls, by model and direction"
)
MODEL_SECONDS: Final = Measure(
    "gen_ai.client.operation.duration", "s", "Model calls, by model and outcome", "histogram"
)
MODEL_COST: Final = Measure("plumbline.assistant.cost", "{usd}", "Cost of model calls, by model")
FALLBACKS: Final = Measure(
    "plumbline.assistant.fallbacks", "{fallback}", "Answers another model than the chosen one gave"
)
CLAIMS: Final = Measure("plumbline.assistant.claims", "{figure}", "Figures told, by verdict")

# Ingestion
JOBS: Final = Measure("plumbline.ingestion.jobs", "{job}", "Market jobs, by kind and outcome")
ROWS: Final = Measure("plumbline.ingestion.rows", "{row}", "Bars stored, by provider")
QUARANTINED: Final = Measure("plumbline.ingestion.quarantined", "{row}", "Bars set aside")
LAG: Final = Measure(
    "plumbline.ingestion.lag", "s", "From when a message was sent to when it was done", "histogram"
)
PROVIDER_CALLS: Final = Measure(
    "plumbline.provider.calls", "{call}", "Calls to data providers, by provider and outcome"
)

# Queues and the store
MESSAGES: Final = Measure("plumbline.queue.messages", "{message}", "Messages, by queue and outcome")
REQUEST_UNITS: Final = Measure(
    "azure.cosmosdb.client.operation.request_charge",
    "{request_unit}",
    "Request units by container and operation",
    "histogram",
)

ALL: Final = tuple(value for value in tuple(globals().values()) if isinstance(value, Measure))


class Meter(Protocol):
    """What an adapter offers; it never raises."""

    def record(self, measure: Measure, value: float, labels: Mapping[str, Label]) -> None:
        """Add to a counter, or put a value into a histogram."""
        ...


_installed: Meter | None = None


def install(meter: Meter | None) -> None:
    """Send measurements to a meter from now on; None: to nobody."""
    global _installed
    _installed = meter


def record(measure: Measure, value: float = 1, **labels: Label) -> None:
    """Count or measure; a test and no more when nobody listens. `__` in a label becomes a dot."""
    if _installed is not None:
        _installed.record(
            measure, value, {name.replace("__", "."): label for name, label in labels.items()}
        )
