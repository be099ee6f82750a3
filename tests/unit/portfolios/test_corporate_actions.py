"""Splits, stock dividends, spin-offs, mergers and the rest, by published and real cases."""

from decimal import Decimal

import pytest

from shared.market.model import Split
from shared.portfolios.ordering import doubtful_splits
from shared.portfolios.valuation import holdings
from tests.fakes.ledger import day, entry, folded, gains_of, lots_of, text
from tests.fakes.market import fx_book, price_series

# Raw closes before and on the ex-date. Source: QuantConnect LEAN sample data (Apache-2.0) for AAPL,
# Alpha Vantage raw series for NVDA, TSLA and AMZN.
REAL_SPLITS = [
    ("AAPL", "2014-06-06", "645.57", "2014-06-09", "93.7", (7, 1)),
    ("AAPL", "2020-08-28", "499.23", "2020-08-31", "129.04", (4, 1)),
    ("NVDA", "2007-09-10", "50.79", "2007-09-11", "34.58", (3, 2)),
    ("NVDA", "2024-06-07", "1208.88", "2024-06-10", "121.79", (10, 1)),
    ("TSLA", "2022-08-24", "891.29", "2022-08-25", "296.07", (3, 1)),
    ("AMZN", "2022-06-03", "2447.0", "2022-06-06", "124.79", (20, 1)),
]


@pytest.mark.parametrize(("symbol", "before", "p0", "ex", "p1", "ratio"), REAL_SPLITS)
def test_a_real_split_moves_the_value_only_as_the_market_moved(
    symbol: str, before: str, p0: str, ex: str, p1: str, ratio: tuple[int, int]
) -> None:
    series = price_series(symbol, {day(before): p0, day(ex): p1}, splits=[Split(day(ex), *ratio)])
    rows = [entry("buy", before, symbol, quantity=30, price=p0)]
    old = folded(rows, series, as_of=before)
    new = folded(rows, series, as_of=ex)
    new_shares = Decimal(30) * ratio[0] / ratio[1]
    assert text(new.positions[symbol].quantity) == text(new_shares)
    assert new.positions[symbol].cost == old.positions[symbol].cost == 30 * Decimal(p0)
    value = holdings(new, {symbol: series}, fx_book(), {}).total_value
    assert value is not None
    assert value == new_shares * Decimal(p1)
    assert Decimal("0.85") < value / (30 * Decimal(p0)) < Decimal("1.15")


def test_lots_after_a_split_as_the_irs_shows_it() -> None:
    """IRS Publication 550, "Stock splits": three shares for one on lots of $30 and $45.

    "You would have six shares - three with a basis of $10 each and three with a basis of $15 each."
    """
    series = price_series(
        "XYZ",
        {day("2020-01-02"): "45", day("2021-01-04"): "15"},
        splits=[Split(day("2021-01-04"), 3, 1)],
    )
    rows = [
        entry("buy", "2019-01-02", "XYZ", quantity=1, price=30),
        entry("buy", "2020-01-02", "XYZ", quantity=1, price=45),
    ]
    assert lots_of(folded(rows, series), "XYZ") == [
        ("2019-01-02", "3", "30"),
        ("2020-01-02", "3", "45"),
    ]


def test_a_split_takes_effect_before_the_first_trade_of_its_day() -> None:
    series = price_series(
        "AAPL",
        {day("2020-08-28"): "499.23", day("2020-08-31"): "129.04"},
        splits=[Split(day("2020-08-31"), 4, 1)],
    )
    rows = [
        entry("buy", "2020-08-28", "AAPL", quantity=10, price="499.23"),
        entry("sell", "2020-08-31", "AAPL", quantity=40, price="129.04"),
        entry("buy", "2020-08-31", "AAPL", quantity=5, price="129.04"),
    ]
    result = folded(rows, series)
    assert result.problems == ()
    assert lots_of(result, "AAPL") == [("2020-08-31", "5", "645.2")]
    assert gains_of(result) == ["169.3"]  # 40 × 129.04 − 10 × 499.23


@pytest.mark.parametrize(
    "booked", ["2020-08-31", "2020-08-28", "2020-09-02", "2020-09-14", "2020-10-15", "2020-07-17"]
)
def test_a_booked_split_that_the_feed_also_knows_is_applied_once(booked: str) -> None:
    """Brokers book it on the ex-date, or when the new shares settle, up to 45 days away."""
    series = price_series(
        "AAPL",
        {day("2020-08-28"): "499.23", day("2020-08-31"): "129.04"},
        splits=[Split(day("2020-08-31"), 4, 1)],
    )
    rows = [
        entry("buy", "2020-08-27", "AAPL", quantity=10, price=500),
        entry("split", booked, "AAPL", ratio="4:1"),
    ]
    assert folded(rows, series).positions["AAPL"].quantity == 40
    assert folded(rows, series, as_of="2020-08-30").positions["AAPL"].quantity == 10
    assert doubtful_splits(rows, {"AAPL": series}) == []


@pytest.mark.parametrize("second", ["2020-08-31", "2020-09-04", "2020-10-01"])
def test_a_split_that_two_accounts_book_is_one(second: str) -> None:
    rows = [
        entry("buy", "2020-08-27", "AAPL", quantity=10, price=500, account="one"),
        entry("buy", "2020-08-27", "AAPL", quantity=5, price=500, account="two"),
        entry("split", "2020-08-31", "AAPL", ratio="4:1", account="one"),
        entry("split", second, "AAPL", ratio="8:2", account="two"),
    ]
    unknown_to_the_feed = price_series("AAPL", {day("2020-08-28"): "499.23"})
    known = price_series(
        "AAPL", {day("2020-08-28"): "499.23"}, splits=[Split(day("2020-08-31"), 4, 1)]
    )
    for series in (unknown_to_the_feed, known):
        assert folded(rows, series).positions["AAPL"].quantity == 60


@pytest.mark.parametrize(
    ("booked", "ratio", "asks"),
    [
        ("2020-10-16", "4:1", True),  # 46 days after: another event, or the same told late?
        ("2021-10-05", "4:1", True),  # 400 days after
        ("2021-10-06", "4:1", False),
        ("2020-09-03", "5:1", True),  # another ratio, but so near
        ("2020-10-16", "5:1", False),
    ],
)
def test_a_booked_split_that_only_resembles_the_feeds_counts_and_is_asked_about(
    booked: str, ratio: str, asks: bool
) -> None:
    series = price_series(
        "AAPL", {day("2020-08-28"): "499.23"}, splits=[Split(day("2020-08-31"), 4, 1)]
    )
    rows = [
        entry("buy", "2020-08-27", "AAPL", quantity=1, price=500),
        entry("split", booked, "AAPL", ratio=ratio),
    ]
    times = int(ratio[0])
    assert folded(rows, series).positions["AAPL"].quantity == 4 * times
    questions = doubtful_splits(rows, {"AAPL": series})
    assert bool(questions) is asks
    assert all(booked in told and "2020-08-31" in told for told in questions)


def test_a_booked_split_corrects_the_feeds_ratio_of_the_same_day() -> None:
    series = price_series("X", {day("2024-01-02"): "1"}, splits=[Split(day("2024-02-01"), 2, 1)])
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=1),
        entry("split", "2024-02-01", "X", ratio="3:1"),
    ]
    assert folded(rows, series).positions["X"].quantity == 30


def test_two_splits_of_one_ratio_months_apart_are_two() -> None:
    series = price_series("X", {day("2024-01-02"): "1"}, splits=[Split(day("2024-06-03"), 2, 1)])
    rows = [
        entry("buy", "2024-01-02", "X", quantity=10, price=1),
        entry("split", "2024-02-01", "X", ratio="2:1"),
    ]
    assert folded(rows, series).positions["X"].quantity == 40


def test_a_reverse_split_leaves_a_fraction_and_cash_in_lieu_is_a_sale_of_it() -> None:
    """By hand: 105 shares one for ten are 10.5; half a share is paid out at 40."""
    series = price_series(
        "X",
        {day("2024-01-02"): "4", day("2024-02-01"): "40"},
        splits=[Split(day("2024-02-01"), 1, 10)],
    )
    rows = [
        entry("buy", "2024-01-02", "X", quantity=105, price=4),
        entry("sell", "2024-02-01", "X", quantity="0.5", price=40),
    ]
    result = folded(rows, series)
    assert lots_of(result, "X") == [("2024-01-02", "10", "400")]
    assert gains_of(result) == ["0"]


def test_thirds_of_a_share_add_up() -> None:
    """10 shares one for three: 3.333…; the lots still add up to the position."""
    series = price_series("X", {day("2024-01-02"): "1"}, splits=[Split(day("2024-02-01"), 1, 3)])
    rows = [
        entry("buy", f"2024-01-0{n}", "X", quantity=q, price=1) for n, q in ((2, 1), (3, 2), (4, 7))
    ]
    position = folded(rows, series).positions["X"]
    assert position.quantity == Decimal("3.333333333333")
    assert sum(lot.quantity for lot in position.lots) == position.quantity
    assert position.cost == 10


def test_a_return_of_capital_beyond_the_basis_is_a_gain_as_the_irs_shows_it() -> None:
    """IRS Publication 550, "Nondividend distributions": basis $100, then $80, then $30.

    "The first $20 of this amount reduced your basis to zero. You report the other $10 as a
    long-term capital gain."
    """
    rows = [
        entry("buy", "2010-01-04", "X", quantity=1, price=100),
        entry("return_of_capital", "2013-06-03", "X", amount=80),
        entry("return_of_capital", "2021-06-03", "X", amount=30),
    ]
    assert lots_of(folded(rows[:2]), "X") == [("2010-01-04", "1", "20")]
    result = folded(rows)
    assert lots_of(result, "X") == [("2010-01-04", "1", "0")]
    assert gains_of(result) == ["10"]


def test_a_stock_dividend_spreads_the_cost() -> None:
    """By hand: 5 % on 100 shares for 2,100: 105 shares of 20 each, dates unchanged."""
    rows = [
        entry("buy", "2024-01-02", "X", quantity=100, price=21),
        entry("stock_dividend", "2024-06-03", "X", quantity=5),
    ]
    result = folded(rows)
    assert lots_of(result, "X") == [("2024-01-02", "105", "2100")]
    assert result.income == ()


def test_a_taxed_stock_dividend_is_income_and_a_lot_of_its_own() -> None:
    rows = [
        entry("buy", "2024-01-02", "X", quantity=100, price=21),
        entry("stock_dividend", "2024-06-03", "X", quantity=5, amount=110),
    ]
    result = folded(rows)
    assert lots_of(result, "X") == [("2024-01-02", "100", "2100"), ("2024-06-03", "5", "110")]
    assert [text(item.amount) for item in result.income] == ["110"]
    assert text(sum((flow.amount for flow in result.flows), Decimal(0))) == "2100"


def test_a_spin_off_carries_the_stated_cost_and_the_old_date() -> None:
    """By hand: 30 of 120 go with the child, pro rata over lots of 1 and 2 shares."""
    rows = [
        entry("buy", "2020-01-02", "PAR", quantity=1, price=60),
        entry("buy", "2021-01-04", "PAR", quantity=2, price=30),
        entry("spin_off", "2022-04-11", "PAR", related_symbol="CHD", ratio="1:2", amount=30),
    ]
    result = folded(rows)
    assert lots_of(result, "PAR") == [("2020-01-02", "1", "50"), ("2021-01-04", "2", "40")]
    assert lots_of(result, "CHD") == [("2020-01-02", "0.5", "10"), ("2021-01-04", "1", "20")]
    assert result.realised == ()


def test_a_booked_spin_off_speaks_for_the_feed_that_calls_it_a_split() -> None:
    """Yahoo lists GE's spin-off of GE HealthCare (2023-01-04) as a split of 1281:1000."""
    series = price_series(
        "GE", {day("2023-01-03"): "84.24"}, splits=[Split(day("2023-01-04"), 1281, 1000)]
    )
    rows = [
        entry("buy", "2022-01-03", "GE", quantity=30, price=95),
        entry("spin_off", "2023-01-04", "GE", related_symbol="GEHC", ratio="1:3"),
    ]
    result = folded(rows, series)
    assert result.positions["GE"].quantity == 30
    assert result.positions["GEHC"].quantity == 10


def test_a_merger_for_shares_keeps_cost_and_dates() -> None:
    rows = [
        entry("buy", "2020-01-02", "OLD", quantity=10, price=5),
        entry("merger", "2022-01-03", "OLD", related_symbol="NEW", ratio="1:2"),
    ]
    result = folded(rows)
    assert lots_of(result, "NEW") == [("2020-01-02", "5", "50")]
    assert "OLD" not in result.positions
    assert result.flows[-1].day == day("2020-01-02")


def test_a_merger_for_cash_is_a_sale() -> None:
    rows = [
        entry("buy", "2020-01-02", "OLD", quantity=10, price=5),
        entry("merger", "2022-01-03", "OLD", amount=80),
    ]
    result = folded(rows)
    assert gains_of(result) == ["30"]
    assert result.positions == {}


def test_a_worthless_company_is_a_loss_of_the_whole_cost() -> None:
    rows = [
        entry("buy", "2020-01-02", "OLD", quantity=10, price=5),
        entry("merger", "2022-01-03", "OLD", amount=0),
    ]
    assert gains_of(folded(rows)) == ["-50"]


def test_cash_beside_shares_reduces_the_cost() -> None:
    rows = [
        entry("buy", "2020-01-02", "OLD", quantity=10, price=5),
        entry("merger", "2022-01-03", "OLD", related_symbol="NEW", ratio="1:1", amount=20),
    ]
    assert lots_of(folded(rows), "NEW") == [("2020-01-02", "10", "30")]


def test_a_new_symbol_continues_the_old_one() -> None:
    """Facebook became Meta on 2022-06-09; purchases under either name are one position."""
    series = price_series("META", {day("2022-06-09"): "184"})
    rows = [
        entry("buy", "2021-01-04", "FB", quantity=1, price=268),
        entry("symbol_change", "2022-06-09", "FB", related_symbol="META"),
        entry("buy", "2022-06-09", "META", quantity=1, price=184),
    ]
    result = folded(rows, series)
    assert lots_of(result, "META") == [("2021-01-04", "1", "268"), ("2022-06-09", "1", "184")]
    assert [text(value) for value in result.quantities["FB"].values] == ["1", "0"]


def test_an_action_on_nothing_held_is_told() -> None:
    rows = [entry("symbol_change", "2022-06-09", "FB", related_symbol="META")]
    [problem] = folded(rows).problems
    assert problem.message == "no FB was held on 2022-06-09"
