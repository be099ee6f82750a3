"""How a job on market data went, as more than one router shows it."""

from datetime import datetime
from typing import Self

from functions.http.schemas import Output
from shared.market.registry import RunSummary
from shared.market.run_history import PastRun


class SkippedProvider(Output):
    """A provider that was passed over, and why."""

    provider: str
    reason: str


class Run(Output):
    """The last job on a symbol."""

    id: str
    symbol: str
    status: str
    source: str | None
    finished_at: datetime
    milliseconds: int
    loaded: int
    quarantined: int
    counts: dict[str, int]
    skipped: list[SkippedProvider]
    warnings: list[str]
    payload_id: str | None

    @classmethod
    def of(cls, symbol: str, run: RunSummary) -> Self:
        """Return the view of a summary."""
        return cls(
            id=run.job_id,
            symbol=symbol,
            status=run.outcome,
            source=run.provider,
            finished_at=run.finished_at,
            milliseconds=run.milliseconds,
            loaded=run.counts.get("accepted", 0),
            quarantined=run.counts.get("quarantined", 0),
            counts=run.counts,
            skipped=[SkippedProvider(provider=name, reason=reason) for name, reason in run.skipped],
            warnings=list(run.warnings),
            payload_id=run.payload_id,
        )


class PastRunView(Run):
    """A job as the history has it; `attempts` over one: it was taken up again after a failure."""

    kind: str
    reason: str
    attempts: int
    started_at: datetime

    @classmethod
    def of_past(cls, past: PastRun) -> Self:
        """Return the view of a run of the history."""
        return cls(
            **Run.of(past.symbol, past.summary).model_dump(),
            kind=past.kind,
            reason=past.reason,
            attempts=past.attempts,
            started_at=past.started_at,
        )
