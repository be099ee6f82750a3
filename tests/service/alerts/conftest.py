"""Alerts over a real SQLite store, with prices of the test's own."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.alerts.evaluation import Evaluation
from shared.alerts.jobs import AlertJobs
from shared.alerts.looking import Look, Sources
from shared.alerts.model import Alert, AlertDraft
from shared.alerts.preview import Previewer
from shared.alerts.repository import AlertRepository
from shared.alerts.service import AlertService
from shared.kernel.errors import NotFound
from shared.market.kept import Kept
from shared.market.model import Dividend, PriceSeries, Split
from shared.market.quotes import Quote
from shared.notifications.inbox import Inbox
from shared.notifications.model import Notification
from shared.notifications.notifier import Notifier
from shared.notifications.registry import Registry
from shared.platform.documents import DocumentStore
from shared.platform.queues import ALERT_JOBS
from shared.platform.sqlite import SqliteDocumentStore
from shared.portfolios.model import Portfolio
from shared.portfolios.valuation import Holdings
from tests.fakes.manual_clock import ManualClock
from tests.fakes.market import FakeHistory, price_series
from tests.fakes.storage import MemoryQueue

OWNER = "owner"
NOW = datetime(2024, 5, 2, 21, 0, tzinfo=UTC)


class FakeQuotes:
    """Last prices of sessions under way, as a test sets them."""

    def __init__(self) -> None:
        self.live: dict[str, Quote] = {}

    async def latest(self, symbols: Collection[str]) -> dict[str, Quote]:
        return {one: self.live[one] for one in symbols if one in self.live}


class FakeFacts:
    """Kept facts, as a test sets them."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def kept(self, symbols: Collection[str]) -> dict[str, Kept[Any]]:
        return {one: Kept(self.values.get(one), None, is_due=False) for one in symbols}


class FakePortfolios:
    """What is held, as a test sets it, by day."""

    def __init__(self) -> None:
        self.held: dict[date | None, Holdings] = {}

    async def get(self, owner: str, portfolio_id: str) -> Portfolio:
        del owner
        return Portfolio(
            id=portfolio_id, name="P", base_currency="USD", created_at=NOW, updated_at=NOW
        )

    async def holdings(
        self, owner: str, portfolio_id: str, *, as_of: date | None = None
    ) -> Holdings:
        del owner
        if as_of not in self.held:
            raise NotFound(f"There is no portfolio {portfolio_id!r}")
        return self.held[as_of]


class FakeTracker:
    """Knows every symbol but NOSUCH."""

    async def watch(self, symbols: Collection[str], wait_seconds: float = 0.0) -> dict[str, Any]:
        del wait_seconds
        return {one: "unknown" if one == "NOSUCH" else "ready" for one in symbols}


async def no_returns(owner: str, portfolio_id: str, day: date) -> Any:
    raise NotFound(f"no returns of {owner}'s {portfolio_id} on {day}")


@dataclass
class World:
    """Everything an alert test looks at."""

    documents: DocumentStore
    queue: MemoryQueue
    clock: ManualClock
    history: FakeHistory
    quotes: FakeQuotes
    fundamentals: FakeFacts
    news: FakeFacts
    portfolios: FakePortfolios

    def prices(
        self,
        closes: dict[str, str],
        splits: tuple[Split, ...] = (),
        dividends: tuple[Dividend, ...] = (),
        symbol: str = "ACME",
    ) -> PriceSeries:
        by_day = {date.fromisoformat(day): price for day, price in closes.items()}
        series = price_series(symbol, by_day, splits=splits, dividends=dividends)
        self.history.series[symbol] = series
        return series

    @property
    def repository(self) -> AlertRepository:
        return AlertRepository(self.documents)

    @property
    def notifier(self) -> Notifier:
        return Notifier(self.documents, self.queue, self.clock)

    def sources(self, clock: ManualClock | None = None) -> Sources:
        return Sources(
            self.history,
            self.quotes,
            self.fundamentals,
            self.news,
            self.portfolios,
            no_returns,
            clock or self.clock,
        )

    def evaluation(self, clock: ManualClock | None = None) -> Evaluation:
        """Return a worker's evaluation, perhaps with a clock of its own."""
        clock = clock or self.clock
        sources = self.sources(clock)
        notifier = Notifier(self.documents, self.queue, clock)
        return Evaluation(self.repository, notifier, lambda: Look(sources), clock)

    @property
    def service(self) -> AlertService:
        return AlertService(
            self.repository,
            self.portfolios,
            FakeTracker(),
            self.evaluation(),
            Previewer(self.sources()),
            Registry(self.documents),
            self.clock,
        )

    @property
    def jobs(self) -> AlertJobs:
        async def nothing(user_id: str) -> int:
            del user_id
            return 0

        async def no_digest(message: dict[str, Any]) -> None:
            raise AssertionError(message)

        registry = Registry(self.documents)
        return AlertJobs(
            self.repository, self.evaluation(), registry, nothing, no_digest, self.queue
        )

    async def make(self, **said: Any) -> Alert:
        rule: dict[str, Any] = {"kind": "price_above", "symbol": "ACME", "threshold": Decimal(100)}
        return await self.service.create(OWNER, AlertDraft.model_validate({**rule, **said}))

    async def ingested(self, symbol: str = "ACME") -> None:
        """Do what the end of an ingestion leads to, through the queue."""
        await self.jobs.ingested([symbol])
        while messages := self.queue.take(ALERT_JOBS):
            for message in messages:
                await self.jobs.handle(message)

    async def told(self) -> list[Notification]:
        """Return what the owner was told, oldest first."""
        inbox = Inbox(self.documents, Registry(self.documents), self.clock)
        return (await inbox.list_page(OWNER, limit=500))[::-1]

    async def days_told(self) -> list[str]:
        return [one.data["day"] for one in await self.told()]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = ManualClock(NOW)
    documents = SqliteDocumentStore(tmp_path / "store.db", clock)
    yield World(
        documents,
        MemoryQueue(),
        clock,
        FakeHistory(),
        FakeQuotes(),
        FakeFacts(),
        FakeFacts(),
        FakePortfolios(),
    )
    await documents.close()
