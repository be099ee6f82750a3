"""Returns of random ledgers against plain loops over their days and flows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.performance import money_weighted_return, time_weighted_return
from shared.analytics.series import daily_series
from tests.fakes.ledgers import book, random_entries, world

WORLD = world()
FEW = settings(max_examples=40, deadline=None)


@given(st.integers(0, 100_000), st.integers(1, 60), st.sampled_from(["implied", "tracked"]))
@FEW
def test_returns_equal_a_plain_loop_over_the_days(seed: int, count: int, cash: str) -> None:
    one = book(random_entries(seed, count), WORLD, cash=cash)  # type: ignore[arg-type]
    series = daily_series(one)
    assert series is not None
    growth, start, has_any = 1.0, 0.0, False
    traded = {day.toordinal() for steps in one.result.quantities.values() for day in steps.days}
    columns = (series.days, series.values, series.inflows, series.outflows)
    for day, value, inflow, outflow in zip(*(c.tolist() for c in columns), strict=True):
        is_cost_alone = start == value == outflow == 0 and day not in traded
        if start + inflow > 0 and not is_cost_alone:
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
