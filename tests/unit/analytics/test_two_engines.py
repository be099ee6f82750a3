"""The vectorised fold and the Decimal ledger against each other, and both against plain loops."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.fold import BUY, INCOME, SELL, Fold, Market, TradeColumns, fold
from shared.analytics.matrix import price_matrix, rate_matrix
from shared.analytics.performance import money_weighted_return, time_weighted_return
from shared.analytics.series import daily_series
from shared.kernel.money import ZERO
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ports import Book
from tests.fakes.ledgers import CURRENCIES, DAYS, SPLITS, book, random_entries, world

WORLD = world()
SYMBOLS = sorted(set(CURRENCIES) - set(SPLITS))
RATES = ["EUR", "GBP", "USD"]
KINDS = {Kind.BUY: BUY, Kind.SELL: SELL, Kind.DIVIDEND: INCOME}
GRID = np.array([day.toordinal() for day in DAYS], dtype=np.int64)
FEW = settings(max_examples=40, deadline=None)


def without_splits(seed: int, count: int) -> tuple[Transaction, ...]:
    entries = random_entries(seed, count * 2, plain=True)
    return tuple(entry for entry in entries if entry.symbol in SYMBOLS)


def columns(entries: tuple[Transaction, ...]) -> TradeColumns:
    """Write entries as scaled integers; a dividend is its amount for one share."""

    def scaled(amounts: list[Decimal]) -> np.ndarray:
        return np.array([int(amount.scaleb(4)) for amount in amounts], dtype=np.int64)

    is_income = [entry.kind is Kind.DIVIDEND for entry in entries]
    return TradeColumns(
        day=np.searchsorted(GRID, [entry.trade_date.toordinal() for entry in entries]),
        symbol=np.array([SYMBOLS.index(entry.symbol or "") for entry in entries], dtype=np.int64),
        kind=np.array([KINDS[entry.kind] for entry in entries], dtype=np.int8),
        quantity=scaled([entry.quantity or Decimal(1) for entry in entries]),
        price=scaled(
            [
                (entry.amount if income else entry.price) or ZERO
                for entry, income in zip(entries, is_income, strict=True)
            ]
        ),
        fee=scaled([entry.fee + entry.tax for entry in entries]),
        quantity_exponent=4,
        price_exponent=4,
        fee_exponent=4,
    )


def folded(entries: tuple[Transaction, ...]) -> Fold:
    closes, _ = price_matrix([WORLD.prices[symbol] for symbol in SYMBOLS], GRID)
    return fold(
        columns(entries),
        Market(
            price=np.rint(closes * 10_000).astype(np.int64),
            price_exponent=4,
            rate=rate_matrix(WORLD.fx, RATES, "USD", GRID),
            currency=np.array([RATES.index(CURRENCIES[symbol]) for symbol in SYMBOLS]),
        ),
    )


def series_on_grid(one: Book) -> dict[str, np.ndarray]:
    series = daily_series(one)
    assert series is not None
    at = np.searchsorted(GRID, series.days)
    spread = {name: np.zeros(GRID.size) for name in ("inflows", "outflows")}
    spread["inflows"][at], spread["outflows"][at] = series.inflows, series.outflows
    last = np.searchsorted(series.days, GRID, side="right") - 1
    spread["values"] = np.where(last >= 0, series.values[last], 0.0)
    return spread


@given(st.integers(0, 100_000), st.integers(1, 60))
@FEW
def test_both_value_the_portfolio_the_same_to_the_cent_on_every_day(seed: int, count: int) -> None:
    entries = without_splits(seed, count)
    if not entries:
        return
    ours, reference = folded(entries), series_on_grid(book(entries, WORLD))
    assert np.abs(ours.values - reference["values"]).max() < 0.005
    net = reference["inflows"] - reference["outflows"]
    assert np.abs(ours.inflows - ours.outflows - net).max() < 0.005


@given(st.integers(0, 100_000), st.integers(1, 60))
@FEW
def test_both_match_the_same_lots(seed: int, count: int) -> None:
    entries = without_splits(seed, count)
    if not entries:
        return
    ours, result = folded(entries), book(entries, WORLD).result
    ids = [entry.id for entry in entries]
    closed = ours.matches.is_closed
    pairs = zip(
        ours.matches.opening[closed].tolist(),
        ours.matches.closing[closed].tolist(),
        ours.matches.quantity[closed].tolist(),
        strict=True,
    )
    matched = {(ids[one], ids[other]): Decimal(parts).scaleb(-4) for one, other, parts in pairs}
    assert matched == {(lot.opened_by, lot.closed_by): lot.quantity for lot in result.realised}


@given(st.integers(0, 100_000), st.integers(1, 60))
@FEW
def test_both_realise_the_same_gains_to_the_cent(seed: int, count: int) -> None:
    entries = tuple(entry for entry in without_splits(seed, count) if entry.symbol)
    if not entries:
        return
    ours, result = folded(entries), book(entries, WORLD).result
    fees = {entry.id: entry.fee + entry.tax for entry in entries}
    quantity = {entry.id: entry.quantity or Decimal(1) for entry in entries}
    for column, symbol in enumerate(SYMBOLS):
        lots = [lot for lot in result.realised if lot.symbol == symbol]
        # The fold keeps prices apart from fees, the ledger has them in cost and proceeds.
        costs = sum(
            (
                fees[one] * lot.quantity / quantity[one]
                for lot in lots
                for one in (lot.opened_by, lot.closed_by)
            ),
            ZERO,
        )
        gain = sum((lot.proceeds_local - lot.cost_local for lot in lots), ZERO) + costs
        exact = Decimal(int(ours.realised[column])).scaleb(-ours.cost_exponent)
        assert abs(exact - gain) < Decimal("1e-6")


@given(st.integers(0, 100_000), st.integers(1, 60), st.sampled_from(["implied", "tracked"]))
@FEW
def test_returns_equal_a_plain_loop_over_the_days(seed: int, count: int, cash: str) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash)  # type: ignore[arg-type]
    series = daily_series(one)
    assert series is not None
    growth, start, has_any = 1.0, 0.0, False
    for value, inflow, outflow in zip(
        series.values.tolist(), series.inflows.tolist(), series.outflows.tolist(), strict=True
    ):
        if start + inflow > 0:
            growth, has_any = growth * (value + outflow) / (start + inflow), True
        start = value
    flows = series.between(one.transactions[0].trade_date, one.as_of)
    measured = time_weighted_return(flows)
    assert (measured is not None) == has_any
    if measured is not None:
        assert measured == pytest.approx(growth - 1, rel=1e-9, abs=1e-12)


@given(st.integers(0, 100_000), st.integers(1, 60))
@FEW
def test_the_money_weighted_return_makes_the_flows_cancel(seed: int, count: int) -> None:
    one = book(random_entries(seed, count), WORLD)
    series = daily_series(one)
    assert series is not None
    rate = money_weighted_return(series.between(one.transactions[0].trade_date, one.as_of))
    assert (rate.value is None) == (rate.note is not None)
    if rate.value is None:
        return
    last = int(series.days[-1])
    flows = [
        (last - int(day), float(paid))
        for day, paid in zip(series.days, series.inflows - series.outflows, strict=True)
    ]
    grown = [paid * (1 + rate.value) ** (days / 365) for days, paid in flows]
    size = sum(abs(one) for one in grown) + abs(float(series.values[-1]))
    assert sum(grown) == pytest.approx(float(series.values[-1]), abs=1e-7 * size)
