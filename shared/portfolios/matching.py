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

type IntArray = NDArray[np.int64]

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
    def is_closed(self) -> NDArray[np.bool_]:
        """Shape (m,): whether the segment was sold."""
        return self.closing != STILL_OPEN


def match_first_in_first_out(
    symbol: IntArray, is_opening: NDArray[np.bool_], quantity: IntArray, symbol_count: int
) -> Matches:
    """Match closing trades to opening ones.

    `symbol`: shape (n,), numbers below `symbol_count`. `is_opening`: shape (n,), True for a
    purchase (or a short sale, on a line of its own). `quantity`: shape (n,), positive, all of a
    symbol in one unit (splits applied). Rows are in ledger order, and no symbol ever closes more
    than it has open: the caller has checked.
    """
    opened, bought, bought_by_symbol = _ordered(symbol, quantity, is_opening, symbol_count)
    closed, sold, sold_by_symbol = _ordered(symbol, quantity, ~is_opening, symbol_count)
    line_start = np.concatenate(([0], np.cumsum(bought_by_symbol)[:-1]))
    sold_before = np.concatenate(([0], np.cumsum(sold_by_symbol)[:-1]))
    opening_ends = np.cumsum(bought)
    closing_ends = np.cumsum(sold) + np.repeat(
        line_start - sold_before, np.bincount(symbol[closed], minlength=symbol_count)
    )
    edges = _merged(opening_ends, closing_ends)
    starts = np.concatenate((np.zeros(min(edges.size, 1), np.int64), edges[:-1]))
    at = np.searchsorted(opening_ends, starts, side="right")
    opening = opened[at]
    symbols = symbol[opening]
    is_sold = starts < (line_start + sold_by_symbol)[symbols]
    closing = np.full(starts.size, STILL_OPEN)
    closing[is_sold] = closed[np.searchsorted(closing_ends, starts[is_sold], side="right")]
    return Matches(opening, closing, edges - starts)


def sums_by_group(group: IntArray, amounts: IntArray, count: int) -> IntArray:
    """Return exact int64 sums by group, shape (count,); `group` is ascending."""
    sums = np.zeros(count, dtype=np.int64)
    if group.size:
        starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
        sums[group[starts]] = np.add.reduceat(amounts, starts)
    return sums


def _ordered(
    symbol: IntArray, quantity: IntArray, is_kept: NDArray[np.bool_], symbol_count: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the kept rows by symbol then time, their quantities and each symbol's sum."""
    rows = np.flatnonzero(is_kept)
    rows = rows[np.argsort(symbol[rows].astype(np.int16), kind="stable")]
    amounts = quantity[rows]
    return rows, amounts, sums_by_group(symbol[rows], amounts, symbol_count)


def _merged(first: IntArray, second: IntArray) -> IntArray:
    """Return the sorted union of two sorted arrays."""
    # A stable sort recognises two sorted runs and merges them in linear time.
    both = np.sort(np.concatenate((first, second)), kind="stable")
    is_new = np.ones(both.size, dtype=bool)
    np.not_equal(both[1:], both[:-1], out=is_new[1:])
    return both[is_new]
