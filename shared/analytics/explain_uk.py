"""Explains gains as UK capital gains tax matches them: sales, matched purchases, and the pool.

Shares are counted as they are on the last day, after all splits. What earlier disposals took from a
pool are leaves that unfold by themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from shared.analytics.explain import Explainer
from shared.analytics.explanation import (
    Fact,
    Node,
    difference,
    fact,
    figure,
    product,
    quotient,
    total,
)
from shared.analytics.figure_names import Figure, Question
from shared.kernel.errors import InvalidInput
from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book
from shared.portfolios.united_kingdom import DayTotal, Disposal, Match, Part, Pool, compute

_FEW: Final = 20
"""Disposals of which a sum is built in full; of more, each unfolds by itself."""


def explain_uk(book: Book, asked_figure: Figure, asked: Question) -> Node:
    """Return the tree of a figure of the gains by `uk_s104`, in pounds.

    `book` is in pounds. Raises: InvalidInput where there is no such figure.
    """
    with localcontext(EXACT):
        tree = _Matched(book, asked).figure(asked_figure)
    if tree.value is None:
        raise InvalidInput("A price or rate it needs is not known", "no_such_figure")
    return tree


class _Matched(Explainer):
    def __init__(self, book: Book, asked: Question) -> None:
        super().__init__(book, None, asked.most)
        self._asked = asked
        self._found = compute(
            book.transactions,
            book.prices,
            book.fx,
            as_of=book.as_of,
            base=book.portfolio.base_currency,
        )
        self._figures: Mapping[str, Callable[[], Node]] = {
            "realised_gain": lambda: self._disposed("Realised gain", _gain, self._gain_of),
            "proceeds": lambda: self._disposed("Proceeds", _proceeds, self._proceeds),
            "cost": lambda: self._disposed("Allowable cost", _cost, self._allowable_cost),
            "unrealised_gain": self._held_gain,
            "cost_basis": lambda: total(
                "Cost in the pools", [self._pool_cost(pool) for pool in self._pools()], self._unit
            ),
        }

    def figure(self, name: str) -> Node:
        if name not in self._figures:
            raise InvalidInput(f"{name} is no figure of gains by uk_s104", "no_such_figure")
        return self._figures[name]()

    def _chosen(self) -> list[Match]:
        asked = self._asked
        found = [
            match
            for match in self._found.matches
            if asked.symbol in {None, match.disposal.symbol}
            and asked.year in {None, match.disposal.tax_year}
            and (asked.key is None or f"{_key(match.disposal)}/".startswith(f"{asked.key}/"))
        ]
        if asked.key is not None and not found:
            raise InvalidInput(f"There is no disposal {asked.key}", "no_such_figure")
        return found

    def _disposed(
        self, label: str, amount: Callable[[Match], Decimal], build: Callable[[Match], Node]
    ) -> Node:
        chosen, name = self._chosen(), label.lower().replace(" ", "_").replace("allowable_", "")
        if len(chosen) <= _FEW:
            return self._largest(label, chosen, amount, build)

        def apart(match: Match) -> Node:
            return self._apart(name, match.disposal, amount(match))

        return self._largest(label, chosen, amount, apart)

    def _apart(self, name: str, disposal: Disposal, amount: Decimal) -> Node:
        asked = f"{name}?method=uk_s104&symbol={disposal.symbol}&key={_key(disposal)}"
        return figure(f"{disposal.symbol}, {_key(disposal)}", amount, self._unit, asked)

    def _gain_of(self, match: Match) -> Node:
        disposal = match.disposal
        return difference(
            f"{disposal.symbol} sold on {disposal.day}",
            self._proceeds(match),
            self._allowable_cost(match),
            self._unit,
        )

    def _proceeds(self, match: Match) -> Node:
        symbol, day = match.disposal.symbol, match.disposal.day
        return self._part_of("Proceeds", symbol, _on(self._found.sold[symbol], day), match.quantity)

    def _allowable_cost(self, match: Match) -> Node:
        disposal = match.disposal
        bought = self._found.bought[disposal.symbol]
        if disposal.acquired is not None:
            label = (
                "Bought the same day" if disposal.rule == "same_day" else "Bought within 30 days"
            )
            lot = _on(bought, disposal.acquired)
            return self._part_of(label, disposal.symbol, lot, match.quantity)
        cost, shares = self._pool_before(disposal)
        if shares.value == match.quantity:
            return cost
        part = quotient("Part of the pool", self._matched(match), shares, "ratio")
        return product("Cost by the pool's average", [cost, part], self._unit)

    def _matched(self, match: Match) -> Node:
        disposal = match.disposal
        source = Fact("value", disposal.symbol, disposal.day)
        return fact("Shares matched", match.quantity, "shares", source)

    def _part_of(self, label: str, symbol: str, traded: DayTotal, quantity: Decimal) -> Node:
        """Return the part of a day's amount that goes with some of its shares."""
        whole = self._largest(
            f"{label}, {symbol} on {traded.day}",
            traded.parts,
            lambda part: part.amount,
            lambda part: self._trace.share_of_entry(label, part.entry_id, traded.day, part.amount),
        )
        shares = self._shares(
            f"Shares of {traded.day}", [(traded.day, one) for one in traded.parts]
        )
        if shares.value == quantity:
            return whole
        matched = fact("Shares matched", quantity, "shares", Fact("value", symbol, traded.day))
        return product(
            label, [whole, quotient("Part of them", matched, shares, "ratio")], self._unit
        )

    def _shares(self, label: str, parts: Sequence[tuple[date, Part]]) -> Node:
        return self._largest(
            label,
            parts,
            lambda pair: pair[1].quantity,
            lambda pair: self._trace.entry(
                "share", pair[1].entry_id, pair[0], "Shares", pair[1].quantity, "shares"
            ),
            "shares",
        )

    def _pool_before(self, disposal: Disposal | None, symbol: str = "") -> tuple[Node, Node]:
        """Return cost and shares of a pool before a disposal, or as it is now."""
        symbol = disposal.symbol if disposal is not None else symbol
        until = disposal.day if disposal is not None else self._book.as_of
        joined = [
            (one, one.quantity - self._elsewhere(symbol, one.day))
            for one in self._found.bought[symbol]
            if one.day <= until
        ]
        joined = [(one, quantity) for one, quantity in joined if quantity]
        left = [
            match
            for match in self._found.matches
            if match.disposal.symbol == symbol
            and match.disposal.acquired is None
            and (disposal is None or match.disposal.day < disposal.day)
        ]
        costs = [self._part_of("Joined the pool", symbol, one, part) for one, part in joined]
        cost = total(f"Cost that joined the pool of {symbol}", costs, self._unit)
        shares = total(
            "Shares that joined the pool",
            [
                fact(f"On {one.day}", part, "shares", Fact("value", symbol, one.day))
                for one, part in joined
            ],
            "shares",
        )
        if left:
            taken = [self._apart("cost", one.disposal, one.disposal.cost) for one in left]
            went = total("Cost that left it", taken, self._unit)
            cost = difference(f"Cost of the pool of {symbol}", cost, went, self._unit)
            gone = total("Shares that left it", [self._matched(one) for one in left], "shares")
            shares = difference("Shares of the pool", shares, gone, "shares")
        return cost, shares

    def _elsewhere(self, symbol: str, day: date) -> Decimal:
        """Return the shares of a day's purchases that never joined the pool."""
        return sum(
            (
                match.quantity
                for match in self._found.matches
                if match.disposal.symbol == symbol and match.disposal.acquired == day
            ),
            ZERO,
        )

    def _pools(self) -> list[Pool]:
        return [
            pool
            for pool in self._found.pools
            if self._asked.symbol in {None, pool.symbol} and self._counts(pool.symbol)
        ]

    def _pool_cost(self, pool: Pool) -> Node:
        return self._pool_before(None, pool.symbol)[0]

    def _held_gain(self) -> Node:
        pools = self._pools()
        if not pools and self._asked.symbol is not None:
            raise InvalidInput(f"There is no pool of {self._asked.symbol}", "no_such_figure")
        gains = [
            difference(
                f"Unrealised gain of {pool.symbol}",
                self._worth(self._book.result.positions[pool.symbol]),
                self._pool_cost(pool),
                self._unit,
            )
            for pool in pools
        ]
        return total("Unrealised gain", gains, self._unit)


def _key(disposal: Disposal) -> str:
    acquired = f"/{disposal.acquired}" if disposal.acquired is not None else ""
    return f"{disposal.day}/{disposal.rule}{acquired}"


def _on(days: Sequence[DayTotal], day: date) -> DayTotal:
    return next(one for one in days if one.day == day)


def _gain(match: Match) -> Decimal:
    return match.disposal.gain


def _proceeds(match: Match) -> Decimal:
    return match.disposal.proceeds


def _cost(match: Match) -> Decimal:
    return match.disposal.cost
