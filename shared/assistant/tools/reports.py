"""Tools on reports: those there are, and requests for more."""

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from shared.assistant.drafts import Drafts
from shared.assistant.model import Caller, Json
from shared.assistant.report_drafts import KIND
from shared.assistant.tools.arguments import MaybeSymbol, Portfolio
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.portfolio_choice import choose
from shared.assistant.tools.tool import tool
from shared.kernel.errors import InvalidInput
from shared.portfolios.service import PortfolioService
from shared.reports.model import OF_A_PORTFOLIO, TITLES, ReportFormat, ReportKind, ReportRequest
from shared.reports.periods import PATTERN
from shared.reports.service import ReportService

_MOST = 50


class ReportTools:
    """What was reported on, and proposals for more."""

    def __init__(
        self, reports: ReportService, portfolios: PortfolioService, drafts: Drafts
    ) -> None:
        self._reports, self._portfolios, self._drafts = reports, portfolios, drafts

    @tool("Reports")
    async def reports(self, caller: Caller) -> Json:
        """List the person's reports, newest first: title, state, period, formats."""
        found = await self._reports.list_page(caller.user_id, limit=_MOST, where={})
        seen = [one for one in found if caller.may_see(one.request.portfolio_id)]
        return {
            "items": [
                {
                    "id": one.id,
                    "title": one.title,
                    "status": one.status,
                    "period": one.request.period,
                    "as_of": to_json(one.request.as_of),
                    "formats": [file.format for file in one.files],
                    "page": f"/reports/{one.id}",
                }
                for one in seen
            ]
        }

    @tool("Request a report", scope="trade-draft")
    async def request_report(
        self,
        caller: Caller,
        kind: ReportKind,
        portfolio: Portfolio = None,
        symbol: MaybeSymbol = None,
        period: Annotated[
            str,
            Field(pattern=PATTERN, description="1y, ytd, max, 2024, 2024-Q1 or 2024-03 and such"),
        ] = "ytd",
        formats: Annotated[list[ReportFormat], Field(min_length=1, max_length=5)] = ["pdf"],  # noqa: B006
    ) -> Json:
        """Propose a report to be made: kept as a draft. The person confirms it in the page.

        Only when the person's own message asks for it. stock_analysis takes a symbol,
        watchlist_digest neither, all others a portfolio.
        """
        if (kind == "stock_analysis") != (symbol is not None):
            raise InvalidInput("/symbol: a stock_analysis is of a symbol, others are of none")
        chosen = None
        if kind in OF_A_PORTFOLIO:
            chosen = await choose(self._portfolios, caller, portfolio)
        request = ReportRequest(
            kind,
            portfolio_id=chosen.id if chosen else None,
            symbol=symbol,
            period=period,
            formats=tuple(dict.fromkeys(formats)),
        )
        body = {key: value for key, value in asdict(request).items() if value is not None}
        body["formats"] = list(request.formats)
        about = repr(chosen.name) if chosen else symbol or "your watchlists"
        summary = f"{TITLES[kind]} of {about}, {period}, as {', '.join(request.formats)}"
        kept = await self._drafts.propose(
            caller, KIND, body, summary, portfolio_id=chosen.id if chosen else None
        )
        return {
            "report": summary,
            "draft": body,
            "is_recorded": False,
            "draft_id": kept.id,
            "confirm": {"method": "POST", "path": f"/api/chat/drafts/{kept.id}/confirm"},
        }
