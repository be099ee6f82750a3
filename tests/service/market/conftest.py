"""The market feature over a real SQLite store, with a folder of prices of the test's own."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.money import plain
from shared.market.service import Market, MarketOptions, build_market
from shared.platform.blobs import BlobStore
from shared.platform.documents import DocumentStore
from shared.platform.queues import MARKET_JOBS, QueueSender
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock
from tests.fakes.storage import MemoryBlobs, MemoryQueue

HEADER = "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
NOW = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)


@dataclass
class World:
    """Everything a market test looks at."""

    market: Market
    documents: SqliteDocumentStore
    blobs: MemoryBlobs
    queue: MemoryQueue
    clock: ManualClock
    folder: Path

    async def deliver(self) -> int:
        """Give every waiting message to the pipeline, as the queue trigger would."""
        messages = self.queue.take(MARKET_JOBS)
        for message in messages:
            await self.market.jobs.handle(message)
        return len(messages)

    def write(self, symbol: str, closes: dict[str, str]) -> None:
        lines = [f"{day},{c},{c},{c},{c},100,0,0\n" for day, c in closes.items()]
        (self.folder / f"{symbol}.csv").write_text(HEADER + "".join(lines))

    async def closes(self, symbol: str) -> dict[str, str]:
        series = (await self.market.history.prices([symbol])).get(symbol)
        if series is None:
            return {}
        return {
            date.fromordinal(int(day)).isoformat(): plain(series.decimal(close))
            for day, close in zip(series.days, series.close, strict=True)
        }


def build(
    documents: DocumentStore,
    blobs: BlobStore,
    queue: QueueSender,
    clock: ManualClock,
    folder: Path,
    providers: tuple[str, ...] = ("sample",),
    **options_given: Any,
) -> Market:
    options = MarketOptions(providers, folder, **options_given)
    return build_market(documents, blobs, queue, clock, clock, options)


type MakeWorld = Callable[..., World]


@pytest.fixture
async def make_world(tmp_path: Path) -> AsyncIterator[MakeWorld]:
    made: list[World] = []

    def make(**options: Any) -> World:
        folder = tmp_path / f"world-{len(made)}"
        folder.mkdir()
        clock = ManualClock(NOW)
        documents = SqliteDocumentStore(folder / "store.db", clock)
        blobs, queue = MemoryBlobs(), MemoryQueue()
        market = build(documents, blobs, queue, clock, folder, **options)
        made.append(World(market, documents, blobs, queue, clock, folder))
        return made[-1]

    yield make
    for world in made:
        await world.market.close()
        await world.documents.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def weekdays(first: date, count: int, price: str = "10") -> dict[str, str]:
    """Return so many weekdays from a day on, all at one price."""
    days = (first + timedelta(days=n) for n in range(count * 2))
    return dict.fromkeys([day.isoformat() for day in days if day.weekday() < 5][:count], price)
