"""Reference exchange rates."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from functions.http.deps import CurrentUser, ServicesDep, problems
from functions.http.schemas import Money, Output
from functions.http.series_views import check_range
from shared.kernel.errors import NotFound
from shared.kernel.money import currency_code
from shared.market.calendars import is_stale
from shared.portfolios.model import Day

router = APIRouter(prefix="/market", tags=["market"], responses=problems(401, 422))

_RATE_DECIMALS = 10


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
    check_range(first, last)
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
