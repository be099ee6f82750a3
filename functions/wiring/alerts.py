"""Alerts and digests: what is watched for people, and what of it they are told."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.notifications import NotificationServices
from functions.wiring.portfolios import PortfolioServices

if TYPE_CHECKING:
    from datetime import date

    from shared.alerts.digests import Digests
    from shared.alerts.evaluation import Evaluation
    from shared.alerts.jobs import AlertJobs
    from shared.alerts.looking import Sources
    from shared.alerts.repository import AlertRepository
    from shared.alerts.service import AlertService
    from shared.analytics.performance_report import PerformanceReport
    from shared.market.service import Market


class AlertServices(PortfolioServices, NotificationServices):
    """What watches for people."""

    @cached_property
    def market(self) -> Market:
        """Return the market; each ingestion looks at the alerts on what it brought."""
        market = super().market
        market.jobs.listeners.append(lambda symbols: self.alert_jobs.ingested(symbols))
        return market

    @cached_property
    def _alert_repository(self) -> AlertRepository:
        from shared.alerts.repository import AlertRepository

        return AlertRepository(self.documents)

    @cached_property
    def _alert_sources(self) -> Sources:
        from shared.alerts.looking import Sources

        async def returns(owner: str, portfolio_id: str, day: date) -> PerformanceReport:
            return await self.analytics.performance(owner, portfolio_id, last=day)

        return Sources(
            self.history,
            self.quotes,
            self.market.fundamentals,
            self.market.news,
            self.portfolios,
            returns,
            self.clock,
        )

    @cached_property
    def alert_evaluation(self) -> Evaluation:
        from shared.alerts.evaluation import Evaluation
        from shared.alerts.looking import Look

        return Evaluation(
            self._alert_repository,
            self.notifier,
            lambda: Look(self._alert_sources),
            self.machine_clock,
        )

    @cached_property
    def alert_jobs(self) -> AlertJobs:
        from shared.alerts.jobs import AlertJobs

        return AlertJobs(
            self._alert_repository,
            self.alert_evaluation,
            self._registry,
            lambda user_id: self.deliverer.sweep(user_id),
            lambda message: self.digests.make(message),
            self.queue,
        )

    @cached_property
    def digests(self) -> Digests:
        from shared.alerts.digests import Digests, DigestSources

        async def week(owner: str, portfolio_id: str) -> PerformanceReport:
            first = self.clock.today() - timedelta(days=6)
            return await self.analytics.performance(owner, portfolio_id, first=first)

        sources = DigestSources(
            self.inbox,
            self.watchlists,
            self.quotes,
            self.portfolios,
            lambda owner, portfolio_id: self.analytics.summary(owner, portfolio_id),
            week,
        )
        return Digests(
            self.documents,
            self._registry,
            self.notifier,
            sources,
            self.queue,
            self.machine_clock,
        )

    @cached_property
    def alerts(self) -> AlertService:
        from shared.alerts.preview import Previewer
        from shared.alerts.service import AlertService

        return AlertService(
            self._alert_repository,
            self.portfolios,
            self.tracker,
            self.alert_evaluation,
            Previewer(self._alert_sources),
            self._registry,
            self.machine_clock,
        )
