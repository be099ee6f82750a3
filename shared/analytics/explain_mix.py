"""Explains what an optimisation says: the present mix, the best one, and what they would earn.

The leaves are daily returns, one series an asset. The best weights unfold by themselves: evaluating
such a tree finds the optimum again. Wherever else they count they are leaves, and so are shrinkage
and average variance; every figure would carry all series otherwise.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from typing import Final

import numpy as np

from shared.analytics.explain import Explainer
from shared.analytics.explanation import (
    Fact,
    Node,
    assumption,
    constant,
    difference,
    exactly,
    fact,
    figure,
    given,
    measured,
    product,
    quotient,
    series,
    total,
)
from shared.analytics.opportunity import Opportunity
from shared.analytics.optimal_mix import Optimised, Wishes
from shared.analytics.plan_questions import MixFigure, Side
from shared.analytics.returns import FloatArray
from shared.analytics.risk import TRADING_DAYS
from shared.kernel.errors import InvalidInput
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book

_YEAR: Final = constant("Trading days a year", TRADING_DAYS)
_HALF: Final = constant("Half, as what is sold pays for what is bought", 0.5)
_ROOT: Final = constant("Square root", 0.5)
_ANY_TURNOVER: Final = 2.0


def explain_mix(
    book: Book,
    chance: Opportunity,
    wishes: Wishes,
    found: Optimised,
    asked: MixFigure,
    side: Side,
    symbol: str | None,
    most: int = 100,
) -> Node:
    """Return the tree of a figure of one side; `weight` and `risk_share` are of a symbol.

    Raises: InvalidInput where there is no such figure.
    """
    mix = _Mix(book, chance, wishes, found, side, most)
    with localcontext(EXACT):
        tree = mix.of(asked, symbol)
    if tree.value is None:
        raise InvalidInput("There is no such figure", "no_such_figure")
    return tree


class _Mix(Explainer):
    def __init__(
        self,
        book: Book,
        chance: Opportunity,
        wishes: Wishes,
        found: Optimised,
        side: Side,
        most: int,
    ) -> None:
        super().__init__(book, None, most)
        self._chance = chance
        self._wishes = wishes
        self._found = found
        self._side: Side = side
        self._mixed = found.current if side == "current" else found.optimal
        self._whole: Mapping[MixFigure, Callable[[], Node]] = {
            "expected_return": self._earned,
            "volatility": self._volatility,
            "sharpe": self._sharpe,
            "turnover": self._turnover,
            "shrinkage": self._shrinkage,
            "average_variance": self._average_variance,
        }

    def of(self, asked: MixFigure, symbol: str | None) -> Node:
        if asked in self._whole:
            return self._whole[asked]()
        if symbol not in self._chance.symbols:
            raise InvalidInput("Ask with the symbol of one of the assets", "no_such_figure")
        at = self._chance.symbols.index(symbol)
        return self._weight(at) if asked == "weight" else self._risk_share(at)

    def _weight(self, at: int) -> Node:
        return self._present(at) if self._side == "current" else self._best(at)

    def _present(self, at: int) -> Node:
        symbol = self._chance.symbols[at]
        if self._chance.value <= 0:
            return fact(f"Weight of {symbol}", Decimal(0), "ratio", Fact("value", symbol))
        whole = total(
            "Value of the assets", [self._held(one) for one in self._chance.symbols], self._unit
        )
        return quotient(f"Weight of {symbol}", self._held(symbol), whole, "ratio")

    def _held(self, symbol: str) -> Node:
        position = self._book.result.positions.get(symbol)
        if position is None or position.quantity <= 0 or not self._counts(symbol):
            return fact(f"Value of {symbol}", Decimal(0), self._unit, Fact("value", symbol))
        return self._worth(position)

    def _best(self, at: int) -> Node:
        chance, wishes = self._chance, self._wishes
        turnover = wishes.most_turnover
        said = [
            constant("Which of the assets", at + 1),
            assumption("Risk-free rate", wishes.risk_free, "risk_free"),
            assumption("Covariance is shrunk", float(wishes.is_shrunk), "shrinkage"),
            assumption(
                "Most turnover" if turnover is not None else "Most turnover: any",
                turnover if turnover is not None else _ANY_TURNOVER,
                "max_turnover",
            ),
        ]
        assets = [self._asset(place) for place in range(len(chance.symbols))]
        return measured(
            f"Best weight of {chance.symbols[at]}",
            wishes.objective,
            [*said, *assets, *self._caps()],
            "ratio",
        )

    def _asset(self, at: int) -> Node:
        symbol = self._chance.symbols[at]
        low, high = self._wishes.bounds.get(
            symbol, (self._wishes.least_weight, self._wishes.most_weight)
        )
        parts = [
            self._returns(at),
            assumption("Least weight", low, "min_weight"),
            assumption("Most weight", high, "max_weight"),
            self._leaf("Weight now", "current", at),
        ]
        if symbol in self._wishes.expected:
            parts.append(self._expected(at))
        return given(symbol, "asset", parts)

    def _caps(self) -> list[Node]:
        return [
            given(
                f"Sector {sector}",
                "cap",
                [
                    assumption(f"Most of {sector}", most, "sector_caps"),
                    *(
                        constant(f"Place of {symbol}", place)
                        for place, (symbol, of) in enumerate(
                            zip(self._chance.symbols, self._chance.sectors, strict=True), start=1
                        )
                        if of == sector
                    ),
                ],
            )
            for sector, most in self._wishes.sector_caps.items()
        ]

    def _expected(self, at: int) -> Node:
        symbol = self._chance.symbols[at]
        if symbol in self._wishes.expected:
            wished = self._wishes.expected[symbol]
            return assumption(f"Expected return of {symbol}", wished, "expected_returns")
        mean = measured("Mean of a day", "mean", [self._returns(at)], "ratio")
        return product(f"Yearly mean of {symbol}", [mean, _YEAR], "ratio")

    def _earned(self) -> Node:
        parts = [
            product(
                f"From {symbol}",
                [self._leaf(f"Weight of {symbol}", self._side, at), self._expected(at)],
                "ratio",
            )
            for at, symbol in enumerate(self._chance.symbols)
        ]
        return total("Expected return a year", parts, "ratio")

    def _sharpe(self) -> Node:
        rate = assumption("Risk-free rate", self._wishes.risk_free, "risk_free")
        return quotient(
            "Sharpe ratio",
            difference("Return above the risk-free rate", self._earned(), rate, "ratio"),
            _moving(self._volatility()),
            "ratio",
        )

    def _volatility(self) -> Node:
        return measured("Volatility a year", "power", [self._variance(), _ROOT], "ratio")

    def _variance(self) -> Node:
        """Return w′Σw: of a shrunk Σ it is part that of the mix, part that of equal variances."""
        mix = self._mix_returns()
        moved = self._covariance("Variance of the mix", mix, mix)
        if self._wishes.is_shrunk:
            weights = self._weights()
            squares = constant_of("Sum of squared weights", float(weights @ weights))
            moved = self._pulled(moved, squares)
        return _finely("Variance a year", [moved, _YEAR])

    def _risk_share(self, at: int) -> Node:
        """Return wᵢ(Σw)ᵢ ÷ w′Σw."""
        symbol = self._chance.symbols[at]
        weight = self._leaf(f"Weight of {symbol}", self._side, at)
        own = self._covariance(
            f"Covariance of {symbol} with the mix", self._returns(at), self._mix_returns()
        )
        if self._wishes.is_shrunk:
            own = self._pulled(own, weight)
        marginal = _finely("A year", [own, _YEAR])
        variance = _moving(self._variance())
        against = quotient("Over the variance of the mix", marginal, variance, "ratio")
        return product(f"Share of {symbol} in the risk", [weight, against], "ratio")

    def _pulled(self, sample: Node, towards: Node) -> Node:
        """Return (1 − δ) × the sample's + δ × average variance × what the weights make of it."""
        delta = figure("Shrinkage", _exact(self._found.shrinkage or 0.0), "ratio", "shrinkage")
        kept = difference("What is kept", constant("All", 1.0), delta, "ratio")
        average = figure(
            "Average variance of a day", _exact(self._mean_variance()), "ratio", "average_variance"
        )
        parts = [
            _finely("Of the sample", [kept, sample]),
            _finely("Of equal variances", [delta, average, towards]),
        ]
        return total("Shrunk", parts, "ratio")

    def _covariance(self, label: str, one: Node, other: Node) -> Node:
        found = measured(label, "covariance", [one, other], "ratio")
        if not self._wishes.is_shrunk:
            return found
        # The shrunk covariance divides by the days, the sample's by one less.
        days = self._chance.days.size
        return _finely(
            f"{label}, over all days",
            [found, constant(f"{days - 1} of {days} days", (days - 1) / days)],
        )

    def _shrinkage(self) -> Node:
        if not self._wishes.is_shrunk:
            raise InvalidInput("The covariance was not shrunk", "no_such_figure")
        every = [self._returns(at) for at in range(len(self._chance.symbols))]
        return measured("Shrinkage", "shrinkage", every, "ratio")

    def _average_variance(self) -> Node:
        own = [
            self._covariance(f"Variance of {symbol}", self._returns(at), self._returns(at))
            for at, symbol in enumerate(self._chance.symbols)
        ]
        count = constant("Assets", len(own))
        return quotient("Average variance of a day", total("Sum", own, "ratio"), count, "ratio")

    def _turnover(self) -> Node:
        moved: list[Node] = []
        for at, symbol in enumerate(self._chance.symbols):
            now = self._leaf("Weight now", "current", at)
            best = self._leaf("Best weight", "optimal", at)
            both = [
                difference("Bought", best, now, "ratio"),
                difference("Sold", now, best, "ratio"),
            ]
            moved.append(exactly(f"Traded of {symbol}", "largest", both, "ratio"))
        return product("Turnover", [total("Traded", moved, "ratio"), _HALF], "ratio")

    def _leaf(self, label: str, side: Side, at: int) -> Node:
        mix = self._found.current if side == "current" else self._found.optimal
        asked = f"weight?side={side}&symbol={self._chance.symbols[at]}"
        return figure(label, _exact(mix.weights[at]), "ratio", asked)

    def _returns(self, at: int) -> Node:
        symbol = self._chance.symbols[at]
        return series(
            f"Daily total returns of {symbol}",
            self._chance.days,
            self._chance.returns[:, at],
            Fact("returns", symbol),
        )

    def _mix_returns(self) -> Node:
        return series(
            "Daily returns at these weights",
            self._chance.days,
            self._chance.returns @ self._weights(),
            Fact("returns", "holdings"),
        )

    def _weights(self) -> FloatArray:
        return np.array(self._mixed.weights)

    def _mean_variance(self) -> float:
        if not self._wishes.is_shrunk:
            return float("nan")
        return float(self._chance.returns.var(axis=0).mean())


def _moving(spread: Node) -> Node:
    if not spread.value:
        raise InvalidInput("A mix that does not move has no such figure", "no_such_figure")
    return spread


def constant_of(label: str, value: float) -> Node:
    """Return a sum of leaves too plain to list."""
    return fact(label, _exact(value), "ratio", Fact("rest", label))


def _finely(label: str, parts: list[Node]) -> Node:
    """Return a product of small numbers, which money's ten decimals would lose."""
    return exactly(label, "product", parts, "ratio")


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value)))
