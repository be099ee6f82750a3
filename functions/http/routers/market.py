"""What is known of symbols: search, last prices, profiles."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.quote_views import QuoteView, read_symbols
from functions.http.schemas import Output
from functions.http.series_views import SymbolPath, last_day
from shared.kernel import ids
from shared.kernel.errors import NotFound
from shared.market.calendars import is_stale
from shared.market.model import Instrument, PriceSeries

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 422))


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
    formerly: list[str]
    renamed_to: str | None
    delisted_on: date | None


class Matches(Output):
    """What was found, the likeliest first."""

    items: list[Match]


class Quotes(Output):
    """Quotes in the order asked for; `missing` lists symbols without any price."""

    items: list[QuoteView]
    missing: list[str]


class Profile(Output):
    """What is known of a symbol, and over which days prices are kept.

    `formerly`: the symbols it had before. `renamed_to`: the symbol it has become, under which its
    prices go on. `delisted_on`: the last day it was traded.
    """

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
    formerly: list[str]
    renamed_to: str | None
    delisted_on: date | None


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


@router.get("/{symbol}", responses=problems(404))
async def profile(_caller: CurrentUser, services: ServicesDep, symbol: SymbolPath) -> Profile:
    """Show what is known of a symbol."""
    canonical = ids.symbol(symbol)
    found = await services.catalog.find_many([canonical])
    series = (await services.history.prices([canonical])).get(canonical)
    instrument = found.get(canonical) or await services.catalog.resolve(symbol=canonical, isin=None)
    if instrument is None:
        raise NotFound(
            f"No source that could be asked knows the symbol {canonical}", "unknown_symbol"
        )
    return _profile(instrument, series, services.clock.now())


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
        formerly=list(item.formerly),
        renamed_to=item.renamed_to,
        delisted_on=item.delisted_on,
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
        last_day=last_day(series) if series else None,
        source=series.source if series else item.source,
        as_of=series.as_of if series else item.as_of,
        is_stale=is_stale(last_day(series), now, series.symbol) if series else True,
        formerly=list(item.formerly),
        renamed_to=item.renamed_to,
        delisted_on=item.delisted_on,
    )
