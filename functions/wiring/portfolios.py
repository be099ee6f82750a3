"""Portfolios, what is imported into them, and what can be computed of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.market import MarketServices

if TYPE_CHECKING:
    from shared.analytics.planning import PlanningService
    from shared.analytics.plans_explained import PlansExplained
    from shared.analytics.service import AnalyticsService
    from shared.portfolios.imports.service import ImportService
    from shared.portfolios.service import PortfolioService


class PortfolioServices(MarketServices):
    """Ledgers and their figures."""

    @cached_property
    def portfolios(self) -> PortfolioService:
        from shared.portfolios.repository import PortfolioRepository
        from shared.portfolios.service import PortfolioService

        repository = PortfolioRepository(self.documents, self.clock)
        return PortfolioService(
            repository, self.history, self.catalog, self.tracker, self.clock, self.changes
        )

    @cached_property
    def imports(self) -> ImportService:
        from shared.portfolios.imports.service import ImportService
        from shared.portfolios.imports.upstox_api import UpstoxApi

        upstox = UpstoxApi(self.settings.upstox_base_url)
        return ImportService(
            self.documents, self.blobs, self.portfolios, self.catalog, self.clock, (upstox,)
        )

    @cached_property
    def analytics(self) -> AnalyticsService:
        from shared.analytics.service import AnalyticsService

        return AnalyticsService(self.portfolios, self.tracker)

    @cached_property
    def planning(self) -> PlanningService:
        from shared.analytics.planning import PlanningService

        return PlanningService(self.portfolios, self.tracker)

    @cached_property
    def plans_explained(self) -> PlansExplained:
        from shared.analytics.plans_explained import PlansExplained

        return PlansExplained(self.planning)
