"""A pair's exchange rates over time, by way of the pivot where need be. Pure."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shared.market.model import FxBook, FxRate


@dataclass(frozen=True, slots=True)
class CrossRates:
    """`latest`: the last rate on or before the end; `rates`: one for each day both legs were fixed.

    `source` names where the legs come from; empty for a currency against itself.
    """

    latest: FxRate
    rates: tuple[FxRate, ...]
    source: str


def cross_rates(book: FxBook, base: str, quote: str, start: date, end: date) -> CrossRates | None:
    """Return units of `quote` for one of `base` from a day to a day; None when there are none."""
    latest = book.rate(base, quote, end)
    if latest is None:
        return None
    legs = [book.series[code] for code in (base, quote) if code in book.series and base != quote]
    if not legs:
        return CrossRates(latest, (), "")
    days = legs[0].days
    for leg in legs[1:]:
        days = np.intersect1d(days, leg.days)
    within = days[(days >= start.toordinal()) & (days <= end.toordinal())]
    found = (book.rate(base, quote, date.fromordinal(day)) for day in within.tolist())
    return CrossRates(
        latest,
        tuple(rate for rate in found if rate is not None),
        ", ".join(sorted({leg.source for leg in legs})),
    )
