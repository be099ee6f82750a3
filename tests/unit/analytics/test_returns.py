"""Time-weighted returns: textbook cases and the convention for flows inside a day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.analytics import performance
from shared.analytics.performance import PeriodFlows
from shared.analytics.returns import (
    annualise,
    cumulative,
    daily_returns,
    fold_into,
    link,
    present,
)


def array(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


def test_cfa_curriculum_example_of_two_periods() -> None:
    # DeFusco et al., Quantitative Investment Analysis, ch. 2: a share bought at 200 pays 5 and is
    # worth 225; a second is bought; both pay 5 and are worth 235. 15 % and 6.67 %, 10.76 % a year.
    returns = daily_returns(
        values=array(200, 225, 450, 470),
        inflows=array(200, 0, 225, 0),
        outflows=array(0, 5, 0, 10),
    )
    assert returns == pytest.approx([0, 0.15, 0, 0.0666667], abs=1e-6)
    assert annualise(link(returns), 730) == pytest.approx(0.1076, abs=1e-4)


def test_gips_example_of_a_large_contribution() -> None:
    # Spaulding, Guide to Performance Measurement: 100,000 grows 10 %, 500,000 comes in, all of it
    # loses 10 %: time-weighted −1 % although money was lost.
    returns = daily_returns(array(110_000, 549_000), array(0, 500_000), array(0, 0), 100_000)
    assert link(returns) == pytest.approx(-0.01)


def test_money_in_counts_from_the_start_of_its_day() -> None:
    assert daily_returns(array(220), array(100), array(0), 100) == pytest.approx([0.10])


def test_money_out_counts_until_the_end_of_its_day() -> None:
    assert daily_returns(array(55), array(0), array(55), 100) == pytest.approx([0.10])


def test_a_day_trade_earns_its_return_although_nothing_is_held_overnight() -> None:
    assert daily_returns(array(0), array(1_000), array(1_100)) == pytest.approx([0.10])


def test_money_switched_from_one_holding_to_another_does_not_dilute_the_day() -> None:
    # 10,000 grows to 11,000, all of it is sold and reinvested the same evening.
    returns = daily_returns(array(11_000), array(11_000), array(11_000), 10_000)
    assert returns == pytest.approx([0.10])


def test_days_without_capital_are_left_out() -> None:
    returns = daily_returns(
        array(0, 100, 0, 0, 50), array(0, 100, 0, 0, 50), array(0, 0, 110, 0, 0)
    )
    assert np.isnan(returns).tolist() == [True, False, False, True, False]
    assert link(returns) == pytest.approx(0.10)
    assert cumulative(returns) == pytest.approx([0, 0, 0.1, 0.1, 0.1])


def test_without_any_capital_there_is_no_return() -> None:
    assert link(daily_returns(array(0, 0), array(0, 0), array(0, 0))) is None


def test_under_a_year_nothing_is_annualised() -> None:
    assert annualise(0.1, 364) is None
    assert annualise(0.1, 365) == pytest.approx(0.1)
    assert annualise(0.21, 730) == pytest.approx(0.1)


def test_weekend_returns_fold_into_the_next_trading_day() -> None:
    is_trading = np.array([True, False, False, True, False])
    folded = fold_into(array(0.10, 0.10, np.nan, 0.10, 0.5), is_trading)
    assert folded == pytest.approx([0.10, 0.21])


def test_folding_days_that_have_no_return_leaves_none() -> None:
    folded = fold_into(array(np.nan, np.nan, 0.2), np.array([False, True, True]))
    assert np.isnan(folded[0])
    assert folded[1] == pytest.approx(0.2)


@given(st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=40), st.integers(1, 39))
def test_linking_is_the_same_in_one_go_and_in_two(returns: list[float], cut: int) -> None:
    whole = link(np.array(returns))
    head, tail = link(np.array(returns[:cut])) or 0.0, link(np.array(returns[cut:])) or 0.0
    assert whole == pytest.approx((1 + head) * (1 + tail) - 1, abs=1e-9)


@given(
    st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=40),
    st.data(),
)
def test_contributions_and_withdrawals_do_not_change_a_time_weighted_return(
    returns: list[float], data: st.DataObject
) -> None:
    value, values, inflows, outflows = 0.0, [], [], []
    for day, rate in enumerate(returns):
        inflow = data.draw(st.sampled_from([0.0, 250.0, 9_000.0])) if day else 1_000.0
        grown = (value + inflow) * (1 + rate)
        outflow = 0.0 if inflow else grown * data.draw(st.floats(0, 0.9))
        value = grown - outflow
        values.append(value)
        inflows.append(inflow)
        outflows.append(outflow)
    measured = daily_returns(np.array(values), np.array(inflows), np.array(outflows))
    assert present(measured) == pytest.approx(returns, abs=1e-9)


def flows(*rows: tuple[int, float, float, float], opening: float = 0.0) -> PeriodFlows:
    columns = [np.array(column, dtype=float) for column in zip(*rows, strict=True)]
    return PeriodFlows(columns[0].astype(np.int64), *columns[1:], opening_value=opening)


def test_one_contribution_makes_both_returns_the_same_yearly_rate() -> None:
    period = flows((1_000, 1_000, 1_000, 0), (1_500, 1_300, 0, 0))
    annual = performance.time_weighted_return_annualised(period)
    assert annual == pytest.approx(1.3 ** (365 / 500) - 1)
    assert performance.money_weighted_return(period).value == pytest.approx(annual, abs=1e-9)


def test_gain_simple_return_and_parts_of_a_period_with_an_opening_value() -> None:
    # 1,000 at the opening, 500 in, 200 out, 1,450 at the end: 150 gained on 1,500 put to work.
    period = flows((10, 1_500, 500, 0), (40, 1_450, 0, 200), opening=1_000)
    assert performance.gain(period) == pytest.approx(150)
    assert performance.simple_return(period) == pytest.approx(0.10)
    assert (period.opening_day, period.length_days) == (9, 31)


def test_modified_dietz_example() -> None:
    # Bacon, Practical Portfolio Performance Measurement (2008), §2: 74.2 at the start, 37.1 comes
    # in on the 14th of 31 days and counts for 18 of them, 104.4 at the end: −7.2 %.
    rows = [(day, 0.0, 37.1 if day == 14 else 0.0, 0.0) for day in range(1, 31)]
    period = flows(*rows, (31, 104.4, 0, 0), opening=74.2)
    expected = (104.4 - 74.2 - 37.1) / (74.2 + 37.1 * 18 / 31)
    assert performance.return_on_average_investment(period) == pytest.approx(expected)
    assert expected == pytest.approx(-0.0721, abs=1e-4)


def test_fx_effect_and_local_gain_make_up_the_gain() -> None:
    # 100 EUR bought at 1.10 becomes 120 EUR at 1.20: gain 34, of which 10 is the rate on 100 EUR
    # and 24 the 20 EUR gained that day at its rate.
    effect = performance.fx_effect(
        array(100, 120)[:, None], array(1.1, 1.1, 1.2)[:, None], array(0)
    )
    assert effect == pytest.approx(10)


def test_the_same_instrument_on_the_same_flows_is_worth_the_same() -> None:
    closes = array(100, 110, 121)
    period = flows((1, 100, 100, 0), (2, 220, 110, 0), (3, 232, 0, 10))
    assert performance.on_same_flows(closes / 100, period) == pytest.approx([100, 220, 232])


def test_dividends_are_reinvested_and_splits_do_not_move_the_level() -> None:
    # 100 → 2:1 split at 50 → 51 with a dividend of 1 a share.
    growth = performance.total_return_growth(array(100, 50, 51), array(0, 0, 1), array(1, 2, 1))
    assert growth == pytest.approx([1, 1, 1.04])


def test_losing_everything_is_minus_one_a_year_whatever_the_years() -> None:
    assert annualise(-1.0, 730) == -1.0
    assert annualise(-1.5, 730) is None
