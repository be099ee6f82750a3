"""What happened to a share, and what is announced."""

from datetime import date, datetime
from typing import Literal

from fastapi import APIRouter

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.schemas import Money, Output
from functions.http.series_views import SymbolPath, find_series, last_day
from shared.market.calendars import is_stale
from shared.market.model import Listing, PriceSeries

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 422))


class MarketEvent(Output):
    """A dividend a share as declared, a split as `new:old`, a company's report, a changed symbol.

    A report is `upcoming`, on its day or the first of the days it is expected in
    (`is_estimate`), with what is expected a share; so is an announced ex-date.
    A `symbol_change` names both symbols, on the first day of the new one; a `delisting` is dated
    on the last day of trade.
    """

    kind: Literal["dividend", "split", "earnings", "symbol_change", "delisting"]
    date: date
    is_upcoming: bool = False
    is_estimate: bool = False
    eps_estimate: Money | None = None
    amount: Money | None = None
    currency: str | None = None
    ratio: str | None = None
    from_symbol: str | None = None
    to_symbol: str | None = None


class Events(Output):
    """A symbol's dividends, splits and next report, the latest first."""

    symbol: str
    items: list[MarketEvent]
    as_of: datetime
    source: str
    is_stale: bool


@router.get("/{symbol}/events", responses=problems(404))
async def events(_caller: CurrentUser, services: ServicesDep, symbol: SymbolPath) -> Events:
    """List dividends, splits, changes of the symbol and what is announced."""
    series = await find_series(services, symbol)
    items = [
        MarketEvent(kind="dividend", date=item.ex_date, amount=item.amount, currency=item.currency)
        for item in series.dividends
    ]
    items += [
        MarketEvent(kind="split", date=item.date, ratio=f"{item.numerator}:{item.denominator}")
        for item in series.splits
    ]
    items += _of_the_listing(series.listing)
    items += await _announced(services, series)
    items.sort(key=lambda item: item.date, reverse=True)
    return Events(
        symbol=series.symbol,
        items=items,
        as_of=series.as_of,
        source=series.source,
        is_stale=is_stale(last_day(series), services.clock.now(), series.symbol),
    )


def _of_the_listing(listing: Listing) -> list[MarketEvent]:
    changes = (*listing.formerly, *([listing.renamed] if listing.renamed else []))
    items = [
        MarketEvent(kind="symbol_change", date=c.day, from_symbol=c.old, to_symbol=c.new)
        for c in changes
    ]
    if listing.delisted_on is not None:
        items.append(MarketEvent(kind="delisting", date=listing.delisted_on))
    return items


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
