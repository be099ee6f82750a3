"""What a source said of a company is kept as it came, and can be read again by its id."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared.kernel.errors import Conflict, NotFound
from tests.fakes.yahoo_server import Answer, YahooServer, yahoo_server
from tests.service.market.conftest import MakeWorld, World

MONDAY = datetime(2025, 11, 3, 15, 0, tzinfo=UTC)
QUOTE = "/v7/finance/quote"
SUMMARY = "/v10/finance/quoteSummary/AAPL"


@pytest.fixture
async def vendor() -> AsyncIterator[YahooServer]:
    async with yahoo_server() as server:
        yield server


@pytest.fixture
def world(make_world: MakeWorld, vendor: YahooServer) -> World:
    made = make_world(providers=("yahoo", "sample"), yahoo_base_url=vendor.base_url)
    made.clock.advance((MONDAY - made.clock.now()).total_seconds())
    return made


def _quote(price: float) -> Answer:
    entry = {
        "symbol": "AAPL",
        "regularMarketPrice": price,
        "regularMarketTime": int(MONDAY.timestamp()),
        "currency": "USD",
        "exchangeTimezoneName": "America/New_York",
    }
    return Answer(orjson.dumps({"quoteResponse": {"result": [entry], "error": None}}))


def _summary(name: str) -> Answer:
    modules = {"price": {"symbol": "AAPL", "longName": name, "currency": "USD"}}
    return Answer(orjson.dumps({"quoteSummary": {"result": [modules], "error": None}}))


async def _stored(world: World, container: str, name: str) -> dict[str, Any]:
    return (await world.documents.get(container, "AAPL", name)).body


async def test_a_quote_is_read_again_from_its_payload(world: World, vendor: YahooServer) -> None:
    vendor.others[QUOTE] = _quote(270.5)
    assert await world.market.live.renew(["AAPL"]) == 1
    body = await _stored(world, "quotes", "quote")
    assert body["payload_id"] == "quote/AAPL/2025-11-03"
    broken = {**body, "value": {**body["value"], "price": "1"}}
    await world.documents.replace("quotes", "AAPL", "quote", broken)
    asked = len(vendor.requests)
    summary = await world.market.replayer.replay(body["payload_id"])
    assert (summary.outcome, summary.provider, summary.counts["accepted"]) == ("loaded", "yahoo", 1)
    assert (await _stored(world, "quotes", "quote"))["value"]["price"] == body["value"]["price"]
    assert len(vendor.requests) == asked


async def test_fundamentals_are_read_again_twice_alike(world: World, vendor: YahooServer) -> None:
    vendor.others[SUMMARY] = _summary("Apple Inc.")
    assert await world.market.fundamentals.renew(["AAPL"]) == 1
    first = await _stored(world, "reference", "fundamentals")
    for _ in range(2):
        await world.market.replayer.replay(first["payload_id"])
    assert await _stored(world, "reference", "fundamentals") == first


async def test_an_older_payload_does_not_turn_time_back(world: World, vendor: YahooServer) -> None:
    vendor.others[SUMMARY] = _summary("Apple Computer")
    await world.market.fundamentals.renew(["AAPL"])
    old = (await _stored(world, "reference", "fundamentals"))["payload_id"]
    world.clock.advance(2 * 86_400)
    vendor.others[SUMMARY] = _summary("Apple Inc.")
    await world.market.fundamentals.renew(["AAPL"])
    with pytest.raises(Conflict):
        await world.market.replayer.replay(old)


async def test_a_payload_nobody_kept_is_not_found(world: World) -> None:
    for payload_id in ("news/AAPL/2025-11-03", "search/AAPL/x", "../etc", ""):
        with pytest.raises(NotFound):
            await world.market.replayer.replay(payload_id)


async def test_facts_come_when_their_payload_cannot_be_kept(
    world: World, vendor: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.kernel.errors import Unavailable

    async def full(*_: object, **__: object) -> None:
        raise Unavailable("the blob store is down")

    monkeypatch.setattr(world.blobs, "put", full)
    vendor.others[SUMMARY] = _summary("Apple Inc.")
    assert await world.market.fundamentals.renew(["AAPL"]) == 1
    assert (await _stored(world, "reference", "fundamentals"))["payload_id"] is None
