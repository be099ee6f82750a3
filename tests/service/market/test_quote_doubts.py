"""A live price that cannot be is kept from everybody's eyes, and shown to an operator."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest

from shared.kernel.errors import Conflict
from tests.fakes.yahoo_server import Answer, YahooServer, yahoo_server
from tests.service.market.conftest import MakeWorld, World

MONDAY = datetime(2025, 11, 3, 15, 0, tzinfo=UTC)
LAST_CLOSE = 269.7  # AAPL on 29 October 2025, the last of the recorded chart
QUOTE = "/v7/finance/quote"


@pytest.fixture
async def vendor() -> AsyncIterator[YahooServer]:
    async with yahoo_server() as server:
        server.record("AAPL", "chart_AAPL_2025.json")
        yield server


@pytest.fixture
async def world(make_world: MakeWorld, vendor: YahooServer) -> World:
    made = make_world(providers=("yahoo", "sample"), yahoo_base_url=vendor.base_url)
    made.clock.advance((MONDAY - made.clock.now()).total_seconds())
    await made.market.tracker.ensure(["AAPL"], wait_seconds=60)
    return made


def told(price: float, *, at: datetime = MONDAY, **more: Any) -> Answer:
    entry = {
        "symbol": "AAPL",
        "regularMarketPrice": price,
        "regularMarketPreviousClose": LAST_CLOSE,
        "regularMarketTime": int(at.timestamp()),
        "currency": "USD",
        "exchangeTimezoneName": "America/New_York",
        **more,
    }
    return Answer(orjson.dumps({"quoteResponse": {"result": [entry], "error": None}}))


async def shown(world: World, vendor: YahooServer, answer: Answer) -> Any:
    """Return the quote that is shown once an answer has come."""
    vendor.others[QUOTE] = answer
    world.clock.advance(150)
    await world.market.quotes.latest(["AAPL"])
    for _ in range(2_400):
        if not world.market.live._renewing:
            break
        await asyncio.sleep(0.05)
    return (await world.market.quotes.latest(["AAPL"]))["AAPL"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "pence for pounds": ({"price": LAST_CLOSE * 100}, "wild_quote"),
    "a hundredth, the close before as well": (
        {"price": LAST_CLOSE / 100, "regularMarketPreviousClose": LAST_CLOSE / 100},
        "wild_quote",
    ),
    "a tick of nothing": ({"price": 0.01}, "wild_quote"),
    "another currency": ({"price": 231.5, "currency": "EUR"}, "quote_in_other_currency"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_live_price_that_does_not_go_with_the_history_is_not_shown(
    world: World, vendor: YahooServer, wrong: str
) -> None:
    answer, reason = WRONG[wrong]
    for _ in range(2):
        found = await shown(world, vendor, told(**answer))
        assert (found.price, found.currency, found.is_live) == (Decimal("269.7"), "USD", False)
    (finding,) = await world.market.quarantine.list_findings("AAPL")
    assert (finding.reason, finding.first_day) == (reason, MONDAY.date())
    assert float(finding.evidence["price"]) == pytest.approx(answer["price"])
    found = await shown(world, vendor, told(271.25))
    assert (found.price, found.is_live) == (Decimal("271.25"), True)


async def test_after_a_wrong_live_price_the_last_good_one_stays(
    world: World, vendor: YahooServer
) -> None:
    await shown(world, vendor, told(271.25))
    later = MONDAY + timedelta(minutes=3)
    found = await shown(world, vendor, told(27_125.0, at=later))
    assert (found.price, found.is_live) == (Decimal("271.25"), True)
    kept = (await world.market.live.kept(["AAPL"]))["AAPL"]
    assert [skip.reason for skip in kept.skipped] == ["wild_quote"]


async def test_a_split_that_the_vendor_knows_first_is_no_wild_price(
    world: World, vendor: YahooServer
) -> None:
    """As on the day of a split of 20 for 1: the close before is told in the new shares."""
    before = round(LAST_CLOSE / 20, 2)
    found = await shown(world, vendor, told(13.6, regularMarketPreviousClose=before))
    assert (found.price, found.is_live) == (Decimal("13.6"), True)
    assert await world.market.quarantine.list_findings("AAPL") == []


async def test_a_wild_price_that_an_operator_finds_right_is_shown(
    world: World, vendor: YahooServer
) -> None:
    await shown(world, vendor, told(20.5))
    (finding,) = await world.market.quarantine.list_findings("AAPL")
    released = await world.market.quarantine.release(finding.id, "operator", world.clock.now())
    summary = await world.market.replayer.replay(released.payload_id)
    assert summary.outcome == "loaded"
    assert (await world.market.quotes.latest(["AAPL"]))["AAPL"].price == Decimal("20.5")
    found = await shown(world, vendor, told(20.75))
    assert (found.price, found.is_live) == (Decimal("20.75"), True)
    assert await world.market.quarantine.list_findings("AAPL") == []


async def test_a_wild_price_is_not_shown_by_replaying_its_payload(
    world: World, vendor: YahooServer
) -> None:
    await shown(world, vendor, told(271.25))
    await shown(world, vendor, told(27_125.0, at=MONDAY + timedelta(minutes=3)))
    (finding,) = await world.market.quarantine.list_findings("AAPL")
    for _ in range(2):
        summary = await world.market.replayer.replay(finding.payload_id)
        assert (summary.counts["accepted"], summary.counts["quarantined"]) == (0, 1)
        found = (await world.market.quotes.latest(["AAPL"]))["AAPL"]
        assert found.price == Decimal("271.25")
    assert await world.market.quarantine.list_findings("AAPL") == [finding]


async def test_two_currencies_are_never_mixed_whatever_anyone_says(
    world: World, vendor: YahooServer
) -> None:
    await shown(world, vendor, told(231.5, currency="EUR"))
    (finding,) = await world.market.quarantine.list_findings("AAPL")
    with pytest.raises(Conflict):
        await world.market.quarantine.release(finding.id, "operator", world.clock.now())
