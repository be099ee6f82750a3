"""On which level of prices each row of a history lies, when some do not fit the rest. Pure.

The history, freed of the splits it lists, is cut where a close is under a tenth or over ten times
of the one before, and where it moved as a split would have moved it: by the ratio of one, at the
open already, on a day that was calm otherwise. Pieces that fit together form a level.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.market.model import MISSING, PricePoint
from shared.market.parsed import ParsedHistory

type Floats = NDArray[np.float64]

_WILD: Final = float(np.log(10))
_RATIOS: Final = (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100)
_LOGS: Final = np.log(np.array(_RATIOS, dtype=np.float64))
_LEAST_MOVE: Final = float(np.log(1.85))  # below it no ratio of the list is near
_LEAST_PRICE: Final = 0.2  # of a unit: below it one tick is a ratio
_COMMON: Final = 3
"""Shares do fall by a half or two thirds: such ratios must be met more closely than larger ones."""
_OPENING: Final = 0.035
_SAME_LEVEL: Final = 0.25
_SHORT_STRETCH: Final = 30  # rows, after which a stray stretch no longer tells where it belongs
_RESTLESS: Final = 0.15  # a usual daily move above which a half or a double says nothing
_CALM: Final = 1.4826  # makes a median absolute deviation a standard deviation


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a history moved as it should not have: the row after, and the ratio of a split.

    `ratio` None: no split would explain the move. `is_wild`: past a tenth or ten times.
    """

    row: int
    ratio: Fraction | None
    is_wild: bool


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of every row, how many rows each level has, and the cuts between the pieces.

    Level 0 is the anchor's when there is one.
    """

    of_row: NDArray[np.int64]
    sizes: dict[int, int]
    cuts: tuple[Cut, ...]

    def cut_at(self, first: int, last: int) -> Cut:
        """Return the cut at the beginning of a run of rows, or the one at its end."""
        by_row = {cut.row: cut for cut in self.cuts}
        return by_row.get(first) or by_row[last + 1]


def levels(history: ParsedHistory, anchor: PricePoint | None) -> Levels:
    """Return the levels of a history of at least one row, days ascending, closes positive."""
    closes = history.close.astype(np.float64) / share_ratio(history)
    before = _anchored(history, anchor)
    moves = np.diff(np.log(closes), prepend=np.log(before or closes[0]))
    cuts = _cuts(history, moves)
    edges = [0, *(cut.row for cut in cuts if cut.row), closes.size]
    suspected = {cut.row: not cut.is_wild for cut in cuts}
    lasts: list[tuple[float, int]] = [(before, 0)] if before else []
    sizes = {0: 0} if before else dict[int, int]()
    level = np.zeros(closes.size, dtype=np.int64)
    for start, end in pairwise(edges):
        number = _fitting(lasts, float(closes[start]), start, suspected.get(start))
        if number == len(lasts):
            lasts.append((0.0, 0))
        lasts[number] = (float(closes[end - 1]), end)
        sizes[number] = sizes.get(number, 0) + end - start
        level[start:end] = number
    return Levels(level, sizes, tuple(cuts))


def share_ratio(history: ParsedHistory) -> Floats:
    """Return the latest day's shares per share of each day, to see moves without the splits."""
    ratios = np.ones(history.days.size)
    for split in history.splits:
        ratios[history.days < split.date.toordinal()] *= split.numerator / split.denominator
    return ratios


def split_ratio(move: float, tolerance: float) -> Fraction | None:
    """Return the ratio of the split that would have moved a price so (a natural logarithm)."""
    nearest = int(np.argmin(np.abs(_LOGS - abs(move))))
    if abs(_LOGS[nearest] - abs(move)) > tolerance:
        return None
    return Fraction(_RATIOS[nearest]) if move < 0 else Fraction(1, _RATIOS[nearest])


def _anchored(history: ParsedHistory, anchor: PricePoint | None) -> float:
    """Return the close before the history in the shares of its last day; 0 when there is none."""
    if anchor is None:
        return 0.0
    # Splits on or after the first fetched day lie between the anchor and the last row.
    scale = float(anchor.price.scaleb(history.exponent))
    for split in history.splits:
        if split.date > anchor.day:
            scale *= split.denominator / split.numerator
    return scale


def _cuts(history: ParsedHistory, moves: Floats) -> list[Cut]:
    large = np.flatnonzero(np.abs(moves) > _LEAST_MOVE).tolist()
    if not large:
        return []
    usual = float(_CALM * np.median(np.abs(moves[1:]))) if moves.size > 1 else 0.0
    found = [
        Cut(
            row,
            _suspected(history, row, float(moves[row]), usual),
            bool(abs(moves[row]) > _WILD),
        )
        for row in large
    ]
    return [cut for cut in found if cut.is_wild or cut.ratio is not None]


def _suspected(history: ParsedHistory, row: int, move: float, usual: float) -> Fraction | None:
    """Return the ratio of a split that would explain a move; `usual`: the usual daily one."""
    close = float(history.close[row])
    if (
        usual > _RESTLESS
        or min(close, close * np.exp(-move)) < _LEAST_PRICE * 10.0**history.exponent
    ):
        return None
    is_common = abs(move) < np.log(_COMMON) + _SAME_LEVEL / 2
    tolerance = _clipped(4 * usual, 0.03, 0.06) if is_common else _clipped(4 * usual, 0.06, 0.15)
    ratio = split_ratio(move, tolerance)
    if ratio is None or not _is_calm(history, row, usual):
        return None
    if history.open[row] != MISSING:
        # News may end at a half, but seldom opens there; a split does, to a percent or two.
        opened = move + float(np.log(history.open[row] / close))
        if split_ratio(opened, _OPENING if is_common else 2 * _OPENING) != ratio:
            return None
    return ratio


def _is_calm(history: ParsedHistory, row: int, usual: float) -> bool:
    """Say whether a day's prices kept together: news moves a price about, a split does not."""
    high, low = int(history.high[row]), int(history.low[row])
    if MISSING in {high, low}:
        return True
    return float(np.log(high / low)) <= _clipped(6 * usual, 0.08, 0.20)


def _fitting(
    lasts: list[tuple[float, int]], first: float, row: int, is_suspected: bool | None
) -> int:
    """Return the level that a piece goes on, or the number of a new one.

    After a suspected split only a level that was left a short while ago, and at nearly this price,
    is gone back to: over years any price is met again by chance.
    """
    for number in range(len(lasts) - 1, -1, -1):
        price, end = lasts[number]
        distance = abs(float(np.log(first / price)))
        if distance > _WILD:
            continue
        if not is_suspected or (distance <= _SAME_LEVEL and row - end <= _SHORT_STRETCH):
            return number
    return len(lasts)


def _clipped(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
