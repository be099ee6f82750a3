"""Asking the market for what reports on a share or a watchlist tell, never past their day."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, Protocol, cast

from shared.analytics.periods import PeriodName, resolve
from shared.kernel.errors import NotFound
from shared.market.adjustment import adjusted, bars
from shared.market.facts import Fundamentals
from shared.market.history import HistoryReader, cut
from shared.market.indicators.catalogue import read_indicators
from shared.market.instruments import InstrumentCatalog
from shared.market.model import PriceSeries
from shared.market.quotes import quote
from shared.market.technical import technical
from shared.portfolios.ports import Tracker
from shared.reports.answers import Answers, Json, as_json
from shared.reports.model import ReportRequest

INDICATORS: Final = "sma:50,sma:200,rsi:14,volatility:20"
_WAIT_SECONDS: Final = 10.0
_MOST_LISTS: Final = 50


class Watchlist(Protocol):
    """A list of symbols, as reports see it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def symbols(self) -> Sequence[str]: ...


class Watchlists(Protocol):
    """Knows an owner's watchlists."""

    async def get(self, owner: str, watchlist_id: str) -> Watchlist:
        """Return a list. Raises: NotFound."""
        ...

    async def list_page(
        self, owner: str, *, limit: int = 50, after: str | None = None
    ) -> Sequence[Watchlist]:
        """Return lists, oldest first."""
        ...


type FindFundamentals = Callable[[str, date], Awaitable[Fundamentals | None]]


class _Prices:
    """Histories up to a day, tracked first if need be."""

    def __init__(self, history: HistoryReader, tracker: Tracker) -> None:
        self._history, self._tracker = history, tracker

    async def until(self, symbols: Collection[str], day: date) -> dict[str, PriceSeries]:
        """Return the histories of those symbols that have prices by a day."""
        found = await self._history.prices(symbols)
        absent = sorted(set(symbols) - found.keys())
        if absent:
            _ = await self._tracker.ensure(absent, _WAIT_SECONDS)
            found |= await self._history.prices(absent)
        known = {symbol: cut(series, day) for symbol, series in found.items()}
        return {symbol: series for symbol, series in known.items() if series.days.size}


class StockGatherer:
    """Reports about one share."""

    def __init__(
        self,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        tracker: Tracker,
        fundamentals: FindFundamentals,
    ) -> None:
        self._prices = _Prices(history, tracker)
        self._catalog, self._fundamentals = catalog, fundamentals

    async def gather(self, owner: str, request: ReportRequest) -> Answers:
        """Return profile, prices, indicators, events and fundamentals of a symbol."""
        del owner
        symbol, day = request.symbol or "", _day(request)
        series = (await self._prices.until([symbol], day)).get(symbol)
        if series is None:
            raise NotFound(f"No prices of {symbol} are known up to {day}", "no_history")
        instrument = (await self._catalog.find_many([symbol])).get(symbol)
        first, last = _range(request, series)
        shown = technical(series, read_indicators(INDICATORS), start=first, end=last)
        span = f"from={first}&to={last}"
        values: dict[str, Json] = {
            "profile": as_json(instrument) if instrument else {"symbol": symbol, "name": symbol},
            "quote": as_json(quote(series, _evening(day))),
            "technical": {
                "dates": shown.dates,
                "close": shown.close,
                "currency": series.currency,
                "indicators": shown.lines,
            },
            "adjusted": as_json(bars(adjusted(series), start=first, end=last)),
            "life": as_json(bars(adjusted(series), end=last, interval="1mo")),
            "events": {"items": _events(series)},
        }
        sources = {
            "profile": f"market/{symbol}",
            "quote": f"market/quotes?symbols={symbol}",
            "technical": f"market/{symbol}/indicators?names={INDICATORS}&{span}",
            "adjusted": f"market/{symbol}/history?adjusted=true&{span}",
            "life": f"market/{symbol}/history?adjusted=true&interval=1mo&to={last}",
            "events": f"market/{symbol}/events",
        }
        found = await self._fundamentals(symbol, day)
        if found is not None:
            values["fundamentals"] = as_json(found)
            sources["fundamentals"] = f"market/{symbol}/fundamentals"
        return Answers(values, sources)


class WatchlistGatherer:
    """Digests of watchlists."""

    def __init__(
        self,
        watchlists: Watchlists,
        history: HistoryReader,
        catalog: InstrumentCatalog,
        tracker: Tracker,
    ) -> None:
        self._watchlists, self._catalog = watchlists, catalog
        self._prices = _Prices(history, tracker)

    async def gather(self, owner: str, request: ReportRequest) -> Answers:
        """Return the lists of an owner, or one, with the last price and moves of each symbol."""
        if request.watchlist_id:
            lists: Sequence[Watchlist] = [await self._watchlists.get(owner, request.watchlist_id)]
        else:
            lists = await self._watchlists.list_page(owner, limit=_MOST_LISTS)
        day = _day(request)
        symbols = sorted({symbol for each in lists for symbol in each.symbols})
        series = await self._prices.until(symbols, day) if symbols else {}
        names = await self._catalog.find_many(symbols) if symbols else {}
        watched: dict[str, Any] = {}
        for symbol in symbols:
            prices = series.get(symbol)
            watched[symbol] = {
                "name": names[symbol].name if symbol in names else symbol,
                "quote": as_json(quote(prices, _evening(day))) if prices else None,
                "moves": _moves(prices, day) if prices else {},
            }
        shown = [{"id": one.id, "name": one.name, "symbols": list(one.symbols)} for one in lists]
        return Answers({"lists": shown, "watched": watched}, {"lists": "watchlists"})


def _range(request: ReportRequest, series: PriceSeries) -> tuple[date, date]:
    begin = date.fromordinal(int(series.days[0]))
    end = date.fromordinal(int(series.days[-1]))
    name = cast("PeriodName", request.period if request.first is None else "max")
    period = resolve(name, request.first, request.last or _day(request), begin, end)
    return period.first, min(period.last, _day(request))


def _moves(series: PriceSeries, day: date) -> dict[str, float | None]:
    """Return what the share made with dividends reinvested, over the usual spans up to a day."""
    whole = adjusted(series)
    begin = date.fromordinal(int(series.days[0]))
    moves: dict[str, float | None] = {}
    for name in ("1w", "mtd", "ytd", "1y"):
        first = resolve(cast("PeriodName", name), None, day, begin, day).first.toordinal()
        before = int((whole.days < first).sum()) - 1
        # Without a price before the span, or in it, nobody knows how far it moved.
        is_known = before >= 0 and before < whole.days.size - 1
        moves[name] = float(whole.close[-1]) / float(whole.close[before]) - 1 if is_known else None
    return moves


def _events(series: PriceSeries) -> list[Json]:
    """Return dividends as the API lists them: with splits among them, the latest first."""
    found = [
        {
            "kind": "dividend",
            "date": item.ex_date.isoformat(),
            "amount": as_json(item.amount),
            "currency": item.currency,
        }
        for item in series.dividends
    ]
    found += [
        {
            "kind": "split",
            "date": item.date.isoformat(),
            "ratio": f"{item.numerator}:{item.denominator}",
        }
        for item in series.splits
    ]
    return sorted(found, key=lambda one: str(one["date"]), reverse=True)


def _day(request: ReportRequest) -> date:
    if request.as_of is None:
        raise ValueError("a report speaks of a day")
    return request.as_of


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
