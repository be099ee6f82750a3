"""What there is to judge alerts by, read from the market and the portfolios.

A look is made for one batch of evaluations: what it read once it reads no more.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from shared.alerts import portfolio_readings
from shared.alerts.events import Event, dividends, stories
from shared.alerts.measures import bars_needed, readings
from shared.alerts.model import EVENTS, Alert
from shared.alerts.reading import Reading, is_new
from shared.alerts.tape import SessionPrice, Tape, tape, with_session
from shared.analytics.performance_report import PerformanceReport
from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound
from shared.market.facts import Fundamentals, NewsItem
from shared.market.kept import Kept
from shared.market.model import PriceSeries
from shared.market.quotes import Quote
from shared.portfolios.valuation import Holdings

_EVENTS_KEPT: Final = timedelta(days=120)


class Histories(Protocol):
    """Reads daily histories as stored."""

    async def prices(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        """Return the history of those symbols that have one."""
        ...


class Quotes(Protocol):
    """Reads last prices."""

    async def latest(self, symbols: Sequence[str]) -> dict[str, Quote]:
        """Return the last price of those symbols that have one."""
        ...


class Facts[Value](Protocol):
    """Reads kept facts."""

    async def kept(self, symbols: Sequence[str]) -> dict[str, Kept[Value]]:
        """Return what is kept of each symbol."""
        ...


class Portfolios(Protocol):
    """Values portfolios."""

    async def holdings(
        self, owner: str, portfolio_id: str, *, as_of: date | None = None
    ) -> Holdings:
        """Return what a portfolio holds on a day. Raises: NotFound."""
        ...


type Returns = Callable[[str, str, date], Awaitable[PerformanceReport]]
"""Given owner, portfolio and day, returns the performance from the beginning to that day."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where looks read."""

    histories: Histories
    quotes: Quotes
    fundamentals: Facts[Fundamentals]
    news: Facts[tuple[NewsItem, ...]]
    portfolios: Portfolios
    returns: Returns
    clock: Clock


@dataclass(frozen=True, slots=True)
class Seen:
    """What an alert has not been judged by: readings or events, oldest first.

    `symbols`: whose ingestion is to wake the alert. `problem`: why nothing can be said, when so.
    """

    symbols: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    events: tuple[Event, ...] = ()
    basis: date | None = None
    problem: str = ""


class Look:
    """Looks at whatever an alert is about."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._read: dict[str, tuple[PriceSeries | None, SessionPrice | None]] = {}
        self._tapes: dict[tuple[str, int], Tape] = {}
        self._held: dict[tuple[str, str], Holdings] = {}

    async def at(self, owner: str, alert: Alert) -> Seen:
        """Return what is new to an alert; a new one is judged by the newest datum alone."""
        try:
            if alert.rule.kind in EVENTS:
                return await self._events(owner, alert)
            if alert.rule.portfolio_id is not None:
                return await self._portfolio(owner, alert, alert.rule.portfolio_id)
            return await self._symbol(alert, alert.rule.symbol or "")
        except NotFound as error:
            return Seen(alert.state.indexed, basis=alert.state.basis, problem=error.detail)

    async def _symbol(self, alert: Alert, symbol: str) -> Seen:
        rule, seen = alert.rule, alert.state.seen
        series, session = await self._of(symbol)
        if series is None:
            problem = f"no price of {symbol} is known"
            return Seen((symbol,), basis=alert.state.basis, problem=problem)
        count = 1
        if seen is not None:
            after = int(series.days.searchsorted(seen.day.toordinal()))
            count = int(series.days.size) - after
        bars = with_session(self._tape(series, bars_needed(rule) + count), session)
        basis = alert.state.basis or bars.bars[-1].day
        first = len(bars.bars) - 1
        while seen is not None and first > 0 and bars.bars[first - 1].day >= seen.day:
            first -= 1
        found = [one for one in readings(rule, bars, basis, first) if is_new(one, seen)]
        return Seen((symbol,), tuple(found), basis=basis, problem=bars.doubt)

    async def _portfolio(self, owner: str, alert: Alert, portfolio_id: str) -> Seen:
        held = await self._holdings(owner, portfolio_id)
        symbols = tuple(sorted({item.symbol for item in held.items} | set(alert.rule.targets)))
        day = portfolio_readings.common_day(held)
        problem = ""
        if not held.items:
            problem = "the portfolio holds nothing"
        elif not held.is_complete:
            problem = f"no price of {', '.join(held.unpriced)} is known"
        elif day is None:
            problem = "every price is older than five days"
        if problem or day is None:
            return Seen(symbols, problem=problem)
        if day < held.as_of:
            held = await self._sources.portfolios.holdings(owner, portfolio_id, as_of=day)
        reading = await self._measured(owner, alert, portfolio_id, held, day)
        found = (reading,) if is_new(reading, alert.state.seen) else ()
        return Seen(symbols, found)

    async def _measured(
        self, owner: str, alert: Alert, portfolio_id: str, held: Holdings, day: date
    ) -> Reading:
        rule = alert.rule
        if rule.kind == "weight":
            return portfolio_readings.weight(rule, held, day)
        if rule.kind == "allocation_drift":
            return portfolio_readings.drift(rule, held, day)
        report = await self._sources.returns(owner, portfolio_id, day)
        series = report.series
        return portfolio_readings.drawdown(rule, series.dates, series.cumulative_twr, day)

    async def _events(self, owner: str, alert: Alert) -> Seen:
        rule, sources = alert.rule, self._sources
        if rule.portfolio_id is not None:
            held = await self._holdings(owner, rule.portfolio_id)
            symbols = tuple(sorted(item.symbol for item in held.items))
        else:
            symbols = (rule.symbol or "",)
        found: list[Event] = []
        if rule.kind == "news":
            kept = await sources.news.kept(symbols)
            for one in kept.values():
                found += stories(rule, one.value or (), alert.created_at)
        else:
            found = await self._dividends(alert, symbols)
        fresh = tuple(event for event in found if event.id not in alert.state.events)
        return Seen(symbols, events=fresh)

    async def _dividends(self, alert: Alert, symbols: tuple[str, ...]) -> list[Event]:
        today = self._sources.clock.today()
        since = max(alert.state.basis or today, today - _EVENTS_KEPT)
        facts = await self._sources.fundamentals.kept(symbols)
        found: list[Event] = []
        for symbol in symbols:
            series, _ = await self._of(symbol)
            known = facts[symbol].value if symbol in facts else None
            found += dividends(alert.rule, symbol, series, known, since, today)
        return sorted(found, key=lambda event: (event.day, event.id))

    async def _holdings(self, owner: str, portfolio_id: str) -> Holdings:
        key = owner, portfolio_id
        if key not in self._held:
            self._held[key] = await self._sources.portfolios.holdings(owner, portfolio_id)
        return self._held[key]

    async def _of(self, symbol: str) -> tuple[PriceSeries | None, SessionPrice | None]:
        if symbol not in self._read:
            series = (await self._sources.histories.prices([symbol])).get(symbol)
            latest = await self._sources.quotes.latest([symbol]) if series is not None else {}
            self._read[symbol] = series, _session(latest.get(symbol))
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
