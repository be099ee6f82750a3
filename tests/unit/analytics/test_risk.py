"""Risk measures against published values, a second way to the same figure, and too little data."""

import math
import statistics
from datetime import date

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shared.analytics import risk
from shared.analytics.drawdowns import deepest, drawdowns
from shared.analytics.relative_risk import (
    aligned,
    alpha,
    beta,
    correlation_matrix,
    herfindahl,
    information_ratio,
    risk_contributions,
    tracking_error,
)
from shared.analytics.risk import Sample
from shared.analytics.rolling import (
    rolling_beta,
    rolling_max_drawdown,
    rolling_sharpe,
    rolling_volatility,
)

# empyrical's test suite (tests/test_stats.py, Apache-2.0): its series and the values it publishes.
# Repeated three times, because we give no measure from eight days; means stay the same, and a
# sample deviation changes by the known factor √((n−1)/n · 3n/(3n−1)).
MIXED = np.array([1.0, 10.0, -4.0, 2.0, 3.0, 2.0, 1.0, -10.0]) / 100
TILED = np.tile(MIXED, 3)
TILING = math.sqrt(7 / 8 * 24 / 23)

RETURNS = np.random.default_rng(5).normal(0.0005, 0.012, 600)
BENCHMARK = 0.6 * RETURNS + np.random.default_rng(6).normal(0.0002, 0.006, 600)


def test_volatility_published_by_empyrical() -> None:
    assert risk.volatility(Sample(TILED)) == pytest.approx(0.9136465399704637 * TILING)


def test_sharpe_published_by_empyrical() -> None:
    assert risk.sharpe(Sample(TILED)) == pytest.approx(1.7238613961706866 / TILING)


def test_sortino_published_by_empyrical() -> None:
    assert risk.sortino(Sample(TILED)) == pytest.approx(2.605531251673693)


def test_max_drawdown_published_by_empyrical() -> None:
    assert risk.max_drawdown(Sample(MIXED)) == pytest.approx(0.1)
    falling = Sample(np.array([0.0, -6, -7, -1, -9, -2, -6, -8, -5]) / 100)
    assert risk.max_drawdown(falling) == pytest.approx(0.36590730349873601)


def test_sharpe_by_the_standard_library() -> None:
    excess = [float(r) - (1.03 ** (1 / 252) - 1) for r in RETURNS]
    by_hand = statistics.mean(excess) / statistics.stdev(excess) * math.sqrt(252)
    assert risk.sharpe(Sample(RETURNS), 0.03) == pytest.approx(by_hand)


def test_historical_value_at_risk_interpolates_as_the_standard_library_does() -> None:
    cuts = statistics.quantiles(RETURNS.tolist(), n=100, method="inclusive")
    assert risk.value_at_risk(Sample(RETURNS), 0.95) == pytest.approx(-cuts[4])
    assert risk.value_at_risk(Sample(RETURNS), 0.99) == pytest.approx(-cuts[0])


def test_expected_shortfall_is_the_mean_of_the_worst_days() -> None:
    worst = sorted(np.arange(-10, 90).tolist())[:5]
    days = np.arange(-10, 90) / 1_000
    assert risk.expected_shortfall(Sample(days), 0.95) == pytest.approx(
        -statistics.mean(worst) / 1_000
    )


def test_expected_shortfall_counts_every_day_equal_to_the_value_at_risk() -> None:
    # Fifty of a hundred days lose 2 %: the quantile is one of them, so all fifty are at it.
    days = np.concatenate((np.full(50, -0.02), np.full(48, 0.01), [-0.04, -0.06]))
    assert risk.value_at_risk(Sample(days), 0.95) == pytest.approx(0.02)
    expected = (50 * 0.02 + 0.04 + 0.06) / 52
    assert risk.expected_shortfall(Sample(days), 0.95) == pytest.approx(expected)


def test_parametric_losses_of_a_standard_normal() -> None:
    # The textbook values of N(0, 1): 1.645 and 2.326; expected shortfall 2.063 and 2.665.
    normal = statistics.NormalDist()
    sample = np.array([normal.inv_cdf((i + 0.5) / 20_000) for i in range(20_000)])
    assert risk.parametric_value_at_risk(Sample(sample), 0.95) == pytest.approx(1.645, abs=2e-3)
    assert risk.parametric_value_at_risk(Sample(sample), 0.99) == pytest.approx(2.326, abs=2e-3)
    assert risk.parametric_expected_shortfall(Sample(sample), 0.95) == pytest.approx(
        2.063, abs=2e-3
    )
    assert risk.parametric_expected_shortfall(Sample(sample), 0.99) == pytest.approx(
        2.665, abs=2e-3
    )


def test_calmar_is_growth_over_the_deepest_fall() -> None:
    returns = np.concatenate((np.full(126, 0.001), [-0.2], np.full(125, 0.001)))
    growth = 1.001**251 * 0.8 - 1
    assert risk.calmar(Sample(returns), 0.2) == pytest.approx(growth / 0.2)


@pytest.mark.parametrize(
    "measure",
    [risk.volatility, risk.sharpe, risk.sortino, risk.compound_yearly],
)
def test_three_days_give_no_measure(measure: object) -> None:
    assert callable(measure)
    assert measure(Sample(np.array([0.01, -0.02, 0.015]))) is None


def test_a_constant_series_has_no_sharpe_ratio() -> None:
    assert risk.sharpe(Sample(np.full(100, 0.001))) is None


def test_financial_crisis_drawdown_of_the_sp500_with_its_dates() -> None:
    # S&P Dow Jones Indices: 1,565.15 on 2007-10-09, 676.53 on 2009-03-09 (−56.8 %), a new high of
    # 1,569.19 on 2013-03-28.
    levels = np.array([1_500.0, 1_565.15, 1_400.0, 676.53, 1_200.0, 1_569.19, 1_560.0])
    dates = [
        "2007-09-01",
        "2007-10-09",
        "2008-01-15",
        "2009-03-09",
        "2010-04-23",
        "2013-03-28",
        "2013-04-01",
    ]
    days = np.array([date.fromisoformat(day).toordinal() for day in dates])
    fall = deepest(levels[1:] / levels[:-1] - 1, days[1:], int(days[0]))
    assert fall is not None
    assert fall.depth == pytest.approx(0.568, abs=5e-4)
    assert fall.recovery is not None
    assert [
        date.fromordinal(day).isoformat() for day in (fall.peak, fall.trough, fall.recovery)
    ] == [
        "2007-10-09",
        "2009-03-09",
        "2013-03-28",
    ]


def test_drawdowns_come_deepest_first_and_the_last_may_be_open() -> None:
    returns = np.array([-0.1, 0.2, -0.3, 0.1])
    found = drawdowns(returns, np.array([1, 2, 3, 4]), 0)
    assert [(round(d.depth, 6), d.peak, d.trough, d.recovery) for d in found] == [
        (0.3, 2, 3, None),
        (0.1, 0, 1, 2),
    ]


def test_a_value_that_only_rises_has_no_drawdown() -> None:
    assert deepest(np.array([0.1, 0.1]), np.array([1, 2]), 0) is None


def test_beta_and_alpha_of_a_straight_line() -> None:
    benchmark = RETURNS
    returns = 0.0002 + 1.5 * benchmark
    assert beta(returns, benchmark) == pytest.approx(1.5)
    assert alpha(returns, benchmark) == pytest.approx(0.0002 * 252)


def test_beta_by_the_standard_library() -> None:
    slope, _ = statistics.linear_regression(BENCHMARK.tolist(), RETURNS.tolist())
    assert beta(RETURNS, BENCHMARK) == pytest.approx(slope)


def test_tracking_error_and_information_ratio_by_the_standard_library() -> None:
    active = (RETURNS - BENCHMARK).tolist()
    error = statistics.stdev(active) * math.sqrt(252)
    assert tracking_error(RETURNS, BENCHMARK) == pytest.approx(error)
    assert information_ratio(RETURNS, BENCHMARK) == pytest.approx(
        statistics.mean(active) * 252 / error
    )


def test_tracking_itself_has_no_information_ratio() -> None:
    assert tracking_error(RETURNS, RETURNS) == 0
    assert information_ratio(RETURNS, RETURNS) is None


def test_equal_weights_have_the_index_of_one_over_their_number() -> None:
    # US Department of Justice, Horizontal Merger Guidelines: shares of 30, 30, 20, 20 % → 0.26.
    assert herfindahl(np.array([0.3, 0.3, 0.2, 0.2])) == pytest.approx(0.26)
    assert herfindahl(np.full(8, 1 / 8)) == pytest.approx(1 / 8)


def test_correlation_uses_the_days_both_have() -> None:
    pair = np.column_stack((RETURNS, BENCHMARK))
    pair[:100, 0] = np.nan
    expected = talib.CORREL(RETURNS[100:], BENCHMARK[100:], 500)[-1]
    assert correlation_matrix(pair)[0, 1] == pytest.approx(expected)


def test_correlation_of_too_few_common_days_is_missing() -> None:
    pair = np.column_stack((RETURNS, BENCHMARK))
    pair[15:, 0] = np.nan
    assert np.isnan(correlation_matrix(pair)[0, 1])
    assert correlation_matrix(pair)[1, 1] == pytest.approx(1)


@given(arrays(float, (60, 4), elements=st.floats(-0.05, 0.05)))
def test_risk_contributions_sum_to_one(returns: np.ndarray) -> None:
    covariance = np.cov(returns, rowvar=False)
    shares = risk_contributions(np.array([0.4, 0.3, 0.2, 0.1]), covariance)
    assert shares is None or shares.sum() == pytest.approx(1, abs=1e-6)


def test_uncorrelated_holdings_of_equal_weight_contribute_by_their_variance() -> None:
    shares = risk_contributions(np.array([0.5, 0.5]), np.diag([0.04, 0.01]))
    assert shares == pytest.approx([0.8, 0.2])


def test_days_missing_on_either_side_are_dropped() -> None:
    first, second = aligned(np.array([1, np.nan, 3.0]), np.array([1, 2, np.nan]))
    assert (first.tolist(), second.tolist()) == ([1], [1])


def test_rolling_volatility_equals_talib() -> None:
    deviations = talib.STDDEV(RETURNS, 60) * math.sqrt(60 / 59) * math.sqrt(252)
    assert rolling_volatility(RETURNS, 60)[59:] == pytest.approx(deviations[59:])
    assert np.isnan(rolling_volatility(RETURNS, 60)[:59]).all()


def test_rolling_measures_end_in_the_measure_of_the_last_window() -> None:
    assert rolling_sharpe(RETURNS, 60)[-1] == pytest.approx(risk.sharpe(Sample(RETURNS[-60:])))
    assert rolling_beta(RETURNS, BENCHMARK, 60)[-1] == pytest.approx(
        beta(RETURNS[-60:], BENCHMARK[-60:])
    )
    assert rolling_max_drawdown(RETURNS, 60)[-1] == pytest.approx(
        risk.max_drawdown(Sample(RETURNS[-60:]))
    )


def test_a_window_longer_than_the_history_is_all_missing() -> None:
    assert np.isnan(rolling_volatility(RETURNS[:10], 60)).all()
