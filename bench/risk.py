"""Our risk measures beside empyrical's on the same ten years of daily returns.

python -m bench.risk
"""

import timeit
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.portfolio import measures

DAYS = 2_608
LEAST_TIMES_FASTER = 5.0


def milliseconds(job: Callable[[], object]) -> float:
    """Return the best of five mean times of a job."""
    return min(timeit.repeat(job, number=20, repeat=5)) / 20 * 1e3


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


def main() -> int:
    """Print the comparison; fail when a measure differs or ours is not fast enough."""
    returns = np.random.default_rng(3).normal(0.0004, 0.011, DAYS)
    try:
        other = theirs(returns)
    except ModuleNotFoundError:
        print("empyrical is not here: pip install empyrical-reloaded")
        return 0
    ours = measures(returns)
    for name in ("vol", "sharpe", "sortino", "calmar", "mdd", "cagr", "var_95", "var_99"):
        value = ours[name]
        assert value is not None, name
        assert np.isclose(value, other[name], rtol=1e-9), f"{name} differs"
    import pandas as pd

    # Its documentation passes dated series; bare arrays spare it the index.
    dated = pd.Series(returns, pd.bdate_range("2016-01-01", periods=DAYS))
    quick = milliseconds(lambda: measures(returns))
    slow, bare = milliseconds(lambda: theirs(dated)), milliseconds(lambda: theirs(returns))
    print(
        f"risk of {DAYS} days: ours {quick:.3f} ms, empyrical {slow:.3f} ms on a dated series "
        f"({slow / quick:.1f} ×), {bare:.3f} ms on an array ({bare / quick:.1f} ×)"
    )
    return int(slow / quick < LEAST_TIMES_FASTER)


if __name__ == "__main__":
    raise SystemExit(main())
