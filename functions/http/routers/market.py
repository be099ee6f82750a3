"""Market data as stored: search, quotes, profiles, histories, events, exchange rates."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.quote_views import QuoteView, read_symbols
from functions.http.schemas import Money, Output
from shared.kernel import ids
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.money import currency_code
from shared.market.calendars import is_stale
from shared.market.model import Instrument, Interval, PriceSeries
from shared.portfolios.model import Day

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 422))

_RATE_DECIMALS = 10

# As `shared.market.indicators.catalogue` has them, which a test keeps true: that module needs
# numpy, which a cold start does not.
KNOWN_INDICATORS = (
    "sma:period, ema:period, wma:period, rsi:period, macd:fast:slow:signal, bbands:period:width, "
    "atr:period, stoch:period:smoothing:signal, obv, vwap:period, adx:period, "
    "ichimoku:conversion:base:span, volatility:period"
)

type SymbolPath = Annotated[
    str, Path(min_length=1, max_length=24, examples=["AAPL"], description="Ticker symbol")
]


class Match(Output):
    """An instrument found. `currency` is null when the source does not say."""

    symbol: str
    name: str
    exchange: str | None
    asset_class: str
    currency: str | None
    sector: str | None
    isin: str | None
    source: str


class Matches(Output):
    """What was found, the likeliest first."""

    items: list[Match]


class Quotes(Output):
    """Quotes in the order asked for; `missing` lists symbols without any price."""

    items: list[QuoteView]
    missing: list[str]


class Profile(Output):
    """What is known of a symbol, and over which days prices are kept."""

    symbol: str
    name: str
    currency: str
    exchange: str | None
    asset_class: str
    sector: str | None
    industry: str | None
    country: str | None
    isin: str | None
    first_day: date | None
    last_day: date | None
    source: str
    as_of: datetime | None
    is_stale: bool


class History(Output):
    """Columns of equal length, oldest first; prices are exact decimals as strings.

    As traded, or adjusted for splits and dividends as of the last day. A bar of a week or month
    carries the date of its last trading day.
    """

    symbol: str
    currency: str
    interval: Interval
    adjusted: bool
    dates: list[str]
    open: list[str | None]
    high: list[str | None]
    low: list[str | None]
    close: list[str]
    volume: list[int | None]
    as_of: datetime
    source: str
    is_stale: bool


class Indicators(Output):
    """By name as asked for, the lines of each indicator, as long as `dates`; null while undefined.

    `close` holds the prices they were computed from: in shares of the last day shown, so that no
    split counts as a move, and with `adjusted` as the adjusted history has them. Values are
    computed over the whole history up to a day, whatever the range; `volatility` is annual, a
    fraction; a `vwap` without a period begins with the range.
    """

    symbol: str
    currency: str
    interval: Interval
    adjusted: bool
    dates: list[str]
    close: list[float]
    indicators: dict[str, dict[str, list[float | None]]]
    as_of: datetime
    source: str
    is_stale: bool


class MarketEvent(Output):
    """A dividend a share as declared, a split as `new:old`, or a company's report.

    A report is `upcoming`, on its day or the first of the days it is expected in
    (`is_estimate`), with what is expected a share; so is an announced ex-date.
    """

    kind: Literal["dividend", "split", "earnings"]
    date: date
    is_upcoming: bool = False
    is_estimate: bool = False
    eps_estimate: Money | None = None
    amount: Money | None = None
    currency: str | None = None
    ratio: str | None = None


class Events(Output):
    """A symbol's dividends, splits and next report, the latest first."""

    symbol: str
    items: list[MarketEvent]
    as_of: datetime
    source: str
    is_stale: bool


class FxRates(Output):
    """Units of `quote` for one unit of `base`; `path` names the currencies a cross goes through.

    `rates` has one entry per `dates`: the days on which both legs were fixed. `latest` is the last
    one on or before the end of the range, fixed on `as_of`.
    """

    base: str
    quote: str
    path: list[str]
    dates: list[date]
    rates: list[Money]
    latest: Money
    as_of: date
    source: str | None
    is_stale: bool


@router.get("/search")
async def search(
    _caller: CurrentUser,
    services: ServicesDep,
    q: Annotated[str, Query(min_length=1, max_length=60, description="Symbol, name or ISIN")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Matches:
    """Find instruments by symbol, name or ISIN."""
    found = await services.catalog.search(q, limit)
    return Matches(items=[_match(item) for item in found])


@router.get("/quotes")
async def quotes(
    _caller: CurrentUser,
    services: ServicesDep,
    symbols: Annotated[
        str, Query(min_length=1, max_length=2_500, description="Comma-separated, 100 at most")
    ],
) -> Quotes:
    """Show the last price of each symbol, with its date and source."""
    wanted = read_symbols(symbols)
    found = await services.quotes.latest(wanted)
    return Quotes(
        items=[QuoteView.model_validate(found[symbol]) for symbol in wanted if symbol in found],
        missing=[symbol for symbol in wanted if symbol not in found],
    )


@router.get("/fx", responses=problems(404))
async def fx(
    _caller: CurrentUser,
    services: ServicesDep,
    base: Annotated[str, Query(min_length=3, max_length=3, examples=["USD"])],
    quote: Annotated[str, Query(min_length=3, max_length=3, examples=["EUR"])],
    start: Annotated[Day | None, Query(alias="from")] = None,
    end: Annotated[Day | None, Query(alias="to")] = None,
) -> FxRates:
    """Show reference rates of a pair; the latest 30 days when no range is given."""
    from shared.market.cross_rates import cross_rates

    base, quote = currency_code(base), currency_code(quote)
    today = services.clock.today()
    last = min(end or today, today)
    first = start or last - timedelta(days=30)
    _check_range(first, last)
    book = await services.history.fx([base, quote])
    found = cross_rates(book, base, quote, first, last)
    if found is None:
        raise NotFound(f"There is no reference rate of {base} in {quote} by {last}", "no_rate")
    return FxRates(
        base=base,
        quote=quote,
        path=list(found.latest.path),
        dates=[rate.day for rate in found.rates],
        rates=[round(rate.rate, _RATE_DECIMALS) for rate in found.rates],
        latest=round(found.latest.rate, _RATE_DECIMALS),
        as_of=found.latest.day,
        source=found.source or None,
        is_stale=base != quote and is_stale(found.latest.day, services.clock.now(), "fx:"),
    )


@router.get("/{symbol}", responses=problems(404))
async def profile(_caller: CurrentUser, services: ServicesDep, symbol: SymbolPath) -> Profile:
    """Show what is known of a symbol."""
    canonical = ids.symbol(symbol)
    found = await services.catalog.find_many([canonical])
    series = (await services.history.prices([canonical])).get(canonical)
    instrument = found.get(canonical) or await services.catalog.resolve(symbol=canonical, isin=None)
    if instrument is None:
        raise NotFound(f"No source knows the symbol {canonical}", "unknown_symbol")
    return _profile(instrument, series, services.clock.now())


@router.get("/{symbol}/history", responses=problems(404))
async def history(
    _caller: CurrentUser,
    services: ServicesDep,
    symbol: SymbolPath,
    start: Annotated[Day | None, Query(alias="from")] = None,
    end: Annotated[Day | None, Query(alias="to")] = None,
    interval: Interval = "1d",
    is_adjusted: Annotated[
        bool, Query(alias="adjusted", description="For splits and dividends")
    ] = False,
) -> History:
    """Show daily, weekly or monthly prices, as traded or adjusted."""
    from shared.market.adjustment import adjusted, bars

    series = await _series(services, symbol)
    if start is not None and end is not None:
        _check_range(start, end)
    shown = bars(
        adjusted(series) if is_adjusted else series, start=start, end=end, interval=interval
    )
    return History(
        symbol=series.symbol,
        currency=series.currency,
        interval=interval,
        adjusted=is_adjusted,
        dates=shown.dates,
        open=shown.open,
        high=shown.high,
        low=shown.low,
        close=shown.close,
        volume=shown.volume,
        as_of=series.as_of,
        source=series.source,
        is_stale=is_stale(_last_day(series), services.clock.now(), series.symbol),
    )


@router.get("/{symbol}/indicators", responses=problems(404))
async def indicators(
    _caller: CurrentUser,
    services: ServicesDep,
    symbol: SymbolPath,
    names: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            examples=["sma:20,ema:50,rsi:14,macd,bbands:20,atr:14"],
            description=f"Comma-separated, each with its parameters: {KNOWN_INDICATORS}",
        ),
    ],
    start: Annotated[Day | None, Query(alias="from")] = None,
    end: Annotated[Day | None, Query(alias="to")] = None,
    interval: Interval = "1d",
    is_adjusted: Annotated[
        bool, Query(alias="adjusted", description="For dividends too; for splits always")
    ] = False,
) -> Indicators:
    """Compute technical indicators over the daily, weekly or monthly bars."""
    from shared.market.indicators.catalogue import read_indicators
    from shared.market.technical import technical

    wanted = read_indicators(names)
    if start is not None and end is not None:
        _check_range(start, end)
    series = await _series(services, symbol)
    found = await asyncio.to_thread(
        technical,
        series,
        wanted,
        start=start,
        end=end,
        interval=interval,
        is_adjusted=is_adjusted,
    )
    return Indicators(
        symbol=series.symbol,
        currency=series.currency,
        interval=interval,
        adjusted=is_adjusted,
        dates=found.dates,
        close=found.close,
        indicators=found.lines,
        as_of=series.as_of,
        source=series.source,
        is_stale=is_stale(_last_day(series), services.clock.now(), series.symbol),
    )


@router.get("/{symbol}/events", responses=problems(404))
async def events(_caller: CurrentUser, services: ServicesDep, symbol: SymbolPath) -> Events:
    """List dividends, splits and what is announced."""
    series = await _series(services, symbol)
    items = [
        MarketEvent(kind="dividend", date=item.ex_date, amount=item.amount, currency=item.currency)
        for item in series.dividends
    ]
    items += [
        MarketEvent(kind="split", date=item.date, ratio=f"{item.numerator}:{item.denominator}")
        for item in series.splits
    ]
    items += await _announced(services, series)
    items.sort(key=lambda item: item.date, reverse=True)
    return Events(
        symbol=series.symbol,
        items=items,
        as_of=series.as_of,
        source=series.source,
        is_stale=is_stale(_last_day(series), services.clock.now(), series.symbol),
    )


async def _announced(services: ServicesDep, series: PriceSeries) -> list[MarketEvent]:
    """Return the next report and ex-date, as far as fundamentals are kept; nobody is asked."""
    kept = (await services.market.fundamentals.kept([series.symbol]))[series.symbol].value
    today, found = services.clock.today(), list[MarketEvent]()
    if kept is None or today != services.machine_clock.today():
        return found
    if kept.upcoming is not None and kept.upcoming.last_day >= today:
        found.append(
            MarketEvent(
                kind="earnings",
                date=kept.upcoming.first_day,
                is_upcoming=True,
                is_estimate=kept.upcoming.is_estimate,
                eps_estimate=kept.upcoming.eps_average,
            )
        )
    if kept.ex_dividend_day is not None and kept.ex_dividend_day > today:
        found.append(MarketEvent(kind="dividend", date=kept.ex_dividend_day, is_upcoming=True))
    return found


async def _series(services: ServicesDep, symbol: str) -> PriceSeries:
    canonical = ids.symbol(symbol)
    series = (await services.history.prices([canonical])).get(canonical)
    if series is None:
        raise NotFound(
            f"There are no prices of {canonical} yet: POST /api/stock-data/track fetches them",
            "no_history",
        )
    return series


def _check_range(start: date, end: date) -> None:
    if start > end:
        raise InvalidInput(f"from ({start}) is after to ({end})", "invalid_range")


def _last_day(series: PriceSeries) -> date:
    return date.fromordinal(int(series.days[-1]))


def _match(item: Instrument) -> Match:
    return Match(
        symbol=item.symbol,
        name=item.name,
        exchange=item.exchange,
        asset_class=item.asset_class,
        currency=item.currency or None,
        sector=item.sector,
        isin=item.isin,
        source=item.source,
    )


def _profile(item: Instrument, series: PriceSeries | None, now: datetime) -> Profile:
    return Profile(
        symbol=item.symbol,
        name=item.name,
        currency=item.currency,
        exchange=item.exchange,
        asset_class=item.asset_class,
        sector=item.sector,
        industry=item.industry,
        country=item.country,
        isin=item.isin,
        first_day=date.fromordinal(int(series.days[0])) if series else None,
        last_day=_last_day(series) if series else None,
        source=series.source if series else item.source,
        as_of=series.as_of if series else item.as_of,
        is_stale=is_stale(_last_day(series), now, series.symbol) if series else True,
    )
