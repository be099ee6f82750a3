"""Claims: who works on a job, until when, and whether it is done.

A job's record is created by whoever starts first; a second delivery finds it finished and does
nothing. A worker that dies leaves its lease to run out; the next delivery takes over where the
record says the work had come to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, InvalidInput, Malformed, PreconditionFailed
from shared.kernel.ids import is_document_id, symbol
from shared.kernel.money import currency_code
from shared.market.registry import RunSummary
from shared.market.series_documents import fx_key
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore

LEASE_SECONDS: Final = 90
_KEPT_SECONDS: Final = 30 * 86_400
_CANONICAL: Final = {"history": symbol, "fx": currency_code}


@dataclass(frozen=True, slots=True)
class Job:
    """A message of the queue `market-jobs`. `subject`: a symbol, or a currency for `fx`."""

    kind: str
    subject: str
    job_id: str
    reason: str

    @property
    def key(self) -> str:
        """The partition of the series that the job fills."""
        return fx_key(self.subject) if self.kind == "fx" else self.subject

    def message(self) -> dict[str, Any]:
        """Return the message that `read_job` reads back."""
        return {
            "kind": self.kind,
            "symbol": self.subject,
            "job_id": self.job_id,
            "reason": self.reason,
        }


def read_job(message: Mapping[str, Any]) -> Job:
    """Read a queue message. Raises: Malformed, which sends it to the poison queue."""
    values = [message.get(name) for name in ("kind", "symbol", "job_id", "reason")]
    kind, subject, job_id, reason = (value if isinstance(value, str) else "" for value in values)
    if kind not in _CANONICAL or not is_document_id(job_id):
        raise Malformed("The message is no market job", "invalid_job")
    try:
        is_canonical = _CANONICAL[kind](subject) == subject
    except InvalidInput:
        is_canonical = False
    if not is_canonical:
        raise Malformed(f"The message names no {kind} subject: {subject[:40]!r}", "invalid_job")
    return Job(kind, subject, job_id, reason)


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
        if found.body["state"] != "running":
            return None
        lease_until = datetime.fromisoformat(found.body["lease_until"])
        if lease_until > now:
            return Busy(lease_until)
        claim = Claim(
            job,
            found.etag,
            now + timedelta(seconds=LEASE_SECONDS),
            datetime.fromisoformat(found.body["started_at"]),
            found.body["payload_id"],
            tuple((name, reason) for name, reason in found.body["skipped"]),
            int(found.body["attempts"]) + 1,
        )
        try:
            return await self._write(claim, _body(claim))
        except PreconditionFailed:
            return Busy(claim.lease_until)

    async def fetched(
        self, claim: Claim, payload_id: str, skipped: tuple[tuple[str, str], ...]
    ) -> Claim:
        """Note that the payload is stored, and keep the lease. Raises: PreconditionFailed."""
        lease_until = self._clock.now() + timedelta(seconds=LEASE_SECONDS)
        claim = replace(claim, payload_id=payload_id, skipped=skipped, lease_until=lease_until)
        return await self._write(claim, _body(claim))

    async def release(self, claim: Claim) -> None:
        """Give the job back unfinished, so that the next delivery may start at once."""
        job = claim.job
        found = await self._documents.find(OPS.name, _partition(job), job.job_id)
        if found is None or found.body["state"] != "running":
            return
        if found.body["attempts"] == claim.attempts:
            body = found.body | {"lease_until": rfc3339(self._clock.now())}
            await self._write(replace(claim, etag=found.etag), body)

    async def finish(self, claim: Claim, summary: RunSummary) -> None:
        """Note the outcome: from now on the job is done, however often it is delivered."""
        body = _body(claim) | {
            "state": "finished",
            "outcome": summary.outcome,
            "provider": summary.provider,
            "counts": summary.counts,
            "warnings": list(summary.warnings),
            "finished_at": rfc3339(summary.finished_at),
        }
        await self._write(claim, body)

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


def _partition(job: Job) -> str:
    return f"market-run:{job.key}"


def _body(claim: Claim) -> dict[str, Any]:
    return {
        "schema": 1,
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
