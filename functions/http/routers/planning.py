"""Planning on a portfolio. Nothing here changes it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fastapi import APIRouter

from functions.http.deps import ServicesDep, problems
from functions.http.planning_views import (
    AssetWeightView,
    BandView,
    BranchView,
    EffectView,
    MixView,
    OptimiseInput,
    OptimiseView,
    OutcomeView,
    RebalanceInput,
    RebalanceView,
    ScenariosInput,
    ScenariosView,
    SimulateInput,
    SimulateView,
    TradeView,
    WeightView,
    WhatIfInput,
    WhatIfView,
)
from functions.http.portfolio_access import Readable
from functions.http.reading import ViewDep
from shared.kernel.money import ZERO

if TYPE_CHECKING:
    from shared.analytics.scenarios import Outcome
    from shared.portfolios.valuation import Holdings

router = APIRouter(prefix="/portfolios/{portfolio_id}", tags=["planning"])

_PROBLEMS = problems(400, 401, 403, 404, 413, 422, 503)


@router.post("/scenarios", responses=_PROBLEMS)
async def post_scenarios(
    wanted: ScenariosInput, services: ServicesDep, access: Readable, view: ViewDep
) -> ScenariosView:
    """Replay past crises and apply thought-up shocks to today's holdings."""
    from shared.analytics.rounding import money

    book, valued, outcomes = await services.planning.scenarios(
        access.owner,
        access.portfolio_id,
        crises=wanted.crises,
        shocks=wanted.as_shocks(),
        view=view,
    )
    return ScenariosView(
        as_of=book.as_of,
        currency=book.currency,
        total_value=valued.total_value,
        holdings_value=sum((item.market_value or ZERO for item in valued.items), ZERO),
        scenarios=[
            OutcomeView(
                name=one.name,
                label=one.label,
                gain=money(one.gain, book.currency) or Decimal(0),
                change=one.change,
                change_of_total=_of_total(one, valued),
                effects=[
                    EffectView(
                        symbol=effect.symbol,
                        change=effect.change,
                        gain=None if effect.gain is None else money(effect.gain, book.currency),
                        way=effect.way,
                    )
                    for effect in one.effects
                ],
                notes=list(one.notes),
            )
            for _, one in outcomes
        ],
    )


def _of_total(outcome: "Outcome", valued: "Holdings") -> float | None:
    worth = valued.total_value
    if outcome.change is None or worth is None or worth <= ZERO:
        return None
    return outcome.gain / float(worth)


@router.post("/simulate", responses=_PROBLEMS)
async def post_simulation(
    wanted: SimulateInput, services: ServicesDep, access: Readable, view: ViewDep
) -> SimulateView:
    """Simulate today's holdings forward from how they have moved together."""
    from shared.analytics.rounding import money

    book, found = await services.planning.simulate(
        access.owner, access.portfolio_id, wanted.as_plan(), view=view
    )
    return SimulateView(
        as_of=book.as_of,
        currency=book.currency,
        method=wanted.method,
        paths=wanted.paths,
        seed=wanted.seed,
        days=list(found.days),
        bands=[
            BandView(
                quantile=quantile,
                values=[money(value, book.currency) or Decimal(0) for value in values.tolist()],
            )
            for quantile, values in found.bands.items()
        ],
        contributed=money(found.contributed, book.currency) or Decimal(0),
        probability_of_loss=found.probability_of_loss,
        probability_of_goal=None if wanted.goal is None else found.probability_of(wanted.goal),
        notes=list(found.notes),
    )


@router.post("/what-if", responses=_PROBLEMS)
async def post_what_if(
    wanted: WhatIfInput, services: ServicesDep, access: Readable, view: ViewDep
) -> WhatIfView:
    """Fold hypothetical trades on a copy of the ledger."""
    _, found = await services.planning.what_if(
        access.owner, access.portfolio_id, wanted.as_trades(), view=view
    )
    return WhatIfView(
        as_of=found.before.as_of,
        currency=found.before.currency,
        before=BranchView.model_validate(found.before),
        after=BranchView.model_validate(found.after),
        realised_gain=found.realised_gain,
    )


@router.post("/optimise", responses=_PROBLEMS)
async def post_optimisation(
    wanted: OptimiseInput, services: ServicesDep, access: Readable, view: ViewDep
) -> OptimiseView:
    """Find the best mix of the holdings, or of the symbols given, under constraints."""
    _, _, found = await services.planning.optimise(
        access.owner, access.portfolio_id, wanted.as_wishes(), view=view
    )
    now, best = found.current, found.optimal
    return OptimiseView(
        objective=wanted.objective,
        weights=[
            AssetWeightView(
                symbol=symbol,
                current=now.weights[at],
                optimal=best.weights[at],
                current_risk_share=_at(now.risk_shares, at),
                optimal_risk_share=_at(best.risk_shares, at),
            )
            for at, symbol in enumerate(found.symbols)
        ],
        current=MixView.model_validate(now),
        optimal=MixView.model_validate(best),
        turnover=found.turnover,
        observations=found.observations,
        shrinkage=found.shrinkage,
        notes=list(found.notes),
    )


@router.post("/rebalance", responses=_PROBLEMS)
async def post_rebalancing(
    wanted: RebalanceInput, services: ServicesDep, access: Readable, view: ViewDep
) -> RebalanceView:
    """List the trades that bring the holdings to target weights."""
    book, _, plan = await services.planning.rebalance(
        access.owner, access.portfolio_id, wanted.targets, wanted.as_rules(), view=view
    )
    return RebalanceView(
        as_of=book.as_of,
        currency=book.currency,
        trades=[TradeView.model_validate(trade) for trade in plan.trades],
        weights=[WeightView.model_validate(weight) for weight in plan.weights],
        cash_left=plan.cash_left,
        realised_gain=plan.realised_gain,
        notes=list(plan.notes),
    )


def _at(shares: Sequence[float], at: int) -> float | None:
    return shares[at] if shares else None
