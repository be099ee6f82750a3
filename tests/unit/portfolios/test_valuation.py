"""What a portfolio is worth on a day, and what it is not: by hand."""

from dataclasses import replace
from decimal import Decimal

from shared.market.model import Ending, Instrument, Listing
from shared.portfolios.valuation import HoldingItem, Holdings, holdings
from tests.fakes.ledger import day, entry, folded
from tests.fakes.market import fx_book, price_series

ECB = fx_book({"USD": {day("2020-01-02"): "1.1193"}, "GBP": {day("2020-01-02"): "0.84828"}})
PRICED = price_series("X", {day("2020-01-02"): "12.50", day("2020-01-10"): "15"})


def value(*rows: object, as_of: str = "2020-01-10", **said: object) -> Holdings:
    result = folded(list(rows), PRICED, fx=ECB, as_of=as_of, **said)  # type: ignore[arg-type]
    return holdings(result, {"X": PRICED}, ECB, {"X": Instrument("X", "Example Inc.", "USD")})


def test_a_position_without_a_price_has_no_value_and_the_total_says_so() -> None:
    held = value(
        entry("buy", "2020-01-02", "X", quantity=10, price=10),
        entry("buy", "2020-01-02", "GONE", quantity=10, price=10),
    )
    priced, unpriced = held.items
    assert (held.total_value, held.is_complete, held.unpriced) == (Decimal(150), False, ("GONE",))
    assert (unpriced.price, unpriced.market_value, unpriced.unrealised_gain) == (None, None, None)
    assert (unpriced.cost_basis, unpriced.weight) == (Decimal(100), None)
    assert (priced.source, unpriced.source) == ("sample", None)
    assert (priced.weight, priced.name, unpriced.name) == (1.0, "Example Inc.", "GONE")


def test_a_day_before_the_first_price_has_no_value() -> None:
    held = value(entry("buy", "2019-12-30", "X", quantity=1, price=10), as_of="2019-12-31")
    assert held.items[0].market_value is None
    assert held.total_value is None
    assert not held.is_complete


def test_the_last_price_counts_and_says_how_old_it_is() -> None:
    row = entry("buy", "2020-01-02", "X", quantity=2, price=10)
    weekend = value(row, as_of="2020-01-12").items[0]
    delisted = value(row, as_of="2024-01-12").items[0]
    assert (weekend.source, weekend.price, weekend.price_as_of, weekend.is_stale) == (
        "sample",
        Decimal(15),
        day("2020-01-10"),
        False,
    )
    assert (delisted.market_value, delisted.is_stale) == (Decimal(30), True)


def test_a_delisted_share_keeps_its_last_price_labelled_with_its_last_day() -> None:
    """Twitter's last close was 53.70 dollars on 2022-10-27; holders were paid 54.20 a share."""
    traded = price_series("TWTR", {day("2022-10-26"): "53.35", day("2022-10-27"): "53.70"})
    series = replace(traded, listing=Listing(ended=Ending(day("2022-10-27"))))
    rows = [entry("buy", "2022-10-26", "TWTR", quantity=10, price="53.35")]
    instruments = {"TWTR": Instrument("TWTR", "Twitter", "USD", isin="US90184L1026")}

    def item(as_of: str) -> HoldingItem:
        result = folded(rows, series, as_of=as_of)
        return holdings(result, {"TWTR": series}, ECB, instruments).items[0]

    before, years_later = item("2022-10-26"), item("2026-01-05")
    assert (before.delisted_on, before.is_stale) == (None, False)
    assert (years_later.market_value, years_later.price_as_of) == (537, day("2022-10-27"))
    assert (years_later.delisted_on, years_later.is_stale) == (day("2022-10-27"), True)
    assert years_later.isin == "US90184L1026"


def test_value_in_a_third_currency_goes_through_the_pivot() -> None:
    """By the ECB's rates of 2020-01-02: 150 dollars are 150 / 1.1193 × 0.84828 = £113.68."""
    held = value(entry("buy", "2020-01-02", "X", quantity=10, price=10), currency="GBP")
    assert held.total_value is not None
    assert round(held.total_value, 2) == Decimal("113.68")
    item = held.items[0]
    assert (item.currency, item.price, item.average_price) == ("USD", Decimal(15), Decimal(10))
    assert item.cost_basis is not None
    assert round(item.cost_basis, 2) == Decimal("75.79")  # 100 / 1.1193 × 0.84828


def test_cash_without_a_rate_is_named_and_left_out() -> None:
    held = value(
        entry("deposit", "2020-01-02", amount=100),
        entry("deposit", "2020-01-02", amount=5000, currency="JPY"),
        cash="tracked",
    )
    assert [(item.currency, item.value) for item in held.cash] == [
        ("JPY", None),
        ("USD", Decimal(100)),
    ]
    assert (held.total_value, held.unpriced) == (Decimal(100), ("JPY",))


def test_an_empty_portfolio_is_worth_nothing_and_complete() -> None:
    held = value()
    assert (held.total_value, held.items, held.is_complete) == (Decimal(0), (), True)


def test_the_dearest_position_comes_first_and_weights_add_up() -> None:
    series = {
        "A": price_series("A", {day("2020-01-02"): "1"}),
        "B": price_series("B", {day("2020-01-02"): "3"}),
    }
    rows = [entry("buy", "2020-01-02", name, quantity=10, price=1) for name in "AB"]
    held = holdings(folded(rows, *series.values()), series, ECB, {})
    assert [(item.symbol, item.weight) for item in held.items] == [("B", 0.75), ("A", 0.25)]
