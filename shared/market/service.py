"""The market feature put together: what the composition root hands out, made from plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from shared.kernel.clock import Clock
from shared.kernel.errors import InvalidInput
from shared.market.backfill_watch import BackfillWatch
from shared.market.company import fundamentals, news, statements
from shared.market.fact_jobs import FactKind, MarketJobs, Renewer
from shared.market.facts import Fundamentals, LiveQuote, NewsItem, Statement
from shared.market.fx_seeding import FxSeeder
from shared.market.history import HistoryReader
from shared.market.instruments import InstrumentCatalog, InstrumentStore
from shared.market.kept import KeptFacts
from shared.market.listings import Listings
from shared.market.live_quotes import live_quotes
from shared.market.loader import Loader
from shared.market.payloads import PayloadStore
from shared.market.pipeline import IngestionPipeline, Stages
from shared.market.providers import alpha_vantage
from shared.market.providers.alpha_vantage import AlphaVantageProvider
from shared.market.providers.base import Budget, Capability, Provider
from shared.market.providers.budgets import Budgets
from shared.market.providers.circuits import Circuits
from shared.market.providers.ecb import EcbProvider
from shared.market.providers.failover import Failover
from shared.market.providers.sample import SampleProvider
from shared.market.providers.yahoo import YahooProvider
from shared.market.providers.yahoo_pages import YahooPagesProvider
from shared.market.quarantine import Quarantine
from shared.market.quote_doubts import QuoteDoubts
from shared.market.quotes import QuoteReader
from shared.market.registry import Universe
from shared.market.replay import FactReader, Replayer, quotes_again, reread_facts
from shared.market.retriever import Retriever
from shared.market.runs import RunLog
from shared.market.schedule import MarketSchedule
from shared.market.tracking import Tracker
from shared.platform.blobs import BlobStore
from shared.platform.documents import DocumentStore
from shared.platform.http_client import HttpClient
from shared.platform.queues import QueueSender

_VANTAGE: Final = "https://www.alphavantage.co"
_PAGES: Final = "https://finance.yahoo.com"
_ECB: Final = "https://www.ecb.europa.eu/stats/eurofxref"
_LIVE: Final = frozenset({"ecb", "yahoo", "alpha_vantage"})


@dataclass(frozen=True, slots=True)
class MarketOptions:
    """What installations set: providers in order of preference, and where they find their data.

    `order`: for a capability, who is asked in place of all, and in which order. A provider that
    lacks what it needs (Alpha Vantage its key) is left out.
    """

    providers: Sequence[str]
    sample_folder: Path
    yahoo_base_url: str = ""
    alpha_vantage_key: str = field(default="", repr=False)
    alpha_vantage_base_url: str = ""
    alpha_vantage_per_day: int = 25
    alpha_vantage_seconds_between: float = 0.0
    yahoo_per_minute: int = 120
    yahoo_pages_base_url: str = ""
    yahoo_pages_folder: Path | None = None
    ecb_base_url: str = ""
    order: Mapping[Capability, Sequence[str]] = field(
        default_factory=dict[Capability, Sequence[str]]
    )


@dataclass(frozen=True, slots=True)
class Market:
    """The parts others call."""

    history: HistoryReader
    catalog: InstrumentCatalog
    tracker: Tracker
    schedule: MarketSchedule
    pipeline: IngestionPipeline
    quotes: QuoteReader
    live: KeptFacts[LiveQuote]
    fundamentals: KeptFacts[Fundamentals]
    statements: KeptFacts[tuple[Statement, ...]]
    news: KeptFacts[tuple[NewsItem, ...]]
    jobs: MarketJobs
    http: HttpClient

    async def close(self) -> None:
        """Stop what goes on behind answers, and release connections."""
        await self.tracker.close()
        for facts in (self.live, self.fundamentals, self.statements, self.news):
            await facts.close()
        await self.http.close()

    quarantine: Quarantine
    runs: RunLog
    failover: Failover
    listings: Listings
    replayer: Replayer


def build_market(
    documents: DocumentStore,
    blobs: BlobStore,
    queue: QueueSender,
    clock: Clock,
    lease_clock: Clock,
    options: MarketOptions,
) -> Market:
    """Put the market feature together. Nothing is connected or imported until it is used.

    `clock` says what day it is for prices, and may stand still; leases run by `lease_clock`.
    """
    http = HttpClient()
    failover = Failover(
        _providers(options, clock, http),
        Circuits(lease_clock, documents),
        Budgets(documents, lease_clock, _budgets(options)),
        options.order,
    )
    universe = Universe(documents, clock)
    loader, payloads = Loader(documents), PayloadStore(blobs)
    instruments = InstrumentStore(documents)
    quarantine = Quarantine(documents)
    runs = RunLog(documents, lease_clock)
    stages = Stages(
        runs=runs,
        universe=universe,
        retriever=Retriever(failover, payloads),
        loader=loader,
        quarantine=quarantine,
        instruments=instruments,
        listings=Listings(universe, loader, instruments, clock),
    )
    pipeline = IngestionPipeline(stages, failover, queue, clock)
    watch = BackfillWatch(universe, queue)
    doubts = QuoteDoubts(documents, quarantine)
    live = KeptFacts(live_quotes(failover, payloads, doubts), documents, lease_clock)
    facts_of_company = KeptFacts(fundamentals(failover, payloads), documents, lease_clock)
    statements_of_company = KeptFacts(statements(failover, payloads), documents, lease_clock)
    stories = KeptFacts(news(failover, payloads), documents, lease_clock)
    renewers: dict[FactKind, Renewer] = {
        "quote": live,
        "fundamentals": facts_of_company,
        "statements": statements_of_company,
        "news": stories,
    }
    readers: dict[Capability, tuple[KeptFacts[Any], FactReader]] = {
        "quote": (live, quotes_again(doubts)),
        "fundamentals": (facts_of_company, reread_facts),
        "statements": (statements_of_company, reread_facts),
        "news": (stories, reread_facts),
    }
    history = HistoryReader(documents, clock, FxSeeder(universe, pipeline, clock).seed)
    return Market(
        history=history,
        catalog=InstrumentCatalog(instruments, universe, failover),
        tracker=Tracker(documents, universe, pipeline, failover, queue, watch, clock),
        schedule=MarketSchedule(
            universe,
            queue,
            clock,
            tuple(kind for kind in renewers if failover.names(kind)),
            lease_clock,
        ),
        pipeline=pipeline,
        quotes=QuoteReader(history, live if failover.names("quote") else None, clock, lease_clock),
        live=live,
        fundamentals=facts_of_company,
        statements=statements_of_company,
        news=stories,
        jobs=MarketJobs(pipeline, watch, renewers),
        http=http,
        quarantine=quarantine,
        runs=runs,
        failover=failover,
        listings=stages.listings,
        replayer=Replayer(payloads, pipeline, readers, lease_clock),
    )


def _providers(options: MarketOptions, clock: Clock, http: HttpClient) -> list[Provider]:
    """Return the providers in order; rates of one's own files come before the bank's."""
    # Whoever asks a live source for prices wants live rates beside them.
    is_live = bool(_LIVE.intersection(options.providers))
    ecb = EcbProvider(clock, http, options.ecb_base_url or _ECB if is_live else "")
    known: dict[str, Provider] = {
        "yahoo": YahooProvider(clock, options.yahoo_base_url),
        "alpha_vantage": AlphaVantageProvider(
            clock,
            options.alpha_vantage_key,
            options.alpha_vantage_base_url or _VANTAGE,
            http,
            seconds_between=options.alpha_vantage_seconds_between,
        ),
        "yahoo_pages": YahooPagesProvider(
            clock,
            http,
            options.yahoo_pages_base_url or options.yahoo_base_url or _PAGES,
            options.yahoo_pages_folder,
        ),
        "sample": SampleProvider(options.sample_folder, clock),
        "ecb": ecb,
    }
    providers = _with_second_source(options)
    named = (*providers, *(name for order in options.order.values() for name in order))
    wrong = [name for name in named if name not in known]
    if wrong:
        raise InvalidInput(
            f"PLUMBLINE_MARKET_PROVIDERS names {wrong[0]!r}; there are: {', '.join(known)}"
        )
    if not options.alpha_vantage_key:
        del known["alpha_vantage"]
    chosen = [known[name] for name in dict.fromkeys(providers) if name in known]
    return [*(provider for provider in chosen if provider is not ecb), ecb]


def _with_second_source(options: MarketOptions) -> tuple[str, ...]:
    """Return the named providers; a key brings Alpha Vantage in, behind Yahoo."""
    named = tuple(options.providers)
    if not options.alpha_vantage_key or "alpha_vantage" in named or "yahoo" not in named:
        return named
    behind = named.index("yahoo") + 1
    return (*named[:behind], "alpha_vantage", *named[behind:])


def _budgets(options: MarketOptions) -> dict[str, Budget]:
    """Return what each may be asked: Yahoo in politeness, Alpha Vantage by its plan."""
    return {
        "yahoo": Budget(options.yahoo_per_minute),
        "yahoo_pages": Budget(max(1, options.yahoo_per_minute // 10)),
        "alpha_vantage": Budget(
            5, options.alpha_vantage_per_day, alpha_vantage.REQUESTS, alpha_vantage.QUOTES_AT_ONCE
        ),
    }
