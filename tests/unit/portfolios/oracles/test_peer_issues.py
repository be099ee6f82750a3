"""Faults people reported of other portfolio trackers, each as the answer they asked for."""

from datetime import date
from decimal import Decimal

import pytest

from shared.analytics.performance import PeriodFlows, money_weighted_return
from shared.kernel.money import major_unit
from shared.market.model import PriceSeries, Split
from shared.portfolios.ordering import in_order
from shared.portfolios.valuation import Holdings, holdings
from shared.portfolios.value_series import value_series
from tests.fakes.ledger import day, entry, folded, gains_of, text
from tests.fakes.market import fx_book, price_series


def held(result: object, *series: PriceSeries) -> Holdings:
    return holdings(result, {one.symbol: one for one in series}, fx_book(), {})  # type: ignore[arg-type]


# Issue, symbol, bought on, shares, at, split day, ratio, price after it, shares then.
SPLITS = [
    # "2-for-1 reverse stock split": $90 becomes $180, and nobody gained.
    ("ghostfolio#6271", "AZN", "2025-06-02", 10, "90", "2026-02-02", (1, 2), "180", "5"),
    # TMF, 1 for 10: holdings were shown ten times too large.
    ("ghostfolio#2722", "TMF", "2023-06-01", 100, "7", "2023-12-04", (1, 10), "58", "10"),
    # NFLX, 10 for 1.
    ("ghostfolio#5996", "NFLX", "2025-06-02", 3, "1200", "2025-11-17", (10, 1), "110", "30"),
    # "I should have 10 shares NVDA worthing 1028.3$", bought one at 631.6.
    ("wealthfolio#72", "NVDA", "2024-01-29", 1, "631.6", "2024-06-10", (10, 1), "102.83", "10"),
    # LRCX, 10 for 1: "$840 vs $84 post split".
    ("wealthfolio#163", "LRCX", "2024-03-01", 10, "840", "2024-10-03", (10, 1), "84", "100"),
    # Novo Nordisk, 5 for 1: 25 stocks are 125, from about 1000 DKK to 200.
    ("portfolio#1368", "NOVO-B", "2013-06-03", 25, "1000", "2014-01-02", (5, 1), "200", "125"),
    # Tesla bought at 890 in July 2022, 3 for 1 in August.
    ("OpenBB#4182", "TSLA", "2022-07-25", 1, "890", "2022-08-25", (3, 1), "296.07", "3"),
    # Three shares of a symbol that reverse-split 1 for 1000.
    ("suivi-bourse#987", "RS", "2022-01-03", 3000, "0.01", "2022-02-01", (1, 1000), "10", "3"),
]


@pytest.mark.parametrize(
    ("issue", "symbol", "bought", "shares", "at", "split", "ratio", "after", "then"), SPLITS
)
def test_a_split_changes_shares_and_neither_cost_nor_past_values(
    issue: str, symbol: str, bought: str, shares: int, at: str, split: str,
    ratio: tuple[int, int], after: str, then: str,
) -> None:  # fmt: skip
    series = price_series(
        symbol, {day(bought): at, day(split): after}, splits=[Split(day(split), *ratio)]
    )
    row = entry("buy", bought, symbol, quantity=shares, price=at)
    result = folded([row], series, as_of=split)
    position = result.positions[symbol]
    assert text(position.quantity) == then, issue
    assert position.cost == shares * Decimal(at), issue
    assert held(result, series).total_value == Decimal(then) * Decimal(after), issue
    # The value before the split is that of the shares as they were.
    curve = value_series(result, {symbol: series}, fx_book())
    assert curve.value[0] == pytest.approx(shares * float(at)), issue


def test_wealthfolio_614_splits_after_everything_was_sold_change_no_past_value() -> None:
    series = price_series(
        "S",
        {day("2008-01-01"): "10", day("2009-01-01"): "11", day("2014-11-24"): "220"},
        splits=[Split(day("2009-01-02"), 1, 5), Split(day("2014-11-24"), 1, 4)],
    )
    rows = [
        entry("buy", "2008-01-01", "S", quantity=100, price=10),
        entry("sell", "2009-01-01", "S", quantity=100, price=11),
    ]
    result = folded(rows, series)
    assert gains_of(result) == ["100"]
    assert value_series(result, {"S": series}, fx_book()).value[0] == 1_000  # not 20,000


def test_wealthfolio_541_a_split_is_applied_once_however_often_it_is_recomputed() -> None:
    rows = [
        entry("buy", "2025-01-02", "S", quantity=10, price=10),
        entry("split", "2025-06-02", "S", ratio="2:1"),
    ]
    series = price_series("S", {day("2025-01-02"): "10"}, splits=[Split(day("2025-06-03"), 2, 1)])
    for _ in range(3):
        assert folded(rows, series).positions["S"].quantity == 20


def test_wealthfolio_1258_average_cost_stays_after_a_partial_sale() -> None:
    rows = [
        entry("buy", "2025-01-02", "S", quantity=100, price=10),
        entry("buy", "2025-02-03", "S", quantity=100, price=20),
        entry("sell", "2025-03-03", "S", quantity=100, price=25),
    ]
    pooled = folded(rows, lot_method="average")
    assert text(pooled.positions["S"].cost) == "1500"  # £15 a share, as before the sale
    assert gains_of(pooled) == ["1000"]
    assert text(folded(rows).positions["S"].cost) == "2000"  # first in, first out


@pytest.mark.parametrize(
    ("issue", "quoted", "quantity", "worth"),
    [
        # "1000 x 243.08p should show as £2,430.80".
        ("ghostfolio#2008", "243.08", "1000", "2430.8"),
        # SGLN.L at 7541p is £75.41, not £0.75.
        ("wealthfolio#639", "7541", "1", "75.41"),
        # FTSE prices are listed in pence: divide by a hundred, once.
        ("wealthfolio#107", "10000", "1", "100"),
    ],
)
def test_pence_become_pounds_once(issue: str, quoted: str, quantity: str, worth: str) -> None:
    currency, factor = major_unit("GBp")
    price = Decimal(quoted) * factor
    series = price_series("L", {day("2025-01-02"): text(price)}, currency=currency)
    row = entry("buy", "2025-01-02", "L", quantity=quantity, price=price, currency=currency)
    found = held(folded([row], series, base_currency="GBP", as_of="2025-01-02"), series)
    assert found.total_value is not None
    assert (found.currency, text(found.total_value)) == ("GBP", worth), issue
    assert found.items[0].unrealised_gain == 0


def test_wealthfolio_1032_prices_already_in_pounds_stay() -> None:
    assert major_unit("GBP") == ("GBP", Decimal(1))


def test_portfolio_returns_3_a_conversion_is_no_flow_and_the_return_is_50_percent() -> None:
    # 100 HOOLI at 1 become 50 IOOLI; at the year's end IOOLI stands at 3.
    series = [
        price_series("HOOLI", {day("2018-01-01"): "1"}),
        price_series("IOOLI", {day("2018-04-01"): "2", day("2018-12-31"): "3"}),
    ]
    rows = [
        entry("buy", "2018-01-01", "HOOLI", quantity=100, price=1),
        entry("merger", "2018-04-01", "HOOLI", related_symbol="IOOLI", ratio="1:2"),
    ]
    result = folded(rows, *series, as_of="2018-12-31")
    assert [flow.amount for flow in result.flows] == [100]
    curve = value_series(result, {one.symbol: one for one in series}, fx_book())
    flows = PeriodFlows(curve.days.astype("int64"), curve.value, curve.inflows, curve.outflows)
    rate = money_weighted_return(flows).value
    assert rate is not None
    assert (1 + rate) ** (364 / 365) - 1 == pytest.approx(0.5)


def test_portfolio_1898_shares_moved_to_another_account_are_no_gain_and_no_loss() -> None:
    rows = [
        entry("buy", "2025-01-02", "S", quantity=10, price=10, account="one"),
        entry("transfer_out", "2025-02-03", "S", quantity=10, account="one"),
        entry("transfer_in", "2025-02-03", "S", quantity=10, amount=100, account="two"),
        entry("sell", "2025-03-03", "S", quantity=10, price=12, account="two"),
    ]
    series = price_series("S", {day("2025-01-02"): "10", day("2025-02-03"): "15"})
    result = folded(in_order(rows), series)
    assert gains_of(result) == ["20"]
    assert sum(flow.amount for flow in result.flows) == -20


def test_ghostfolio_identity_buy_sell_buy_sell_leaves_the_gain_of_the_shares() -> None:
    # Sell 9 of 10 at cost, buy 10 at 200, sell 10 at 200: the one share from 100 gained 100.
    rows = [
        entry("buy", "2025-01-02", "S", quantity=10, price=100),
        entry("sell", "2025-01-03", "S", quantity=9, price=100),
        entry("buy", "2025-01-06", "S", quantity=10, price=200),
        entry("sell", "2025-01-07", "S", quantity=10, price=200),
    ]
    series = price_series("S", {date(2025, 1, 2): "100", date(2025, 1, 7): "200"})
    for method in ("fifo", "lifo", "hifo", "average"):
        result = folded(rows, series, lot_method=method)
        found = held(result, series).items[0]
        assert found.unrealised_gain is not None
        assert sum(lot.gain for lot in result.realised) + found.unrealised_gain == 100
