"""Wire types of planning on a portfolio."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from functions.http.reading import Ratio
from functions.http.schemas import Input, Money, Output
from shared.portfolios.model import Amount, Quantity, Ticker

if TYPE_CHECKING:
    # They need numpy, which a cold start does not.
    from shared.analytics.optimal_mix import Wishes
    from shared.analytics.rebalancing import Rules
    from shared.analytics.scenarios import Shock
    from shared.analytics.simulation import SimulationPlan
    from shared.analytics.what_if import HypotheticalTrade

type Move = Annotated[
    StrictFloat, Field(ge=-1, le=10, description="A fraction: -0.2 falls by 20 %")
]
type Weight = Annotated[StrictFloat, Field(ge=0, le=1)]
type ExactWeight = Annotated[Decimal, Field(ge=0, le=1)]


class ShockInput(Input):
    """A thought-up shock; the most special of symbol, sector and market applies to a holding."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    market: Move = 0.0
    symbols: Annotated[dict[Ticker, Move], Field(max_length=500)] = Field(default={})
    sectors: Annotated[dict[str, Move], Field(max_length=50)] = Field(default={})
    currencies: Annotated[dict[str, Move], Field(max_length=50)] = Field(default={})
    rate_change: Annotated[
        StrictFloat, Field(ge=-0.2, le=0.2, description="Rise of interest rates, 0.01 is one point")
    ] = 0.0
    durations: Annotated[
        dict[Ticker, Annotated[StrictFloat, Field(ge=-50, le=50)]],
        Field(max_length=500, description="Years of duration of what answers to rates"),
    ] = Field(default={})


class ScenariosInput(Input):
    """Past crises to replay (all unless named; an empty list for none) and thought-up shocks."""

    crises: Annotated[list[str], Field(max_length=20)] | None = None
    shocks: Annotated[list[ShockInput], Field(max_length=20)] = Field(default=[])

    def as_shocks(self) -> "list[Shock]":
        """Return the shocks as the service takes them."""
        from shared.analytics.scenarios import Shock

        return [Shock(**dict(shock)) for shock in self.shocks]


class EffectView(Output):
    """What happens to one holding; `way` says how that is known."""

    symbol: str
    change: Ratio | None
    gain: Money | None
    way: Literal["own_history", "beta", "shock", "unaffected"]


class OutcomeView(Output):
    """A scenario; `gain` and `change` are of the holdings that could be told.

    `change_of_total` is the same gain of everything, cash included, which no scenario moves.
    """

    name: str
    label: str
    gain: Money
    change: Ratio | None
    change_of_total: Ratio | None
    effects: list[EffectView]
    notes: list[str]


class ScenariosView(Output):
    """Scenarios on today's holdings, worth `holdings_value`; `total_value` counts cash, too."""

    as_of: date
    currency: str
    total_value: Money | None
    holdings_value: Money
    scenarios: list[OutcomeView]


class SimulateInput(Input):
    """What to simulate; the same seed gives the same paths."""

    years: Annotated[StrictFloat, Field(gt=0, le=40)] = 10
    paths: Annotated[StrictInt, Field(ge=100, le=10_000)] = 2_000
    seed: Annotated[StrictInt, Field(ge=0, le=2**32 - 1)] = 0
    method: Literal["block_bootstrap", "gaussian"] = "block_bootstrap"
    monthly_contribution: Annotated[StrictFloat, Field(ge=-1e9, le=1e9)] = 0.0
    goal: Annotated[StrictFloat, Field(gt=0, le=1e15)] | None = None

    def as_plan(self) -> "SimulationPlan":
        """Return the plan as the service takes it."""
        from shared.analytics.risk import TRADING_DAYS
        from shared.analytics.simulation import SimulationPlan

        return SimulationPlan(
            horizon_days=max(round(self.years * TRADING_DAYS), 1),
            paths=self.paths,
            seed=self.seed,
            method=self.method,
            monthly_contribution=self.monthly_contribution,
        )


class BandView(Output):
    """The value below which this share of the paths lies, on each day of `days`."""

    quantile: float
    values: list[Money]


class SimulateView(Output):
    """Quantile bands of value over trading days from today; `notes` name what is left out."""

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
    notes: list[str]


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

    def as_trades(self) -> "list[HypotheticalTrade]":
        """Return the trades as the service takes them."""
        from shared.analytics.what_if import HypotheticalTrade

        return [HypotheticalTrade(**dict(trade)) for trade in self.trades]


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
    total_value: Money | None


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
    lookback_days: Annotated[StrictInt, Field(ge=60, le=10_000)] = 1_095
    min_weight: Weight = 0.0
    max_weight: Weight = 1.0
    bounds: Annotated[dict[Ticker, BoundsInput], Field(max_length=100)] = Field(default={})
    sector_caps: Annotated[dict[str, Weight], Field(max_length=50)] = Field(default={})
    max_turnover: Weight | None = None
    expected_returns: Annotated[
        dict[Ticker, Annotated[StrictFloat, Field(ge=-1, le=10)]], Field(max_length=100)
    ] = Field(default={})
    risk_free: Annotated[StrictFloat, Field(ge=-0.1, le=1)] = 0.0
    shrinkage: StrictBool = True

    def as_wishes(self) -> "Wishes":
        """Return the wishes as the service takes them."""
        from shared.analytics.optimal_mix import Wishes

        return Wishes(
            objective=self.objective,
            symbols=tuple(dict.fromkeys(self.symbols)) if self.symbols else None,
            lookback_days=self.lookback_days,
            least_weight=self.min_weight,
            most_weight=self.max_weight,
            bounds={symbol: (one.min, one.max) for symbol, one in self.bounds.items()},
            sector_caps=self.sector_caps,
            most_turnover=self.max_turnover,
            expected=self.expected_returns,
            risk_free=self.risk_free,
            is_shrunk=self.shrinkage,
        )


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
    whole_shares: StrictBool = True
    cash: Annotated[Amount, Field(description="What may be spent beyond what sales bring")] = (
        Decimal(0)
    )

    def as_rules(self) -> "Rules":
        """Return the rules as the service takes them."""
        from shared.analytics.rebalancing import Rules

        return Rules(
            band=self.band,
            least_trade=self.min_trade,
            whole_shares=self.whole_shares,
            spare_cash=self.cash,
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
    """Trades, sales first, and where they lead; `notes` name what is held and left out."""

    as_of: date
    currency: str
    trades: list[TradeView]
    weights: list[WeightView]
    cash_left: Money
    realised_gain: Money
    notes: list[str]
