"""First-in-first-out matching of all symbols at once, exact, without a loop.

Shares of a symbol bought one after the other form a line; shares sold one after the other cover
the same line from its start. Laying the symbols' lines end to end and cutting at every end of a
purchase or sale gives segments that belong to exactly one purchase and at most one sale.
Quantities are int64, so nothing is rounded.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.portfolios.scaled import first_of_runs, running

type IntArray = NDArray[np.int64]
type Mask = NDArray[np.bool_]

STILL_OPEN: Final = -1


@dataclass(frozen=True, slots=True)
class Matches:
    """Segments in order of symbol, then of time.

    `opening`, `closing`: shape (m,), row numbers of the trades; `closing` is −1 for what is still
    held. `quantity`: shape (m,), positive.
    """

    opening: IntArray
    closing: IntArray
    quantity: IntArray

    @property
    def is_closed(self) -> Mask:
        """Shape (m,): whether the segment was sold."""
        return self.closing != STILL_OPEN


def match_first_in_first_out(symbol: IntArray, is_opening: Mask, quantity: IntArray) -> Matches:
    """Match closing trades to opening ones.

    `symbol`: shape (n,). `is_opening`: shape (n,), True for a purchase (or a short sale, on a line
    of its own). `quantity`: shape (n,), positive, all of a symbol in one unit (splits applied).
    Rows come by symbol, each symbol's in ledger order, and no symbol ever closes more than it has
    open: the caller has checked.
    """
    opened, closed = np.flatnonzero(is_opening), np.flatnonzero(~is_opening)
    opening_ends = np.cumsum(quantity[opened])
    closing_ends = _on_the_line(symbol, is_opening, quantity)[closed]
    edges, opened_before, closed_before = _merged(opening_ends, closing_ends)
    opening = opened[opened_before]
    # What is sold next is sold of the symbol that is held here, or of one further on the line.
    following = np.append(closed, -1)[closed_before]
    is_sold = (following >= 0) & (symbol[following] == symbol[opening])
    return Matches(opening, np.where(is_sold, following, STILL_OPEN), np.diff(edges, prepend=0))


def _on_the_line(symbol: IntArray, is_opening: Mask, quantity: IntArray) -> IntArray:
    """Return where on the line of all that was bought each row's symbol is sold up to."""
    bought, sold = np.where(is_opening, quantity, 0), np.where(is_opening, 0, quantity)
    bought_before = np.cumsum(bought) - bought
    starts = first_of_runs(symbol)
    return running(sold, starts) + np.repeat(
        bought_before[starts], np.diff(np.append(starts, symbol.size))
    )


def _merged(first: IntArray, second: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the different values of two sorted arrays, ascending.

    And for each how many of the first and of the second do not exceed the value before it.
    """
    both = np.concatenate((first, second))
    # A stable sort recognises two sorted runs and merges them in linear time.
    order = np.argsort(both, kind="stable")
    both = both[order]
    is_last = np.ones(both.size, dtype=bool)
    np.not_equal(both[1:], both[:-1], out=is_last[:-1])
    last = np.flatnonzero(is_last)
    of_first = np.cumsum(order < first.size)[last]
    before = np.concatenate(([0], of_first[:-1])), np.concatenate(([0], (last + 1 - of_first)[:-1]))
    return both[last], before[0][: last.size], before[1][: last.size]
