"""Histories of prices, as traded or adjusted, and indicators over them."""

import asyncio
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.schemas import Output
from functions.http.series_views import SymbolPath, check_range, find_series, last_day
from shared.market.calendars import is_stale
from shared.market.model import Interval
from shared.portfolios.model import Day

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 422))

# As `shared.market.indicators.catalogue` has them, which a test keeps true: that module needs
# numpy, which a cold start does not.
KNOWN_INDICATORS = (
    "sma:period, ema:period, wma:period, rsi:period, macd:fast:slow:signal, bbands:period:width, "
    "atr:period, stoch:period:smoothing:signal, obv, vwap:period, adx:period, "
    "ichimoku:conversion:base:span, volatility:period"
)


class History(Output):
    """Columns of equal length, oldest first; prices are exact decimals as strings.

    As traded, or adjusted for splits and dividends as of the last day. A bar of a week or month
    carries the date of its last trading day. `renamed_to`: the symbol this one has become, whose
    prices go on here. `delisted_on`: the last day it was traded; no later price will come.
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
    renamed_to: str | None
    delisted_on: date | None


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

    series = await find_series(services, symbol)
    if start is not None and end is not None:
        check_range(start, end)
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
        is_stale=is_stale(last_day(series), services.clock.now(), series.symbol),
        renamed_to=series.listing.renamed.new if series.listing.renamed else None,
        delisted_on=series.listing.delisted_on,
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
        check_range(start, end)
    series = await find_series(services, symbol)
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
        is_stale=is_stale(last_day(series), services.clock.now(), series.symbol),
    )
