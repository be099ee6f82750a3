"""Tools that read market data, never a day later than the answer's."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import AsOf, Cursor, FirstDay, LastDay, Limit, Symbol, Symbols
from shared.assistant.tools.json_values import page, to_json
from shared.assistant.tools.portfolio_choice import day_of
from shared.assistant.tools.tool import tool
from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound, PriceUnavailable
from shared.market.adjustment import adjusted, bars, split_adjusted
from shared.market.calendars import is_stale
from shared.market.cross_rates import cross_rates
from shared.market.history import HistoryReader, cut
from shared.market.instruments import InstrumentCatalog
from shared.market.model import PriceSeries
from shared.market.quotes import quote
from shared.market.tracking import Tracker
from shared.portfolios.model import CurrencyCode

_PLACES: Final = 10


class MarketTools:
    """Prices, what symbols are, their dividends and splits, exchange rates."""

    def __init__(
        self, history: HistoryReader, catalog: InstrumentCatalog, tracker: Tracker, clock: Clock
    ) -> None:
        self._history = history
        self._catalog = catalog
        self._tracker = tracker
        self._clock = clock

    @tool("Find a symbol")
    async def search_symbols(
        self,
        caller: Caller,
        text: Annotated[str, Field(min_length=1, max_length=60, description="Name, symbol, ISIN")],
        limit: Annotated[int, Field(ge=1, le=20)] = 5,
    ) -> Json:
        """Find instruments by company name, symbol or ISIN."""
        found = await self._catalog.search(text, limit)
        return {"items": [to_json(item, without=("as_of", "time_zone")) for item in found]}

    @tool("Quotes")
    async def quotes(self, caller: Caller, symbols: Symbols, as_of: AsOf = None) -> Json:
        """Closing price of each symbol on a day, or the last before it, and its change."""
        on = day_of(caller, as_of)
        series = await self._series(list(dict.fromkeys(symbols)), on)
        now = self._now(on)
        names = await self._catalog.find_many(list(series))
        items = [
            {"name": names[symbol].name if symbol in names else symbol}
            | to_json(quote(one, now), without=("fetched_at",))
            for symbol, one in series.items()
        ]
        return {"items": items, "missing": [one for one in symbols if one not in series]}

    @tool("Profile")
    async def profile(self, caller: Caller, symbol: Symbol) -> Json:
        """What a symbol is: name, sector, industry, country, exchange; which prices are known."""
        instrument = await self._catalog.resolve(symbol=symbol, isin=None)
        if instrument is None:
            raise NotFound(f"No source knows the symbol {symbol}", "unknown_symbol")
        series = (await self._series([symbol], caller.as_of)).get(symbol)
        known: dict[str, Any] = {}
        if series is not None:
            known = {
                "first_day": _day(series, 0),
                "last_day": _day(series, -1),
                "last_price": to_json(series.decimal(series.close[-1])),
            }
        return to_json(instrument, without=("as_of", "time_zone")) | to_json(known)

    @tool("Price history")
    async def history(
        self,
        caller: Caller,
        symbol: Symbol,
        first_day: FirstDay = None,
        last_day: LastDay = None,
        interval: Literal["1d", "1w", "1mo"] = "1mo",
        limit: Annotated[int, Field(ge=1, le=120)] = 40,
        cursor: Cursor = None,
    ) -> Json:
        """Prices as traded, oldest first, and statistics of the period.

        price_return is of the price alone (splits undone), total_return with dividends reinvested;
        highest and lowest are closing prices in the shares of the last day.
        """
        end = day_of(caller, last_day)
        series = await self._one(symbol, caller)
        shown = bars(series, start=first_day, end=end, interval=interval)
        rows = [
            {"date": day, "close": close, "high": high, "low": low, "volume": volume}
            for day, close, high, low, volume in zip(
                shown.dates, shown.close, shown.high, shown.low, shown.volume, strict=True
            )
        ]
        return {
            "symbol": symbol,
            "currency": series.currency,
            "interval": interval,
            "source": series.source,
            "as_of": _day(series, -1),
            "is_stale": is_stale(
                date.fromordinal(int(series.days[-1])), self._now(end), series.symbol
            ),
            "statistics": _statistics(cut(series, end), first_day),
            **page(rows, limit, cursor),
        }

    @tool("Dividends and splits")
    async def events(self, caller: Caller, symbol: Symbol, limit: Limit = 20) -> Json:
        """Dividends a share as declared, and splits, latest first."""
        series = await self._one(symbol, caller)
        dividends = [
            {
                "kind": "dividend",
                "date": item.ex_date,
                "amount": item.amount,
                "currency": item.currency,
            }
            for item in series.dividends
        ]
        splits = [
            {"kind": "split", "date": item.date, "ratio": f"{item.numerator}:{item.denominator}"}
            for item in series.splits
        ]
        items = sorted([*dividends, *splits], key=lambda item: str(item["date"]), reverse=True)
        return {
            "symbol": symbol,
            "currency": series.currency,
            "source": series.source,
            "as_of": _day(series, -1),
            **page(items, limit, None),
        }

    @tool("Exchange rates")
    async def exchange_rate(
        self,
        caller: Caller,
        base: Annotated[CurrencyCode, Field(description="One unit of this currency ...")],
        quote_currency: Annotated[CurrencyCode, Field(description="... in units of this one")],
        day: LastDay = None,
        amount: Annotated[Decimal | None, Field(description="An amount of base to convert")] = None,
    ) -> Json:
        """Reference rate of a pair on a day (the last fixed by then), and an amount converted."""
        on = day_of(caller, day)
        book = await self._history.fx([base, quote_currency])
        found = cross_rates(book, base, quote_currency, on, on)
        if found is None:
            raise NotFound(f"There is no rate of {base} in {quote_currency} by {on}", "no_rate")
        rate = round(found.latest.rate, _PLACES)
        told: dict[str, Any] = {
            "base": base,
            "quote_currency": quote_currency,
            "rate": rate,
            "as_of": found.latest.day,
            "source": found.source,
        }
        if amount is not None:
            told["amount"] = {"amount": amount, "currency": base}
            converted = round(amount * found.latest.rate, 2)
            told["converted"] = {"amount": converted, "currency": quote_currency}
        return to_json(told)

    async def _one(self, symbol: str, caller: Caller) -> PriceSeries:
        found = (await self._series([symbol], caller.as_of)).get(symbol)
        if found is None:
            state = (await self._tracker.ensure([symbol], 0.0)).get(symbol, "")
            why = _WHY.get(state)
            if why is not None:
                raise PriceUnavailable(why.format(symbol=symbol), "no_history")
            raise PriceUnavailable(
                f"No prices of {symbol} are known by {caller.as_of}", "no_history"
            )
        return found

    async def _series(self, symbols: list[str], until: date) -> dict[str, PriceSeries]:
        """Return histories up to a day; those not there yet are fetched first."""
        found = await self._history.prices(symbols)
        missing = [symbol for symbol in symbols if symbol not in found]
        if missing:
            _ = await self._tracker.ensure(missing)
            found |= await self._history.prices(missing)
        shown = {symbol: cut(found[symbol], until) for symbol in symbols if symbol in found}
        return {symbol: series for symbol, series in shown.items() if series.days.size}

    def _now(self, day: date) -> datetime:
        now = self._clock.now()
        if now.date() <= day:
            return now
        return datetime.combine(day, time.max, UTC)


_FETCHING: Final = "No prices of {symbol} are known; they are being fetched, ask again in a minute"
_WHY: Final[Mapping[str, str]] = {
    "known": _FETCHING,
    "backfilling": _FETCHING,
    "unknown": "No prices of {symbol} are known; no source here has it: check the symbol and its "
    "exchange, such as SAP.DE",
    "unreachable": "No prices of {symbol} are known; the sources of prices cannot be reached just "
    "now, ask again later",
}
"""Why there are no prices of a symbol, by how its tracking stands, and what to do."""


def _statistics(series: PriceSeries, first_day: date | None) -> Json:
    """Return what happened between the last close before a period, or its first, and its end."""
    whole = adjusted(series)
    splits_only = split_adjusted(series)
    first = 0
    if first_day is not None:
        first = max(int((series.days < first_day.toordinal()).sum()) - 1, 0)
    if first >= series.days.size - 1:
        return None
    closes = splits_only.close[first:]
    top, bottom = int(closes.argmax()), int(closes.argmin())
    return to_json(
        {
            "first_day": _day(series, first),
            "first_close": splits_only.decimal(closes[0]),
            "last_day": _day(series, -1),
            "last_close": splits_only.decimal(closes[-1]),
            "price_return": float(closes[-1]) / float(closes[0]) - 1,
            "total_return": float(whole.close[-1]) / float(whole.close[first]) - 1,
            "highest_close": splits_only.decimal(closes[top]),
            "highest_day": _day(series, first + top),
            "lowest_close": splits_only.decimal(closes[bottom]),
            "lowest_day": _day(series, first + bottom),
        }
    )


def _day(series: PriceSeries, at: int) -> date:
    return date.fromordinal(int(series.days[at]))
