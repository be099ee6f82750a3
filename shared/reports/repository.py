"""Where reports and schedules are kept: with everything else of their owner.

    user_data / owner / report:{id}             a report, its request and its state
                        report-schedule:{id}    a schedule

So they are part of the owner's export and of the erasure of an account. A report's document
expires with its files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore, Operation, Query
from shared.reports.codec import read_report, read_schedule, report_body, schedule_body
from shared.reports.model import Report, Schedule

_REPORT: Final = "report:"
_SCHEDULE: Final = "report-schedule:"
_AFTERWARDS_SECONDS: Final = 3600  # files go first, then the document that names them


class ReportRepository:
    """Reads and writes reports of one owner at a time."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def create(self, report: Report) -> Report:
        """Store a new report. Raises: AlreadyExists."""
        stored = await self._documents.create(
            USER_DATA.name,
            report.owner,
            _REPORT + report.id,
            report_body(report),
            ttl_seconds=self._ttl(report.expires_at),
        )
        return replace(report, etag=stored.etag)

    async def find(self, owner: str, report_id: str) -> Report | None:
        """Return a report, or None."""
        found = await self._documents.find(USER_DATA.name, owner, _REPORT + report_id)
        return read_report(found) if found is not None else None

    async def get(self, owner: str, report_id: str) -> Report:
        """Return a report. Raises: NotFound."""
        report = await self.find(owner, report_id)
        if report is None:
            raise NotFound(f"There is no report {report_id!r}", "report_not_found")
        return report

    async def save(self, report: Report, extra: Sequence[Operation] = ()) -> Report:
        """Replace a report as it was read, together with `extra` operations.

        Raises: PreconditionFailed, NotFound, and what an extra operation raises.
        """
        changed = Operation(
            "replace",
            _REPORT + report.id,
            report_body(report),
            if_match=report.etag,
            ttl_seconds=self._ttl(report.expires_at),
        )
        stored = await self._documents.batch(USER_DATA.name, report.owner, [changed, *extra])
        return replace(report, etag=stored[0].etag if stored[0] else "")

    async def delete(self, owner: str, report_id: str) -> None:
        """Delete a report. Raises: NotFound."""
        await self._documents.delete(USER_DATA.name, owner, _REPORT + report_id)

    async def list_page(
        self,
        owner: str,
        *,
        limit: int,
        before: str | None = None,
        where: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> list[Report]:
        """Return reports, newest first, made before the one with an id."""
        query = Query(
            prefix=_REPORT,
            before=_REPORT + before if before else None,
            where=dict(where or {}),
            descending=True,
            limit=limit,
        )
        return [
            read_report(each) for each in await self._documents.query(USER_DATA.name, owner, query)
        ]

    async def put_schedule(self, schedule: Schedule) -> None:
        """Store a schedule."""
        await self._documents.upsert(
            USER_DATA.name, schedule.owner, _SCHEDULE + schedule.id, schedule_body(schedule)
        )

    async def save_schedule(self, schedule: Schedule) -> None:
        """Replace a schedule as it was read. Raises: PreconditionFailed, NotFound."""
        await self._documents.replace(
            USER_DATA.name,
            schedule.owner,
            _SCHEDULE + schedule.id,
            schedule_body(schedule),
            if_match=schedule.etag,
        )

    async def find_schedule(self, owner: str, schedule_id: str) -> Schedule | None:
        """Return a schedule, or None."""
        found = await self._documents.find(USER_DATA.name, owner, _SCHEDULE + schedule_id)
        return read_schedule(found) if found is not None else None

    async def list_schedules(self, owner: str) -> list[Schedule]:
        """Return every schedule of an owner, oldest first."""
        query = Query(prefix=_SCHEDULE)
        found = await self._documents.query(USER_DATA.name, owner, query)
        return [read_schedule(each) for each in found]

    async def delete_schedule(self, owner: str, schedule_id: str) -> None:
        """Delete a schedule. Raises: NotFound."""
        await self._documents.delete(USER_DATA.name, owner, _SCHEDULE + schedule_id)

    def _ttl(self, expires_at: datetime | None) -> int | None:
        if expires_at is None:
            return None
        left = (expires_at - self._clock.now()).total_seconds()
        return max(int(left), 0) + _AFTERWARDS_SECONDS
