"""What the service promises beside figures: kept while nothing changed, fetched when missing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from shared.analytics.service import AnalyticsService
from shared.kernel.errors import NotFound
from shared.market.model import PriceSeries
from shared.portfolios.model import LotMethod
from shared.portfolios.ports import Book, TrackState
from tests.fakes.ledgers import DAYS, World, book, random_entries, world
from tests.fakes.market import FakeTracker, price_series

ENTRIES = random_entries(11, 40)


class Shelf:
    """Opens one book, the very same one while nothing changes; knows what it was asked for."""

    def __init__(self, place: World, also: dict[str, PriceSeries] | None = None) -> None:
        self.place = place
        self.also = also or {}
        self.opened = book(ENTRIES, place)

    async def book(
        self,
        owner: str,
        portfolio_id: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        currency: str | None = None,
        method: LotMethod | None = None,
        also: Iterable[str] = (),
    ) -> Book:
        for symbol in also:
            if symbol in self.also:
                self.place.prices[symbol] = self.also[symbol]
        return self.opened


class Fetching(FakeTracker):
    """A tracker after whose asking a symbol's prices are there."""

    def __init__(self, shelf: Shelf, series: PriceSeries) -> None:
        super().__init__()
        self.shelf, self.series = shelf, series

    async def ensure(
        self, symbols: Sequence[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackState]:
        self.shelf.also = {self.series.symbol: self.series}
        return await super().ensure(symbols, wait_seconds)


def index() -> PriceSeries:
    return price_series("IDX", {day: str(100 + n) for n, day in enumerate(DAYS)})


async def test_the_same_question_gets_the_very_same_answer_while_nothing_changed() -> None:
    shelf = Shelf(world(2))
    service = AnalyticsService(shelf, FakeTracker())
    first = await service.summary("ada", "p")
    assert await service.summary("ada", "p") is first
    shelf.opened = book(ENTRIES[:-1], shelf.place)
    assert await service.summary("ada", "p") is not first


async def test_different_questions_on_one_book_get_their_own_answers() -> None:
    service = AnalyticsService(Shelf(world(2)), FakeTracker())
    whole = await service.performance("ada", "p")
    year = await service.performance("ada", "p", name="1y")
    assert (whole.first, year.first) == (
        ENTRIES[0].trade_date,
        max(ENTRIES[0].trade_date, year.first),
    )
    assert len(year.series.dates) < len(whole.series.dates)


async def test_a_benchmark_without_prices_is_fetched_once_asked_for() -> None:
    shelf = Shelf(world(2))
    tracker = Fetching(shelf, index())
    shown = await AnalyticsService(shelf, tracker).performance("ada", "p", benchmark="IDX")
    assert tracker.asked == [("IDX",)]
    assert shown.benchmark is not None
    opening = (ENTRIES[0].trade_date - DAYS[0]).days
    level = 100 + DAYS.index(ENTRIES[0].trade_date)
    assert opening >= 0
    assert shown.benchmark.price_return == pytest.approx((100 + len(DAYS) - 1) / level - 1)


async def test_a_benchmark_nobody_knows_is_not_found() -> None:
    service = AnalyticsService(Shelf(world(2)), FakeTracker({"IDX": "unknown"}))
    with pytest.raises(NotFound, match="IDX"):
        await service.performance("ada", "p", benchmark="IDX")


async def test_a_holding_that_never_had_a_price_is_left_out_with_its_money_and_named() -> None:
    place = world(2)
    whole = book(ENTRIES, place, cash="tracked")
    del place.prices["CCC"]
    shelf = Shelf(place)
    shelf.opened = book(ENTRIES, place, cash="tracked")
    shown = await AnalyticsService(shelf, FakeTracker()).summary("ada", "p")
    held = "CCC" in whole.result.positions
    assert (shown.unpriced == ("CCC",)) is held
    assert shown.gain is not None
    parts = (shown.realised_gain, shown.unrealised_gain, shown.income, shown.cash_fx_effect)
    gained = sum((part for part in parts if part is not None), Decimal(0))
    assert shown.fees is not None
    assert shown.taxes is not None
    assert shown.gain == gained - shown.fees - shown.taxes


async def test_days_before_the_first_price_have_no_value_and_no_return_is_made_of_them() -> None:
    place = world(2)
    symbol = next(entry.symbol for entry in ENTRIES if entry.symbol)
    closes = dict.fromkeys(DAYS[-100:], "50")
    currency = place.prices[symbol].currency
    place.prices[symbol] = price_series(symbol, closes, currency=currency)
    shelf = Shelf(place)
    service = AnalyticsService(shelf, FakeTracker())
    shown = await service.performance("ada", "p")
    assert None in shown.series.value
    assert shown.twr is None
    assert "had no price or rate" in shown.notes["twr"]
    summary = await service.summary("ada", "p")
    assert summary.twr is None
    assert "had no price or rate" in summary.notes["twr"]
    later = await service.performance("ada", "p", first=DAYS[-99])
    assert later.twr is not None
