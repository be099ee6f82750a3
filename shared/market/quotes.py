"""The latest known price of a symbol, with its age and origin.

A price of the session under way where one is kept, else the last close of the stored history. The
two may be of different sources, so a change is always between prices of one of them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from shared.kernel.clock import Clock
from shared.market.calendars import calendar_of, is_stale
from shared.market.facts import LiveQuote
from shared.market.history import HistoryReader
from shared.market.kept import KeptFacts
from shared.market.model import PriceSeries

_TWO_BARS: Final = 2
_FRESH: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Quote:
    """A price. `as_of` is its trading date; `fetched_at` when the source was last asked.

    `change` and `change_ratio` compare with the close before, taking a split between into
    account; None when there is none. `traded_at` is known of live prices alone.
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
    is_live: bool = False
    traded_at: datetime | None = None
    delay_minutes: int | None = None
    delisted_on: date | None = None
    renamed_to: str | None = None


class QuoteReader:
    """Answers quotes at once; live ones that are old are renewed behind the answer.

    `machine_clock` tells the real time: while `clock` shows another day (`PLUMBLINE_TODAY`), live
    prices would be from its future, and are neither shown nor asked for.
    """

    def __init__(
        self,
        history: HistoryReader,
        live: KeptFacts[LiveQuote] | None,
        clock: Clock,
        machine_clock: Clock,
    ) -> None:
        self._history = history
        self._live = live
        self._clock = clock
        self._machine_clock = machine_clock

    async def latest(self, symbols: Collection[str]) -> dict[str, Quote]:
        """Return the last price of each symbol that has one; the others are absent.

        A symbol that has become another one keeps its own last close, and names its successor.
        """
        found = await self._found(symbols)
        now = self._clock.now()
        quotes = {symbol: quote(series, now) for symbol, series in found.items()}
        if self._live is None or self._clock.today() != self._machine_clock.today():
            return quotes
        ended = {symbol for symbol, series in found.items() if series.listing.has_ended}
        kept = await self._live.find_many([symbol for symbol in symbols if symbol not in ended])
        for symbol, answer in kept.items():
            if answer.value is not None and _is_newer(answer.value, quotes.get(symbol)):
                quotes[symbol] = live_quote(answer.value, answer.renewed_at, now)
        return quotes

    async def _found(self, symbols: Collection[str]) -> dict[str, PriceSeries]:
        found = await self._history.prices(symbols)
        renamed = [symbol for symbol, series in found.items() if series.listing.renamed]
        return found | await self._history.own_prices(renamed) if renamed else found


def quote(series: PriceSeries, now: datetime) -> Quote:
    """Return the last price of a history that has at least one day."""
    day = date.fromordinal(int(series.days[-1]))
    price = series.decimal(series.close[-1])
    previous = _previous_close(series, day) if series.days.size >= _TWO_BARS else None
    shown = Quote(
        symbol=series.symbol,
        price=price,
        currency=series.currency,
        as_of=day,
        fetched_at=series.as_of,
        source=series.source,
        is_stale=is_stale(day, now, series.symbol),
        delisted_on=series.listing.delisted_on,
        renamed_to=series.listing.renamed.new if series.listing.renamed else None,
    )
    return _compared(shown, previous)


def live_quote(live: LiveQuote, renewed_at: datetime | None, now: datetime) -> Quote:
    """Return a live price as a quote: stale when a session goes on and it does not follow."""
    follows = not calendar_of(live.symbol).is_open(now) or now - (renewed_at or now) <= _FRESH
    shown = Quote(
        symbol=live.symbol,
        price=live.price,
        currency=live.currency,
        as_of=live.day,
        fetched_at=live.fetched_at,
        source=live.source,
        is_stale=is_stale(live.day, now, live.symbol) or not follows,
        is_live=True,
        traded_at=live.traded_at,
        delay_minutes=live.delay_minutes,
    )
    return _compared(shown, live.previous_close)


def _compared(shown: Quote, previous: Decimal | None) -> Quote:
    if previous is None:
        return shown
    return replace(
        shown,
        previous_close=previous,
        change=shown.price - previous,
        change_ratio=float(shown.price / previous) - 1 if previous else None,
    )


def _is_newer(live: LiveQuote, closed: Quote | None) -> bool:
    """Say whether a live price is of a later day than the last close that was loaded."""
    return closed is None or live.day > closed.as_of


def _previous_close(series: PriceSeries, day: date) -> Decimal:
    previous = series.decimal(series.close[-2])
    before = date.fromordinal(int(series.days[-2]))
    for split in series.splits:
        if before < split.date <= day:
            previous = previous * split.denominator / split.numerator
    return previous
