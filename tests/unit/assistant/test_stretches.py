"""Calendar periods of a value series: gains without what was paid in, returns linked, by hand."""

from datetime import date
from decimal import Decimal

from shared.analytics.performance_report import PerformanceSeries
from shared.assistant.tools.stretches import best, levels, stretches, worst

SERIES = PerformanceSeries(
    dates=(
        date(2021, 1, 29), date(2021, 2, 1), date(2021, 2, 26), date(2021, 3, 1), date(2021, 3, 31),
    ),
    value=(Decimal(110), Decimal(99), Decimal(220), None, Decimal(231)),
    net_contributions=(Decimal(100), Decimal(100), Decimal(200), Decimal(200), Decimal(200)),
    cumulative_twr=(0.1, -0.01, 0.1, None, 0.155),
)  # fmt: skip


def test_months_gain_what_was_not_paid_in() -> None:
    # 110 − 100 = 10; 220 − 200 − 10 = 10; 231 − 200 − 20 = 11. Returns: 10 %, 0 %, 1.155/1.1 − 1.
    found = stretches(SERIES, "month", Decimal(0))
    assert [one.gain for one in found] == [Decimal(10), Decimal(10), Decimal(11)]
    assert [round(one.twr or 0, 10) for one in found] == [0.1, 0.0, 0.05]
    assert [(one.first_day.day, one.last_day.day) for one in found] == [(29, 29), (1, 26), (1, 31)]


def test_the_best_and_the_worst_are_told_by_their_return() -> None:
    found = stretches(SERIES, "day", Decimal(0))
    assert (best(found) or found[0]).first_day == date(2021, 2, 26)  # 1.1 / 0.99 − 1 = 11.1 %
    assert (worst(found) or found[0]).first_day == date(2021, 2, 1)  # 0.99 / 1.1 − 1 = −10 %
    assert len(found) == 4  # the day without a price is in the next


def test_a_period_that_opens_with_a_gain_does_not_count_it_again() -> None:
    found = stretches(SERIES, "year", Decimal(5))
    assert [one.gain for one in found] == [Decimal(26)]
    assert [one.gain for one in stretches(SERIES, "quarter", Decimal(5))] == [Decimal(26)]
    assert len(stretches(SERIES, "week", Decimal(5))) == 4


def test_nothing_has_neither_best_nor_worst_and_levels_are_those_with_a_price() -> None:
    empty = PerformanceSeries((), (), (), ())
    assert (best(stretches(empty, "month", Decimal(0))), worst([])) == (None, None)
    assert [one.value for one in levels(SERIES)] == [110, 99, 220, 231]
