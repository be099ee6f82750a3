"""The composition root: settings → clients → services, each made once a worker, when first used.

Nothing here connects or imports an SDK until a service needs it, so that indexing and the first
request stay fast.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, cast

from functions.telemetry_wiring import observe
from shared.kernel.clock import FixedDateClock, SystemClock
from shared.platform import tracing
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from azure.core.credentials_async import AsyncTokenCredential

    from shared.alerts.digests import Digests
    from shared.alerts.evaluation import Evaluation
    from shared.alerts.jobs import AlertJobs
    from shared.alerts.looking import Sources
    from shared.alerts.repository import AlertRepository
    from shared.alerts.service import AlertService
    from shared.analytics.performance_report import PerformanceReport
    from shared.analytics.planning import PlanningService
    from shared.analytics.service import AnalyticsService
    from shared.assistant.drafts import Drafts
    from shared.assistant.model import Analyst, ClaimChecker, Toolbox
    from shared.assistant.models import ModelCatalog
    from shared.assistant.receipts import Receipts
    from shared.assistant.service import AssistantService
    from shared.assistant.threads import Threads
    from shared.audit import AuditLog
    from shared.audit.inspection import AuditInspection
    from shared.identity.oidc.sign_in import OidcSignIn
    from shared.identity.service import IdentityService
    from shared.identity.signing_keys import SigningKeys
    from shared.kernel.clock import Clock
    from shared.knowledge.service import KnowledgeService
    from shared.market.facts import Fundamentals
    from shared.market.history import HistoryReader
    from shared.market.instruments import InstrumentCatalog
    from shared.market.pipeline import IngestionPipeline
    from shared.market.providers.base import Capability
    from shared.market.quotes import QuoteReader
    from shared.market.schedule import MarketSchedule
    from shared.market.service import Market
    from shared.market.tracking import Tracker
    from shared.notifications.channels import Channels
    from shared.notifications.deliveries import Deliverer, MailAddress
    from shared.notifications.inbox import Inbox
    from shared.notifications.notifier import Notifier
    from shared.notifications.registry import Registry
    from shared.platform.blobs import BlobStore
    from shared.platform.documents import DocumentStore
    from shared.platform.idempotency import IdempotencyStore
    from shared.platform.mail import Mailer
    from shared.platform.metrics import RequestMetrics
    from shared.platform.queues import QueueSender
    from shared.platform.rate_limit import RateLimiter
    from shared.platform.sqlite import SqliteDocumentStore
    from shared.platform.sqlite_changes import SqliteChanges
    from shared.platform.webhooks import WebhookPoster
    from shared.portfolios.imports.service import ImportService
    from shared.portfolios.service import PortfolioService
    from shared.reports.clockwork import Clockwork
    from shared.reports.press import Press
    from shared.reports.repository import ReportRepository
    from shared.reports.service import ReportService, Subjects
    from shared.reports.worker import ReportWorker
    from shared.watchlists.service import WatchlistService


class Services:
    """Everything a trigger may call. Attributes are made on first use and kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def clock(self) -> Clock:
        """The date people see; `PLUMBLINE_TODAY` may hold it still."""
        today = self.settings.today
        return FixedDateClock(today) if today is not None else self.machine_clock

    @cached_property
    def machine_clock(self) -> Clock:
        """The machine's time, always: what expires, is leased or is retried goes by it."""
        return SystemClock(timedelta(seconds=self.settings.clock_wrong_by))

    @cached_property
    def _credential(self) -> AsyncTokenCredential:
        from shared.platform.credentials import azure_credential

        return azure_credential(self.settings.managed_identity_client_id)

    @cached_property
    def documents(self) -> DocumentStore:
        if not tracing.is_watched():
            return self._plain_documents
        from shared.platform.traced_documents import TracedDocuments

        is_cosmos = self.settings.document_store == "cosmos"
        return TracedDocuments(self._plain_documents, "azure.cosmosdb" if is_cosmos else "sqlite")

    @cached_property
    def _plain_documents(self) -> DocumentStore:
        if self.settings.document_store == "cosmos":
            from shared.platform.cosmos import CosmosDocumentStore

            key = self.settings.cosmos_key
            return CosmosDocumentStore(
                self.settings.cosmos_endpoint,
                self.settings.cosmos_database,
                self.machine_clock,
                key=key.get_secret_value() if key else None,
                credential=None if key else self._credential,
            )
        from shared.platform.sqlite import SqliteDocumentStore

        return SqliteDocumentStore(self.settings.data_dir / "plumbline.db", self.machine_clock)

    @cached_property
    def changes(self) -> SqliteChanges | None:
        """Tells whether anybody has written to the store; a database elsewhere cannot say so."""
        if self.settings.document_store == "cosmos":
            return None
        return cast("SqliteDocumentStore", self._plain_documents).changes

    @cached_property
    def blobs(self) -> BlobStore:
        from shared.platform.azure_blobs import AzureBlobStore

        if self.settings.storage_account:
            return AzureBlobStore(
                account=self.settings.storage_account, credential=self._credential
            )
        connection = self.settings.storage_connection.get_secret_value()
        return AzureBlobStore(connection_string=connection)

    @cached_property
    def queue(self) -> QueueSender:
        from shared.platform.azure_queues import AzureQueueSender

        if self.settings.storage_account:
            return AzureQueueSender(
                account=self.settings.storage_account, credential=self._credential
            )
        connection = self.settings.storage_connection.get_secret_value()
        return AzureQueueSender(connection_string=connection)

    @cached_property
    def audit(self) -> AuditLog:
        from shared.audit import AuditLog

        return AuditLog(self.documents, self.machine_clock)

    @cached_property
    def audit_inspection(self) -> AuditInspection:
        from shared.audit.inspection import AuditInspection

        return AuditInspection(self.audit, self.machine_clock)

    @cached_property
    def mailer(self) -> Mailer:
        from shared.platform.mail import NoMailer, OutboxMailer

        if self.settings.mail_endpoint:
            from shared.platform.azure_mail import AzureMailer

            return AzureMailer(
                self.settings.mail_endpoint, self.settings.mail_sender, self._credential
            )
        if not self.settings.is_local:
            return NoMailer()
        return OutboxMailer(self.settings.data_dir / "outbox", self.machine_clock)

    @cached_property
    def idempotency(self) -> IdempotencyStore:
        from shared.platform.idempotency import IdempotencyStore

        return IdempotencyStore(self.documents, self.machine_clock)

    @cached_property
    def metrics(self) -> RequestMetrics:
        from shared.platform.metrics import RequestMetrics

        return RequestMetrics(self.machine_clock)

    @cached_property
    def rate_limiter(self) -> RateLimiter:
        from shared.platform.rate_limit import RateLimiter

        return RateLimiter(self.documents, self.machine_clock)

    @cached_property
    def signing_keys(self) -> SigningKeys:
        if self.settings.key_vault_url:
            from shared.identity.vault_signing_keys import VaultSigningKeys
            from shared.platform.key_vault import KeyVault

            vault = KeyVault(self.settings.key_vault_url, self._credential)
            return VaultSigningKeys(vault, self.machine_clock)
        from shared.identity.signing_keys import FileSigningKeys

        return FileSigningKeys(self.settings.data_dir / "keys", self.machine_clock)

    @cached_property
    def identity(self) -> IdentityService:
        from shared.identity.addresses import canonical_address
        from shared.identity.model import IdentityPolicy
        from shared.identity.service import IdentityService

        settings = self.settings
        policy = IdentityPolicy(
            access_lifetime=timedelta(minutes=settings.access_token_minutes),
            refresh_lifetime=timedelta(days=settings.refresh_token_days),
            refresh_cookie=settings.refresh_cookie,
            cookie_secure=not settings.is_local,
            page_url=settings.web_origins[0] if settings.web_origins else "",
            admin_addresses=frozenset(map(canonical_address, settings.admin_emails)),
        )
        # The machine's clock even when PLUMBLINE_TODAY holds the date: tokens must run out.
        service = IdentityService(
            self.documents, self.machine_clock, self.signing_keys, self.mailer, self.audit, policy
        )
        service.profiles.exporters.append(lambda user_id: self.threads.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.threads.erase(user_id))
        service.profiles.erasers.append(lambda user_id: self._alert_repository.forget(user_id))
        service.profiles.exporters.append(lambda user_id: self.reports.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.reports.erase(user_id))
        service.profiles.erasers.append(lambda user_id: self.channels.forget(user_id))
        service.profiles.exporters.append(lambda user_id: self.knowledge.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.knowledge.erase(user_id))
        service.profiles.exporters.append(lambda user_id: self.imports.export(user_id))
        service.profiles.erasers.append(lambda user_id: self.imports.erase(user_id))
        service.profiles.erasers.append(lambda user_id: self.tracker.forget(user_id))
        return service

    @cached_property
    def oidc(self) -> OidcSignIn | None:
        """Sign-in with an OpenID provider; None where none is configured."""
        settings = self.settings
        if not settings.oidc_issuer:
            return None
        from shared.identity.oidc.model import ProviderPolicy
        from shared.identity.oidc.provider import OpenIdProvider
        from shared.identity.oidc.sign_in import OidcSignIn

        secret = settings.oidc_client_secret
        policy = ProviderPolicy(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            redirect_uri=settings.oidc_redirect_uri,
            scopes=settings.oidc_scopes,
            trusts_email=settings.oidc_trusts_email,
        )
        provider = OpenIdProvider(policy, self.machine_clock)
        return OidcSignIn(provider, self.documents, self.identity.links, self.identity.admit)

    @cached_property
    def market(self) -> Market:
        from shared.market.service import MarketOptions, build_market

        settings, key = self.settings, self.settings.alpha_vantage_api_key
        options = MarketOptions(
            providers=settings.market_providers,
            sample_folder=settings.sample_dir,
            yahoo_base_url=settings.yahoo_base_url,
            alpha_vantage_key=key.get_secret_value() if key else "",
            alpha_vantage_base_url=settings.alpha_vantage_base_url,
            alpha_vantage_per_day=settings.alpha_vantage_per_day,
            yahoo_per_minute=settings.yahoo_per_minute,
            yahoo_pages_base_url=settings.yahoo_pages_base_url,
            yahoo_pages_folder=settings.yahoo_pages_dir,
            ecb_base_url=settings.ecb_base_url,
            order=cast("Mapping[Capability, Sequence[str]]", settings.market_provider_order),
        )
        market = build_market(
            self.documents, self.blobs, self.queue, self.clock, self.machine_clock, options
        )
        market.jobs.listeners.append(lambda symbols: self.alert_jobs.ingested(symbols))
        return market

    @cached_property
    def history(self) -> HistoryReader:
        return self.market.history

    @cached_property
    def catalog(self) -> InstrumentCatalog:
        return self.market.catalog

    @cached_property
    def tracker(self) -> Tracker:
        return self.market.tracker

    @cached_property
    def quotes(self) -> QuoteReader:
        return self.market.quotes

    @cached_property
    def market_schedule(self) -> MarketSchedule:
        return self.market.schedule

    @cached_property
    def market_pipeline(self) -> IngestionPipeline:
        return self.market.pipeline

    @cached_property
    def watchlists(self) -> WatchlistService:
        from shared.watchlists.repository import WatchlistRepository
        from shared.watchlists.service import WatchlistService

        return WatchlistService(
            WatchlistRepository(self.documents),
            self.tracker,
            self.catalog,
            self.quotes,
            self.machine_clock,
        )

    @cached_property
    def portfolios(self) -> PortfolioService:
        from shared.portfolios.repository import PortfolioRepository
        from shared.portfolios.service import PortfolioService

        repository = PortfolioRepository(self.documents, self.clock)
        return PortfolioService(repository, self.history, self.catalog, self.tracker, self.clock)

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
    def notifier(self) -> Notifier:
        from shared.notifications.notifier import Notifier

        return Notifier(self.documents, self.queue, self.machine_clock)

    @cached_property
    def _registry(self) -> Registry:
        from shared.notifications.registry import Registry

        return Registry(self.documents)

    @cached_property
    def inbox(self) -> Inbox:
        from shared.notifications.inbox import Inbox

        return Inbox(self.documents, self._registry, self.machine_clock)

    @cached_property
    def webhooks(self) -> WebhookPoster:
        from shared.platform.webhooks import GuardedPoster

        return GuardedPoster(allow_private=self.settings.webhook_allow_private)

    @cached_property
    def channels(self) -> Channels:
        from shared.notifications.channels import Channels

        return Channels(
            self.documents, self._registry, self.webhooks, self.audit, self.machine_clock
        )

    @cached_property
    def deliverer(self) -> Deliverer:
        from shared.notifications.deliveries import Deliverer, MailLinks

        settings = self.settings
        page_url = settings.web_origins[0] if settings.web_origins else ""
        return Deliverer(
            self.documents,
            self.notifier,
            self.channels,
            self.webhooks,
            self.mailer,
            self.mail_address,
            MailLinks(page_url, settings.public_api_url),
            self.queue,
            self.machine_clock,
        )

    async def mail_address(self, user_id: str) -> MailAddress | None:
        """Return where a person gets mails."""
        from shared.identity.repository import AccountRepository
        from shared.notifications.deliveries import MailAddress

        account = await AccountRepository(self.documents, self.machine_clock).find(user_id)
        if account is None or account.user.disabled:
            return None
        return MailAddress(account.user.email, account.user.email_verified)

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

    @cached_property
    def _report_repository(self) -> ReportRepository:
        from shared.reports.repository import ReportRepository

        return ReportRepository(self.documents, self.machine_clock)

    @cached_property
    def _report_subjects(self) -> Subjects:
        from shared.reports.subjects import OwnedSubjects

        return OwnedSubjects(self.portfolios, self.catalog, self.watchlists)

    @cached_property
    def reports(self) -> ReportService:
        from shared.reports.agenda import Agenda
        from shared.reports.service import ReportPolicy, ReportService

        return ReportService(
            self._report_repository,
            Agenda(self.documents),
            self._report_subjects,
            self.blobs,
            self.queue,
            self.clock,
            self.machine_clock,
            ReportPolicy(kept=timedelta(days=self.settings.report_days)),
        )

    @cached_property
    def report_clockwork(self) -> Clockwork:
        from shared.reports.clockwork import Clockwork

        return Clockwork(self.reports, self._report_subjects, self.machine_clock)

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
        from shared.reports.worker import Concurrency, ReportWorker

        concurrency = Concurrency()
        return ReportWorker(
            self.reports,
            Claims(self._report_repository, self.machine_clock),
            Slots(Leases(self.documents, self.machine_clock), concurrency.per_owner),
            self.report_press,
            self.blobs,
            self.machine_clock,
            concurrency,
        )

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


@lru_cache(maxsize=1)
def get_services() -> Services:
    """Return this worker's services."""
    settings = load_settings(_read_secrets)
    observe(settings)
    return Services(settings)


def _read_secrets(vault_url: str, client_id: str, names: Sequence[str]) -> Mapping[str, str]:
    from shared.platform.key_vault import read_secrets

    return read_secrets(vault_url, client_id, names)
