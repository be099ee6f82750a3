"""Tools that tell what a portfolio earned, what it cost, and what it risks."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field

from shared.analytics.parts import WHOLE, Part
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.service import AnalyticsService
from shared.analytics.viewpoint import Viewpoint
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
from shared.assistant.tools.ledger_views import (
    Window,
    costs_within,
    income_within,
    realised_within,
)
from shared.assistant.tools.portfolio_choice import choose, day_of, told_of
from shared.assistant.tools.stretches import Unit, best, levels, stretches, worst
from shared.assistant.tools.tool import tool
from shared.kernel.money import ZERO
from shared.portfolios.model import LotMethod
from shared.portfolios.results import RealisedLot
from shared.portfolios.service import PortfolioService

_POINTS: Final = 13
_RECENT: Final = 24


class EarningsTools:
    """Returns, gains, income, costs and risk."""

    def __init__(self, portfolios: PortfolioService, analytics: AnalyticsService) -> None:
        self._portfolios = portfolios
        self._analytics = analytics

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
            view=Viewpoint(currency=currency),
        )
        named = told_of(chosen, symbol)
        return named | _performance(found)

    @tool("Best and worst periods")
    async def best_and_worst(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        by: Annotated[Unit, Field(description="Calendar periods to tell apart")] = "month",
        first_day: FirstDay = None,
        last_day: LastDay = None,
        symbol: MaybeSymbol = None,
        currency: Currency = None,
    ) -> Json:
        """Best and worst day, week, month, quarter or year by time-weighted return; highest value.

        `items` are the latest 24 periods, newest first.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        report = await self._analytics.performance(
            caller.user_id,
            chosen.id,
            first=first_day,
            last=day_of(caller, last_day),
            part=Part(symbol) if symbol else WHOLE,
            view=Viewpoint(currency=currency),
        )
        return (
            told_of(chosen, symbol)
            | {"by": by, "currency": report.currency}
            | _extremes(report, by)
        )

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
        return {**told_of(chosen), **found}

    @tool("Gains")
    async def gains(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        year: Annotated[
            int | None, Field(ge=1900, le=2200, description="Calendar year of the realised gains")
        ] = None,
        symbol: MaybeSymbol = None,
        method: Annotated[
            LotMethod | None, Field(description="The portfolio's own lot method if left out")
        ] = None,
        as_of: AsOf = None,
        currency: Currency = None,
        limit: Limit = 30,
        cursor: Cursor = None,
    ) -> Json:
        """Realised gains by closed lot, newest first, with totals; the unrealised gain beside them.

        A year limits the realised ones, a symbol both.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        found = await self._analytics.gains(
            caller.user_id,
            chosen.id,
            method=method,
            year=year,
            view=Viewpoint(as_of=day_of(caller, as_of), currency=currency),
        )
        lots = realised_within(found.realised, Window(symbol=symbol))
        still = [lot for lot in found.unrealised if symbol in {None, lot.symbol}]
        named = told_of(chosen, symbol)
        named |= {
            "method": found.method,
            "year": year,
            "currency": found.currency,
            "as_of": found.as_of,
            "total_realised": _total([lot.gain for lot in lots]),
            "total_proceeds": _total([lot.proceeds for lot in lots]),
            "total_cost": _total([lot.cost for lot in lots]),
            "total_unrealised": _total([lot.gain for lot in still]),
        }
        return to_json(named) | page([_closed(lot) for lot in lots], limit, cursor)

    @tool("Income")
    async def income(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        first_day: FirstDay = None,
        last_day: LastDay = None,
        symbol: MaybeSymbol = None,
        currency: Currency = None,
    ) -> Json:
        """Dividends and interest received: in all, in a period, by symbol and month; expected ones.

        Amounts are gross; `period` is what first_day, last_day and symbol ask for. Yields are of
        the last twelve months.
        """
        chosen = await choose(self._portfolios, caller, portfolio)
        end = day_of(caller, last_day)
        found = await self._analytics.income(
            caller.user_id, chosen.id, view=Viewpoint(as_of=end, currency=currency)
        )
        return {
            **told_of(chosen),
            **to_json(found, without=("by_month", "entries", "expected", "by_symbol")),
            "period": income_within(found.entries, Window(first_day, end, symbol)),
            "by_symbol": to_json(found.by_symbol[:50]),
            "by_month": to_json(found.by_month[-24:]),
            "expected": to_json([one for one in found.expected if one.status == "projected"][:20]),
            "unbooked": to_json([one for one in found.expected if one.status == "declared"][-20:]),
        }

    @tool("Fees and taxes")
    async def costs(
        self,
        caller: Caller,
        portfolio: Portfolio = None,
        first_day: FirstDay = None,
        last_day: LastDay = None,
        symbol: MaybeSymbol = None,
        currency: Currency = None,
    ) -> Json:
        """Fees and taxes paid, those of trades included: in all, by year, by symbol."""
        chosen = await choose(self._portfolios, caller, portfolio)
        end = day_of(caller, last_day)
        book = await self._portfolios.book(caller.user_id, chosen.id, as_of=end, currency=currency)
        told = costs_within(book.result.charges, Window(first_day, end, symbol))
        return told_of(chosen) | {"currency": book.currency} | told

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
            view=Viewpoint(currency=currency),
        )
        matrix: dict[str, Any] = {}
        if len(found.correlation.symbols) <= _POINTS:
            matrix = {"correlation": to_json(found.correlation)}
        named = told_of(chosen, symbol)
        named |= {"from": found.first.isoformat(), "to": found.last.isoformat()}
        left_out = ("correlation", "rolling", "drawdowns", "first", "last")
        return named | to_json(found, without=left_out) | matrix


def _extremes(report: PerformanceReport, by: Unit) -> dict[str, Json]:
    series = report.series
    opening = (report.start_value or ZERO) - _paid_before(report)
    found = stretches(series, by, opening)
    known = list(levels(series))
    return {
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "periods": len(found),
        "winning_periods": sum(one.gain > 0 for one in found),
        "losing_periods": sum(one.gain < 0 for one in found),
        "best": to_json(best(found)),
        "worst": to_json(worst(found)),
        "highest": to_json(max(known, key=lambda one: one.value)) if known else None,
        "latest": to_json(known[-1]) if known else None,
        "items": to_json(found[: -_RECENT - 1 : -1]),
    }


def _paid_before(report: PerformanceReport) -> Decimal:
    """Return what had been put in, net, before the period."""
    last = next((one for one in reversed(report.series.net_contributions) if one is not None), ZERO)
    return last - (report.net_contributions or ZERO)


def _closed(lot: RealisedLot) -> dict[str, Json]:
    keys = ("symbol", "opened", "closed", "quantity", "proceeds", "cost", "gain", "holding_days")
    return {key: to_json(getattr(lot, key)) for key in keys}


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None and not amount.is_nan()]
    return sum(known, ZERO) if len(known) == len(amounts) else None


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
