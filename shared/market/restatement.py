"""A whole history that comes back divided by the ratio of a split it does not list. Pure.

Vendors adjust their prices first and list the split later. Both histories are as traded by what
they list, so a constant ratio between them has no explanation; quantities held would not follow.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from shared.kernel.money import plain
from shared.market.levels import split_ratio
from shared.market.model import Mantissas, PriceSeries
from shared.market.parsed import BadRow, ParsedHistory
from shared.market.processor import IsReleased, Processed

REASON: Final = "restated_by_ratio"
_EXACT: Final = 0.01
_MOST: Final = 0.8  # of the days both have: some may have been corrected besides
_FEWEST_DAYS: Final = 5


def held_back(stored: PriceSeries, processed: Processed, is_released: IsReleased) -> Processed:
    """Return the processed history without a row, and the finding, when it is such a restatement.

    `stored`: the series as it is kept, of the same source and currency.
    """
    history = processed.history
    days, mine, theirs = np.intersect1d(
        stored.days, history.days, assume_unique=True, return_indices=True
    )
    if days.size < _FEWEST_DAYS:
        return processed
    kept = stored.close[mine].astype(np.float64) / 10.0**stored.exponent
    moves = np.log(history.close[theirs] / 10.0**history.exponent / kept)
    middle = float(np.median(moves))
    ratio = split_ratio(middle, _EXACT)
    if ratio is None or float((np.abs(moves - middle) <= _EXACT).mean()) < _MOST:
        return processed
    first, last = (date.fromordinal(int(history.days[end])) for end in (0, -1))
    if is_released(REASON, first, last):
        return processed
    evidence = {
        "day": date.fromordinal(int(days[-1])).isoformat(),
        "stored_close": _text(stored.close, int(mine[-1]), stored.exponent),
        "close": _text(history.close, int(theirs[-1]), history.exponent),
        "suspected_ratio": f"{ratio.numerator}:{ratio.denominator}",
    }
    count = int(history.days.size)
    finding = BadRow(REASON, int(history.rows[0]), first, evidence, last, count)
    counts = processed.counts | {
        "accepted": 0,
        "quarantined": processed.counts["quarantined"] + count,
    }
    return Processed(_without_rows(history), (*processed.quarantined, finding), counts)


def _text(closes: Mantissas, row: int, exponent: int) -> str:
    return plain(Decimal(int(closes[row])).scaleb(-exponent))


def _without_rows(history: ParsedHistory) -> ParsedHistory:
    columns = ("days", "rows", "close", "open", "high", "low", "volume")
    return replace(
        history, dividends=(), splits=(), **{name: getattr(history, name)[:0] for name in columns}
    )
