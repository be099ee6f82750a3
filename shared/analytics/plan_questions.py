"""Which figures of plans can be explained, by name, and of whose plan.

Routers import this at every cold start: nothing here computes.
"""

from dataclasses import dataclass
from typing import Literal

from shared.analytics.viewpoint import Viewpoint

type ScenarioFigure = Literal["total_value", "gain", "change"]

type SimulationFigure = Literal["band", "contributed", "probability_of_loss", "probability_of_goal"]

type BranchFigure = Literal[
    "total_value",
    "market_value",
    "cost_basis",
    "unrealised_gain",
    "quantity",
    "weight",
    "cash",
    "cash_amount",
    "realised_gain",
]
type Branch = Literal["before", "after"]

type MixFigure = Literal[
    "weight",
    "risk_share",
    "expected_return",
    "volatility",
    "sharpe",
    "turnover",
    "shrinkage",
    "average_variance",
]
type Side = Literal["current", "optimal"]

type TradeFigure = Literal[
    "quantity",
    "price",
    "value",
    "realised_gain",
    "before",
    "target",
    "after",
    "cash_left",
    "total",
]


@dataclass(frozen=True, slots=True)
class Of:
    """Whose plan, and from where it is looked at. `most`: parts of a sum to list."""

    owner: str
    portfolio_id: str
    view: Viewpoint
    most: int = 100
