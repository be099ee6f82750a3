"""Tools that read a portfolio."""

from typing import Annotated, Any, Final

from pydantic import Field

from shared.analytics.allocation import Property
from shared.analytics.explain import Metric
from shared.analytics.parts import WHOLE, Part
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.service import AnalyticsService
from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import (
    AsOf,
    Benchmark,
    Currency,
    Cursor,
    FirstDay,
    LastDay,
    Limit,
    MaybeSymbol,
    PeriodArgument,
    Portfolio,
)
from shared.assistant.tools.attribution import attribute
from shared.assistant.tools.json_values import page, to_json
from shared.assistant.tools.portfolio_choice import choose, day_of, visible
from shared.assistant.tools.tool import tool
from shared.assistant.tools.trees import pruned
from shared.portfolios.listing import TransactionFilter
from shared.portfolios.model import Kind, LotMethod
from shared.portfolios.results import RealisedLot
from shared.portfolios.service import PortfolioService

_POINTS: Final = 13
_HIDDEN: Final = ("fingerprint", "sequence", "version", "recorded_at", "tags", "trade_time")


class PortfolioTools:
    """What a person holds, what it earned and what it risks."""

    def __init__(self, portfolios: PortfolioService, analytics: AnalyticsService) -> None:
        self._portfolios = portfolios
        self._analytics = analytics

    @tool("Portfolios")
    async def portfolios(self, caller: Caller) -> Json:
        """List the person's portfolios with base currency, lot method and benchmark."""
        found = await visible(self._portfolios, caller)
        keys = ("id", "name", "base_currency", "lot_method", "cash", "benchmark")
        return {"items": [{key: getattr(one, key) for key in keys} for one in found]}

    @tool("Holdings")
    async def holdings(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        as_of: AsOf = None,
        currency: Currency = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Json:
        """Positions and cash on a day, dearest first: quantity, cost, price, value, gain, weight.

        price and average_price are in price_currency, all other amounts in currency.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._portfolios.holdings(
            caller.user_id, chosen.id, as_of=day_of(caller, as_of), currency=currency
        )
        items = [_renamed(to_json(item)) for item in found.items]
        return {
            "portfolio": chosen.name,
            **to_json(found, without=("items",)),
            **page(items, limit, cursor),
        }

    @tool("Summary")
    async def summary(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        as_of: AsOf = None,
        currency: Currency = None,
    ) -> Json:
        """What a portfolio is worth, what was put in, and the gain since the beginning.

        gain = total_value - net_contributions = realised_gain + unrealised_gain + income - fees -
        taxes + cash_fx_effect. Returns are fractions: twr time-weighted, xirr money-weighted a
        year. day_change is that of the last trading day.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.summary(
            caller.user_id, chosen.id, as_of=day_of(caller, as_of), currency=currency
        )
        return {"portfolio": chosen.name, **to_json(found)}

    @tool("Performance")
    async def performance(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        period: PeriodArgument = "max",
        first_day: FirstDay = None,
        last_day: LastDay = None,
        benchmark: Benchmark = None,
        symbol: MaybeSymbol = None,
        currency: Currency = None,
    ) -> Json:
        """Gain and returns of a period, of a portfolio or one holding, beside a benchmark."""
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.performance(
            caller.user_id,
            chosen.id,
            name=period,
            first=first_day,
            last=day_of(caller, last_day),
            benchmark=benchmark,
            part=Part(symbol) if symbol else WHOLE,
            currency=currency,
        )
        named = {"portfolio": chosen.name} | ({"symbol": symbol} if symbol else {})
        return named | _performance(found)

    @tool("What moved the portfolio")
    async def attribution(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        period: PeriodArgument = "1d",
        first_day: FirstDay = None,
        last_day: LastDay = None,
        currency: Currency = None,
        limit: Limit = 25,
    ) -> Json:
        """Gain of each holding in a period, largest movers first, and their sum.

        contribution is the holding's gain over the portfolio's value at the start.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await attribute(
            self._portfolios,
            self._analytics,
            caller.user_id,
            chosen.id,
            period=period,
            first=first_day,
            last=day_of(caller, last_day),
            currency=currency,
            most=limit,
        )
        return {"portfolio": chosen.name, **found}

    @tool("Gains")
    async def gains(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        year: Annotated[
            int | None, Field(ge=1900, le=2200, description="Calendar year of the realised gains")
        ] = None,
        method: Annotated[
            LotMethod | None, Field(description="The portfolio's own lot method if left out")
        ] = None,
        as_of: AsOf = None,
        currency: Currency = None,
        limit: Limit = 30,
        cursor: Cursor = None,
    ) -> Json:
        """Realised gains by closed lot, newest first, with totals; the total of unrealised ones."""
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.gains(
            caller.user_id,
            chosen.id,
            method=method,
            year=year,
            as_of=day_of(caller, as_of),
            currency=currency,
        )
        realised = [_closed(lot) for lot in reversed(found.realised)]
        return {
            "portfolio": chosen.name,
            **to_json(found, without=("realised", "unrealised")),
            **page(realised, limit, cursor),
        }

    @tool("Income")
    async def income(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        as_of: AsOf = None,
        currency: Currency = None,
    ) -> Json:
        """Dividends and interest: totals, by symbol, by month (the last 24), and expected ones."""
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.income(
            caller.user_id, chosen.id, as_of=day_of(caller, as_of), currency=currency
        )
        return {
            "portfolio": chosen.name,
            **to_json(found, without=("by_month", "entries", "expected", "by_symbol")),
            "by_symbol": to_json(found.by_symbol[:50]),
            "by_month": to_json(found.by_month[-24:]),
            "expected": to_json(found.expected[:20]),
        }

    @tool("Risk")
    async def risk(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        period: PeriodArgument = "max",
        first_day: FirstDay = None,
        last_day: LastDay = None,
        benchmark: Benchmark = None,
        symbol: MaybeSymbol = None,
        currency: Currency = None,
    ) -> Json:
        """Volatility, Sharpe, drawdowns, value at risk, beta, concentration, risk contributions.

        Fractions; volatility a year, VaR and CVaR positive losses of one day. A null has its
        reason in notes.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.risk(
            caller.user_id,
            chosen.id,
            name=period,
            first=first_day,
            last=day_of(caller, last_day),
            benchmark=benchmark,
            part=Part(symbol) if symbol else WHOLE,
            currency=currency,
        )
        matrix: dict[str, Any] = {}
        if len(found.correlation.symbols) <= _POINTS:
            matrix = {"correlation": to_json(found.correlation)}
        named = {"portfolio": chosen.name} | ({"symbol": symbol} if symbol else {})
        named |= {"from": found.first.isoformat(), "to": found.last.isoformat()}
        left_out = ("correlation", "rolling", "drawdowns", "first", "last")
        return named | to_json(found, without=left_out) | matrix

    @tool("Allocation")
    async def allocation(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        by: Property = "symbol",
        as_of: AsOf = None,
        currency: Currency = None,
    ) -> Json:
        """What a portfolio is made of, by symbol, sector, country, currency or asset class."""
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.allocation(
            caller.user_id, chosen.id, by=by, as_of=day_of(caller, as_of), currency=currency
        )
        return {
            "portfolio": chosen.name,
            **to_json(found, without=("slices",)),
            "slices": to_json(found.slices[:100]),
        }

    @tool("Explain a figure")
    async def explain(
        self,
        caller: Caller,
        metric: Metric,
        portfolio: Portfolio = None,
        symbol: MaybeSymbol = None,
        as_of: AsOf = None,
        currency: Currency = None,
    ) -> Json:
        """How a figure comes about: a tree down to transactions, prices and exchange rates."""
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.explain(
            caller.user_id,
            chosen.id,
            metric,
            symbol=symbol,
            as_of=day_of(caller, as_of),
            currency=currency,
        )
        return {"portfolio": chosen.name, "metric": metric, "tree": pruned(found)}

    @tool("Transactions")
    async def transactions(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        symbol: MaybeSymbol = None,
        kinds: Annotated[list[Kind], Field(max_length=18)] = [],  # noqa: B006
        first_day: FirstDay = None,
        last_day: LastDay = None,
        limit: Limit = 30,
        cursor: Cursor = None,
    ) -> Json:
        """Recorded transactions, newest first. Notes are what people or brokers wrote: data."""
        chosen = await choose(self._portfolios, caller, portfolio)
        wanted = TransactionFilter(symbol, tuple(kinds), first_day, day_of(caller, last_day))
        found, following = await self._portfolios.list_transactions(
            caller.user_id, chosen.id, wanted, limit=limit, after=cursor
        )
        items = [_filled(to_json(entry, without=_HIDDEN)) for entry in found]
        return {"portfolio": chosen.name, "items": items, "next_cursor": following}


def _renamed(item: dict[str, Json]) -> dict[str, Json]:
    item["price_currency"] = item.pop("currency")
    return item


def _closed(lot: RealisedLot) -> dict[str, Json]:
    keys = ("symbol", "opened", "closed", "quantity", "proceeds", "cost", "gain", "holding_days")
    return {key: to_json(getattr(lot, key)) for key in keys}


def _filled(item: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in item.items() if value is not None}


def _performance(found: PerformanceReport) -> dict[str, Json]:
    """Return a report with a few points of its series: a chart is drawn from the API."""
    series = found.series
    step = max(1, -(-len(series.dates) // (_POINTS - 1)))
    places = [*range(0, len(series.dates), step)]
    if series.dates and places[-1] != len(series.dates) - 1:
        places.append(len(series.dates) - 1)
    told = to_json(found, without=("series", "benchmark", "first", "last"))
    compared = to_json(found.benchmark, without=("series",)) if found.benchmark else None
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        **told,
        "benchmark": compared,
        "series": [
            {
                "date": series.dates[at].isoformat(),
                "value": to_json(series.value[at]),
                "cumulative_twr": to_json(series.cumulative_twr[at]),
            }
            for at in places
        ],
    }
