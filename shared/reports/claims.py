"""Who is making a report, until when: claim, lease, progress, finish.

The report's own document is the claim. The lease is short and renewed while the work goes on: a
worker that dies lets it run out, and the next delivery takes over. Every change needs the ETag of
the one before, so a worker that was taken over, or whose report was cancelled or deleted, can
change nothing any more.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, Self

import structlog

from shared.kernel.clock import Clock, is_held
from shared.kernel.errors import (
    AlreadyExists,
    Malformed,
    NotFound,
    PlumblineError,
    PreconditionFailed,
)
from shared.notifications.notifier import Prepared
from shared.platform.documents import Operation
from shared.platform.measures import REPORTS, record
from shared.reports.model import (
    MOST_ATTEMPTS,
    Report,
    ReportFile,
    ReportProblem,
    ReportRequest,
)
from shared.reports.repository import ReportRepository

log = structlog.get_logger(__name__)

LEASE_SECONDS: Final = 20
GIVEN_UP: Final = "failed_repeatedly"


@dataclass(frozen=True, slots=True)
class Job:
    """A message of the report queues."""

    owner: str
    report_id: str
    generation: int

    @classmethod
    def read(cls, message: dict[str, Any]) -> "Job":
        """Read a message. Raises: Malformed."""
        try:
            return cls(str(message["owner"]), str(message["report_id"]), int(message["generation"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Malformed("This is no report job", "not_a_report_job") from error


@dataclass(frozen=True, slots=True)
class Busy:
    """Someone is making it until then, at least."""

    until: datetime


class Tells(Protocol):
    """Tells owners how their reports ended."""

    async def prepared(self, report: Report) -> Prepared:
        """Return what keeps the notice of a report that has ended."""
        ...

    async def announce(self, owner: str, deliveries: Sequence[str]) -> None:
        """Send a notice that is kept on its way."""
        ...

    async def again(self, job: Job) -> None:
        """Send on what may have been left unsent."""
        ...


class Claims:
    """Gives reports to workers, one at a time."""

    def __init__(self, repository: ReportRepository, teller: Tells, clock: Clock) -> None:
        self._repository = repository
        self.teller = teller
        self.clock = clock

    async def look(self, job: Job) -> Report | None:
        """Return the job's report as it stands; None when there is nothing to do."""
        report = await self._repository.find(job.owner, job.report_id)
        is_wanted = report is not None and report.generation == job.generation
        if report is None or not is_wanted or _is_done(report):
            return None
        return report

    async def claim(self, report: Report) -> Report | Busy:
        """Take a report up, or learn that another has it."""
        now = self.clock.now()
        lease = report.lease_until
        if lease is not None and is_held(lease, now, timedelta(seconds=LEASE_SECONDS)):
            return Busy(lease)
        # Sent on from the poison, by an operator: it gets all its attempts again.
        attempts = 0 if report.status == "failed" else report.attempts
        taken = replace(
            report,
            status="running",
            stage="gathering",
            progress=0.05,
            attempts=attempts + 1,
            problem=None,
            started_at=report.started_at or now,
            finished_at=None,
            updated_at=now,
            lease_until=now + timedelta(seconds=LEASE_SECONDS),
        )
        try:
            return await self._repository.save(taken)
        except PreconditionFailed:
            return Busy(now + timedelta(seconds=LEASE_SECONDS))

    async def save(self, report: Report, extra: Sequence[Operation] = ()) -> Report:
        """Store a claimed report. Raises: PreconditionFailed, NotFound when it is lost."""
        return await self._repository.save(replace(report, updated_at=self.clock.now()), extra)


def _is_done(report: Report) -> bool:
    # What failed for good is not begun again by a second delivery; what was set aside may be.
    if report.status == "failed":
        return report.problem is None or report.problem.code != GIVEN_UP
    return report.status == "ready"


class Lost(PreconditionFailed):
    """The report was cancelled, deleted, or taken over: this worker's work is not wanted."""


class Hold:
    """A claimed report while it is made; leaving the block stops renewing the lease.

    `untold`: deliveries of the notice that it has ended, for when the block is left.
    """

    def __init__(self, claims: Claims, report: Report) -> None:
        self._claims = claims
        self._turn = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None
        self.report = report
        self.untold: tuple[str, ...] = ()

    async def __aenter__(self) -> Self:
        """Start renewing."""
        self._beating = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop renewing."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait([self._beating])

    async def progress(self, stage: str, progress: float) -> None:
        """Tell how far it is. Raises: Lost."""
        await self._change(stage=stage, progress=progress, lease_until=self._lease())

    async def freeze(self, request: ReportRequest) -> None:
        """Note what the report rests on, for whoever takes over. Raises: Lost."""
        await self._change(request=request)

    async def finish(self, files: tuple[ReportFile, ...]) -> None:
        """Note that the files are there. Raises: Lost."""
        await self._end(
            status="ready",
            stage="done",
            progress=1.0,
            files=files,
            lease_until=None,
            finished_at=self._claims.clock.now(),
        )
        record(REPORTS, kind=self.report.request.kind, outcome="ready")

    async def fail(self, problem: ReportProblem) -> None:
        """Note that it cannot be made, and why. Raises: Lost."""
        await self._end(
            status="failed",
            stage="failed",
            problem=problem,
            lease_until=None,
            finished_at=self._claims.clock.now(),
        )
        record(REPORTS, kind=self.report.request.kind, outcome="failed")

    async def release(self, problem: ReportProblem) -> bool:
        """Give it back after an attempt that failed; say whether it was the last one."""
        if self.report.attempts >= MOST_ATTEMPTS:
            last = ReportProblem(GIVEN_UP, f"Failed {self.report.attempts} times: {problem.detail}")
            with suppress(PlumblineError):
                await self.fail(last)
            return True
        with suppress(PlumblineError):  # the lease runs out by itself
            await self._change(
                status="queued",
                stage="waiting to be tried again",
                lease_until=None,
                problem=problem,
            )
        return False

    async def _end(self, **changes: Any) -> None:
        """Note how it ended and that its owner is told so: both, or neither."""
        told = await self._claims.teller.prepared(replace(self.report, **changes))
        try:
            await self._change(told.operations, **changes)
        except AlreadyExists:
            # It ended so before: an operator sent it on from the poison.
            await self._change(**changes)
        else:
            self.untold = told.deliveries

    async def _change(self, extra: Sequence[Operation] = (), /, **changes: Any) -> None:
        async with self._turn:
            try:
                self.report = await self._claims.save(replace(self.report, **changes), extra)
            except (PreconditionFailed, NotFound) as error:
                raise Lost("The report is not this worker's any more", "report_lost") from error

    def _lease(self) -> datetime:
        return self._claims.clock.now() + timedelta(seconds=LEASE_SECONDS)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            try:
                await self._change(lease_until=self._lease())
            except PlumblineError as error:
                # Lost, or the store is down: the next step of the work itself will tell.
                log.warning("report_lease_not_renewed", code=error.code)
                return
