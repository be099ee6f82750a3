"""The report feature over real SQLite, with storage in memory and a clock that tests move."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.kernel.errors import NotFound
from shared.notifications.notifier import Notifier
from shared.platform.leases import Leases
from shared.platform.queues import LARGE_REPORT_JOBS, REPORT_JOBS
from shared.platform.sqlite import SqliteDocumentStore
from shared.reports.agenda import Agenda
from shared.reports.claims import Claims
from shared.reports.clockwork import Clockwork
from shared.reports.model import Report, ReportFile, ReportRequest
from shared.reports.press import Printed, Tell
from shared.reports.repository import ReportRepository
from shared.reports.service import ReportPolicy, ReportService, Subject
from shared.reports.slots import Slots
from shared.reports.telling import Teller
from shared.reports.worker import Concurrency, ReportWorker
from tests.fakes.manual_clock import ManualClock
from tests.fakes.storage import MemoryBlobs, MemoryQueue

START = datetime(2024, 3, 5, 12, tzinfo=UTC)
REQUEST = ReportRequest("performance", portfolio_id="p", formats=("md",))


class FakeSubjects:
    """Everyone has the portfolio `p`, and `big` with very many transactions."""

    async def find(self, owner: str, request: ReportRequest) -> Subject:
        if request.portfolio_id not in {"p", "big"}:
            raise NotFound("There is no such portfolio")
        return Subject("Growth", 100_000 if request.portfolio_id == "big" else 10)


@dataclass
class FakePress:
    """Prints the report's id; fails, waits or dies as a test tells it."""

    made: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    running: int = 0
    most: int = 0

    async def make(self, report: Report, tell: Tell) -> list[Printed]:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await tell("composing", 0.5)
            if self.failures:
                raise self.failures.pop(0)
        finally:
            self.running -= 1
        self.made.append(report.id)
        data = report.id.encode()
        return [Printed(ReportFile("md", len(data), "0" * 64), data)]


@dataclass
class Office:
    """The whole feature, and what stands around it."""

    service: ReportService
    worker: ReportWorker
    clockwork: Clockwork
    press: FakePress
    queue: MemoryQueue
    blobs: MemoryBlobs
    clock: ManualClock
    documents: SqliteDocumentStore

    async def deliver(self) -> None:
        """Deliver what is waiting, once."""
        for name in (REPORT_JOBS, LARGE_REPORT_JOBS):
            for message in self.queue.take(name):
                await self.worker.handle(message)

    async def status(self, report: Report) -> str:
        return (await self.service.get(report.owner, report.id)).status


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    clock = ManualClock(START)
    documents = SqliteDocumentStore(tmp_path / "p.db", clock)
    repository = ReportRepository(documents, clock)
    queue, blobs, press, subjects = MemoryQueue(), MemoryBlobs(), FakePress(), FakeSubjects()
    service = ReportService(
        repository, Agenda(documents), subjects, blobs, queue, clock, clock, ReportPolicy()
    )
    worker = ReportWorker(
        service,
        Claims(repository, Teller(Notifier(documents, queue, clock)), clock),
        Slots(Leases(documents, clock), 2),
        press,
        blobs,
        clock,
        Concurrency(),
    )
    clockwork = Clockwork(service, subjects, clock)
    yield Office(service, worker, clockwork, press, queue, blobs, clock, documents)
    await documents.close()
