"""Asking the services for what a report tells; every answer as of the same day and ledger."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, Final, Protocol, cast
from urllib.parse import urlencode

from shared.analytics.allocation import Property
from shared.analytics.gains import GainsMethod
from shared.analytics.periods import PeriodName
from shared.analytics.service import AnalyticsService
from shared.analytics.viewpoint import Viewpoint
from shared.kernel.clock import rfc3339
from shared.portfolios.service import PortfolioService
from shared.reports.answers import Answers, Json, as_json
from shared.reports.model import ReportRequest

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "portfolio_review": (
        "summary", "holdings", "performance", "risk", "gains", "income",
        "allocation_sector", "allocation_currency", "allocation_asset_class", "allocation_country",
    ),
    "performance": ("summary", "holdings", "performance", "risk"),
    "risk": ("summary", "performance", "risk", "holdings", "allocation_sector"),
    "tax_gains": ("summary", "holdings", "gains"),
    "income": ("summary", "holdings", "income"),
}  # fmt: skip
_MOST_YEARS: Final = 10


class Gatherer(Protocol):
    """Answers the questions of some kinds of reports."""

    async def gather(self, owner: str, request: ReportRequest) -> Answers:
        """Return everything a report is composed from. Raises: NotFound, InvalidInput."""
        ...


class PortfolioGatherer:
    """Reports about a portfolio."""

    def __init__(self, portfolios: PortfolioService, analytics: AnalyticsService) -> None:
        self._portfolios, self._analytics = portfolios, analytics

    async def gather(self, owner: str, request: ReportRequest) -> Answers:
        """Return the answers of the portfolio's services."""
        portfolio_id = request.portfolio_id or ""
        portfolio = as_json(await self._portfolios.get(owner, portfolio_id))
        asked = _Asked(owner, portfolio_id, request)
        found: dict[str, Json] = {
            "portfolio": {
                name: portfolio[name]
                for name in ("id", "name", "base_currency", "lot_method", "cash", "benchmark")
            }
        }
        sources = {"portfolio": f"portfolios/{portfolio_id}"}
        for name in _NEEDED[request.kind]:
            found[name], sources[name] = await self._one(asked, name)
        if "performance" in found:
            await self._add_history(asked, found, sources)
        return Answers(found, sources)

    async def _one(self, asked: "_Asked", name: str) -> tuple[Json, str]:
        service, request = self._analytics, asked.request
        view = Viewpoint(as_of=request.as_of, **asked.basis)
        if name.startswith("allocation_"):
            by = cast("Property", name.removeprefix("allocation_"))
            found = await service.allocation(*asked.key, by=by, view=view)
            return as_json(found), asked.source("allocation", by=by, as_of=request.as_of)
        match name:
            case "summary":
                answer: Awaitable[object] = service.summary(*asked.key, view=view)
            case "holdings":
                answer = self._portfolios.holdings(*asked.key, as_of=request.as_of, **asked.basis)
            case "income":
                answer = service.income(*asked.key, view=view)
            case "gains":
                method = cast("GainsMethod | None", request.method)
                more = {"method": method, "year": request.year}
                answer = service.gains(*asked.key, method=method, year=request.year, view=view)
                source = asked.source(name, as_of=request.as_of, limit=5000, **more)
                return as_json(await answer), source
            case _:
                return await self._period(asked, name)
        return as_json(await answer), asked.source(name, as_of=request.as_of)

    async def _period(self, asked: "_Asked", name: str) -> tuple[Json, str]:
        request = asked.request
        measure: Callable[..., Awaitable[object]] = (
            self._analytics.risk if name == "risk" else self._analytics.performance
        )
        period = cast("PeriodName", request.period if request.first is None else "max")
        found = await measure(
            *asked.key,
            name=period,
            first=request.first,
            last=request.as_of,
            benchmark=request.benchmark,
            view=asked.view,
        )
        said = {"period": period} if request.first is None else {"from": request.first}
        source = asked.source(name, to=request.as_of, benchmark=request.benchmark, **said)
        return as_json(found), source

    async def _add_history(
        self, asked: "_Asked", found: dict[str, Json], sources: dict[str, str]
    ) -> None:
        """Add the whole life of the portfolio, and each calendar year of it."""
        request = asked.request
        life = await self._analytics.performance(
            *asked.key, name="max", last=request.as_of, benchmark=request.benchmark, view=asked.view
        )
        found["life"] = as_json(life)
        sources["life"] = asked.source(
            "performance", period="max", to=request.as_of, benchmark=request.benchmark
        )
        if not life.series.dates:
            return
        end = life.last
        for year in range(max(life.first.year, end.year - _MOST_YEARS + 1), end.year + 1):
            first, last = max(date(year, 1, 1), life.first), min(date(year, 12, 31), end)
            answer = await self._analytics.performance(
                *asked.key, first=first, last=last, benchmark=request.benchmark, view=asked.view
            )
            name = f"year_{year}"
            found[name] = _without_series(as_json(answer))
            sources[name] = asked.source(
                "performance", **{"from": first, "to": last, "benchmark": request.benchmark}
            )
        await asyncio.sleep(0)


class _Asked:
    """The parts every question of one report has in common."""

    def __init__(self, owner: str, portfolio_id: str, request: ReportRequest) -> None:
        self.key = (owner, portfolio_id)
        self.request = request
        self.basis: dict[str, Any] = {"known_at": request.known_at, "currency": request.currency}
        self.view = Viewpoint(**self.basis)

    def source(self, route: str, **query: Any) -> str:
        """Return the API request that gives an answer, below `/api/`."""
        request = self.request
        known_at = rfc3339(request.known_at) if request.known_at else None
        given = query | {"currency": request.currency, "known_at": known_at}
        said = {name: str(value) for name, value in given.items() if value is not None}
        return f"portfolios/{self.key[1]}/{route}?{urlencode(said, safe=':')}"


def _without_series(answer: Json) -> Json:
    """Leave the daily series out: the whole life has it already."""
    kept = {name: value for name, value in answer.items() if name != "series"}
    if kept.get("benchmark"):
        kept["benchmark"] = {
            name: value for name, value in kept["benchmark"].items() if name != "series"
        }
    return kept
