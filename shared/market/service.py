"""The market feature put together: what the composition root hands out, made from plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.kernel.clock import Clock
from shared.kernel.errors import InvalidInput
from shared.market.fx_seeding import FxSeeder
from shared.market.history import HistoryReader
from shared.market.instruments import InstrumentCatalog, InstrumentStore
from shared.market.loader import Loader
from shared.market.pipeline import IngestionPipeline, Stages
from shared.market.providers.base import Provider
from shared.market.providers.ecb import EcbProvider
from shared.market.providers.failover import Failover
from shared.market.providers.sample import SampleProvider
from shared.market.providers.yahoo import YahooProvider
from shared.market.quarantine import Quarantine
from shared.market.quotes import QuoteReader
from shared.market.registry import Universe
from shared.market.retriever import Retriever
from shared.market.runs import RunLog
from shared.market.schedule import MarketSchedule
from shared.market.tracking import Tracker
from shared.platform.blobs import BlobStore
from shared.platform.documents import DocumentStore
from shared.platform.queues import QueueSender


@dataclass(frozen=True, slots=True)
class MarketOptions:
    """What installations set: providers in order of preference, and where they find their data."""

    providers: Sequence[str]
    sample_folder: Path
    yahoo_base_url: str = ""


@dataclass(frozen=True, slots=True)
class Market:
    """The parts others call."""

    history: HistoryReader
    catalog: InstrumentCatalog
    tracker: Tracker
    schedule: MarketSchedule
    pipeline: IngestionPipeline
    quotes: QuoteReader
    quarantine: Quarantine
    failover: Failover


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
    failover = Failover(_providers(options, clock))
    universe = Universe(documents, clock)
    instruments = InstrumentStore(documents)
    quarantine = Quarantine(documents)
    stages = Stages(
        runs=RunLog(documents, lease_clock),
        universe=universe,
        retriever=Retriever(failover, blobs),
        loader=Loader(documents),
        quarantine=quarantine,
        instruments=instruments,
    )
    pipeline = IngestionPipeline(stages, failover, queue, clock)
    history = HistoryReader(documents, clock, FxSeeder(universe, pipeline, clock).seed)
    return Market(
        history=history,
        catalog=InstrumentCatalog(instruments, failover, clock),
        tracker=Tracker(documents, universe, pipeline, failover, queue, clock),
        schedule=MarketSchedule(universe, queue, clock),
        pipeline=pipeline,
        quotes=QuoteReader(history, clock),
        quarantine=quarantine,
        failover=failover,
    )


def _providers(options: MarketOptions, clock: Clock) -> list[Provider]:
    """Return the providers in order; rates of one's own files come before the shipped ones."""
    sample = SampleProvider(options.sample_folder, clock)
    known: dict[str, Provider] = {
        "yahoo": YahooProvider(clock, options.yahoo_base_url),
        "sample": sample,
    }
    wrong = [name for name in options.providers if name not in known]
    if wrong:
        raise InvalidInput(
            f"PLUMBLINE_MARKET_PROVIDERS names {wrong[0]!r}; there are: {', '.join(known)}"
        )
    chosen = [known[name] for name in dict.fromkeys(options.providers)]
    return [*chosen, EcbProvider(clock)]
