"""The stores under contract, each with its own way of letting time pass."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.platform.documents import DocumentStore
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock


@dataclass
class Bench:
    """A document store and the passing of its time."""

    store: DocumentStore
    pass_seconds: Callable[[float], Awaitable[None]]


async def _sqlite(folder: Path) -> AsyncIterator[Bench]:
    clock = ManualClock()

    async def pass_seconds(seconds: float) -> None:
        clock.advance(seconds)

    store = SqliteDocumentStore(folder / "store.db", clock)
    yield Bench(store, pass_seconds)
    await store.close()


@pytest.fixture(params=["sqlite"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    async for made in _sqlite(tmp_path):
        yield made


@pytest.fixture
def store(bench: Bench) -> DocumentStore:
    return bench.store
