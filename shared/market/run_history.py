"""Every finished job of the last thirty days in the order of finishing, whatever its symbol.

One document a run, a partition a month; ids begin with the time, so that a page is a range of ids.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from shared.kernel.clock import Clock, rfc3339
from shared.market.jobs import Job
from shared.market.registry import Outcome, RunSummary
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Query

KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PastRun:
    """A finished job. `place`: where it stands in the history, later runs have later places."""

    place: str
    kind: str
    symbol: str
    reason: str
    attempts: int
    started_at: datetime
    summary: RunSummary


class RunHistory:
    """Notes finished jobs and lists them."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def note(
        self, job: Job, started_at: datetime, attempts: int, summary: RunSummary
    ) -> None:
        """Keep what came of a job; noted again after a crash, it stays one entry."""
        now = self._clock.now()
        which = hashlib.sha256(f"{job.key} {job.job_id}".encode()).hexdigest()[:12]
        # By its start, which a second delivery of the job finds again.
        place = f"{started_at:%Y%m%dT%H%M%S%f}-{which}"
        body = {
            "schema": 1,
            "kind": job.kind,
            "symbol": job.key,
            "reason": job.reason,
            "attempts": attempts,
            "started_at": rfc3339(started_at),
            "job_id": summary.job_id,
            "outcome": summary.outcome,
            "finished_at": rfc3339(summary.finished_at),
            "provider": summary.provider,
            "payload_id": summary.payload_id,
            "skipped": [list(pair) for pair in summary.skipped],
            "counts": summary.counts,
            "warnings": list(summary.warnings),
            "milliseconds": summary.milliseconds,
        }
        left = max(1, int((started_at + KEPT - now).total_seconds()))
        await self._documents.upsert(
            OPS.name, _partition(started_at.date()), place, body, ttl_seconds=left
        )

    async def list_page(
        self, *, status: str | None, symbol: str | None, after: str | None, limit: int
    ) -> list[PastRun]:
        """Return runs, the latest started first, those before the place `after`."""
        where: dict[str, str | bool | int | tuple[str, ...]] = {}
        if status is not None:
            where["outcome"] = status
        if symbol is not None:
            where["symbol"] = symbol
        found: list[Document] = []
        for month in _months(self._clock.now().date()):
            query = Query(before=after, where=where, descending=True, limit=limit - len(found))
            found += await self._documents.query(OPS.name, month, query)
            if len(found) >= limit:
                break
        return [_run(document) for document in found]


def _months(today: date) -> Iterator[str]:
    """Return the partitions that hold thirty days, the latest first."""
    seen: set[str] = set()
    for days in range(KEPT.days + 2):
        # From tomorrow on: another machine's clock may be a little ahead at the turn of a month.
        partition = _partition(today + timedelta(days=1 - days))
        if partition not in seen:
            seen.add(partition)
            yield partition


def _partition(day: date) -> str:
    return f"market-history:{day:%Y%m}"


def _run(document: Document) -> PastRun:
    body = document.body
    return PastRun(
        place=document.id,
        kind=body["kind"],
        symbol=body["symbol"],
        reason=body["reason"],
        attempts=body["attempts"],
        started_at=datetime.fromisoformat(body["started_at"]),
        summary=RunSummary(
            job_id=body["job_id"],
            outcome=cast("Outcome", body["outcome"]),
            finished_at=datetime.fromisoformat(body["finished_at"]),
            provider=body["provider"],
            payload_id=body["payload_id"],
            skipped=tuple((name, reason) for name, reason in body["skipped"]),
            counts=body["counts"],
            warnings=tuple(body["warnings"]),
            milliseconds=body["milliseconds"],
        ),
    )
