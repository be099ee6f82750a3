"""Explains the figures of a period beside its returns: amounts, currency effect, benchmark."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeIs, get_args

import numpy as np

from shared.analytics.benchmark import BenchmarkResult, compare
from shared.analytics.explain_returns import explain_return
from shared.analytics.explanation import (
    Fact,
    Node,
    constant,
    difference,
    fact,
    irr,
    measured,
    product,
    quotient,
    series,
    total,
)
from shared.analytics.figure_names import PeriodFigure
from shared.analytics.performance import PeriodFlows
from shared.analytics.periods import Period
from shared.analytics.returns import DAYS_A_YEAR
from shared.analytics.series import DailySeries
from shared.kernel.errors import InvalidInput
from shared.market.model import FxBook, PriceSeries

_FIGURES: Final = frozenset(get_args(PeriodFigure.__value__))
_ONE: Final = constant("What there was at the start", 1.0)


def is_of_period(figure: str) -> TypeIs[PeriodFigure]:
    """Say whether a figure is one of a period that `explain_period` knows."""
    return figure in _FIGURES


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodQuestion:
    """A period of a daily series, and what it is compared with."""

    daily: DailySeries
    period: Period
    fx: FxBook
    benchmark: PriceSeries | None = None
    most: int = 100


def explain_period(asked: PeriodQuestion, figure: PeriodFigure) -> Node:
    """Return the tree of a figure. Raises: InvalidInput where there is no such figure."""
    if figure in {"day_change", "day_change_return"}:
        day = asked.daily.last_trading_day(asked.period.last)
        asked = PeriodQuestion(
            daily=asked.daily,
            period=Period(day, asked.period.last),
            fx=asked.fx,
            most=asked.most,
        )
    return _Explainer(asked).node(figure)


class _Explainer:
    def __init__(self, asked: PeriodQuestion) -> None:
        self._asked = asked
        self._unit = asked.daily.currency
        self._flows = asked.daily.between(asked.period.first, asked.period.last)
        self._booked = asked.daily.booked(asked.period.first, asked.period.last)
        self._nodes: Mapping[PeriodFigure, Callable[[], Node]] = {
            "start_value": self._start,
            "end_value": self._end,
            "period_contributions": self._contributions,
            "period_gain": self._gain,
            "fx_effect": self._fx_effect,
            "twr_annualised": lambda: self._annualised(self._return()),
            "return_on_average_investment": self._on_average,
            "benchmark_twr": self._benchmark,
            "benchmark_twr_annualised": lambda: self._annualised(self._benchmark()),
            "benchmark_price_return": self._benchmark_price,
            "benchmark_xirr": self._benchmark_rate,
            "day_change": self._gain,
            "day_change_return": self._return,
        }

    def node(self, figure: PeriodFigure) -> Node:
        found = self._nodes[figure]()
        if found.value is None:
            raise InvalidInput("Something held had no price or rate then", "no_such_figure")
        return found

    def _amount(
        self, label: str, value: float, day: date, kind: Literal["value", "flow"] = "value"
    ) -> Node:
        return fact(
            label, Decimal(repr(float(value))), self._unit, Fact(kind, day.isoformat(), day)
        )

    def _start(self) -> Node:
        day = date.fromordinal(self._flows.opening_day)
        return self._amount("Value before", self._flows.opening_value, day)

    def _end(self) -> Node:
        day = date.fromordinal(int(self._flows.days[-1]))
        return self._amount("Value at the end", self._flows.end_value, day)

    def _moves(self, label: str, flows: PeriodFlows, kind: Literal["in", "out"]) -> Node:
        amounts = flows.inflows if kind == "in" else flows.outflows
        days: list[int] = flows.days.tolist()
        return total(
            label,
            [
                self._amount(label, float(amounts[at]), date.fromordinal(days[at]), "flow")
                for at in np.flatnonzero(amounts).tolist()
            ],
            self._unit,
        )

    def _contributions(self, flows: PeriodFlows | None = None) -> Node:
        counted = flows or self._booked
        put_in = self._moves("Money in", counted, "in")
        taken = self._moves("Money out", counted, "out")
        return difference("Net contributions", put_in, taken, self._unit)

    def _gain(self, flows: PeriodFlows | None = None) -> Node:
        grown = difference("Growth in value", self._end(), self._start(), self._unit)
        return difference("Gain", grown, self._contributions(flows), self._unit)

    def _return(self) -> Node:
        asked = self._asked
        return explain_return(asked.daily, asked.period.last, "twr", asked.most, asked.period.first)

    def _annualised(self, whole: Node) -> Node:
        days = self._flows.length_days
        if days < DAYS_A_YEAR:
            raise InvalidInput("A year is needed to tell a yearly return", "no_such_figure")
        grown = total("Growth of the period", [_ONE, whole], "ratio")
        years = quotient(
            "Years in the period, inverted",
            constant("Days a year", DAYS_A_YEAR),
            constant("Days of the period", days),
            "ratio",
        )
        yearly = measured("Growth a year", "power", [grown, years], "ratio")
        return difference(f"{whole.label}, a year", yearly, _ONE, "ratio")

    def _on_average(self) -> Node:
        """Return gain over average capital, flows by the part of the time they were invested."""
        flows = self._flows
        first, last = flows.opening_day, int(flows.days[-1])
        length = max(last - first, 1)
        parts = [self._start()]
        for sign, amounts, after in ((1, flows.inflows, 1), (-1, flows.outflows, 0)):
            for at in np.flatnonzero(amounts).tolist():
                day = int(flows.days[at])
                held = min(max((last - day + after) / length, 0.0), 1.0)
                amount = self._amount(
                    "Money in" if sign > 0 else "Money out",
                    sign * float(amounts[at]),
                    date.fromordinal(day),
                    "flow",
                )
                part = constant("Part of the time it was invested", held)
                parts.append(product("Capital", [amount, part], self._unit))
        average = total("Average capital", parts, self._unit)
        if average.value is None or average.value <= 0:
            raise InvalidInput("There was no capital on average", "no_such_figure")
        return quotient("Return on average investment", self._gain(flows), average, "ratio")

    def _fx_effect(self) -> Node:
        """Return what was held over night times how its rate moved, currency by currency."""
        daily, window = self._asked.daily, self._asked.daily.window(*_both(self._asked.period))
        if not self._flows.is_valued:
            raise InvalidInput("Something held had no price or rate then", "no_such_figure")
        before = max(window.start - 1, 0)
        parts: list[Node] = []
        days = daily.days[window]
        for at, code in enumerate(daily.currencies):
            held = daily.local[window, at]
            opening = daily.local[before, at] if window.start else 0.0
            overnight = np.concatenate(([opening], held[:-1]))
            rates = np.concatenate((daily.rates[before : before + 1, at], daily.rates[window, at]))
            if code == self._unit or not (overnight.any() or held.any()):
                continue
            parts.append(
                measured(
                    f"Effect of {code}",
                    "dot",
                    [
                        series(
                            f"{code} held over night", days, overnight, Fact("value", code), code
                        ),
                        series(
                            f"Change of {self._unit} for one {code}",
                            days,
                            np.diff(rates),
                            Fact("rate", f"{code}/{self._unit}"),
                            "rate",
                        ),
                    ],
                    self._unit,
                )
            )
        return total("Effect of exchange rates", parts, self._unit)

    def _compared(self) -> tuple[PriceSeries, BenchmarkResult]:
        benchmark = self._asked.benchmark
        if benchmark is None:
            raise InvalidInput("No benchmark with prices was given", "no_such_figure")
        found = compare(benchmark, self._asked.fx, self._unit, self._flows)
        if found is None:
            raise InvalidInput("The benchmark has no price at the opening", "no_such_figure")
        return benchmark, found

    def _benchmark(self) -> Node:
        benchmark, found = self._compared()
        levels = np.concatenate(([1.0], found.growth))
        daily = series(
            f"Daily total returns of {benchmark.symbol}",
            self._flows.days,
            levels[1:] / levels[:-1] - 1.0,
            Fact("returns", benchmark.symbol),
        )
        grown = measured("Growth with dividends reinvested", "growth", [daily], "ratio")
        return difference(f"Return of {benchmark.symbol}", grown, _ONE, "ratio")

    def _benchmark_price(self) -> Node:
        benchmark, _ = self._compared()
        first = date.fromordinal(self._flows.opening_day)
        last = date.fromordinal(int(self._flows.days[-1]))
        start, end = (self._level(benchmark, day, last) for day in (first, last))
        grown = quotient("Growth of the price", end, start, "ratio")
        return difference(f"Price return of {benchmark.symbol}", grown, _ONE, "ratio")

    def _level(self, benchmark: PriceSeries, day: date, until: date) -> Node:
        """Return close × exchange rate, in the shares of a later day."""
        point = benchmark.at(day)
        rate = self._asked.fx.rate(benchmark.currency, self._unit, day)
        if point is None or rate is None:
            raise InvalidInput("The benchmark has no price or rate then", "no_such_figure")
        parts = [
            fact(
                f"Close of {point.day}",
                point.price,
                benchmark.currency,
                Fact("price", benchmark.symbol, point.day, benchmark.source),
            ),
            fact(
                f"{self._unit} for one {benchmark.currency}",
                rate.rate,
                "rate",
                Fact("rate", f"{benchmark.currency}/{self._unit}", rate.day, "reference rate"),
            ),
        ]
        for split in benchmark.splits:
            if point.day < split.date <= until:
                factor = Decimal(split.denominator) / Decimal(split.numerator)
                source = Fact("price", f"split {split.numerator}:{split.denominator}", split.date)
                parts.append(fact(f"Split of {split.date}", factor, "ratio", source))
        return product(f"{benchmark.symbol} on {day}", parts, self._unit)

    def _benchmark_rate(self) -> Node:
        benchmark, found = self._compared()
        flows = self._flows
        if found.xirr.value is None:
            raise InvalidInput(found.xirr.note or "There is no rate", "no_such_figure")
        net = flows.outflows - flows.inflows
        children = [
            self._amount(
                "Money out" if net[at] > 0 else "Money in",
                float(net[at]),
                date.fromordinal(int(flows.days[at])),
                "flow",
            )
            for at in np.flatnonzero(net).tolist()
        ]
        if flows.opening_value:
            day = date.fromordinal(flows.opening_day)
            children.insert(0, self._amount("Value before", -flows.opening_value, day))
        last = date.fromordinal(int(flows.days[-1]))
        worth = f"What they would be worth in {benchmark.symbol}"
        children.append(self._amount(worth, float(found.values[-1]), last))
        return irr("Money-weighted return a year", children)


def _both(period: Period) -> tuple[date, date]:
    return period.first, period.last
