"""Wire types of reading a portfolio: summary, performance, gains, income, allocation, explain."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from functions.http.reading import Ratio
from functions.http.schemas import Money, Output, TotalsInCents
from shared.analytics.explanation import Operation


class SummaryView(Output):
    """Figures from the beginning that add up to the cent.

    gain = total_value − net_contributions = realised_gain + unrealised_gain + income − fees − taxes
    + cash_fx_effect. What is `unpriced` is in none of these, nor the money that went into it; where
    no position has a price there is no value and no gain, and all that was put in counts. `fees`
    and `taxes` stand alone; those of trades are in costs and proceeds, and `fees_total`,
    `taxes_total` count all. What cannot be told is null, with why in `notes`.
    """

    as_of: date
    currency: str
    total_value: Money | None
    net_contributions: Money | None
    gain: Money | None
    realised_gain: Money | None
    unrealised_gain: Money | None
    income: Money | None
    fees: Money | None
    taxes: Money | None
    cash_fx_effect: Money | None
    fees_total: Money | None
    taxes_total: Money | None
    twr: Ratio | None
    twr_annualised: Ratio | None
    xirr: Ratio | None
    simple_return: Ratio | None
    day_change: Money | None
    day_change_return: Ratio | None
    unpriced: list[str]
    notes: dict[str, str]


class PerformanceSeriesView(Output):
    """Day by day, aligned; a value is null on a day on which something held had no price yet."""

    dates: list[date]
    value: list[Money | None]
    net_contributions: list[Money | None]
    cumulative_twr: list[float | None]


class BenchmarkSeriesView(Output):
    """What the same flows would be worth in the benchmark, and its own compound return."""

    dates: list[date]
    value: list[Money | None]
    cumulative_twr: list[float]


class BenchmarkView(Output):
    """A benchmark over the period: `twr` with dividends reinvested, `price_return` without.

    `prices_until`: the last day with a price, where the period goes on for days after it; from
    then on the benchmark's price stands still. Null where it has prices to the end.
    """

    symbol: str
    twr: Ratio
    twr_annualised: Ratio | None
    price_return: Ratio
    xirr: Ratio | None
    prices_until: date | None
    series: BenchmarkSeriesView


class PerformanceView(Output):
    """Performance of a period, both days included; the evening before `from` opens it."""

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    currency: str
    start_value: Money | None
    end_value: Money | None
    net_contributions: Money | None
    gain: Money | None
    fx_effect: Money | None
    twr: Ratio | None
    twr_annualised: Ratio | None
    xirr: Ratio | None
    simple_return: Ratio | None
    return_on_average_investment: Ratio | None
    series: PerformanceSeriesView
    benchmark: BenchmarkView | None
    notes: Mapping[str, str]


class MonthlyIncomeView(Output):
    """What one month (`2024-05`) brought, gross and after withholding."""

    month: str
    dividends: Money | None
    interest: Money | None
    tax: Money | None
    net: Money | None


class SymbolIncomeView(Output):
    """What one holding paid; yields are of the last twelve months."""

    symbol: str
    total: Money | None
    last_twelve_months: Money | None
    yield_on_cost: Ratio | None
    dividend_yield: Ratio | None


class IncomeEntryView(Output):
    """One booked payment, gross; what was withheld is in `tax`."""

    day: date
    kind: str
    symbol: str | None
    amount: Money
    tax: Money
    currency: str
    amount_local: Money
    transaction_id: str


class ExpectedDividendView(Output):
    """A dividend the market feed tells of: gone ex and not booked, or last year's projected."""

    symbol: str
    ex_date: date
    quantity: Money
    per_share: Money
    currency: str
    amount_local: Money
    amount: Money | None
    status: Literal["declared", "projected"]


class IncomeView(Output):
    """Booked income, and what to expect; only booked entries count in totals."""

    as_of: date
    currency: str
    total: Money | None
    last_twelve_months: Money | None
    by_month: list[MonthlyIncomeView]
    by_symbol: list[SymbolIncomeView]
    entries: list[IncomeEntryView]
    expected: list[ExpectedDividendView]


class SliceView(Output):
    """One value of the property, and its share."""

    key: str
    label: str
    value: Money
    weight: Ratio | None
    symbols: list[str]


class AllocationView(TotalsInCents):
    """What the portfolio is made of, largest first; slices sum to the total value."""

    by: str
    as_of: date
    currency: str
    total_value: Money | None
    slices: list[SliceView]
    unpriced: list[str]


class FactView(Output):
    """Where a leaf comes from: an entry, a price, a rate, or the share of an entry that counts.

    A `rest` sums up parts too small to list; `reference` says how many. An `assumption` is what the
    question says. A `figure` is another one of the same answer: `reference` is how to ask for it.
    """

    kind: Literal[
        "transaction",
        "price",
        "rate",
        "share",
        "flow",
        "value",
        "rest",
        "returns",
        "convention",
        "assumption",
        "figure",
    ]
    reference: str
    day: date | None
    source: str | None


class NodeView(Output):
    """A figure and how it comes about; applying `operation` to the children gives `value`.

    A `series` has `points` on `days` instead of a value; `active` is one series less another, day
    by day. Of series: `mean`, sample `deviation` and `covariance`, `downside` deviation below a
    target (over all days), `quantile` (linear interpolation), `tail_mean` of the points up to a
    threshold, `growth` Π(1+r), `deepest_fall` of that growth, `dot` product. `power`: base,
    exponent. `irr`: the yearly rate at which dated facts cancel. `rounded` (half to even) and
    `rounded_down` to a step. `bootstrap_paths`, `gaussian_paths`: what every simulated path is
    worth on a day, drawn again (history, start, monthly payment, seed, paths, days drawn, days of a
    block, day); `share_below` and `quantile` are of them. `shrinkage`: Ledoit and Wolf's.
    An objective (`min_variance`, …): the best weight of one `asset` (returns, least, most and
    present weight, expected return if not the past's) under `cap`s (most, places of its assets).
    """

    label: str
    value: Money | None
    unit: str
    operation: Operation
    children: list["NodeView"]
    fact: FactView | None
    days: list[date]
    points: list[float]
