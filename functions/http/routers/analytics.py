"""The risk of a portfolio."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from functions.http.deps import ServicesDep, problems
from functions.http.portfolio_access import Readable
from functions.http.reading import (
    BenchmarkQuery,
    FromDay,
    PartDep,
    PeriodQuery,
    Ratio,
    ToDay,
    ViewDep,
)
from functions.http.schemas import Output

router = APIRouter(prefix="/portfolios/{portfolio_id}", tags=["analytics"])


class DrawdownView(Output):
    """A fall of `depth` (a fraction) from a peak; `recovery` is null while it lasts."""

    depth: Ratio
    peak: date
    trough: date
    recovery: date | None


class CorrelationView(Output):
    """Pairwise correlations of today's holdings; null where there are too few common days."""

    symbols: list[str]
    matrix: list[list[float | None]]


class ContributionView(Output):
    """A holding's weight and its share of the variance; shares sum to 1."""

    symbol: str
    weight: Ratio
    share: Ratio


class RollingView(Output):
    """Measures of a moving window, aligned; null until the window is full."""

    window: int
    dates: list[date]
    volatility: list[float | None]
    sharpe: list[float | None]
    beta: list[float | None]
    max_drawdown: list[float | None]


class RiskView(Output):
    """Risk of daily time-weighted returns: 252 days a year, sample deviation, positive losses.

    A measure without enough data is null, with its reason in `notes`.
    """

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    observations: int
    volatility: Ratio | None
    sharpe: float | None
    sortino: float | None
    calmar: float | None
    max_drawdown: DrawdownView | None
    drawdowns: list[DrawdownView]
    var_95: Ratio | None
    cvar_95: Ratio | None
    var_99: Ratio | None
    cvar_99: Ratio | None
    var_95_parametric: Ratio | None
    cvar_95_parametric: Ratio | None
    var_99_parametric: Ratio | None
    cvar_99_parametric: Ratio | None
    beta: float | None
    alpha: Ratio | None
    tracking_error: Ratio | None
    information_ratio: float | None
    hhi: float | None
    correlation: CorrelationView
    contributions: list[ContributionView]
    rolling: RollingView | None
    benchmark: str | None
    notes: dict[str, str]


@router.get("/risk", responses=problems(401, 403, 404, 422, 503))
async def get_risk(
    services: ServicesDep,
    access: Readable,
    view: ViewDep,
    part: PartDep,
    period: PeriodQuery = "max",
    first: FromDay = None,
    last: ToDay = None,
    benchmark: BenchmarkQuery = None,
    risk_free: Annotated[
        float, Query(ge=-0.1, le=1.0, description="Yearly risk-free rate, 0.02 is 2 %")
    ] = 0.0,
    window: Annotated[
        int | None, Query(ge=20, le=756, description="Trading days of the rolling measures")
    ] = None,
) -> RiskView:
    """Measure the risk of a period."""
    from shared.analytics.parts import Part

    found = await services.analytics.risk(
        access.owner,
        access.portfolio_id,
        name=period,
        first=first,
        last=last,
        benchmark=benchmark,
        risk_free=risk_free,
        window=window,
        part=Part(part.symbol, part.account, part.tag),
        view=view,
    )
    return RiskView.model_validate(found)
