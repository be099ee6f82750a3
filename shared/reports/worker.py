"""Making a report from a message of the queue; delivered any number of times, made once."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import (
    Conflict,
    NotFound,
    PlumblineError,
    TooManyRequests,
    Unavailable,
)
from shared.platform.blobs import REPORTS, BlobStore
from shared.reports.claims import LEASE_SECONDS, Busy, Claims, Hold, Job, Lost
from shared.reports.model import MEDIA_TYPES, MOST_ATTEMPTS, Lane, Report, ReportProblem
from shared.reports.names import blob_name
from shared.reports.press import Printed, Tell
from shared.reports.service import ReportService
from shared.reports.slots import Slots

log = structlog.get_logger(__name__)

_RETRIED: Final = (Unavailable, TooManyRequests, Conflict)
_COME_BACK_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Concurrency:
    """How many reports are made at a time: by one worker in each lane, and for one owner."""

    at_once: Mapping[Lane, int] = field(default_factory=lambda: {"small": 3, "large": 1})
    per_owner: int = 2


class Maker(Protocol):
    """Makes the files of a report."""

    async def make(self, report: Report, tell: Tell) -> list[Printed]:
        """Return the files. Raises: NotFound, InvalidInput, Unavailable."""
        ...


class ReportWorker:
    """Handles messages of both report queues."""

    def __init__(
        self,
        service: ReportService,
        claims: Claims,
        slots: Slots,
        press: Maker,
        blobs: BlobStore,
        machine_clock: Clock,
        concurrency: Concurrency,
    ) -> None:
        self._service, self._claims, self._slots = service, claims, slots
        self._press, self._blobs, self._machine = press, blobs, machine_clock
        self._lanes: dict[Lane, asyncio.Semaphore] = {
            lane: asyncio.Semaphore(count) for lane, count in concurrency.at_once.items()
        }

    async def handle(self, message: dict[str, Any]) -> None:
        """Make a report; one that is over, cancelled or gone is left alone.

        Raises: Malformed for what is no job (dropped); what another attempt may cure, every time,
        so that after the last one the host sets the message aside.
        """
        job = Job.read(message)
        report = await self._claims.look(job)
        if report is None:
            log.info("report_job_is_over", report_id=job.report_id)
            await self._claims.teller.again(job)
            return
        async with self._lanes[report.lane], self._slots.place(report.owner) as is_free:
            if is_free:
                await self._take_up(job)
            else:
                await self._service.send(report, delay_seconds=_COME_BACK_SECONDS)

    async def _take_up(self, job: Job) -> None:
        report = await self._claims.look(job)  # it may have been cancelled while this waited
        if report is None:
            return
        claim = await self._claims.claim(report)
        if isinstance(claim, Busy):
            left = (claim.until - self._machine.now()).total_seconds()
            seconds = min(max(int(left), 0), LEASE_SECONDS) + 2
            await self._service.send(report, delay_seconds=seconds)
            return
        hold = Hold(self._claims, claim)
        try:
            async with hold:
                await self._attempt(hold)
        finally:
            # After the report has ended: what fails here brings the message back, not the report.
            await self._claims.teller.announce(claim.owner, hold.untold)

    async def _attempt(self, hold: Hold) -> None:
        try:
            _refuse_deadly(hold.report)
            await self._make(hold)
        except Lost:
            await self._clear(hold.report)
        except _RETRIED as error:
            await self._give_back(hold, ReportProblem(error.code, error.detail))
            raise
        except PlumblineError as error:
            with suppress(Lost):
                await hold.fail(ReportProblem(error.code, error.detail))
            log.warning("report_failed", report_id=hold.report.id, code=error.code)
        except Exception as error:
            # A defect: its words are for the log, its name for the report.
            log.exception("report_defect", report_id=hold.report.id)
            reason = f"Internal error ({type(error).__name__})"
            await self._give_back(hold, ReportProblem("internal_error", reason))
            raise

    async def _give_back(self, hold: Hold, problem: ReportProblem) -> None:
        is_last = await hold.release(problem)
        log.warning(
            "report_given_up" if is_last else "report_will_be_tried_again",
            report_id=hold.report.id,
            code=problem.code,
        )

    async def _make(self, hold: Hold) -> None:
        if hold.report.request.known_at is None:
            await hold.freeze(self._service.frozen(hold.report.request))
        printed = await self._press.make(hold.report, hold.progress)
        for each in printed:
            await self._blobs.put(
                REPORTS,
                blob_name(hold.report, each.file.format),
                each.data,
                content_type=MEDIA_TYPES[each.file.format],
            )
        await hold.finish(tuple(each.file for each in printed))
        log.info("report_made", report_id=hold.report.id, kind=hold.report.request.kind)

    async def _clear(self, report: Report) -> None:
        """Remove what this worker stored of a report that was deleted meanwhile."""
        log.info("report_lost", report_id=report.id)
        try:
            _ = await self._service.get(report.owner, report.id)
        except NotFound:
            await self._service.delete_files(report.owner, report.id)


def _refuse_deadly(report: Report) -> None:
    if report.attempts > MOST_ATTEMPTS:
        raise _DeadlyReport(f"It ended its worker {MOST_ATTEMPTS} times", "deadly_report")


class _DeadlyReport(PlumblineError):
    """No attempt came to an end: the work itself ends the worker, and would do so again."""
