"""Our portfolio engine beside the numpy floor: the same job, the same run, the same answers.

python -m bench.portfolio
"""

import gc
import resource
import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from bench.reference import w1_floor, w1_gen
from shared.analytics import risk
from shared.analytics.fold import Fold, Market, TradeColumns, fold
from shared.analytics.returns import daily_returns, link
from shared.analytics.xirr import xirr

SIZES = (1_000, 10_000, 100_000)
EXPONENT = 4
MOST_TIMES_THE_FLOOR = 3.0
MOST_MEBIBYTES = 300
CENT = 0.005


def analyse(ledger: dict[str, Any]) -> dict[str, Any]:
    """Do the whole job: holdings, values, returns, gains by lot, risk."""
    folded = folded_ledger(ledger)
    returns = daily_returns(folded.values, folded.inflows, folded.outflows)
    trading = returns[1:][ledger["bd"][1:]]
    net = folded.outflows - folded.inflows
    days = np.flatnonzero(net)
    rate = xirr(np.append(days, net.size - 1), np.append(net[days], folded.values[-1]))
    scale = 10.0**-folded.cost_exponent
    worth = folded.holdings[-1] * ledger["px"][-1]
    return {
        "V": folded.values,
        "H": folded.holdings,
        "twr": link(returns[1:]),
        "irr": rate.value,
        "real": folded.realised * scale,
        "unreal": (worth - folded.open_cost) * scale,
        "risk": measures(trading),
    }


def folded_ledger(ledger: dict[str, Any]) -> Fold:
    """Fold the workload's columns."""
    columns = (ledger[name] for name in ("d", "sym", "typ", "qty", "price", "fee"))
    trades = TradeColumns(*columns, EXPONENT, EXPONENT, EXPONENT)
    market = Market(ledger["px"], EXPONENT, ledger["fx"] * 1e-6, ledger["cur"])
    return fold(trades, market)


def measures(returns: np.ndarray) -> dict[str, float | None]:
    """Return our twelve risk measures; those the floor also has carry its names."""
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
        "var_95_parametric": risk.parametric_value_at_risk(sample, 0.95),
        "cvar_95_parametric": risk.parametric_expected_shortfall(sample, 0.95),
    }


def require_equal(ours: dict[str, Any], floor: dict[str, Any]) -> None:
    """Stop unless both answer the same, to the cent and to nine digits of every ratio."""
    assert (ours["H"] == floor["H"]).all(), "holdings differ"
    for name in ("V", "unreal"):
        assert np.abs(ours[name] - floor[name]).max() < CENT, f"{name} differs"
    assert np.abs(ours["real"] - floor["real"] * 1e-8).max() < CENT, "realised gains differ"
    for name in ("twr", "irr"):
        assert np.isclose(ours[name], floor[name], rtol=1e-9), f"{name} differs"
    for name in ("vol", "sharpe", "sortino", "calmar", "mdd", "cagr"):
        assert np.isclose(ours["risk"][name], floor["risk"][name], rtol=1e-9), f"{name} differs"


def milliseconds(job: Callable[[], object], rounds: int = 15) -> float:
    """Return the median time of a job."""
    times: list[float] = []
    for _ in range(rounds):
        gc.collect()
        begin = perf_counter()
        job()
        times.append((perf_counter() - begin) * 1e3)
    return statistics.median(times)


def main() -> int:
    """Print a line a size; fail when a floor is missed."""
    failed = False
    for size in SIZES:
        ledger = w1_gen.ledger(size)
        require_equal(analyse(ledger), w1_floor.analytics(ledger))
        floor = milliseconds(lambda ledger=ledger: w1_floor.analytics(ledger))
        ours = milliseconds(lambda ledger=ledger: analyse(ledger))
        ratio = ours / floor
        failed |= ratio > MOST_TIMES_THE_FLOOR
        print(f"{size:7,d} transactions: floor {floor:7.2f} ms, ours {ours:7.2f} ms, {ratio:.2f} ×")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    failed |= peak > MOST_MEBIBYTES
    print(f"peak memory {peak} MiB; answers equal to the cent")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
