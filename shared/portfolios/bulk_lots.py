"""Lots matched all at once: what each sale closed of each purchase, and what is left of them."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from shared.portfolios.columns import Integers, Mask
from shared.portfolios.matching import match_first_in_first_out
from shared.portfolios.scaled import first_of_runs, multiply_divide, running


@dataclass(frozen=True, slots=True)
class LotParts:
    """Parts of lots, shape (m,), by symbol and then by time.

    `opening`, `closing`: numbers of trades, `closing` −1 for what is still held. `shares`:
    mantissas at the symbol's digits. Money has ten digits; `cost` is what the part cost, `proceeds`
    what closing it brought (0 while it is held), `_local` in the currency of its position.
    """

    opening: Integers
    closing: Integers
    shares: Integers
    cost: Integers
    cost_local: Integers
    proceeds: Integers
    proceeds_local: Integers

    @property
    def is_closed(self) -> Mask:
        """Shape (m,): whether the part was sold."""
        return self.closing >= 0

    def take(self, rows: Integers) -> Self:
        """Return some of the parts."""
        return replace(
            self, **{name: getattr(self, name)[rows] for name in self.__dataclass_fields__}
        )


def match(
    symbol: Integers, is_purchase: Mask, shares: Integers, total: Integers, total_local: Integers
) -> LotParts:
    """Match trades first in, first out; they come by symbol, each symbol's in ledger order.

    `total`, `total_local`: shape (n,), what each trade cost or brought in all.
    """
    found = match_first_in_first_out(symbol, is_purchase, shares)
    lots = _Shares(found.opening, found.quantity, shares)
    closed = np.flatnonzero(found.is_closed)
    sales = _Shares(found.closing[closed], found.quantity[closed], shares)
    proceeds = np.zeros((2, found.opening.size), dtype=np.int64)
    proceeds[0, closed], proceeds[1, closed] = sales.each(total), sales.each(total_local)
    return LotParts(
        opening=found.opening,
        closing=found.closing,
        shares=found.quantity,
        cost=lots.in_turn(total),
        cost_local=lots.in_turn(total_local),
        proceeds=proceeds[0],
        proceeds_local=proceeds[1],
    )


class _Shares:
    """Parts of trades, those of one trade together: the last takes what the others leave.

    Most trades have one part, for which nothing is divided.
    """

    def __init__(self, trade: Integers, part: Integers, shares: Integers) -> None:
        """`trade`, `part`: shape (m,), which trade each is of and how many shares."""
        self._trade = trade
        self._starts = first_of_runs(trade)
        self._last = np.append(self._starts[1:], trade.size)[: self._starts.size] - 1
        is_before_last = np.ones(trade.size, dtype=bool)
        is_before_last[self._last] = False
        self._rows = np.flatnonzero(is_before_last)
        self._of = trade[self._rows]
        self._whole = shares[self._of]
        self._part = part

    def each(self, total: Integers) -> Integers:
        """Return each part's share of its trade's total, in proportion."""
        amounts = total[self._trade]
        amounts[self._rows] = multiply_divide(total[self._of], self._part[self._rows], self._whole)
        if self._starts.size:
            amounts[self._last] += amounts[self._last] - np.add.reduceat(amounts, self._starts)
        return amounts

    def in_turn(self, total: Integers) -> Integers:
        """Return the same, rounding what has been taken with each part rather than the part."""
        taken = running(self._part, self._starts)
        until = total[self._trade]
        until[self._rows] = multiply_divide(total[self._of], taken[self._rows], self._whole)
        amounts = until.copy()
        amounts[self._rows + 1] -= until[self._rows]
        return amounts
