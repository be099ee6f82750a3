"""Explains what a scenario does: what is held, what happens to each of it, and the sum.

What was traded in a crisis moves by its own daily total returns of then, one leaf; what was not, by
its beta times the fall of the index. A thought-up shock is made of what the question says.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from shared.analytics.benchmark import returns_in, total_return_levels
from shared.analytics.explain import Explainer
from shared.analytics.explanation import (
    Fact,
    Node,
    assumption,
    constant,
    difference,
    exactly,
    fact,
    measured,
    product,
    quotient,
    series,
    total,
)
from shared.analytics.plan_questions import ScenarioFigure
from shared.analytics.relative_risk import aligned
from shared.analytics.scenarios import INDEX, Crisis, Effect, Outcome, Shock, beta_days
from shared.kernel.errors import InvalidInput
from shared.market.model import PriceSeries
from shared.portfolios.daily_worth import cross_rates
from shared.portfolios.ports import Book

_ONE: Final = constant("What there was before", 1.0)
_NOTHING_LEFT: Final = constant("A price cannot fall below nothing", -1.0)


def explain_scenario(
    book: Book,
    scenario: Crisis | Shock,
    outcome: Outcome,
    figure: ScenarioFigure,
    symbol: str | None,
    most: int = 100,
) -> Node:
    """Return the tree of a scenario's gain or change, of one holding or of all that could be told.

    Raises: InvalidInput where there is no such figure.
    """
    found = _Scenario(book, scenario, outcome, most)
    if figure == "gain":
        return found.gain() if symbol is None else found.gain_of(found.effect(symbol))
    return found.change() if symbol is None else found.change_of(found.effect(symbol))


class _Scenario(Explainer):
    def __init__(self, book: Book, scenario: Crisis | Shock, outcome: Outcome, most: int) -> None:
        super().__init__(book, None, most)
        self._scenario = scenario
        self._outcome = outcome

    def effect(self, symbol: str) -> Effect:
        for effect in self._outcome.effects:
            if effect.symbol == symbol and effect.change is not None:
                return effect
        raise InvalidInput(f"{self._outcome.label} says nothing of {symbol}", "no_such_figure")

    def gain(self) -> Node:
        return total(
            f"Gain in {self._outcome.label}",
            [self.gain_of(one) for one in self._told()],
            self._unit,
        )

    def change(self) -> Node:
        if self._outcome.change is None:
            raise InvalidInput("Nothing held could be told", "no_such_figure")
        worth = [self._value(one.symbol) for one in self._told()]
        whole = total("Value of what could be told", worth, self._unit)
        return quotient(f"Change in {self._outcome.label}", self.gain(), whole, "ratio")

    def gain_of(self, effect: Effect) -> Node:
        parts = [self._value(effect.symbol), self.change_of(effect)]
        return product(f"Gain of {effect.symbol}", parts, self._unit)

    def change_of(self, effect: Effect) -> Node:
        scenario = self._scenario
        if isinstance(scenario, Shock):
            return _bounded(self._shocked(effect.symbol, scenario))
        prices = self._book.prices[effect.symbol]
        if effect.way == "own_history":
            return self._growth(prices, scenario, self._unit)
        fall = self._growth(self._book.prices[INDEX], scenario, self._book.prices[INDEX].currency)
        parts = [self._beta(prices), fall]
        moved = exactly(f"Change of {effect.symbol}", "product", parts, "ratio")
        return _bounded(moved)

    def _told(self) -> Sequence[Effect]:
        return [one for one in self._outcome.effects if one.change is not None]

    def _value(self, symbol: str) -> Node:
        return self._worth(self._book.result.positions[symbol])

    def _growth(self, prices: PriceSeries, crisis: Crisis, currency: str) -> Node:
        """Return the change from peak to trough: total returns compounded, times that of rates."""
        first, last = crisis.peak.toordinal(), crisis.trough.toordinal()
        bars = prices.days[(prices.days > first) & (prices.days <= last)].astype(np.int64)
        levels = total_return_levels(prices, np.concatenate(([first], bars)))
        daily = series(
            f"Daily total returns of {prices.symbol}",
            bars,
            levels[1:] / levels[:-1] - 1.0,
            Fact("returns", prices.symbol),
        )
        grown = measured("Growth with dividends reinvested", "growth", [daily], "ratio")
        if prices.currency != currency:
            rates = cross_rates(
                self._book.fx, prices.currency, currency, np.array([first, last], dtype=np.int64)
            )
            pair = f"{prices.currency}/{currency}"
            before, after = (
                fact(
                    f"{currency} for one {prices.currency}",
                    Decimal(repr(float(rate))),
                    "rate",
                    Fact("rate", pair, day, "reference rate"),
                )
                for rate, day in zip(rates, (crisis.peak, crisis.trough), strict=True)
            )
            turned = quotient("Growth of the exchange rate", after, before, "ratio")
            grown = exactly(
                "Growth in the portfolio's currency", "product", [grown, turned], "ratio"
            )
        return difference(f"Change of {prices.symbol} in {crisis.label}", grown, _ONE, "ratio")

    def _beta(self, prices: PriceSeries) -> Node:
        index, fx = self._book.prices[INDEX], self._book.fx
        days = beta_days(prices, index, self._book.as_of)
        ours = returns_in(prices, fx, self._unit, days)
        theirs = returns_in(index, fx, index.currency, days)
        kept = ~(np.isnan(ours) | np.isnan(theirs))
        leaves = [
            series(f"Daily total returns of {one.symbol}", days[1:][kept], returns, source)
            for one, returns, source in zip(
                (prices, index),
                aligned(ours, theirs),
                (Fact("returns", prices.symbol), Fact("returns", INDEX)),
                strict=True,
            )
        ]
        together = measured("Covariance with the index", "covariance", leaves, "ratio")
        alone = measured("Variance of the index", "covariance", leaves[1:] * 2, "ratio")
        return quotient(f"Beta of {prices.symbol}", together, alone, "ratio")

    def _shocked(self, symbol: str, shock: Shock) -> Node:
        position = self._book.result.positions[symbol]
        instrument = self._book.instruments.get(symbol)
        sector = (instrument.sector if instrument else None) or ""
        if symbol in shock.symbols:
            moved, of = shock.symbols[symbol], symbol
        elif sector in shock.sectors:
            moved, of = shock.sectors[sector], sector
        else:
            moved, of = shock.market, "market"
        parts = [_ONE, assumption(f"Move of {of}", moved, of)]
        if symbol in shock.durations:
            rise = [
                assumption(f"Duration of {symbol}, turned", -shock.durations[symbol], "durations"),
                assumption("Rise of rates", shock.rate_change, "rate_change"),
            ]
            parts.append(exactly("Effect of rates", "product", rise, "ratio"))
        grown = total("What is left of the price", parts, "ratio")
        turn = shock.currencies.get(position.currency, 0.0)
        if turn:
            move = assumption(f"Move of {position.currency}", turn, position.currency)
            held = total(f"What is left of {position.currency}", [_ONE, move], "ratio")
            grown = exactly("What is left", "product", [grown, held], "ratio")
        return difference(f"Change of {symbol}", grown, _ONE, "ratio")


def _bounded(change: Node) -> Node:
    if change.value is None or change.value >= -1:
        return change
    return exactly(change.label, "largest", [change, _NOTHING_LEFT], "ratio")
