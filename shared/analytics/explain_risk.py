"""Explains a measure of risk: the daily returns it is made of, and how.

The leaves are daily time-weighted returns of trading days; each of them unfolds by itself into the
values and flows of its day (`twr` of a period of that day).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import exp, pi, sqrt
from statistics import NormalDist
from typing import Final, TypeIs, get_args

import numpy as np

from shared.analytics import risk
from shared.analytics.benchmark import returns_in
from shared.analytics.drawdowns import drawdowns
from shared.analytics.explanation import (
    Fact,
    Node,
    active,
    constant,
    difference,
    fact,
    measured,
    product,
    quotient,
    series,
    total,
)
from shared.analytics.figure_names import RiskFigure
from shared.analytics.holding_risk import holding_returns, weights_at
from shared.analytics.periods import Period
from shared.analytics.returns import DayArray, FloatArray
from shared.analytics.series import DailySeries
from shared.kernel.errors import InvalidInput
from shared.market.model import FxBook, PriceSeries

_FIGURES: Final = frozenset(get_args(RiskFigure.__value__))
_NORMAL: Final = NormalDist()
_YEAR: Final = constant("Trading days a year", risk.TRADING_DAYS)
_ROOT_OF_YEAR: Final = constant("√252", sqrt(risk.TRADING_DAYS), "square root of trading days")
_ONE: Final = constant("What there was at the start", 1.0)


def is_risk(figure: str) -> TypeIs[RiskFigure]:
    """Say whether a figure is a measure of risk."""
    return figure in _FIGURES


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskQuestion:
    """What a measure is asked of: as `risk_report.report`, and which drawdown or pair.

    `window`: the last so many trading days alone, as the rolling measures take them. `key`: the
    place of a drawdown among them (`1` is the deepest), `AAPL/MSFT` for a correlation, a symbol
    for a contribution.
    """

    daily: DailySeries
    period: Period
    prices: Mapping[str, PriceSeries]
    fx: FxBook
    benchmark: PriceSeries | None = None
    risk_free: float = 0.0
    window: int | None = None
    key: str | None = None


def explain_risk(asked: RiskQuestion, figure: RiskFigure) -> Node:
    """Return the tree of a measure. Raises: InvalidInput where there is no such figure."""
    return _Explainer(asked).node(figure)


class _Explainer:
    def __init__(self, asked: RiskQuestion) -> None:
        self._asked = asked
        days, returns = asked.daily.trading_returns(asked.period.first, asked.period.last)
        theirs = self._benchmark_returns(days)
        is_present = ~np.isnan(returns)
        kept = slice(-asked.window if asked.window else None, None)
        self._days: DayArray = days[is_present][kept]
        self._returns: FloatArray = returns[is_present][kept]
        self._theirs: FloatArray = theirs[is_present][kept]
        if asked.window and self._returns.size < asked.window:
            raise InvalidInput(f"There are no {asked.window} trading days yet", "no_such_figure")
        self._nodes: Mapping[RiskFigure, Callable[[], Node]] = {
            "volatility": self._volatility,
            "sharpe": self._sharpe,
            "sortino": self._sortino,
            "calmar": self._calmar,
            "max_drawdown": self._drawdown,
            "var_95": lambda: self._value_at_risk(0.05),
            "cvar_95": lambda: self._shortfall(0.05),
            "var_99": lambda: self._value_at_risk(0.01),
            "cvar_99": lambda: self._shortfall(0.01),
            "var_95_parametric": lambda: self._parametric(0.05),
            "cvar_95_parametric": lambda: self._parametric_shortfall(0.05),
            "var_99_parametric": lambda: self._parametric(0.01),
            "cvar_99_parametric": lambda: self._parametric_shortfall(0.01),
            "beta": self._beta,
            "alpha": self._alpha,
            "tracking_error": self._tracking_error,
            "information_ratio": self._information_ratio,
            "hhi": self._concentration,
            "correlation": self._correlation,
            "risk_contribution": self._contribution,
        }

    def node(self, figure: RiskFigure) -> Node:
        of_holdings = {"hhi", "correlation", "risk_contribution"}
        is_enough = self._returns.size >= risk.MIN_OBSERVATIONS
        if figure not in {*of_holdings, "max_drawdown"} and not is_enough:
            raise InvalidInput(
                f"{self._returns.size} daily returns, {risk.MIN_OBSERVATIONS} are needed",
                "no_such_figure",
            )
        found = self._nodes[figure]()
        if found.value is None:
            raise InvalidInput("The returns do not vary enough to divide by", "no_such_figure")
        return found

    def _ours(self) -> Node:
        return series("Daily returns", self._days, self._returns, Fact("returns", "portfolio"))

    def _both(self) -> tuple[Node, Node]:
        """Return the returns of the days on which both sides have one."""
        if self._asked.benchmark is None:
            raise InvalidInput("No benchmark with prices was given", "no_such_figure")
        kept = ~np.isnan(self._theirs)
        if np.count_nonzero(kept) < risk.MIN_OBSERVATIONS:
            raise InvalidInput("The benchmark has too few common days", "no_such_figure")
        days, symbol = self._days[kept], self._asked.benchmark.symbol
        ours = series("Daily returns", days, self._returns[kept], Fact("returns", "portfolio"))
        theirs = series(
            f"Daily returns of {symbol}", days, self._theirs[kept], Fact("returns", symbol)
        )
        return ours, theirs

    def _benchmark_returns(self, days: DayArray) -> FloatArray:
        asked = self._asked
        if asked.benchmark is None or not days.size:
            return np.full(days.size, np.nan)
        grid = np.concatenate((days[:1] - 1, days))
        return returns_in(asked.benchmark, asked.fx, asked.daily.currency, grid)

    def _free(self) -> Node:
        return constant("Risk-free rate a day", risk.daily_rate(self._asked.risk_free))

    def _deviation(self) -> Node:
        return measured("Standard deviation of a day", "deviation", [self._ours()], "ratio")

    def _mean(self, of: Node | None = None) -> Node:
        return measured("Mean return of a day", "mean", [of or self._ours()], "ratio")

    def _volatility(self) -> Node:
        return product("Volatility a year", [self._deviation(), _ROOT_OF_YEAR], "ratio")

    def _excess(self, of: Node | None = None) -> Node:
        return difference("Mean excess return", self._mean(of), self._free(), "ratio")

    def _sharpe(self) -> Node:
        self._refuse_still()
        daily = quotient("Sharpe ratio of a day", self._excess(), self._deviation(), "ratio")
        return product("Sharpe ratio", [daily, _ROOT_OF_YEAR], "ratio")

    def _sortino(self) -> Node:
        below = measured(
            "Downside deviation of a day", "downside", [self._ours(), self._free()], "ratio"
        )
        if not below.value:
            raise InvalidInput("No day fell below the target", "no_such_figure")
        daily = quotient("Sortino ratio of a day", self._excess(), below, "ratio")
        return product("Sortino ratio", [daily, _ROOT_OF_YEAR], "ratio")

    def _calmar(self) -> Node:
        if self._returns.size < risk.MIN_YEAR:
            raise InvalidInput(f"A year ({risk.MIN_YEAR} days) is needed", "no_such_figure")
        years = quotient(
            "Years in the period, inverted",
            _YEAR,
            constant("Trading days of the period", float(self._returns.size)),
            "ratio",
        )
        grown = measured("Growth of the period", "growth", [self._ours()], "ratio")
        yearly = measured("Growth a year", "power", [grown, years], "ratio")
        gained = difference("Compound return a year", yearly, _ONE, "ratio")
        return quotient("Calmar ratio", gained, self._deepest(), "ratio")

    def _deepest(self) -> Node:
        fall = measured("Deepest fall", "deepest_fall", [self._ours()], "ratio")
        if not fall.value:
            raise InvalidInput("The value never fell in this period", "no_such_figure")
        return fall

    def _drawdown(self) -> Node:
        """Return the deepest fall, or the one at a place among them, by the days it lasted."""
        if self._asked.key is None:
            return self._deepest()
        opening = int(self._days[0]) - 1 if self._days.size else 0
        falls = drawdowns(self._returns, self._days, opening)
        place = int(self._asked.key) if self._asked.key.isdecimal() else 0
        if not 1 <= place <= len(falls):
            raise InvalidInput(f"There is no drawdown {self._asked.key[:20]!r}", "no_such_figure")
        fall = falls[place - 1]
        kept = (self._days > fall.peak) & (self._days <= fall.trough)
        days = series(
            f"Daily returns from {date.fromordinal(fall.peak)} to {date.fromordinal(fall.trough)}",
            self._days[kept],
            self._returns[kept],
            Fact("returns", "portfolio"),
        )
        left = measured("What was left of 1", "growth", [days], "ratio")
        return difference(f"Drawdown {place}", _ONE, left, "ratio")

    def _quantile(self, tail: float) -> Node:
        fraction = constant("Part of the days that is worse", 1.0 - (1.0 - tail))
        return measured("Quantile of daily returns", "quantile", [self._ours(), fraction], "ratio")

    def _value_at_risk(self, tail: float) -> Node:
        return _loss("Value at risk", self._quantile(tail))

    def _shortfall(self, tail: float) -> Node:
        worst = measured(
            "Mean of the days at or beyond it",
            "tail_mean",
            [self._ours(), self._quantile(tail)],
            "ratio",
        )
        return _loss("Expected shortfall", worst)

    def _parametric(self, tail: float) -> Node:
        z = constant("Standard normal quantile", _NORMAL.inv_cdf(tail))
        spread = product("That many deviations", [z, self._deviation()], "ratio")
        worst = total("Normal quantile of a day", [self._mean(), spread], "ratio")
        return _loss("Value at risk, normal", worst)

    def _parametric_shortfall(self, tail: float) -> Node:
        z = _NORMAL.inv_cdf(tail)
        density = exp(-z * z / 2.0) / sqrt(2.0 * pi)
        factor = constant("Normal density at the quantile over the tail", density / tail)
        spread = product("That many deviations", [factor, self._deviation()], "ratio")
        return difference("Expected shortfall, normal", spread, self._mean(), "ratio")

    def _beta(self) -> Node:
        ours, theirs = self._both()
        moved = measured("Covariance with the benchmark", "covariance", [ours, theirs], "ratio")
        varied = measured("Variance of the benchmark", "covariance", [theirs, theirs], "ratio")
        if not varied.value:
            raise InvalidInput("The benchmark did not move", "no_such_figure")
        return quotient("Beta", moved, varied, "ratio")

    def _alpha(self) -> Node:
        ours, theirs = self._both()
        explained = product("Explained by it", [self._beta(), self._excess(theirs)], "ratio")
        daily = difference("Alpha of a day", self._excess(ours), explained, "ratio")
        return product("Alpha a year", [daily, _YEAR], "ratio")

    def _tracking_error(self) -> Node:
        apart = active("Active returns", *self._both())
        daily = measured("Deviation of active returns", "deviation", [apart], "ratio")
        return product("Tracking error a year", [daily, _ROOT_OF_YEAR], "ratio")

    def _information_ratio(self) -> Node:
        apart = active("Active returns", *self._both())
        yearly = product("Active return a year", [self._mean(apart), _YEAR], "ratio")
        return quotient("Information ratio", yearly, self._tracking_error(), "ratio")

    def _held(self) -> tuple[list[str], FloatArray, list[Node], Node]:
        """Return the symbols held at the end, their weights, their worth, and its sum."""
        asked = self._asked
        weights, held = weights_at(asked.daily, asked.period.last)
        if not held:
            raise InvalidInput("Nothing is held at the end of the period", "no_such_figure")
        at = asked.daily.index_at(asked.period.last)
        day = date.fromordinal(int(asked.daily.days[at]))
        worth = [
            fact(
                f"Value of {symbol}",
                Decimal(repr(float(asked.daily.holdings[at, asked.daily.symbols.index(symbol)]))),
                asked.daily.currency,
                Fact("value", symbol, day),
            )
            for symbol in held
        ]
        return held, weights, worth, total("Value of what is held", worth, asked.daily.currency)

    def _concentration(self) -> Node:
        _, _, worth, whole = self._held()
        unit = self._asked.daily.currency
        squares = [product(f"{one.label}, squared", [one, one], unit) for one in worth]
        summed = total("Sum of squares", squares, unit)
        return quotient(
            "Herfindahl index", summed, product("Value, squared", [whole, whole], unit), "ratio"
        )

    def _correlation(self) -> Node:
        pair = (self._asked.key or "").split("/")
        held, _, _, _ = self._held()
        if len(pair) != 2 or not set(pair) <= set(held):  # noqa: PLR2004 - a pair
            raise InvalidInput("Ask with key=AAA/BBB, both held at the end", "no_such_figure")
        days, returns = self._of_holdings(held)
        columns = returns[:, [held.index(pair[0]), held.index(pair[1])]]
        kept = ~np.isnan(columns).any(axis=1)
        if np.count_nonzero(kept) < risk.MIN_OBSERVATIONS:
            raise InvalidInput("They have too few common days", "no_such_figure")
        one, other = (
            series(f"Daily returns of {name}", days[kept], columns[kept, at], Fact("returns", name))
            for at, name in enumerate(pair)
        )
        spreads = [
            measured("Standard deviation of a day", "deviation", [of], "ratio")
            for of in (one, other)
        ]
        if not all(spread.value for spread in spreads):
            raise InvalidInput("One of them did not move", "no_such_figure")
        together = measured("Covariance", "covariance", [one, other], "ratio")
        apart = quotient("Covariance over the one's deviation", together, spreads[0], "ratio")
        return quotient(f"Correlation of {pair[0]} and {pair[1]}", apart, spreads[1], "ratio")

    def _contribution(self) -> Node:
        """Return weight × covariance with the mix ÷ variance of the mix: wᵢ(Σw)ᵢ / w′Σw."""
        held, weights, worth, whole = self._held()
        symbol = self._asked.key
        if symbol not in held:
            raise InvalidInput("Ask with key=SYMBOL, held at the end", "no_such_figure")
        days, returns = self._of_holdings(held)
        kept = ~np.isnan(returns).any(axis=1)
        if np.count_nonzero(kept) < risk.MIN_OBSERVATIONS:
            raise InvalidInput("The holdings have too few common days", "no_such_figure")
        at = held.index(symbol)
        own = series(
            f"Daily returns of {symbol}", days[kept], returns[kept, at], Fact("returns", symbol)
        )
        mix = series(
            "Daily returns of the holdings at their weights",
            days[kept],
            returns[kept] @ weights,
            Fact("returns", "holdings"),
        )
        weight = quotient(f"Weight of {symbol}", worth[at], whole, "ratio")
        together = measured("Covariance with the mix", "covariance", [own, mix], "ratio")
        varied = measured("Variance of the mix", "covariance", [mix, mix], "ratio")
        if not varied.value:
            raise InvalidInput("Nothing moved", "no_such_figure")
        against = quotient("Beta to the mix", together, varied, "ratio")
        return product(f"Share of {symbol} in the risk", [weight, against], "ratio")

    def _of_holdings(self, held: list[str]) -> tuple[DayArray, FloatArray]:
        asked = self._asked
        return holding_returns(held, asked.daily, asked.period, asked.prices, asked.fx)

    def _refuse_still(self) -> None:
        if float(self._returns.std(ddof=1)) <= risk.STILL:
            raise InvalidInput("The returns do not vary", "no_such_figure")


def _loss(label: str, worst: Node) -> Node:
    return difference(label, constant("Nothing", 0.0), worst, "ratio")
