"""A symbol typed while the sources that may know it are down is unverified, not unknown."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from shared.portfolios.drafts import warnings_of
from shared.portfolios.model import Kind, TransactionDraft
from tests.fakes.yahoo_server import Answer, YahooServer, yahoo_server
from tests.service.market.conftest import MakeWorld, World

DOWN = Answer(b"oops", 500)


@pytest.fixture
async def vendor() -> AsyncIterator[YahooServer]:
    async with yahoo_server() as server:
        yield server


@pytest.fixture
def world(make_world: MakeWorld, vendor: YahooServer) -> World:
    return make_world(providers=("yahoo", "sample"), yahoo_base_url=vendor.base_url)


async def test_a_folder_without_a_symbol_does_not_deny_it(
    world: World, vendor: YahooServer
) -> None:
    vendor.broken = DOWN
    assert await world.market.tracker.ensure(["AAPL"], wait_seconds=60) == {"AAPL": "unreachable"}
    (entry,) = await world.market.tracker.status(["AAPL"])
    assert entry.last_run is not None
    assert dict(entry.last_run.skipped) == {"yahoo": "http_500", "sample": "unknown_symbol"}
    assert await world.closes("AAPL") == {}


async def test_it_gets_its_prices_once_a_source_answers(world: World, vendor: YahooServer) -> None:
    vendor.broken = DOWN
    await world.market.tracker.ensure(["AAPL"], wait_seconds=60)
    vendor.broken = None
    vendor.record("AAPL", "chart_AAPL_2020.json")
    world.clock.advance(3600)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    assert await world.closes("AAPL")


async def test_a_live_source_denies_for_all(world: World) -> None:
    assert await world.market.tracker.ensure(["NOPE"], wait_seconds=60) == {"NOPE": "unknown"}


async def test_where_files_are_all_there_is_what_they_lack_is_unknown(
    make_world: MakeWorld,
) -> None:
    alone = make_world(providers=("sample",))
    assert await alone.market.tracker.ensure(["NOPE"], wait_seconds=60) == {"NOPE": "unknown"}


def test_an_unverified_symbol_is_told_as_that() -> None:
    draft = TransactionDraft(
        kind=Kind.BUY,
        symbol="NEWCO",
        trade_date=date(2024, 5, 2),
        quantity=Decimal(1),
        price=Decimal(10),
        currency="USD",
    )
    (told,) = warnings_of(draft, {"NEWCO": "unreachable"})
    assert told.startswith("NEWCO is unverified")
    assert warnings_of(draft, {"NEWCO": "ready"}) == ()
