"""The stores under contract, each with its own way of letting time pass."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from shared.kernel.clock import SystemClock
from shared.platform.cosmos import CosmosDocumentStore
from shared.platform.documents import DocumentStore
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.cosmos_endpoint import DATABASE, KEY, serve_cosmos
from tests.fakes.manual_clock import ManualClock
from tools.store_file import Store

# A real account, or Microsoft's emulator, to hold to the same promises.
LIVE_ENDPOINT, LIVE_KEY = os.environ.get("COSMOS_ENDPOINT", ""), os.environ.get("COSMOS_KEY", "")


@dataclass
class Bench:
    """A document store and the passing of its time."""

    store: Store
    pass_seconds: Callable[[float], Awaitable[None]]


@asynccontextmanager
async def _sqlite(folder: Path) -> AsyncGenerator[Bench]:
    clock = ManualClock()

    async def pass_seconds(seconds: float) -> None:
        clock.advance(seconds)

    store = SqliteDocumentStore(folder / "store.db", clock)
    yield Bench(store, pass_seconds)
    await store.close()


@asynccontextmanager
async def _cosmos() -> AsyncGenerator[Bench]:
    clock = ManualClock()

    async def pass_seconds(seconds: float) -> None:
        clock.advance(seconds)

    async with serve_cosmos(lambda: clock.now().timestamp()) as endpoint:
        store = CosmosDocumentStore(endpoint.url, DATABASE, clock, key=KEY)
        yield Bench(store, pass_seconds)
        await store.close()


@asynccontextmanager
async def _live_cosmos() -> AsyncGenerator[Bench]:
    database = os.environ.get("PLUMBLINE_COSMOS_DATABASE", DATABASE)
    store = CosmosDocumentStore(LIVE_ENDPOINT, database, SystemClock(), key=LIVE_KEY)
    # Time to live counts from whole seconds.
    yield Bench(store, lambda seconds: asyncio.sleep(seconds + 1))
    await store.close()


type Maker = Callable[[Path], AbstractAsyncContextManager[Bench]]

SCRIPTED: dict[str, Maker] = {"sqlite": _sqlite, "cosmos": lambda _: _cosmos()}
STORES = list(SCRIPTED)
LIVE = [pytest.param("live", marks=pytest.mark.live)] if LIVE_ENDPOINT and LIVE_KEY else []


@pytest.fixture(params=[*STORES, *LIVE])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    makers: dict[str, Callable[[], AbstractAsyncContextManager[Bench]]] = {
        "sqlite": lambda: _sqlite(tmp_path),
        "cosmos": _cosmos,
        "live": _live_cosmos,
    }
    async with makers[request.param]() as made:
        yield made


@pytest.fixture
def store(bench: Bench) -> DocumentStore:
    return bench.store


@pytest.fixture
def user() -> str:
    """A partition of the test's own, as a real account is shared by all of them."""
    return f"u-{uuid4().hex}"
