"""The feed's splits of symbols folded at once: their shares are counted in those of the last day.

Only splits into whole numbers of shares: every quantity before them is then a whole multiple of
what it was, and dividing by the same multiple gives it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from operator import mul
from typing import Final

import numpy as np

from shared.market.model import PriceSeries, Split
from shared.portfolios.columns import Integers, Mask
from shared.portfolios.entry_columns import EntryColumns
from shared.portfolios.scaled import first_of_runs

_MOST_SHARES: Final = 1_000_000
"""Of the last day for one of the first; more comes from no company."""


@dataclass(frozen=True, slots=True)
class SymbolSplits:
    """The days of a symbol's splits, ascending, and what a share was in those of the last day.

    `days`: shape (n,). `shares`: shape (n + 1,), before the first split, after it, and so on to 1.
    """

    days: Integers
    shares: Integers

    def shares_on(self, days: Integers) -> Integers:
        """Return what a share of each day was; on the day of a split it has happened."""
        return self.shares[np.searchsorted(self.days, days, side="right")]

    def until(self, day: int) -> "SymbolSplits | None":
        """Return the splits up to a day, which is then the last; None if there are none."""
        count = int(np.searchsorted(self.days, day, side="right"))
        if not count:
            return None
        return SymbolSplits(self.days[:count], self.shares[: count + 1] // self.shares[count])


@dataclass(frozen=True, slots=True)
class FeedSplits:
    """The splits that happened to symbols after their first trade, by the symbol's place.

    `walked`: shape (len(names),), the symbols of which not all are into whole numbers of shares.
    """

    walked: Mask
    of: Mapping[int, SymbolSplits] = field(default_factory=dict[int, SymbolSplits])

    def shares(self, symbol: Integers, day: Integers) -> Integers:
        """Return what a share of each row was in those of the last day; rows come by symbol."""
        found = np.ones(symbol.size, dtype=np.int64)
        for place, splits in self.of.items():
            rows = slice(*np.searchsorted(symbol, (place, place + 1)).tolist())
            found[rows] = splits.shares_on(day[rows])
        return found

    def until(self, day: int) -> "FeedSplits":
        """Return the splits up to a day, which is then the last."""
        found = {place: splits.until(day) for place, splits in self.of.items()}
        return FeedSplits(self.walked, {place: one for place, one in found.items() if one})


def feed_splits(
    columns: EntryColumns, trades: Integers, prices: Mapping[str, PriceSeries], as_of: date
) -> FeedSplits:
    """Return the feed's splits after each symbol's first trade; `trades` come by symbol."""
    walked = np.zeros(len(columns.names), dtype=bool)
    of: dict[int, SymbolSplits] = {}
    firsts = trades[first_of_runs(columns.symbol[trades])]
    symbols: list[int] = columns.symbol[firsts].tolist()
    opened: list[int] = columns.day[firsts].tolist()
    for place, first in zip(symbols, opened, strict=True):
        series = prices.get(columns.names[place] or "")
        found = [
            split
            for split in (series.splits if series is not None else ())
            if first < split.date.toordinal() and split.date <= as_of
        ]
        if not found:
            continue
        if (in_whole := _in_whole_shares(found)) is None:
            walked[place] = True
        else:
            of[place] = in_whole
    return FeedSplits(walked, of)


def _in_whole_shares(splits: list[Split]) -> SymbolSplits | None:
    """Return splits, None unless each makes a whole number of shares of every one."""
    if any(split.numerator % split.denominator for split in splits):
        return None
    splits.sort(key=lambda split: split.date)
    factors = [split.numerator // split.denominator for split in reversed(splits)]
    shares = list(accumulate(factors, mul, initial=1))[::-1]
    if not 0 < shares[0] <= _MOST_SHARES:
        return None
    days = [split.date.toordinal() for split in splits]
    return SymbolSplits(np.array(days, dtype=np.int64), np.array(shares, dtype=np.int64))
