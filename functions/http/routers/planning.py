"""Planning on a portfolio. Nothing here changes it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from functions.http.deps import ServicesDep, problems
from functions.http.portfolio_access import Readable
from functions.http.reading import InCurrency, Ratio
from functions.http.schemas import Input, Money, Output
from shared.portfolios.model import Amount, Quantity, Ticker

router = APIRouter(prefix="/portfolios/{portfolio_id}", tags=["planning"])

type Move = Annotated[float, Field(ge=-1, le=10, description="A fraction: -0.2 falls by 20 %")]
type Weight = Annotated[float, Field(ge=0, le=1)]
type ExactWeight = Annotated[Decimal, Field(ge=0, le=1)]

_PROBLEMS = problems(400, 401, 403, 404, 413, 422, 503)


class ShockInput(Input):
    """A thought-up shock; the most special of symbol, sector and market applies to a holding."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    market: Move = 0.0
    symbols: Annotated[dict[Ticker, Move], Field(max_length=500)] = Field(default={})
    sectors: Annotated[dict[str, Move], Field(max_length=50)] = Field(default={})
    currencies: Annotated[dict[str, Move], Field(max_length=50)] = Field(default={})
    rate_change: Annotated[
        float, Field(ge=-0.2, le=0.2, description="Rise of interest rates, 0.01 is one point")
    ] = 0.0
    durations: Annotated[
        dict[Ticker, Annotated[float, Field(ge=-50, le=50)]],
        Field(max_length=500, description="Years of duration of what answers to rates"),
    ] = Field(default={})


class ScenariosInput(Input):
    """Past crises to replay (all unless named; an empty list for none) and thought-up shocks."""

    crises: Annotated[list[str], Field(max_length=20)] | None = None
    shocks: Annotated[list[ShockInput], Field(max_length=20)] = Field(default=[])


class EffectView(Output):
    """What happens to one holding; `way` says how that is known."""

    symbol: str
    change: Ratio | None
    gain: Money | None
    way: Literal["own_history", "beta", "shock", "unaffected"]


class OutcomeView(Output):
    """A scenario; `gain` and `change` are of the holdings that could be told."""

    name: str
    label: str
    gain: Money
    change: Ratio | None
    effects: list[EffectView]
    notes: list[str]


class ScenariosView(Output):
    """Scenarios on today's holdings."""

    as_of: date
    currency: str
    total_value: Money
    scenarios: list[OutcomeView]


class SimulateInput(Input):
    """What to simulate; the same seed gives the same paths."""

    years: Annotated[float, Field(gt=0, le=40)] = 10
    paths: Annotated[int, Field(ge=100, le=10_000)] = 2_000
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    method: Literal["block_bootstrap", "gaussian"] = "block_bootstrap"
    monthly_contribution: Annotated[float, Field(ge=-1e9, le=1e9)] = 0.0
    goal: Annotated[float, Field(gt=0, le=1e15)] | None = None


class BandView(Output):
    """The value below which this share of the paths lies, on each day of `days`."""

    quantile: float
    values: list[Money]


class SimulateView(Output):
    """Quantile bands of value over trading days from today."""

    as_of: date
    currency: str
    method: str
    paths: int
    seed: int
    days: list[int]
    bands: list[BandView]
    contributed: Money
    probability_of_loss: Ratio
    probability_of_goal: Ratio | None


class HypotheticalTradeInput(Input):
    """A trade today, at the last price unless one is given."""

    symbol: Ticker
    side: Literal["buy", "sell"]
    quantity: Quantity
    price: Amount | None = None
    fee: Amount = Decimal(0)


class WhatIfInput(Input):
    """Hypothetical trades, in order."""

    trades: Annotated[list[HypotheticalTradeInput], Field(min_length=1, max_length=200)]


class BranchItemView(Output):
    """One holding of a branch."""

    symbol: str
    quantity: Money
    cost_basis: Money | None
    market_value: Money | None
    unrealised_gain: Money | None
    weight: Ratio | None


class BranchCashView(Output):
    """Cash of a branch in one currency."""

    currency: str
    amount: Money
    value: Money | None


class BranchView(Output):
    """Holdings as they are, or would be."""

    items: list[BranchItemView]
    cash: list[BranchCashView]
    total_value: Money


class WhatIfView(Output):
    """Holdings before and after the hypothetical trades, and the gain they would realise."""

    as_of: date
    currency: str
    before: BranchView
    after: BranchView
    realised_gain: Money | None


class BoundsInput(Input):
    """Least and most weight of one symbol."""

    min: Weight = 0.0
    max: Weight = 1.0


class OptimiseInput(Input):
    """What to optimise and what to keep to; weights are fractions of what is invested."""

    objective: Literal["min_variance", "max_sharpe", "risk_parity", "hrp"]
    symbols: Annotated[list[Ticker], Field(min_length=1, max_length=100)] | None = None
    lookback_days: Annotated[int, Field(ge=60, le=10_000)] = 1_095
    min_weight: Weight = 0.0
    max_weight: Weight = 1.0
    bounds: Annotated[dict[Ticker, BoundsInput], Field(max_length=100)] = Field(default={})
    sector_caps: Annotated[dict[str, Weight], Field(max_length=50)] = Field(default={})
    max_turnover: Weight | None = None
    expected_returns: Annotated[
        dict[Ticker, Annotated[float, Field(ge=-1, le=10)]], Field(max_length=100)
    ] = Field(default={})
    risk_free: Annotated[float, Field(ge=-0.1, le=1)] = 0.0
    shrinkage: bool = True


class AssetWeightView(Output):
    """One asset: its weight now and in the best mix, and its share of the risk in each."""

    symbol: str
    current: Ratio
    optimal: Ratio
    current_risk_share: Ratio | None
    optimal_risk_share: Ratio | None


class MixView(Output):
    """Yearly figures of a mix."""

    expected_return: Ratio
    volatility: Ratio
    sharpe: float | None


class OptimiseView(Output):
    """The best mix beside the present one."""

    objective: str
    weights: list[AssetWeightView]
    current: MixView
    optimal: MixView
    turnover: Ratio
    observations: int
    shrinkage: float | None
    notes: list[str]


class RebalanceInput(Input):
    """Target weights and how to trade towards them; what is missing to 1 stays cash."""

    targets: Annotated[dict[Ticker, ExactWeight], Field(min_length=1, max_length=500)]
    band: Weight = 0.0
    min_trade: Amount = Decimal(0)
    whole_shares: bool = True
    cash: Annotated[Amount, Field(description="What may be spent beyond what sales bring")] = (
        Decimal(0)
    )


class TradeView(Output):
    """A proposed trade before fees; a sale takes the dearest lots first."""

    symbol: str
    side: Literal["buy", "sell"]
    quantity: Money
    price: Money
    value: Money
    realised_gain: Money | None


class WeightView(Output):
    """A holding's weight before, as it should be, and after."""

    symbol: str
    before: Ratio
    target: Ratio
    after: Ratio


class RebalanceView(Output):
    """Trades, sales first, and where they lead."""

    as_of: date
    currency: str
    trades: list[TradeView]
    weights: list[WeightView]
    cash_left: Money
    realised_gain: Money


@router.post("/scenarios", responses=_PROBLEMS)
async def post_scenarios(
    wanted: ScenariosInput, services: ServicesDep, access: Readable, currency: InCurrency = None
) -> ScenariosView:
    """Replay past crises and apply thought-up shocks to today's holdings."""
    from shared.analytics.rounding import money
    from shared.analytics.scenarios import Shock

    book, valued, outcomes = await services.planning.scenarios(
        access.owner,
        access.portfolio_id,
        crises=wanted.crises,
        shocks=[Shock(**dict(shock)) for shock in wanted.shocks],
        currency=currency,
    )
    return ScenariosView(
        as_of=book.as_of,
        currency=book.currency,
        total_value=valued.total_value,
        scenarios=[
            OutcomeView(
                name=one.name,
                label=one.label,
                gain=money(one.gain, book.currency) or Decimal(0),
                change=one.change,
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
            for one in outcomes
        ],
    )


@router.post("/simulate", responses=_PROBLEMS)
async def post_simulation(
    wanted: SimulateInput, services: ServicesDep, access: Readable, currency: InCurrency = None
) -> SimulateView:
    """Simulate today's holdings forward from how they have moved together."""
    from shared.analytics.risk import TRADING_DAYS
    from shared.analytics.rounding import money

    book, found = await services.planning.simulate(
        access.owner,
        access.portfolio_id,
        horizon_days=max(round(wanted.years * TRADING_DAYS), 1),
        paths=wanted.paths,
        seed=wanted.seed,
        method=wanted.method,
        monthly_contribution=wanted.monthly_contribution,
        currency=currency,
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
    )


@router.post("/what-if", responses=_PROBLEMS)
async def post_what_if(
    wanted: WhatIfInput, services: ServicesDep, access: Readable, currency: InCurrency = None
) -> WhatIfView:
    """Fold hypothetical trades on a copy of the ledger."""
    from shared.analytics.planning import HypotheticalTrade

    trades = [HypotheticalTrade(**dict(trade)) for trade in wanted.trades]
    found = await services.planning.what_if(
        access.owner, access.portfolio_id, trades, currency=currency
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
    wanted: OptimiseInput, services: ServicesDep, access: Readable, currency: InCurrency = None
) -> OptimiseView:
    """Find the best mix of the holdings, or of the symbols given, under constraints."""
    from shared.analytics.planning import Wishes

    wishes = Wishes(
        objective=wanted.objective,
        symbols=tuple(dict.fromkeys(wanted.symbols)) if wanted.symbols else None,
        lookback_days=wanted.lookback_days,
        least_weight=wanted.min_weight,
        most_weight=wanted.max_weight,
        bounds={symbol: (one.min, one.max) for symbol, one in wanted.bounds.items()},
        sector_caps=wanted.sector_caps,
        most_turnover=wanted.max_turnover,
        expected=wanted.expected_returns,
        risk_free=wanted.risk_free,
        is_shrunk=wanted.shrinkage,
    )
    found = await services.planning.optimise(
        access.owner, access.portfolio_id, wishes, currency=currency
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
    wanted: RebalanceInput, services: ServicesDep, access: Readable, currency: InCurrency = None
) -> RebalanceView:
    """List the trades that bring the holdings to target weights."""
    from shared.analytics.rebalancing import Rules

    rules = Rules(
        band=wanted.band,
        least_trade=wanted.min_trade,
        whole_shares=wanted.whole_shares,
        spare_cash=wanted.cash,
    )
    book, plan = await services.planning.rebalance(
        access.owner, access.portfolio_id, wanted.targets, rules, currency=currency
    )
    return RebalanceView(
        as_of=book.as_of,
        currency=book.currency,
        trades=[TradeView.model_validate(trade) for trade in plan.trades],
        weights=[WeightView.model_validate(weight) for weight in plan.weights],
        cash_left=plan.cash_left,
        realised_gain=plan.realised_gain,
    )


def _at(shares: Sequence[float], at: int) -> float | None:
    return shares[at] if shares else None
