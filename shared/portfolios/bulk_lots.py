"""Lots matched all at once: what each sale closed of each purchase, and what is left of them."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from shared.portfolios.bulk_amounts import EntryAmounts
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
    symbol: Integers, is_purchase: Mask, shares: Integers, amounts: EntryAmounts, count: int
) -> LotParts:
    """Match trades, given in ledger order, first in, first out. `count`: of symbols."""
    found = match_first_in_first_out(symbol, is_purchase, shares, count)
    opening, closing, part = found.opening, found.closing, found.quantity
    taken = running(part, first_of_runs(opening))
    is_first = np.zeros(opening.size, dtype=bool)
    is_first[first_of_runs(opening)] = True
    return LotParts(
        opening=opening,
        closing=closing,
        shares=part,
        cost=_costs(amounts.total[opening], taken, shares[opening], is_first),
        cost_local=_costs(amounts.total_local[opening], taken, shares[opening], is_first),
        proceeds=_proceeds(amounts.total, closing, part, shares),
        proceeds_local=_proceeds(amounts.total_local, closing, part, shares),
    )


def _costs(total: Integers, taken: Integers, whole: Integers, is_first: Mask) -> Integers:
    """Return each part's cost: what has been taken of the lot with it, less what had before."""
    until = multiply_divide(total, taken, whole)
    before = np.concatenate(([0], until[:-1])) if until.size else until
    return until - np.where(is_first, 0, before)


def _proceeds(total: Integers, closing: Integers, part: Integers, shares: Integers) -> Integers:
    """Return what each part brought: in proportion, the last one of a sale takes the remainder."""
    proceeds = np.zeros(part.size, dtype=np.int64)
    rows = np.flatnonzero(closing >= 0)
    if not rows.size:
        return proceeds
    sale = closing[rows]
    portions = multiply_divide(total[sale], part[rows], shares[sale])
    starts = first_of_runs(sale)
    last = np.append(starts[1:], rows.size) - 1
    portions[last] += total[sale[last]] - np.add.reduceat(portions, starts)
    proceeds[rows] = portions
    return proceeds
