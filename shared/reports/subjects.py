"""What reports are about: whether their owner has it, what it is called, how much work it is."""

from collections.abc import Awaitable, Callable

from shared.kernel.language import Language, worded
from shared.market.instruments import InstrumentCatalog
from shared.portfolios.service import PortfolioService
from shared.reports.market_gathering import Watchlists
from shared.reports.model import OF_A_PORTFOLIO, ReportRequest
from shared.reports.service import Subject

type Languages = Callable[[str], Awaitable[Language]]
"""Given a user's id, returns the language they read."""


class OwnedSubjects:
    """Portfolios and watchlists of the owner, and listed instruments."""

    def __init__(
        self,
        portfolios: PortfolioService,
        catalog: InstrumentCatalog,
        watchlists: Watchlists,
        languages: Languages,
    ) -> None:
        self._portfolios, self._catalog = portfolios, catalog
        self._watchlists, self._languages = watchlists, languages

    async def find(self, owner: str, request: ReportRequest) -> Subject:
        """Return the subject of a request. Raises: NotFound when the owner has no such thing."""
        language = await self._languages(owner)
        if request.kind in OF_A_PORTFOLIO:
            portfolio = await self._portfolios.get(owner, request.portfolio_id or "")
            return Subject(portfolio.name, portfolio.ledger_version, language)
        return Subject(await self._name(owner, request, language), language=language)

    async def _name(self, owner: str, request: ReportRequest, language: Language) -> str:
        if request.kind == "stock_analysis":
            symbol = request.symbol or ""
            found = await self._catalog.find_many([symbol])
            return f"{found[symbol].name} ({symbol})" if symbol in found else symbol
        if request.watchlist_id is None:
            return worded(language, "all watchlists")
        return (await self._watchlists.get(owner, request.watchlist_id)).name
