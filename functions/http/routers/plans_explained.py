"""Explaining figures of plans: asked with the body of the plan that shows them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from functions.http.deps import ServicesDep, problems
from functions.http.performance_views import NodeView
from functions.http.planning_views import (
    OptimiseInput,
    RebalanceInput,
    ScenariosInput,
    SimulateInput,
    WhatIfInput,
)
from functions.http.portfolio_access import Readable
from functions.http.reading import ViewDep
from shared.analytics.plan_questions import (
    Branch,
    BranchFigure,
    MixFigure,
    Of,
    ScenarioFigure,
    Side,
    SimulationFigure,
    TradeFigure,
)
from shared.portfolios.model import Ticker

router = APIRouter(prefix="/portfolios/{portfolio_id}", tags=["planning"])

_PROBLEMS = problems(400, 401, 403, 404, 413, 422, 503)

type Symbol = Annotated[Ticker | None, Query(description="Of this holding, trade or asset alone")]


async def _of(
    access: Readable,
    view: ViewDep,
    limit: Annotated[
        int, Query(ge=1, le=500, description="Most parts of a sum to list; the rest is one")
    ] = 100,
) -> Of:
    return Of(access.owner, access.portfolio_id, view, limit)


type OfDep = Annotated[Of, Depends(_of)]


@router.post("/scenarios/explain", responses=_PROBLEMS)
async def explain_scenario(
    wanted: ScenariosInput,
    services: ServicesDep,
    of: OfDep,
    metric: Annotated[ScenarioFigure, Query(description="The figure to explain")],
    key: Annotated[
        str | None, Query(max_length=200, description="Name of the scenario, or its place from 1")
    ] = None,
    symbol: Symbol = None,
) -> NodeView:
    """Unfold what a scenario does to a holding, or to all: holdings, daily returns, assumptions."""
    found = await services.plans_explained.scenario(
        of, wanted.crises, wanted.as_shocks(), metric, key, symbol
    )
    return NodeView.model_validate(found)


@router.post("/simulate/explain", responses=_PROBLEMS)
async def explain_simulation(
    wanted: SimulateInput,
    services: ServicesDep,
    of: OfDep,
    metric: Annotated[SimulationFigure, Query(description="The figure to explain")],
    key: Annotated[
        Literal["0.05", "0.25", "0.5", "0.75", "0.95"], Query(description="Quantile of a band")
    ] = "0.5",
    day: Annotated[
        int | None, Query(ge=0, le=20_000, description="One of `days`; the last if absent")
    ] = None,
) -> NodeView:
    """Unfold a simulated figure: history, seed and draws, from which it is drawn again."""
    found = await services.plans_explained.simulation(
        of, wanted.as_plan(), metric, quantile=float(key), day=day, goal=wanted.goal
    )
    return NodeView.model_validate(found)


@router.post("/what-if/explain", responses=_PROBLEMS)
async def explain_what_if(
    wanted: WhatIfInput,
    services: ServicesDep,
    of: OfDep,
    metric: Annotated[BranchFigure, Query(description="The figure to explain")],
    branch: Annotated[Branch, Query(description="Before or after the trades")] = "after",
    key: Annotated[str | None, Query(max_length=3, description="Currency of cash")] = None,
    symbol: Symbol = None,
) -> NodeView:
    """Unfold a figure before or after hypothetical trades, which are transactions of the tree."""
    found = await services.plans_explained.what_if(
        of, wanted.as_trades(), metric, branch, key, symbol
    )
    return NodeView.model_validate(found)


@router.post("/optimise/explain", responses=_PROBLEMS)
async def explain_optimisation(
    wanted: OptimiseInput,
    services: ServicesDep,
    of: OfDep,
    metric: Annotated[MixFigure, Query(description="The figure to explain")],
    side: Annotated[Side, Query(description="The present mix or the best one")] = "optimal",
    symbol: Symbol = None,
) -> NodeView:
    """Unfold a figure of a mix; the tree of a best weight finds the optimum again."""
    found = await services.plans_explained.mix(of, wanted.as_wishes(), metric, side, symbol)
    return NodeView.model_validate(found)


@router.post("/rebalance/explain", responses=_PROBLEMS)
async def explain_rebalancing(
    wanted: RebalanceInput,
    services: ServicesDep,
    of: OfDep,
    metric: Annotated[TradeFigure, Query(description="The figure to explain")],
    symbol: Symbol = None,
) -> NodeView:
    """Unfold a figure of a trade or weight, or of the whole plan."""
    found = await services.plans_explained.rebalancing(
        of, wanted.targets, wanted.as_rules(), metric, symbol
    )
    return NodeView.model_validate(found)
