"""Reading a portfolio: its summary, performance, gains, income and allocation."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from functions.http.deps import ServicesDep, problems
from functions.http.gains_pages import GainsView, gains_page, read_place
from functions.http.performance_views import (
    AllocationView,
    IncomeView,
    NodeView,
    PerformanceView,
    SummaryView,
)
from functions.http.portfolio_access import Readable
from functions.http.reading import (
    BenchmarkQuery,
    FromDay,
    PartDep,
    PeriodQuery,
    ToDay,
    ViewDep,
)
from shared.analytics.figure_names import Figure, Property, Question
from shared.portfolios.model import LotMethod

router = APIRouter(prefix="/portfolios/{portfolio_id}", tags=["reading a portfolio"])

_PROBLEMS = problems(401, 403, 404, 422, 503)


@router.get("/summary", responses=_PROBLEMS)
async def get_summary(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
) -> SummaryView:
    """Sum a portfolio up."""
    found = await services.analytics.summary(access.owner, access.portfolio_id, view=view)
    return SummaryView.model_validate(found)


@router.get("/performance", responses=_PROBLEMS)
async def get_performance(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
    part: PartDep,
    period: PeriodQuery = "max",
    first: FromDay = None,
    last: ToDay = None,
    benchmark: BenchmarkQuery = None,
) -> PerformanceView:
    """Measure a period: value series, returns, gain, effect of exchange rates, benchmark."""
    from shared.analytics.parts import Part

    found = await services.analytics.performance(
        access.owner,
        access.portfolio_id,
        name=period,
        first=first,
        last=last,
        benchmark=benchmark,
        part=Part(part.symbol, part.account, part.tag),
        view=view,
    )
    return PerformanceView.model_validate(found)


@router.get("/gains", responses=_PROBLEMS)
async def get_gains(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
    method: Annotated[
        LotMethod | Literal["uk_s104"] | None,
        Query(
            description="The portfolio's lot method if absent; `uk_s104` matches as UK tax does, "
            "in pounds, by tax years"
        ),
    ] = None,
    year: Annotated[
        int | None,
        Query(ge=1900, le=2200, description="Calendar year, or that in which a tax year begins"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=5000, description="Most lots of each list")] = 500,
    cursor: Annotated[
        str | None, Query(max_length=512, description="`next_cursor` of the page before")
    ] = None,
) -> GainsView:
    """List gains lot by lot, a page of closed and of open lots at a time; totals are of all."""
    start = read_place(cursor)
    found = await services.analytics.gains(
        access.owner, access.portfolio_id, method=method, year=year, view=view
    )
    return gains_page(found, start, limit)


@router.get("/income", responses=_PROBLEMS)
async def get_income(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
) -> IncomeView:
    """List dividends and interest by month and symbol, and dividends to expect."""
    found = await services.analytics.income(access.owner, access.portfolio_id, view=view)
    return IncomeView.model_validate(found)


@router.get("/allocation", responses=_PROBLEMS)
async def get_allocation(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
    by: Annotated[
        Literal["symbol", "sector", "country", "currency", "asset_class"], Query()
    ] = "symbol",
) -> AllocationView:
    """Divide the value of a portfolio by a property of its holdings."""
    found = await services.analytics.allocation(access.owner, access.portfolio_id, by=by, view=view)
    return AllocationView.model_validate(found)


@router.get("/explain", responses=_PROBLEMS)
async def get_explanation(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
    part: PartDep,
    metric: Annotated[Figure, Query(description="The figure to explain")],
    key: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Which of many: a month (`2024-05`), a year (`2024`) or "
            "`last_twelve_months` of income, the ex-date of an expected dividend, a slice's key, a "
            "currency of cash, the transaction that closed or opened a lot (`closing/opening` for "
            "one lot of a sale), the place of a drawdown (`1` is the deepest), `AAA/BBB` for a "
            "correlation, the symbol of a risk contribution; of `uk_s104` a disposal, "
            "`day/rule/day acquired`",
        ),
    ] = None,
    by: Annotated[Property, Query(description="Property of a slice")] = "symbol",
    year: Annotated[
        int | None, Query(ge=1900, le=2200, description="Calendar or tax year of realised gains")
    ] = None,
    method: Annotated[
        LotMethod | Literal["uk_s104"] | None,
        Query(description="The portfolio's lot method if absent"),
    ] = None,
    period: PeriodQuery = "max",
    first: FromDay = None,
    last: ToDay = None,
    benchmark: BenchmarkQuery = None,
    risk_free: Annotated[float, Query(ge=-0.1, le=1.0, description="Yearly rate")] = 0.0,
    window: Annotated[
        int | None, Query(ge=20, le=756, description="The last so many trading days alone")
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=500, description="Most parts of a sum to list; the rest is one")
    ] = 100,
) -> NodeView:
    """Unfold a figure down to transactions, prices, exchange rates and daily returns."""
    asked = Question(
        symbol=part.symbol,
        account=part.account,
        tag=part.tag,
        key=key,
        by=by,
        year=year,
        method=method,
        period=period,
        first=first,
        last=last,
        benchmark=benchmark,
        risk_free=risk_free,
        window=window,
        most=limit,
    )
    found = await services.analytics.explain(
        access.owner, access.portfolio_id, metric, asked, view=view
    )
    return NodeView.model_validate(found)
