"""The latest known price of a symbol, with its age and origin."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from shared.kernel.clock import Clock
from shared.market.calendars import is_stale
from shared.market.history import HistoryReader
from shared.market.model import PriceSeries

_TWO_BARS: Final = 2


@dataclass(frozen=True, slots=True)
class Quote:
    """A last close. `as_of` is its trading date; `fetched_at` when the source was last asked.

    `change` and `change_ratio` compare with the close before, taking a split between into
    account; None when there is none.
    """

    symbol: str
    price: Decimal
    currency: str
    as_of: date
    fetched_at: datetime
    source: str
    is_stale: bool
    previous_close: Decimal | None = None
    change: Decimal | None = None
    change_ratio: float | None = None


class QuoteReader:
    """Answers quotes from the stored history."""

    def __init__(self, history: HistoryReader, clock: Clock) -> None:
        self._history = history
        self._clock = clock

    async def latest(self, symbols: Collection[str]) -> dict[str, Quote]:
        """Return the last price of each symbol that has one; the others are absent."""
        found = await self._history.prices(symbols)
        now = self._clock.now()
        return {symbol: quote(series, now) for symbol, series in found.items()}


def quote(series: PriceSeries, now: datetime) -> Quote:
    """Return the last price of a history that has at least one day."""
    day = date.fromordinal(int(series.days[-1]))
    price = series.decimal(series.close[-1])
    previous = _previous_close(series, day) if series.days.size >= _TWO_BARS else None
    return Quote(
        symbol=series.symbol,
        price=price,
        currency=series.currency,
        as_of=day,
        fetched_at=series.as_of,
        source=series.source,
        is_stale=is_stale(day, now, series.symbol),
        previous_close=previous,
        change=price - previous if previous is not None else None,
        change_ratio=float(price / previous) - 1 if previous else None,
    )


def _previous_close(series: PriceSeries, day: date) -> Decimal:
    previous = series.decimal(series.close[-2])
    before = date.fromordinal(int(series.days[-2]))
    for split in series.splits:
        if before < split.date <= day:
            previous = previous * split.denominator / split.numerator
    return previous
