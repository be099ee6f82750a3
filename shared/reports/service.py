"""What an owner can do with reports: ask, look, fetch, try again, cancel, schedule."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, NotFound, TooManyRequests
from shared.kernel.ids import new_id
from shared.kernel.language import Language, worded
from shared.kernel.repeats import is_repeated, requested_id
from shared.platform.blobs import REPORTS, BlobStore
from shared.platform.queues import LARGE_REPORT_JOBS, REPORT_JOBS, QueueSender
from shared.reports.agenda import Agenda, Note
from shared.reports.model import (
    LINK_SECONDS,
    MEDIA_TYPES,
    TITLES,
    Every,
    Lane,
    Report,
    ReportFile,
    ReportFormat,
    ReportProblem,
    ReportRequest,
    Schedule,
)
from shared.reports.names import blob_name, file_name
from shared.reports.periods import next_run
from shared.reports.repository import ReportRepository
from shared.reports.requests import checked, refuse_far, start_of_day_after

WATCH_AFTER: Final = timedelta(minutes=4)
_LARGE: Final = 5_000
_EXPORTED_BYTES: Final = 50_000_000
_QUEUES: Final[Mapping[Lane, str]] = {"small": REPORT_JOBS, "large": LARGE_REPORT_JOBS}


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """How long finished reports are kept, and how many may wait at a time for one owner."""

    kept: timedelta = timedelta(days=90)
    most_waiting: int = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about, as far as it must be known before it is made.

    `transactions` tells how long it will take, `language` what its owner reads.
    """

    name: str
    transactions: int = 0
    language: Language = "en"


class Subjects(Protocol):
    """Knows what an owner may have reports about."""

    async def find(self, owner: str, request: ReportRequest) -> Subject:
        """Return the subject of a request. Raises: NotFound when the owner has no such thing."""
        ...


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a report: where to fetch it, or its bytes."""

    name: str
    media_type: str
    sha256: str
    link: str | None = None
    data: bytes = b""


class ReportService:
    """Reports of one owner at a time; another's are not found."""

    def __init__(
        self,
        repository: ReportRepository,
        agenda: Agenda,
        subjects: Subjects,
        blobs: BlobStore,
        queue: QueueSender,
        clock: Clock,
        machine_clock: Clock,
        policy: ReportPolicy,
    ) -> None:
        self.repository, self.agenda = repository, agenda
        self._subjects, self._blobs, self._queue = subjects, blobs, queue
        self._clock, self._machine, self._policy = clock, machine_clock, policy

    async def request(
        self,
        owner: str,
        request: ReportRequest,
        *,
        every: Every | None = None,
        after: date | None = None,
        report_id: str | None = None,
    ) -> Report:
        """Put a report on the queue and return it.

        `after`: not before that day is over. `every`: again on the first of each month or quarter.
        Raises: NotFound for a portfolio or watchlist the owner has not; InvalidInput;
        TooManyRequests when too many are waiting; AlreadyExists for a `report_id` that is there.
        """
        made, name_of_schedule = (requested_id(self._machine.now()) for _ in range(2))
        name = report_id or made
        begun = await self.repository.find(owner, made) if is_repeated() else None
        if begun is not None:
            return begun
        request = checked(request, self._clock.today())
        refuse_far(after, "/schedule/after", self._clock.today())
        subject = await self._subjects.find(owner, request)
        await self._refuse_too_many(owner)
        schedule_id = None
        if every is not None:
            schedule_id = (
                await self._schedule(owner, request, subject, every, after, name_of_schedule)
            ).id
        due = start_of_day_after(after, self._clock.now()) if after else None
        return await self.begin(
            owner, request, subject, report_id=name, due_at=due, schedule_id=schedule_id
        )

    async def begin(
        self,
        owner: str,
        request: ReportRequest,
        subject: Subject,
        *,
        report_id: str | None = None,
        due_at: datetime | None = None,
        schedule_id: str | None = None,
    ) -> Report:
        """Store a report and hand it to the queue, unless its time has not come.

        Raises: AlreadyExists for a `report_id` that is there.
        """
        now = self._machine.now()
        if due_at is None and request.known_at is None:
            request = self.frozen(request)
        request = replace(request, language=subject.language)
        report = Report(
            id=report_id or new_id(now),
            owner=owner,
            request=request,
            title=_title(request, subject),
            created_at=now,
            updated_at=now,
            lane="large" if subject.transactions > _LARGE else "small",
            due_at=due_at,
            expires_at=(due_at or now) + self._policy.kept,
            schedule_id=schedule_id,
        )
        # Notes first: a report that is stored is looked at again, whatever dies here.
        await self.agenda.put(Note(due_at or now + WATCH_AFTER, "report", owner, report.id))
        await self.agenda.put(Note(now + self._policy.kept, "expiry", owner, report.id))
        report = await self.repository.create(report)
        if due_at is None:
            await self.send(report)
        return report

    def frozen(self, request: ReportRequest) -> ReportRequest:
        """Return a request that says of which day it speaks, and which ledger it reads."""
        as_of = request.last or request.as_of or self._clock.today()
        return replace(request, as_of=as_of, known_at=self._clock.now())

    async def send(self, report: Report, *, delay_seconds: int = 0) -> None:
        """Put a report's job on its queue."""
        message = {
            "report_id": report.id,
            "owner": report.owner,
            "generation": report.generation,
        }
        await self._queue.send(_QUEUES[report.lane], message, delay_seconds=delay_seconds)

    async def get(self, owner: str, report_id: str) -> Report:
        """Return a report. Raises: NotFound."""
        return await self.repository.get(owner, report_id)

    async def list_page(
        self,
        owner: str,
        *,
        limit: int,
        before: str | None = None,
        where: Mapping[str, str | tuple[str, ...]],
    ) -> list[Report]:
        """Return reports, newest first."""
        return await self.repository.list_page(owner, limit=limit, before=before, where=where)

    async def download(self, owner: str, report_id: str, format: ReportFormat | None) -> Download:
        """Return a file of a report, the first one asked for unless a format is named.

        Raises: NotFound; Conflict while it is not ready.
        """
        report, file = await self._file(owner, report_id, format)
        name, media_type = file_name(report, file.format), MEDIA_TYPES[file.format]
        link = await self._link(report, file)
        if link is not None:
            return Download(name, media_type, file.sha256, link)
        data = await self._blobs.get(REPORTS, blob_name(report, file.format))
        return Download(name, media_type, file.sha256, data=data)

    async def link(self, owner: str, report_id: str, format: ReportFormat | None) -> str | None:
        """Return an address of a file, for a while; None where the store has none to give.

        Raises: NotFound; Conflict while it is not ready.
        """
        return await self._link(*await self._file(owner, report_id, format))

    async def _file(
        self, owner: str, report_id: str, format: ReportFormat | None
    ) -> tuple[Report, ReportFile]:
        report = await self.repository.get(owner, report_id)
        if report.status != "ready":
            raise Conflict(f"The report is {report.status}, not ready", "report_not_ready")
        wanted = format or report.request.formats[0]
        for file in report.files:
            if file.format == wanted:
                return report, file
        raise NotFound(f"This report was not asked for as {wanted}", "no_such_format")

    async def _link(self, report: Report, file: ReportFile) -> str | None:
        return await self._blobs.link(
            REPORTS,
            blob_name(report, file.format),
            file_name=file_name(report, file.format),
            content_type=MEDIA_TYPES[file.format],
            seconds=LINK_SECONDS,
        )

    async def retry(self, owner: str, report_id: str) -> Report:
        """Begin a failed report anew. Raises: NotFound; Conflict when it has not failed."""
        report = await self.repository.get(owner, report_id)
        if report.status != "failed":
            raise Conflict(f"The report is {report.status}, not failed", "report_not_failed")
        await self._refuse_too_many(owner)
        now = self._machine.now()
        await self.agenda.put(Note(now + WATCH_AFTER, "report", owner, report.id))
        report = await self.repository.save(
            replace(
                report,
                status="queued",
                stage="waiting",
                progress=0.0,
                generation=report.generation + 1,
                attempts=0,
                lease_until=None,
                finished_at=None,
                due_at=None,
                problem=None,
                updated_at=now,
            )
        )
        await self.send(report)
        return report

    async def cancel(self, owner: str, report_id: str) -> Report:
        """Stop a report that waits or is being made. Raises: NotFound; Conflict when it is over."""
        report = await self.repository.get(owner, report_id)
        if report.is_over:
            raise Conflict(f"The report is {report.status} already", "report_is_over")
        now = self._machine.now()
        return await self.repository.save(
            replace(
                report,
                status="failed",
                stage="cancelled",
                lease_until=None,
                finished_at=now,
                updated_at=now,
                problem=ReportProblem("cancelled", "You cancelled this report"),
            )
        )

    async def delete(self, owner: str, report_id: str) -> None:
        """Delete a report and its files; one being made is cancelled. Raises: NotFound."""
        await self.repository.delete(owner, report_id)
        await self.delete_files(owner, report_id)

    async def delete_files(self, owner: str, report_id: str = "") -> None:
        """Delete the files of a report, or of all an owner's reports."""
        prefix = f"{owner}/{report_id}/" if report_id else f"{owner}/"
        while names := await self._blobs.list_names(REPORTS, prefix):
            for name in names:
                await self._blobs.delete(REPORTS, name)

    async def list_schedules(self, owner: str) -> list[Schedule]:
        """Return an owner's schedules, oldest first."""
        return await self.repository.list_schedules(owner)

    async def get_schedule(self, owner: str, schedule_id: str) -> Schedule:
        """Return a schedule. Raises: NotFound."""
        found = await self.repository.find_schedule(owner, schedule_id)
        if found is None:
            raise NotFound(f"There is no schedule {schedule_id!r}", "schedule_not_found")
        return found

    async def delete_schedule(self, owner: str, schedule_id: str) -> None:
        """End a schedule; its reports stay. Raises: NotFound."""
        await self.repository.delete_schedule(owner, schedule_id)

    async def export(self, owner: str) -> Mapping[str, bytes]:
        """Return an owner's files, newest reports first, up to a size a worker can hold.

        What no longer fits is named in `reports/left-out.json`; it can be downloaded one by one.
        """
        files: dict[str, bytes] = {}
        left_out: list[str] = []
        room, before = _EXPORTED_BYTES, None
        while page := await self.repository.list_page(owner, limit=100, before=before):
            before = page[-1].id
            for report in page:
                for file in report.files:
                    name = f"reports/{report.id}/{file_name(report, file.format)}"
                    if file.size > room:
                        left_out.append(name)
                        continue
                    room -= file.size
                    with suppress(NotFound):
                        files[name] = await self._blobs.get(REPORTS, blob_name(report, file.format))
        if left_out:
            files["reports/left-out.json"] = json.dumps(left_out, indent=1).encode()
        return files

    async def erase(self, owner: str) -> None:
        """Delete what is kept outside the owner's partition."""
        await self.delete_files(owner)
        await self.agenda.forget(owner)

    async def _schedule(
        self,
        owner: str,
        request: ReportRequest,
        subject: Subject,
        every: Every,
        after: date | None,
        name: str,
    ) -> Schedule:
        now = self._machine.now()
        begin = max(now, start_of_day_after(after, now) or now)
        schedule = Schedule(
            id=name,
            owner=owner,
            request=request,
            title=_title(request, subject),
            every=every,
            created_at=now,
            next_at=next_run(every, begin),
        )
        await self.agenda.put(Note(schedule.next_at, "schedule", owner, schedule.id))
        await self.repository.put_schedule(schedule)
        return schedule

    async def _refuse_too_many(self, owner: str) -> None:
        most = self._policy.most_waiting
        waiting = await self.repository.list_page(
            owner, limit=most, where={"status": ("queued", "running")}
        )
        if len(waiting) >= most:
            raise TooManyRequests(
                f"{most} reports are waiting already: let them finish, or cancel some",
                "too_many_reports",
                retry_after_seconds=30,
            )


def _title(request: ReportRequest, subject: Subject) -> str:
    return f"{worded(subject.language, TITLES[request.kind])}: {subject.name}"
