"""Two instances over one store, one set of providers: nothing is done twice, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared.market.model import PriceSeries
from shared.market.service import Market
from shared.platform.queues import MARKET_JOBS
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.yahoo_server import DATA, Answer, YahooServer, yahoo_server
from tests.service.market.conftest import MakeWorld, World, build

SYMBOLS = [f"TWIN{number}" for number in range(12)]
RECORDED = (DATA / "chart_AAPL_2025.json").read_bytes()
NOW = datetime(2025, 11, 3, 15, 0, tzinfo=UTC)


@pytest.fixture
async def vendor() -> AsyncIterator[YahooServer]:
    async with yahoo_server() as server:
        template = orjson.loads(RECORDED)
        for symbol in SYMBOLS:
            template["chart"]["result"][0]["meta"]["symbol"] = symbol
            server.charts[symbol] = Answer(orjson.dumps(template), delay_seconds=0.02)
        yield server


@pytest.fixture
async def pair(make_world: MakeWorld, vendor: YahooServer) -> AsyncIterator[tuple[World, Market]]:
    options: dict[str, Any] = {"providers": ("yahoo",), "yahoo_base_url": vendor.base_url}
    world = make_world(**options)
    world.clock.advance((NOW - world.clock.now()).total_seconds())
    documents = SqliteDocumentStore(world.folder / "store.db", world.clock)
    other = build(documents, world.blobs, world.queue, world.clock, world.folder, **options)
    yield world, other
    await other.close()
    await documents.close()


async def test_a_universe_ingested_by_both_at_once_is_fetched_once(
    pair: tuple[World, Market], vendor: YahooServer
) -> None:
    world, other = pair
    states = await asyncio.gather(
        world.market.tracker.ensure(SYMBOLS, wait_seconds=60),
        other.tracker.ensure(SYMBOLS, wait_seconds=60),
    )
    assert states[0] == states[1] == dict.fromkeys(SYMBOLS, "ready")
    messages = world.queue.take(MARKET_JOBS)
    await asyncio.gather(
        *(world.market.jobs.handle(message) for message in messages),
        *(other.jobs.handle(message) for message in messages),
    )
    asked = sorted(target.split("/chart/")[1].split("?")[0] for target in vendor.chart_requests)
    assert asked == sorted(SYMBOLS)  # each once
    mine, theirs = await world.market.history.prices(SYMBOLS), await other.history.prices(SYMBOLS)
    for symbol in SYMBOLS:
        assert _image(mine[symbol]) == _image(theirs[symbol])
        assert mine[symbol].days.size == len(set(mine[symbol].days.tolist())) == 127
    entries = {entry.symbol: entry for entry in await other.tracker.status()}
    assert {entry.bars for entry in entries.values()} == {127}
    assert all(entry.is_held and entry.state == "ready" for entry in entries.values())


async def test_a_refresh_found_due_by_both_is_fetched_once(
    pair: tuple[World, Market], vendor: YahooServer
) -> None:
    world, other = pair
    await world.market.tracker.ensure(SYMBOLS, wait_seconds=60)
    world.queue.take(MARKET_JOBS)
    world.clock.advance(2 * 86_400)
    before = len(vendor.chart_requests)
    counts = await asyncio.gather(world.market.schedule.enqueue_due(), other.schedule.enqueue_due())
    assert counts == [len(SYMBOLS), len(SYMBOLS)]
    messages = world.queue.take(MARKET_JOBS)
    await asyncio.gather(
        *(world.market.jobs.handle(message) for message in messages[::2]),
        *(other.jobs.handle(message) for message in messages[1::2]),
    )
    assert len(vendor.chart_requests) == before + len(SYMBOLS)


async def test_quotes_renewed_by_both_are_asked_once(
    pair: tuple[World, Market], vendor: YahooServer
) -> None:
    world, other = pair
    vendor.others["/v7/finance/quote"] = Answer(
        orjson.dumps({"quoteResponse": {"result": [_quote(s) for s in SYMBOLS], "error": None}}),
        delay_seconds=0.1,
    )
    await world.market.tracker.watch(SYMBOLS, wait_seconds=60)
    world.queue.take(MARKET_JOBS)
    await asyncio.gather(
        world.market.schedule.enqueue_facts("quote"), other.schedule.enqueue_facts("quote")
    )
    messages = world.queue.take(MARKET_JOBS)
    assert len(messages) == 2
    await asyncio.gather(world.market.jobs.handle(messages[0]), other.jobs.handle(messages[1]))
    asked = [target for target in vendor.requests if "/v7/finance/quote" in target]
    names = [name for target in asked for name in SYMBOLS if f"{name}%2C" in target + "%2C"
             or f"{name}&" in target]  # fmt: skip
    assert len(names) == len(set(names)) == len(SYMBOLS)
    kept = await other.live.kept(SYMBOLS)
    assert {str(answer.value.price) for answer in kept.values() if answer.value} == {"269.5"}
    assert all(not answer.is_due for answer in kept.values())


async def test_quotes_are_asked_while_the_exchange_is_open_only(pair: tuple[World, Market]) -> None:
    world, _ = pair
    await world.market.tracker.ensure(SYMBOLS[:1], wait_seconds=60)
    assert await world.market.schedule.enqueue_facts("quote") == 1
    world.clock.advance(9 * 3600)  # midnight in UTC, evening in New York
    assert await world.market.schedule.enqueue_facts("quote") == 0
    assert await world.market.schedule.enqueue_facts("news") == 1


def _quote(symbol: str) -> dict[str, object]:
    return {
        "symbol": symbol,
        "regularMarketPrice": 269.5,
        "regularMarketTime": int(NOW.timestamp()),
        "currency": "USD",
        "exchangeTimezoneName": "America/New_York",
    }


def _image(series: PriceSeries) -> tuple[object, ...]:
    return (series.version, series.days.tolist(), series.close.tolist(), series.source)
