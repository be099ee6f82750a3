"""Tools that answer what-if questions on a portfolio. Nothing is changed by them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.analytics.optimal_mix import Wishes
from shared.analytics.optimisation import Objective
from shared.analytics.planning import PlanningService
from shared.analytics.rebalancing import Rules
from shared.analytics.risk import TRADING_DAYS
from shared.analytics.rounding import money
from shared.analytics.scenarios import CRISES, Shock
from shared.analytics.simulation import SimulationPlan
from shared.analytics.viewpoint import Viewpoint
from shared.analytics.what_if import HypotheticalTrade
from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import Currency, Portfolio
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.portfolio_choice import choose
from shared.assistant.tools.tool import tool
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict
from shared.portfolios.model import Amount, Quantity, Ticker
from shared.portfolios.service import PortfolioService

_MOST_EFFECTS: Final = 25
_MOST_HOLDINGS: Final = 10

type Move = Annotated[float, Field(ge=-1, le=10, description="A fraction: -0.2 falls by 20 %")]
type Weight = Annotated[float, Field(ge=0, le=1)]


class ShockArgument(BaseModel):
    """A thought-up move; symbol before sector before market, a currency's move on top."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)] = "shock"
    market: Move = 0.0
    symbols: Annotated[dict[Ticker, Move], Field(max_length=50)] = Field(default={})
    sectors: Annotated[dict[str, Move], Field(max_length=20)] = Field(default={})
    currencies: Annotated[dict[str, Move], Field(max_length=20)] = Field(default={})


class TradeArgument(BaseModel):
    """A hypothetical trade today, at the last price unless one is given."""

    model_config = ConfigDict(extra="forbid")

    symbol: Ticker
    side: Literal["buy", "sell"]
    quantity: Quantity
    price: Amount | None = None
    fee: Amount = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Chosen:
    id: str
    name: str


class PlanningTools:
    """Scenarios, simulation, hypothetical trades, optimisation, rebalancing."""

    def __init__(
        self, portfolios: PortfolioService, planning: PlanningService, clock: Clock
    ) -> None:
        self._portfolios = portfolios
        self._planning = planning
        self._clock = clock

    @tool("Scenarios")
    async def scenario(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        crises: Annotated[
            list[Literal["dot_com", "financial_crisis", "covid", "inflation"]],
            Field(max_length=len(CRISES), description="Past crises to replay"),
        ] = [],  # noqa: B006
        shocks: Annotated[
            list[ShockArgument], Field(max_length=5, description="Moves thought up")
        ] = [],  # noqa: B006
        currency: Currency = None,
    ) -> Json:
        """What past crises or thought-up shocks would do to today's holdings.

        Without crises and shocks, all past crises. `way` says how an effect is known: the
        holding's own history, its beta to the market, or the shock itself.
        """
        chosen = await self._present(caller, portfolio)
        book, valued, outcomes = await self._planning.scenarios(
            caller.user_id,
            chosen.id,
            crises=list(crises) if crises or shocks else None,
            shocks=[Shock(**dict(shock)) for shock in shocks],
            view=Viewpoint(currency=currency),
        )
        scenarios: list[Json] = []
        for _, one in outcomes:
            effects = sorted(one.effects, key=lambda effect: effect.gain or 0.0)[:_MOST_EFFECTS]
            scenarios.append(
                {
                    "name": one.label or one.name,
                    "gain": to_json(money(one.gain, book.currency)),
                    "change": to_json(one.change),
                    "effects": [
                        {
                            "symbol": effect.symbol,
                            "change": to_json(effect.change),
                            "gain": to_json(
                                None if effect.gain is None else money(effect.gain, book.currency)
                            ),
                            "way": effect.way,
                        }
                        for effect in effects
                    ],
                    "notes": list(one.notes),
                }
            )
        return {
            "portfolio": chosen.name,
            "as_of": book.as_of.isoformat(),
            "currency": book.currency,
            "total_value": to_json(valued.total_value),
            "scenarios": scenarios,
        }

    @tool("Simulate the future")
    async def simulate(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        years: Annotated[float, Field(gt=0, le=40)] = 10,
        monthly_contribution: Annotated[float, Field(ge=-1e9, le=1e9)] = 0.0,
        goal: Annotated[
            float | None, Field(gt=0, le=1e15, description="A value to reach; gives its chance")
        ] = None,
        currency: Currency = None,
    ) -> Json:
        """Quantiles of a portfolio's value after some years, drawn from how it moved in the past.

        The past's returns are drawn anew in blocks (2,000 paths): no forecast.
        """
        chosen = await self._present(caller, portfolio)
        book, found = await self._planning.simulate(
            caller.user_id,
            chosen.id,
            SimulationPlan(
                horizon_days=max(round(years * TRADING_DAYS), 1),
                paths=2_000,
                seed=0,
                monthly_contribution=monthly_contribution,
            ),
            view=Viewpoint(currency=currency),
        )
        final = {
            f"{quantile:g}": to_json(money(float(values[-1]), book.currency))
            for quantile, values in found.bands.items()
        }
        told: dict[str, Json] = {
            "portfolio": chosen.name,
            "as_of": book.as_of.isoformat(),
            "currency": book.currency,
            "years": years,
            "paths": 2_000,
            "value_by_quantile": final,
            "contributed": to_json(money(found.contributed, book.currency)),
            "probability_of_loss": to_json(found.probability_of_loss),
        }
        if goal is not None:
            told["goal"] = str(goal)
            told["probability_of_goal"] = to_json(found.probability_of(goal))
        if found.notes:
            told["notes"] = list(found.notes)
        return told

    @tool("What if")
    async def what_if(
        self,
        caller: Caller,
        trades: Annotated[list[TradeArgument], Field(min_length=1, max_length=20)],
        portfolio: Portfolio = None,
        currency: Currency = None,
    ) -> Json:
        """Holdings before and after hypothetical trades, and the gain those would realise."""
        chosen = await self._present(caller, portfolio)
        _, found = await self._planning.what_if(
            caller.user_id,
            chosen.id,
            [HypotheticalTrade(**dict(trade)) for trade in trades],
            view=Viewpoint(currency=currency),
        )
        touched = {trade.symbol for trade in trades}
        return {
            "portfolio": chosen.name,
            "as_of": found.before.as_of.isoformat(),
            "currency": found.before.currency,
            "before": _branch(found.before, touched),
            "after": _branch(found.after, touched),
            "realised_gain": to_json(found.realised_gain),
        }

    @tool("Optimise")
    async def optimise(
        self,
        caller: Caller,
        objective: Objective,
        portfolio: Portfolio = None,
        symbols: Annotated[list[Ticker], Field(max_length=50)] = [],  # noqa: B006
        max_weight: Weight = 1.0,
        min_weight: Weight = 0.0,
        lookback_days: Annotated[int, Field(ge=60, le=10_000)] = 1_095,
        currency: Currency = None,
    ) -> Json:
        """The mix of the holdings (or of symbols) that an objective likes best, beside today's."""
        chosen = await self._present(caller, portfolio)
        wishes = Wishes(
            objective=objective,
            symbols=tuple(dict.fromkeys(symbols)) or None,
            lookback_days=lookback_days,
            least_weight=min_weight,
            most_weight=max_weight,
        )
        _, _, found = await self._planning.optimise(
            caller.user_id, chosen.id, wishes, view=Viewpoint(currency=currency)
        )
        now, best = found.current, found.optimal
        keys = ("expected_return", "volatility", "sharpe")
        return {
            "portfolio": chosen.name,
            "objective": objective,
            "weights": [
                {
                    "symbol": symbol,
                    "current": to_json(now.weights[at]),
                    "optimal": to_json(best.weights[at]),
                }
                for at, symbol in enumerate(found.symbols)
            ],
            "current": {key: to_json(getattr(now, key)) for key in keys},
            "optimal": {key: to_json(getattr(best, key)) for key in keys},
            "turnover": to_json(found.turnover),
            "observations": found.observations,
            "notes": list(found.notes),
        }

    @tool("Rebalance")
    async def rebalance(
        self,
        caller: Caller,
        targets: Annotated[
            dict[Ticker, Annotated[Decimal, Field(ge=0, le=1)]],
            Field(min_length=1, max_length=100, description="Weights as fractions, by symbol"),
        ],
        portfolio: Portfolio = None,
        band: Weight = 0.0,
        min_trade: Amount = Decimal(0),
        cash: Annotated[Amount, Field(description="May be spent beyond sales")] = Decimal(0),
        currency: Currency = None,
    ) -> Json:
        """The trades that bring holdings to target weights; what is missing to 1 stays cash."""
        chosen = await self._present(caller, portfolio)
        rules = Rules(band=band, least_trade=min_trade, whole_shares=True, spare_cash=cash)
        book, _, plan = await self._planning.rebalance(
            caller.user_id, chosen.id, targets, rules, view=Viewpoint(currency=currency)
        )
        return {
            "portfolio": chosen.name,
            "as_of": book.as_of.isoformat(),
            "currency": book.currency,
            **to_json(plan),
        }

    async def _present(self, caller: Caller, portfolio: str | None) -> _Chosen:
        """Return the portfolio; refuse to plan from a day in the past, which would know later."""
        if caller.as_of < self._clock.today():
            raise Conflict(f"Plans start from today, not from {caller.as_of}", "not_in_the_past")
        chosen = await choose(self._portfolios, caller, portfolio)
        return _Chosen(chosen.id, chosen.name)


def _branch(branch: Any, touched: set[str]) -> Json:
    """Return the total of a branch, its traded symbols and its largest others."""
    items = [
        item
        for at, item in enumerate(branch.items)
        if item.symbol in touched or at < _MOST_HOLDINGS
    ]
    keys = ("symbol", "name", "quantity", "cost_basis", "market_value", "unrealised_gain", "weight")
    return {
        "total_value": to_json(branch.total_value),
        "items": [{key: to_json(getattr(item, key)) for key in keys} for item in items],
        "cash": to_json(branch.cash),
    }
