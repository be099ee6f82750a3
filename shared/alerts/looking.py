"""What is there to judge an alert by: readings of symbols, read once for many alerts."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from shared.alerts.measures import MEASURED, bars_needed, readings
from shared.alerts.model import Alert
from shared.alerts.reading import Reading, is_new
from shared.alerts.tape import SessionPrice, Tape, tape, with_session
from shared.market.model import PriceSeries
from shared.market.quotes import Quote


class Histories(Protocol):
    """Reads daily histories as stored."""

    async def prices(self, symbols: Collection[str]) -> dict[str, PriceSeries]:
        """Return the history of those symbols that have one."""
        ...


class Quotes(Protocol):
    """Reads last prices."""

    async def latest(self, symbols: Collection[str]) -> dict[str, Quote]:
        """Return the last price of those symbols that have one."""
        ...


class SymbolLook:
    """Readings of symbols for alerts, from histories and the session's prices.

    Made for one batch of evaluations: what was read of a symbol once is read no more.
    """

    def __init__(self, histories: Histories, quotes: Quotes) -> None:
        self._histories = histories
        self._quotes = quotes
        self._read: dict[str, tuple[PriceSeries | None, SessionPrice | None]] = {}
        self._tapes: dict[tuple[str, int], Tape] = {}

    async def new_readings(self, alert: Alert) -> tuple[list[Reading], date | None, str]:
        """Return what an alert has not been judged by, oldest first.

        A new alert is judged by the newest datum alone. With it: the day whose shares the
        threshold counts in, and why nothing can be said, when so.
        """
        rule, state = alert.rule, alert.state
        symbol = rule.symbol or ""
        if rule.kind not in MEASURED or rule.portfolio_id is not None:
            return [], state.basis, ""
        series, quote = await self._of(symbol)
        if series is None:
            return [], state.basis, f"no price of {symbol} is known"
        seen = state.seen
        count = 1
        if seen is not None:
            after = int(series.days.searchsorted(seen.day.toordinal()))
            count = int(series.days.size) - after
        bars = with_session(self._tape(series, bars_needed(rule) + count), quote)
        basis = state.basis or bars.bars[-1].day
        first = len(bars.bars) - 1
        if seen is not None:
            while first > 0 and bars.bars[first - 1].day >= seen.day:
                first -= 1
        found = [one for one in readings(rule, bars, basis, first) if is_new(one, seen)]
        return found, basis, bars.doubt

    async def _of(self, symbol: str) -> tuple[PriceSeries | None, SessionPrice | None]:
        if symbol not in self._read:
            series = (await self._histories.prices([symbol])).get(symbol)
            quote = (await self._quotes.latest([symbol])).get(symbol) if series else None
            self._read[symbol] = series, _session(quote)
        return self._read[symbol]

    def _tape(self, series: PriceSeries, most_bars: int) -> Tape:
        key = series.symbol, most_bars
        if key not in self._tapes:
            self._tapes[key] = tape(series, most_bars)
        return self._tapes[key]


def _session(quote: Quote | None) -> SessionPrice | None:
    if quote is None or not quote.is_live or quote.traded_at is None:
        return None
    return SessionPrice(
        day=quote.as_of,
        traded_at=quote.traded_at,
        price=quote.price,
        currency=quote.currency,
        previous_close=quote.previous_close,
        source=quote.source,
    )
