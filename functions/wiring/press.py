"""The making of reports: figures, words about them, pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.assistant import AssistantServices

if TYPE_CHECKING:
    from datetime import date

    from shared.market.facts import Fundamentals
    from shared.reports.press import Press
    from shared.reports.worker import ReportWorker


class PressServices(AssistantServices):
    """What makes reports."""

    @cached_property
    def report_press(self) -> Press:
        from shared.assistant.report_narrator import ReportNarrator
        from shared.reports.gathering import Gatherer, PortfolioGatherer
        from shared.reports.market_gathering import StockGatherer, WatchlistGatherer
        from shared.reports.model import OF_A_PORTFOLIO
        from shared.reports.press import Press
        from shared.reports.rendering.typesetting import TypstTypesetter

        portfolio: Gatherer = PortfolioGatherer(self.portfolios, self.analytics)
        market = (self.history, self.catalog, self.tracker)
        return Press(
            {
                **dict.fromkeys(OF_A_PORTFOLIO, portfolio),
                "stock_analysis": StockGatherer(*market, self._fundamentals_on),
                "watchlist_digest": WatchlistGatherer(self.watchlists, *market),
            },
            TypstTypesetter(),
            ReportNarrator(self.assistant, self.toolbox, self.claim_checker),
            (self.settings.version, self.settings.commit),
        )

    async def _fundamentals_on(self, symbol: str, day: date) -> Fundamentals | None:
        """Return what is kept of a company, which sources know as of today alone."""
        if not day == self.clock.today() == self.machine_clock.today():
            return None
        return (await self.market.fundamentals.kept([symbol]))[symbol].value

    @cached_property
    def report_worker(self) -> ReportWorker:
        from shared.platform.leases import Leases
        from shared.reports.claims import Claims
        from shared.reports.slots import Slots
        from shared.reports.telling import Teller
        from shared.reports.worker import Concurrency, ReportWorker

        concurrency = Concurrency()
        return ReportWorker(
            self.reports,
            Claims(self._report_repository, Teller(self.notifier), self.machine_clock),
            Slots(Leases(self.documents, self.machine_clock), concurrency.per_owner),
            self.report_press,
            self.blobs,
            self.machine_clock,
            concurrency,
        )
