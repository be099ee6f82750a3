"""Which figures can be explained, by name.

Routers import this at every cold start: nothing here computes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.analytics.periods import PeriodName
from shared.portfolios.model import LotMethod

type Property = Literal["symbol", "sector", "country", "currency", "asset_class"]
type Metric = Literal[
    "total_value",
    "net_contributions",
    "gain",
    "realised_gain",
    "unrealised_gain",
    "income",
    "fees",
    "taxes",
    "cash_fx_effect",
    "market_value",
    "cost_basis",
]

type Return = Literal["twr", "xirr", "simple_return"]

type PeriodFigure = Literal[
    "start_value",
    "end_value",
    "period_contributions",
    "period_gain",
    "fx_effect",
    "twr_annualised",
    "return_on_average_investment",
    "benchmark_twr",
    "benchmark_twr_annualised",
    "benchmark_price_return",
    "benchmark_xirr",
    "day_change",
    "day_change_return",
]

type RiskFigure = Literal[
    "volatility",
    "sharpe",
    "sortino",
    "calmar",
    "max_drawdown",
    "var_95",
    "cvar_95",
    "var_99",
    "cvar_99",
    "var_95_parametric",
    "cvar_95_parametric",
    "var_99_parametric",
    "cvar_99_parametric",
    "beta",
    "alpha",
    "tracking_error",
    "information_ratio",
    "hhi",
    "correlation",
    "risk_contribution",
]

type PartFigure = Literal[
    "quantity",
    "price",
    "average_price",
    "unrealised_return",
    "weight",
    "cash",
    "fees_total",
    "taxes_total",
    "proceeds",
    "cost",
    "dividends",
    "interest",
    "withholding",
    "net_income",
    "yield_on_cost",
    "dividend_yield",
    "expected_dividend",
    "slice",
    "slice_weight",
]

type Figure = Metric | Return | PeriodFigure | RiskFigure | PartFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Of what a figure is asked: as the reading that shows it was asked, and which of many.

    `key` names one of many: the month (`2024-05`) or year (`2024`) of income or
    `last_twelve_months`, the ex-date of an expected dividend, the key of a slice, the currency of
    cash, the transaction that closed or opened a lot (`closing/opening` of one lot of a sale), the
    place of a drawdown (`1` is the deepest), `AAA/BBB` for a correlation, the symbol of a risk
    contribution. Of `uk_s104` a disposal is `day`, `day/rule` or `day/rule/day acquired`, and
    `year` that in which a tax year begins. `window`: the last so many trading days alone.
    """

    symbol: str | None = None
    account: str | None = None
    tag: str | None = None
    key: str | None = None
    by: Property = "symbol"
    year: int | None = None
    method: LotMethod | Literal["uk_s104"] | None = None
    period: PeriodName = "max"
    first: date | None = None
    last: date | None = None
    benchmark: str | None = None
    risk_free: float = 0.0
    window: int | None = None
    most: int = 100
