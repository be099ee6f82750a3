"""What the timer does: wake what waits, begin what is scheduled, remove what has expired."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import batched
from time import monotonic
from typing import Final

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import AlreadyExists, NotFound, PlumblineError, PreconditionFailed
from shared.reports.agenda import Note
from shared.reports.model import Schedule
from shared.reports.periods import day_before, next_run
from shared.reports.service import WATCH_AFTER, ReportService, Subjects

log = structlog.get_logger(__name__)

# A timer's turn is five minutes: the first Monday of a year has more notes than one look shows.
_LONGEST_SECONDS: Final = 200.0
_SIDE_BY_SIDE: Final = 8
_TRY_AGAIN: Final = timedelta(minutes=30)


class Clockwork:
    """Goes through the agenda; each step is safe to repeat."""

    def __init__(
        self,
        service: ReportService,
        subjects: Subjects,
        machine_clock: Clock,
    ) -> None:
        self._service, self._repository, self._agenda = service, service.repository, service.agenda
        self._subjects, self._machine = subjects, machine_clock

    async def tick(self) -> int:
        """Do what is due, for some minutes at most; return how many notes were dealt with."""
        until, count, failed = monotonic() + _LONGEST_SECONDS, 0, set[str]()
        while monotonic() < until:
            due = await self._agenda.due(self._machine.now())
            notes = [note for note in due if note.key not in failed]
            if not notes:
                break
            for some in batched(notes, _SIDE_BY_SIDE, strict=False):
                done = await asyncio.gather(*(self._dealt_with(note) for note in some))
                failed |= {note.key for note, was in zip(some, done, strict=True) if not was}
            count += len(notes)
        return count

    async def _dealt_with(self, note: Note) -> bool:
        try:
            await self._deal_with(note)
        except PlumblineError as error:
            # The note stays, the others must not wait for it.
            log.warning("report_note_failed", what=note.what, code=error.code)
            return False
        return True

    async def _deal_with(self, note: Note) -> None:
        match note.what:
            case "report":
                await self._wake(note)
            case "schedule":
                await self._begin(note)
            case "expiry":
                await self._expire(note)

    async def _wake(self, note: Note) -> None:
        """Send a report's job again while it is not over: the first message may have been lost."""
        report = await self._repository.find(note.owner, note.id)
        if report is not None and not report.is_over:
            later = self._machine.now() + WATCH_AFTER
            await self._agenda.put(Note(later, "report", note.owner, note.id))
            await self._service.send(report)
        await self._agenda.remove(note)

    async def _begin(self, note: Note) -> None:
        schedule = await self._repository.find_schedule(note.owner, note.id)
        if schedule is not None and schedule.next_at <= note.at:
            await self._run(schedule)
        await self._agenda.remove(note)

    async def _run(self, schedule: Schedule) -> None:
        """Begin a schedule's report, then move the schedule on; repeated, the report is the same.

        What it is about may be gone: then the schedule is, too.
        """
        run = schedule.next_at
        report_id = f"{schedule.id}-{run:%Y%m%d}"
        request = replace(schedule.request, as_of=day_before(run))
        try:
            subject = await self._subjects.find(schedule.owner, request)
        except NotFound:
            await self._repository.delete_schedule(schedule.owner, schedule.id)
            return
        try:
            _ = await self._service.begin(
                schedule.owner, request, subject, report_id=report_id, schedule_id=schedule.id
            )
        except AlreadyExists:
            await self._service.send(await self._repository.get(schedule.owner, report_id))
        next_at = next_run(schedule.every, max(run, self._machine.now() - _TRY_AGAIN))
        await self._agenda.put(Note(next_at, "schedule", schedule.owner, schedule.id))
        try:
            await self._repository.save_schedule(
                replace(schedule, next_at=next_at, last_report_id=report_id)
            )
        except (PreconditionFailed, NotFound):
            return  # another was faster, or it was ended meanwhile

    async def _expire(self, note: Note) -> None:
        report = await self._repository.find(note.owner, note.id)
        if report is not None and report.expires_at and report.expires_at > self._machine.now():
            await self._agenda.put(Note(report.expires_at, "expiry", note.owner, note.id))
        else:
            await self._service.delete_files(note.owner, note.id)
            if report is not None:
                await self._repository.delete(note.owner, note.id)
        await self._agenda.remove(note)
