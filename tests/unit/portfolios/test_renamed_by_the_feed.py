"""A change of symbol that the market feed tells happens to what is held, unless it was booked.

Facebook, Inc. traded as FB until 2022-06-08 and as META from 2022-06-09 (Meta Platforms, press
release of 2022-05-31). A change of a name alone is no sale: cost and holding period go on.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.market.model import Dividend, Listing, PriceSeries, Split, SymbolChange
from shared.portfolios.dividends import unbooked_dividends
from shared.portfolios.model import Transaction
from shared.portfolios.rules import new_problems
from shared.portfolios.succession import as_known
from shared.portfolios.united_kingdom import compute
from shared.portfolios.valuation import holdings
from tests.fakes.ledger import day, entry, folded, gains_of, lots_of, portfolio, text
from tests.fakes.market import fx_book, price_series

CHANGE = SymbolChange(date(2022, 6, 9), "FB", "META", datetime(2022, 6, 20, tzinfo=UTC))
CLOSES = {date(2022, 6, 1): "190", date(2022, 6, 9): "184", date(2022, 12, 30): "120.34"}


def market(
    *changes: SymbolChange, splits: Sequence[Split] = (), dividends: Sequence[Dividend] = ()
) -> list[PriceSeries]:
    """The listing under all of its names, as `market.history` tells it."""
    names = dict.fromkeys(name for change in changes for name in (change.old, change.new))
    away = {change.old: change for change in changes}
    return [
        replace(
            price_series(name, CLOSES, splits=splits, dividends=dividends),
            listing=Listing(
                tuple(change for change in changes if change.new == name), away.get(name)
            ),
        )
        for name in names
    ]


FEED = market(CHANGE)
BOUGHT = entry("buy", "2021-03-01", "FB", quantity=10, price=260, fee=1)


def test_lots_cost_and_holding_period_go_on_under_the_new_symbol() -> None:
    sold = entry("sell", "2022-07-01", "META", quantity=4, price=160)
    result = folded([BOUGHT, sold], *FEED)
    assert list(result.positions) == ["META"]
    assert lots_of(result, "META") == [("2021-03-01", "6", "1560.6")]
    (closed,) = result.realised
    assert (closed.opened, closed.holding_days) == (date(2021, 3, 1), 487)
    assert gains_of(result) == ["-400.4"]  # 4 × 160 − 4 × 260.1
    assert not result.problems


def test_before_the_day_the_old_symbol_is_held() -> None:
    assert list(folded([BOUGHT], *FEED, as_of="2022-06-08").positions) == ["FB"]
    assert list(folded([BOUGHT], *FEED, as_of="2022-06-09").positions) == ["META"]


def test_a_file_that_goes_on_with_the_old_name_tells_of_the_same_shares() -> None:
    late = entry("buy", "2022-08-01", "FB", quantity=5, price=159)
    new = entry("buy", "2022-09-01", "META", quantity=1, price=165)
    result = folded([BOUGHT, late, new], *FEED)
    assert text(result.positions["META"].quantity) == "16"
    assert list(result.positions) == ["META"]


def test_a_change_booked_as_well_happens_once() -> None:
    booked = entry("symbol_change", "2022-06-13", "FB", related_symbol="META")
    sold = entry("sell", "2022-06-10", "META", quantity=10, price=175)
    result = folded([BOUGHT, booked, sold], *FEED)
    assert not result.positions
    assert not result.problems


def test_a_change_booked_into_another_symbol_goes_before_the_feed() -> None:
    booked = entry("symbol_change", "2022-06-09", "FB", related_symbol="MVRS")
    result = folded([BOUGHT, booked], *FEED)
    assert list(result.positions) == ["MVRS"]
    assert not result.renamed


def test_a_merger_booked_about_then_goes_before_the_feed() -> None:
    booked = entry("merger", "2022-06-10", "FB", related_symbol="META", ratio="2:1")
    result = folded([BOUGHT, booked], *FEED)
    assert text(result.positions["META"].quantity) == "20"


def test_names_follow_one_another() -> None:
    again = SymbolChange(date(2022, 10, 3), "META", "META2")
    result = folded([BOUGHT], *market(CHANGE, again))
    assert lots_of(result, "META2") == [("2021-03-01", "10", "2601")]


@pytest.mark.parametrize("split_day", ["2022-06-01", "2022-06-09", "2022-12-30"])
def test_a_split_about_then_counts_once(split_day: str) -> None:
    feed = market(CHANGE, splits=[Split(day(split_day), 2, 1)])
    assert text(folded([BOUGHT], *feed).positions["META"].quantity) == "20"


def test_a_split_booked_under_the_old_name_later_goes_before_the_feed() -> None:
    feed = market(CHANGE, splits=[Split(date(2022, 12, 30), 2, 1)])
    booked = entry("split", "2022-12-30", "FB", ratio="3:1")
    assert text(folded([BOUGHT, booked], *feed).positions["META"].quantity) == "30"


def test_a_short_sale_is_owed_under_the_new_symbol() -> None:
    owed = entry("short", "2021-03-01", "FB", quantity=10, price=260)
    assert text(folded([owed], *FEED).positions["META"].quantity) == "-10"


def test_the_holding_says_what_it_was_called() -> None:
    series = {one.symbol: one for one in FEED}
    held = holdings(folded([BOUGHT], *FEED), series, fx_book(), {}).items
    assert [(item.symbol, item.formerly, item.renamed_to) for item in held] == [
        ("META", (CHANGE,), None)
    ]


def test_what_was_known_before_it_was_noted_has_the_old_symbol() -> None:
    series = {one.symbol: one for one in FEED}
    before = as_known(series, datetime(2022, 6, 19, tzinfo=UTC))
    after = as_known(series, datetime(2022, 6, 20, tzinfo=UTC))
    assert list(folded([BOUGHT], *before.values()).positions) == ["FB"]
    assert list(folded([BOUGHT], *after.values()).positions) == ["META"]


def test_selling_the_new_symbol_sells_what_was_bought_under_the_old() -> None:
    series = {one.symbol: one for one in FEED}
    sold = entry("sell", "2022-07-01", "META", quantity=10, price=160)
    assert not new_problems(portfolio(), [BOUGHT], [BOUGHT, sold], series, ["META"])
    more = entry("sell", "2022-07-01", "META", quantity=11, price=160)
    (problem,) = new_problems(portfolio(), [BOUGHT], [BOUGHT, more], series, ["META"])
    assert problem.transaction_id == more.id
    assert not new_problems(portfolio(), [BOUGHT], [BOUGHT, sold], series, ["FB"])


def test_a_dividend_paid_under_the_new_name_is_not_expected_under_the_old() -> None:
    feed = market(CHANGE, dividends=[Dividend(date(2022, 6, 1), Decimal("0.5"), "USD")])
    series = {one.symbol: one for one in feed}
    paid = entry("dividend", "2022-06-20", "FB", amount=5)
    assert [one.symbol for one in unbooked_dividends(folded([BOUGHT], *feed), series)] == ["FB"]
    assert not unbooked_dividends(folded([BOUGHT, paid], *feed), series)


def test_a_uk_pool_goes_on_under_the_new_name() -> None:
    sold = entry("sell", "2022-07-01", "META", quantity=4, price=160, currency="GBP")
    bought = replace(BOUGHT, currency="GBP")
    series = {one.symbol: replace(one, currency="GBP") for one in FEED}

    def computed(entries: list[Transaction]) -> list[tuple[str, str]]:
        found = compute(entries, series, fx_book(), as_of=day("2022-12-31"), base="GBP")
        return [(one.symbol, text(one.gain)) for one in found.disposals]

    assert computed([bought, sold]) == [("META", "-400.4")]
