"""What must hold for every ledger, whatever is in it."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.analytics.explain import explain
from shared.analytics.explanation import evaluate, holds
from shared.analytics.gains import gains
from shared.analytics.income import income
from shared.analytics.performance_report import report
from shared.analytics.periods import Period
from shared.analytics.series import daily_series
from shared.analytics.summary import PARTS, Summary, exact_parts, net_contributions, summary
from shared.kernel.money import ZERO
from shared.portfolios.model import CashMode, LotMethod
from shared.portfolios.ports import Book
from shared.portfolios.valuation import holdings
from tests.fakes.ledgers import DAYS, book, random_entries, world

WORLD = world()
SEEDS = st.integers(0, 100_000)
COUNTS = st.integers(1, 60)
CASH: st.SearchStrategy[CashMode] = st.sampled_from(["implied", "tracked"])
METHODS: st.SearchStrategy[LotMethod] = st.sampled_from(["fifo", "lifo", "hifo", "average"])
CURRENCIES = st.sampled_from(["USD", "EUR", "GBP"])
SIGNS = dict.fromkeys(PARTS, 1) | {"fees": -1, "taxes": -1}
FEW = settings(max_examples=40, deadline=None)


def summed_up(one: Book) -> Summary:
    valued = holdings(one.result, one.prices, one.fx, one.instruments)
    return summary(one, valued, daily_series(one))


def told(amount: Decimal | None) -> Decimal:
    assert amount is not None
    return amount


@given(SEEDS, COUNTS, CASH, METHODS, CURRENCIES)
@FEW
def test_gain_is_its_parts_to_the_cent(
    seed: int, count: int, cash: CashMode, method: LotMethod, currency: str
) -> None:
    shown = summed_up(
        book(random_entries(seed, count), WORLD, cash=cash, method=method, currency=currency)
    )
    assert shown.net_contributions is not None
    assert shown.total_value is not None
    assert shown.gain == shown.total_value - shown.net_contributions
    parts = {name: getattr(shown, name) for name in PARTS}
    assert sum((SIGNS[name] * part for name, part in parts.items()), ZERO) == shown.gain


@given(SEEDS, COUNTS, CASH, METHODS, CURRENCIES)
@FEW
def test_the_parts_make_the_gain_before_any_rounding_to_cents(
    seed: int, count: int, cash: CashMode, method: LotMethod, currency: str
) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash, method=method, currency=currency)
    valued = holdings(one.result, one.prices, one.fx, one.instruments)
    parts = exact_parts(one.result, valued, frozenset())
    assert valued.total_value is not None
    gain = valued.total_value - net_contributions(one.result, frozenset())
    assert abs(sum(parts.values(), ZERO) - gain) < Decimal("1e-7")


@given(SEEDS, COUNTS, CASH)
@FEW
def test_the_lot_method_moves_gains_between_realised_and_not_and_changes_no_total(
    seed: int, count: int, cash: CashMode
) -> None:
    entries = random_entries(seed, count, plain=True)
    methods: list[LotMethod] = ["fifo", "lifo", "hifo", "average"]
    shown = [summed_up(book(entries, WORLD, cash=cash, method=method)) for method in methods]
    assert len({one.gain for one in shown}) == 1
    assert len({one.total_value for one in shown}) == 1


@given(SEEDS, COUNTS, CASH, CURRENCIES)
@FEW
def test_the_daily_series_ends_in_the_exact_total(
    seed: int, count: int, cash: CashMode, currency: str
) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash, currency=currency)
    series = daily_series(one)
    assert series is not None
    valued = holdings(one.result, one.prices, one.fx, one.instruments)
    assert valued.total_value is not None
    assert series.values[-1] == pytest.approx(float(valued.total_value), abs=0.005)
    by_currency = np.where(series.local == 0, 0, series.local * series.rates).sum(axis=1)
    assert by_currency == pytest.approx(series.values, abs=1e-5)


@given(SEEDS, COUNTS, CASH, CURRENCIES, st.integers(1, 300))
@FEW
def test_gains_of_two_periods_make_the_gain_of_both(
    seed: int, count: int, cash: CashMode, currency: str, cut: int
) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash, currency=currency)
    series = daily_series(one)
    assert series is not None
    first, last = one.transactions[0].trade_date, one.as_of
    assume(first < last)  # a single day makes no two periods
    middle = min(first + timedelta(days=cut), last - timedelta(days=1))
    before = report(series, Period(first, middle), one.fx)
    after = report(series, Period(middle + timedelta(days=1), last), one.fx)
    whole = report(series, Period(first, last), one.fx)
    gained = [told(one.gain) for one in (before, after, whole)]
    assert abs(gained[0] + gained[1] - gained[2]) <= Decimal("0.03")
    assert before.end_value == after.start_value
    if before.twr is not None and after.twr is not None and whole.twr is not None:
        linked = (1 + before.twr) * (1 + after.twr) - 1
        assert linked == pytest.approx(whole.twr, rel=1e-6, abs=1e-9)


@given(SEEDS, COUNTS, CASH, METHODS, CURRENCIES, st.sampled_from([1, 3, 100]))
@FEW
def test_every_explanation_evaluates_to_its_figure(
    seed: int, count: int, cash: CashMode, method: LotMethod, currency: str, most: int
) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash, method=method, currency=currency)
    shown = summed_up(one)
    for metric in ("total_value", "net_contributions", "gain", *PARTS):
        tree = explain(one, metric, most=most)
        assert holds(tree)
        assert abs(evaluate(tree) - getattr(shown, metric)) <= Decimal("0.0101")


@given(SEEDS, COUNTS, CASH, METHODS, CURRENCIES)
@FEW
def test_lots_of_the_gains_page_sum_to_the_summary(
    seed: int, count: int, cash: CashMode, method: LotMethod, currency: str
) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash, method=method, currency=currency)
    valued = holdings(one.result, one.prices, one.fx, one.instruments)
    listed, shown = gains(one, valued), summary(one, valued, daily_series(one))
    realised = told(listed.total_realised) - told(shown.realised_gain)
    unrealised = told(listed.total_unrealised) - told(shown.unrealised_gain)
    assert max(abs(realised), abs(unrealised)) <= Decimal("0.0101")
    by_year = [gains(one, valued, year).total_realised or ZERO for year in (2021, 2022)]
    assert sum(by_year, ZERO) == listed.total_realised


@given(SEEDS, COUNTS)
@FEW
def test_months_of_income_sum_to_the_total(seed: int, count: int) -> None:
    one = book(random_entries(seed, count), WORLD)
    earned = income(one, holdings(one.result, one.prices, one.fx, one.instruments))
    months = [(month.dividends or ZERO) + (month.interest or ZERO) for month in earned.by_month]
    assert sum(months, ZERO) == earned.total


def test_a_split_alone_changes_neither_value_nor_return() -> None:
    entries = random_entries(3, 1, plain=True)
    shown = [summed_up(book(entries, WORLD, as_of=day)) for day in (DAYS[149], DAYS[150])]
    assert shown[0].net_contributions == shown[1].net_contributions
    assert shown[0].realised_gain == shown[1].realised_gain
