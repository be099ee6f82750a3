"""Our portfolio engine beside the numpy floor: the same job, the same run, the same answers.

python -m bench.portfolio

What is measured is what the API runs once a ledger has been read. "Ours" is the floor's job: the
fold, the series, both returns, gains by lot, the risk measures. "All answers" is what pages ask:
summary, performance with every day in decimals, gains, and risk with all correlations, which the
floor has none of. `bench.service` adds reading.
"""

import gc
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np

from bench import workload
from bench.reference import w1_floor, w1_gen
from bench.verdict import hold
from shared.analytics import performance, performance_report, risk, risk_report
from shared.analytics.gains import Gains, gains
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.periods import Period
from shared.analytics.returns import link, present
from shared.analytics.risk_report import RiskReport
from shared.analytics.series import DailySeries, daily_series
from shared.analytics.summary import Summary, summary
from shared.kernel.collection import paused_collection
from shared.portfolios.columns import total
from shared.portfolios.entries import Entries
from shared.portfolios.ledger import fold_ordered
from shared.portfolios.ports import Book
from shared.portfolios.valuation import holdings

SIZES = (1_000, 10_000, 100_000)
MOST_TIMES_THE_FLOOR = 3.0
MOST_MEBIBYTES = 300
CENT = 0.005


@dataclass(frozen=True, slots=True)
class Answers:
    """What the pages of a portfolio show."""

    book: Book
    series: DailySeries
    summary: Summary
    performance: PerformanceReport
    gains: Gains
    risk: RiskReport


def measured(entries: Entries, market: workload.StoredMarket) -> tuple[Any, ...]:
    """Do the floor's job: holdings, values, returns, gains by lot, risk measures."""
    with paused_collection():
        book = _book(entries, market)
        series = daily_series(book)
        assert series is not None
        flows = series.between(entries[0].trade_date, book.as_of)
        _, returns = series.trading_returns(entries[0].trade_date, book.as_of)
        valued = holdings(book.result, book.prices, book.fx, {})
        return (
            performance.time_weighted_return(flows),
            performance.money_weighted_return(flows),
            total(book.result.realised, "proceeds") - total(book.result.realised, "cost"),
            [item.unrealised_gain for item in valued.items],
            measures(present(returns)),
        )


def measures(returns: np.ndarray) -> list[float | None]:
    """Return our twelve risk measures."""
    sample = risk.Sample(returns)
    depth = risk.max_drawdown(sample)
    return [
        risk.volatility(sample),
        risk.sharpe(sample),
        risk.sortino(sample),
        risk.calmar(sample, depth),
        depth,
        risk.compound_yearly(sample),
        *(risk.value_at_risk(sample, level) for level in (0.95, 0.99)),
        *(risk.expected_shortfall(sample, level) for level in (0.95, 0.99)),
        risk.parametric_value_at_risk(sample, 0.95),
        risk.parametric_expected_shortfall(sample, 0.95),
    ]


def _book(entries: Entries, market: workload.StoredMarket) -> Book:
    portfolio, last = workload.portfolio(), workload.LAST_DAY
    prices, rates = market.histories, market.rates
    folded = fold_ordered(portfolio, entries, prices, rates, as_of=last)
    return Book(portfolio, entries, 1, last, "USD", folded.result, prices, rates, {})


def analyse(entries: Entries, market: workload.StoredMarket) -> Answers:
    """Answer all that the pages ask."""
    with paused_collection():
        book = _book(entries, market)
        valued = holdings(book.result, book.prices, book.fx, {})
        series = daily_series(book)
        assert series is not None
        period = Period(entries[0].trade_date, book.as_of)
        return Answers(
            book,
            series,
            summary(book, valued, series),
            performance_report.report(series, period, market.rates),
            gains(book, valued),
            risk_report.report(series, period, market.histories, market.rates),
        )


def require_equal(ours: Answers, floor: dict[str, Any], ledger: dict[str, Any]) -> None:
    """Stop unless both answer the same, to the cent and to nine digits of every ratio.

    The floor keeps fees apart from costs, so a ledger without any is compared.
    """
    rows = np.searchsorted(ledger["days"], ours.series.days)
    assert np.abs(ours.series.values - floor["V"][rows]).max() < CENT, "values differ"
    assert abs(float(ours.summary.total_value) - floor["V"][-1]) < 2 * CENT, "total differs"
    for name, found in (("real", _realised(ours)), ("unreal", _unrealised(ours, ledger))):
        expected = floor[name] * (1e-8 if name == "real" else 1.0)
        assert np.abs(found - expected).max() < CENT, f"{name} differs"
    flows = ours.series.between(ours.performance.first, ours.performance.last)
    # The floor leaves the first day out, which begins with nothing.
    linked = link(flows.returns()[1:])
    for mine, theirs in ((linked, floor["twr"]), (ours.performance.xirr, floor["irr"])):
        assert np.isclose(mine, theirs, rtol=1e-9), f"returns differ: {mine} {theirs}"
    _, returns = ours.series.trading_returns(ours.performance.first, ours.performance.last)
    sample = risk.Sample(returns[1:])
    measures = {"vol": risk.volatility, "sharpe": risk.sharpe, "sortino": risk.sortino}
    for name, measure in measures.items():
        assert np.isclose(measure(sample), floor["risk"][name], rtol=1e-9), f"{name} differs"


def _realised(ours: Answers) -> np.ndarray:
    found = np.zeros(len(ours.book.prices))
    for lot in ours.book.result.realised:
        found[int(lot.symbol[1:])] += float(lot.proceeds_local - lot.cost_local)
    return found


def _unrealised(ours: Answers, ledger: dict[str, Any]) -> np.ndarray:
    found = np.zeros(len(ours.book.prices))
    for name, position in ours.book.result.positions.items():
        column = int(name[1:])
        worth = float(position.quantity) * ledger["px"][-1, column] * 1e-4
        found[column] = worth - float(position.cost_local)
    return found


def milliseconds(*jobs: Callable[[], object], rounds: int = 15) -> list[float]:
    """Return the median CPU time of each job, so that a busy machine does not count.

    They take turns: what slows the machine down for a while slows all of them.
    """
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, taken in zip(jobs, times, strict=True):
            gc.collect()
            begin = process_time()
            job()
            taken.append((process_time() - begin) * 1e3)
    return [statistics.median(taken) for taken in times]


def main() -> int:
    """Print a line a size; fail when a floor is missed."""
    failed = False
    for size in SIZES:
        ledger = w1_gen.ledger(size)
        market = workload.StoredMarket(ledger)
        free = ledger | {"fee": np.zeros_like(ledger["fee"])}
        require_equal(analyse(workload.entries(free), market), w1_floor.analytics(free), free)
        entries = workload.entries(ledger)
        _ = entries.columns
        floor, ours = milliseconds(
            lambda ledger=ledger: w1_floor.analytics(ledger),
            lambda one=entries, other=market: measured(one, other),
        )
        [pages] = milliseconds(lambda one=entries, other=market: analyse(one, other), rounds=5)
        ratio = ours / floor
        failed |= not hold(
            f"{size:,} transactions, of numpy's time", ratio, "×", most=MOST_TIMES_THE_FLOOR
        )
        for what, taken in (("numpy", floor), ("ours", ours), ("all answers", pages)):
            hold(f"{size:,} transactions, {what}", taken, "ms")
        print(
            f"{size:7,d} transactions: floor {floor:7.2f} ms, ours {ours:7.2f} ms, {ratio:.2f} ×; "
            f"all answers {pages:7.2f} ms"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    failed |= not hold("peak memory", peak, "MiB", most=MOST_MEBIBYTES)
    print(f"peak memory {peak} MiB; answers equal to the cent")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
