"""The assistant: its conversations, models, tools and checks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from functions.wiring.alerts import AlertServices
from functions.wiring.reports import ReportServices

if TYPE_CHECKING:
    from shared.assistant.drafts import Drafts
    from shared.assistant.model import Analyst, ClaimChecker, Toolbox
    from shared.assistant.models import ModelCatalog
    from shared.assistant.receipts import Receipts
    from shared.assistant.service import AssistantService
    from shared.assistant.threads import Threads
    from shared.knowledge.service import KnowledgeService


class AssistantServices(AlertServices, ReportServices):
    """What answers questions."""

    @cached_property
    def threads(self) -> Threads:
        from shared.assistant.threads import Threads

        return Threads(self.documents, self.machine_clock)

    @cached_property
    def drafts(self) -> Drafts:
        from shared.assistant import alert_drafts, report_drafts, transaction_drafts
        from shared.assistant.drafts import Drafts

        drafts = Drafts(self.documents, self.machine_clock)
        transactions = transaction_drafts.TransactionDrafts(self.portfolios)
        drafts.kinds[transaction_drafts.KIND] = transactions.confirm
        drafts.kinds[alert_drafts.KIND] = alert_drafts.AlertDrafts(self.alerts).confirm
        reports = report_drafts.ReportDrafts(self.reports, self.documents)
        drafts.kinds[report_drafts.KIND] = reports.confirm
        return drafts

    @cached_property
    def receipts(self) -> Receipts:
        from shared.assistant.receipts import Receipts

        return Receipts(self.signing_keys, self.machine_clock)

    @cached_property
    def knowledge(self) -> KnowledgeService:
        from shared.knowledge.repository import KnowledgeRepository
        from shared.knowledge.service import KnowledgeService

        return KnowledgeService(KnowledgeRepository(self.documents), self.clock)

    @cached_property
    def toolbox(self) -> Toolbox:
        from shared.assistant.toolbox import ServiceToolbox
        from shared.assistant.tools.alerts import AlertTools
        from shared.assistant.tools.calculation import CalculationTools
        from shared.assistant.tools.companies import FundamentalTools, NewsTools
        from shared.assistant.tools.drafts import DraftTools
        from shared.assistant.tools.earnings import EarningsTools
        from shared.assistant.tools.market import MarketTools
        from shared.assistant.tools.planning import PlanningTools
        from shared.assistant.tools.portfolio import PortfolioTools
        from shared.assistant.tools.reports import ReportTools
        from shared.assistant.tools.research import ResearchTools
        from shared.assistant.tools.technical import TechnicalTools

        offered = self.market.failover.names
        # Facts of today would be from the future of a clock that stands still.
        is_present = self.settings.today is None
        holders: list[object] = [
            PortfolioTools(self.portfolios, self.analytics),
            EarningsTools(self.portfolios, self.analytics),
            MarketTools(self.history, self.catalog, self.tracker, self.clock),
            TechnicalTools(self.history),
            CalculationTools(),
            ResearchTools(self.knowledge),
            PlanningTools(self.portfolios, self.planning, self.clock),
            DraftTools(self.portfolios, self.drafts),
            AlertTools(self.alerts, self.portfolios, self.drafts),
            ReportTools(self.reports, self.portfolios, self.drafts),
        ]
        if is_present and offered("fundamentals"):
            holders.append(
                FundamentalTools(self.market.fundamentals, self.market.statements, self.clock)
            )
        if is_present and offered("news"):
            holders.append(NewsTools(self.market.news))
        return ServiceToolbox(holders)

    @cached_property
    def claim_checker(self) -> ClaimChecker:
        from shared.assistant.claims.verifier import FigureChecker

        return FigureChecker()

    @cached_property
    def offline_analyst(self) -> Analyst:
        from shared.assistant.offline_analyst.analyst import OfflineAnalyst

        return OfflineAnalyst()

    @cached_property
    def models(self) -> ModelCatalog:
        from functions.model_wiring import build_catalog

        azure = bool(self.settings.azure_openai_endpoint and not self.settings.azure_openai_api_key)
        return build_catalog(self.settings, self._credential if azure else None)

    @cached_property
    def assistant(self) -> AssistantService:
        from shared.assistant.budget import Limits, Spending
        from shared.assistant.choices import Choices
        from shared.assistant.service import AssistantOptions, AssistantService

        settings = self.settings
        limits = Limits(
            turns=settings.assistant_turns,
            tool_calls=settings.assistant_tool_calls,
            output_tokens=settings.assistant_output_tokens,
            tokens=settings.assistant_tokens,
            seconds=settings.assistant_seconds,
            usd_a_day=settings.assistant_usd_per_day,
            tokens_a_day=settings.assistant_tokens_per_day,
        )
        return AssistantService(
            self.threads,
            self.models,
            Choices(self.documents, self.models),
            Spending(self.documents, self.machine_clock, limits),
            self.toolbox,
            self.claim_checker,
            self.offline_analyst,
            self.machine_clock,
            AssistantOptions(grace_seconds=settings.assistant_grace_seconds),
        )
