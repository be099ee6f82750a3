"""Tools that read what a portfolio holds and what was recorded in it."""

from typing import Annotated, Final

from pydantic import Field

from shared.analytics.figure_names import Metric, Property, Question
from shared.analytics.service import AnalyticsService
from shared.analytics.viewpoint import Viewpoint
from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import (
    AsOf,
    Currency,
    Cursor,
    FirstDay,
    LastDay,
    Limit,
    MaybeSymbol,
    Portfolio,
)
from shared.assistant.tools.json_values import page, to_json
from shared.assistant.tools.portfolio_choice import choose, day_of, told_of, visible
from shared.assistant.tools.tool import tool
from shared.assistant.tools.trees import pruned
from shared.portfolios.listing import TransactionFilter, newest_first
from shared.portfolios.model import Kind
from shared.portfolios.service import PortfolioService

_HIDDEN: Final = ("fingerprint", "sequence", "version", "recorded_at", "tags", "trade_time")


class PortfolioTools:
    """What a person holds, and how it came to be."""

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
            **told_of(chosen),
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
            caller.user_id,
            chosen.id,
            view=Viewpoint(as_of=day_of(caller, as_of), currency=currency),
        )
        return {**told_of(chosen), **to_json(found)}

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
            caller.user_id,
            chosen.id,
            by=by,
            view=Viewpoint(as_of=day_of(caller, as_of), currency=currency),
        )
        return {
            **told_of(chosen),
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
            Question(symbol=symbol),
            view=Viewpoint(as_of=day_of(caller, as_of), currency=currency),
        )
        return {**told_of(chosen), "metric": metric, "tree": pruned(found)}

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
        end = day_of(caller, last_day)
        wanted = TransactionFilter(symbol, tuple(kinds), first_day, end)
        loaded = await self._portfolios.load(caller.user_id, chosen.id, as_of=end)
        found, following = newest_first(loaded.transactions, wanted, limit=limit, after=cursor)
        count = sum(1 for entry in loaded.transactions if wanted.matches(entry))
        items = [_filled(to_json(entry, without=_HIDDEN)) for entry in found]
        named = told_of(chosen, symbol)
        return named | {"total_count": count, "items": items, "next_cursor": following}


def _renamed(item: dict[str, Json]) -> dict[str, Json]:
    item["price_currency"] = item.pop("currency")
    return item


def _filled(item: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in item.items() if value is not None}
