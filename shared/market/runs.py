"""Claims: who works on a job, until when, and whether it is done.

A job's record is created by whoever starts first; a second delivery finds it finished and does
nothing. The lease is short and renewed while the work goes on: a worker that dies leaves it to run
out, and the next delivery takes over where the record says the work had come to.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

import structlog

from shared.kernel.clock import Clock, is_held, rfc3339
from shared.kernel.errors import AlreadyExists, PlumblineError, PreconditionFailed
from shared.market.jobs import Job
from shared.market.registry import RunSummary
from shared.market.run_history import RunHistory
from shared.market.schema_versions import current, upcast
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Query

log = structlog.get_logger()

LEASE_SECONDS: Final = 30
_KEPT_SECONDS: Final = 30 * 86_400
_MOST_RECORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job until `lease_until`. `payload_id`: what is already fetched."""

    job: Job
    etag: str
    lease_until: datetime
    started_at: datetime
    payload_id: str | None = None
    skipped: tuple[tuple[str, str], ...] = ()
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Busy:
    """Another worker has the job until `lease_until`."""

    lease_until: datetime


class RunLog:
    """The records of jobs, one partition a series; kept 30 days."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self.history = RunHistory(documents, clock)

    async def claim(self, job: Job) -> Claim | Busy | None:
        """Take a job; None when it is finished."""
        now = self._clock.now()
        claim = Claim(job, "", now + timedelta(seconds=LEASE_SECONDS), now)
        try:
            created = await self._documents.create(
                OPS.name, _partition(job), job.job_id, _body(claim), ttl_seconds=_KEPT_SECONDS
            )
            return replace(claim, etag=created.etag)
        except AlreadyExists:
            found = await self._documents.find(OPS.name, _partition(job), job.job_id)
        return await self.claim(job) if found is None else await self._take_over(job, found, now)

    def seconds_left(self, busy: Busy) -> int:
        """Return for how many more seconds another worker's lease holds."""
        return max(0, int((busy.lease_until - self._clock.now()).total_seconds()))

    async def _take_over(self, job: Job, found: Document, now: datetime) -> Claim | Busy | None:
        body = upcast("run", found.body)
        if body["state"] != "running":
            return None
        lease_until = datetime.fromisoformat(body["lease_until"])
        if is_held(lease_until, now, timedelta(seconds=LEASE_SECONDS)):
            return Busy(lease_until)
        claim = Claim(
            job,
            found.etag,
            now + timedelta(seconds=LEASE_SECONDS),
            datetime.fromisoformat(body["started_at"]),
            body["payload_id"],
            tuple((name, reason) for name, reason in body["skipped"]),
            int(body["attempts"]) + 1,
        )
        try:
            return await self._write(claim, _body(claim))
        except PreconditionFailed:
            return Busy(claim.lease_until)

    async def renew(self, claim: Claim) -> Claim:
        """Store a claim with a new lease. Raises: PreconditionFailed when it was taken over."""
        lease_until = self._clock.now() + timedelta(seconds=LEASE_SECONDS)
        claim = replace(claim, lease_until=lease_until)
        return await self._write(claim, _body(claim))

    async def release(self, claim: Claim) -> None:
        """Give the job back unfinished, so that the next delivery may start at once."""
        claim = replace(claim, lease_until=self._clock.now())
        await self._write(claim, _body(claim))

    async def tell(self, claim: Claim, summary: RunSummary) -> None:
        """Note the outcome in the history: before `finish`, as nobody would come back for that."""
        await self.history.note(claim.job, claim.started_at, claim.attempts, summary)

    async def finish(self, claim: Claim, summary: RunSummary) -> None:
        """Note the outcome: the job is done."""
        body = _body(claim) | {
            "state": "finished",
            "outcome": summary.outcome,
            "provider": summary.provider,
            "counts": summary.counts,
            "warnings": list(summary.warnings),
            "finished_at": rfc3339(summary.finished_at),
        }
        await self._write(claim, body)

    async def list_runs(self, key: str, limit: int = 50) -> list[dict[str, Any]]:
        """Return the records of a series' jobs, the latest started first; kept for 30 days."""
        found = await self._documents.query(
            OPS.name, f"market-run:{key}", Query(limit=_MOST_RECORDS)
        )
        records = [{"id": document.id, **upcast("run", document.body)} for document in found]
        records.sort(key=lambda record: str(record["started_at"]), reverse=True)
        return records[:limit]

    async def _write(self, claim: Claim, body: dict[str, Any]) -> Claim:
        stored = await self._documents.replace(
            OPS.name,
            _partition(claim.job),
            claim.job.job_id,
            body,
            if_match=claim.etag,
            ttl_seconds=_KEPT_SECONDS,
        )
        return replace(claim, etag=stored.etag)


class Hold:
    """A claimed job while it is worked on; leaving the block stops renewing the lease.

    Every change of the record goes through here, one at a time, because each one needs the ETag
    of the one before.
    """

    def __init__(self, runs: RunLog, claim: Claim) -> None:
        self._runs = runs
        self._turn = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None
        self.claim = claim

    async def __aenter__(self) -> Self:
        """Start renewing."""
        self._beating = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop renewing."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait([self._beating])

    async def note(self, payload_id: str, skipped: tuple[tuple[str, str], ...]) -> None:
        """Remember what was fetched, and who was passed over for it, for the next write."""
        async with self._turn:
            self.claim = replace(self.claim, payload_id=payload_id, skipped=skipped)

    async def release(self) -> None:
        """Give the job back unfinished; when that fails, the lease runs out by itself."""
        async with self._turn:
            with suppress(PlumblineError):
                await self._runs.release(self.claim)

    async def tell(self, summary: RunSummary) -> None:
        """Note the outcome in the history; told again after a crash, it stays one entry."""
        await self._runs.tell(self.claim, summary)

    async def finish(self, summary: RunSummary) -> None:
        """Note the outcome, once told: the job is done, however often it is delivered."""
        async with self._turn:
            await self._runs.finish(self.claim, summary)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            try:
                async with self._turn:
                    self.claim = await self._runs.renew(self.claim)
            except PlumblineError as error:
                # Taken over, or the store is down: the next write of the work itself will tell.
                log.warning("lease_not_renewed", job_id=self.claim.job.job_id, code=error.code)
                return


def _partition(job: Job) -> str:
    return f"market-run:{job.key}"


def _body(claim: Claim) -> dict[str, Any]:
    return {
        "schema": current("run"),
        "state": "running",
        "kind": claim.job.kind,
        "symbol": claim.job.subject,
        "reason": claim.job.reason,
        "attempts": claim.attempts,
        "started_at": rfc3339(claim.started_at),
        "lease_until": rfc3339(claim.lease_until),
        "payload_id": claim.payload_id,
        "skipped": [list(pair) for pair in claim.skipped],
    }
