"""Ingestion: retrieve → parse → process → load, one job, delivered any number of times.

Each step leaves something a later delivery can build on: the claim, the stored payload, the
series, the findings, the entry of the universe, and at last the finished record. Killed between
any two of them, the job is taken over when its lease has run out and comes to the same end.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import perf_counter
from typing import Any, Final
from zlib import crc32

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import Malformed, NotFound, PlumblineError
from shared.kernel.ids import new_id
from shared.market.instruments import InstrumentStore
from shared.market.jobs import Job, read_job
from shared.market.joining import (
    OWN,
    HeldBack,
    OtherSource,
    acceptor,
    entitled,
    joiner,
    since,
    unasked,
)
from shared.market.listings import Listings, is_gone
from shared.market.loader import Loaded, Loader
from shared.market.model import Instrument
from shared.market.processor import IsReleased, Processed
from shared.market.providers.base import Capability
from shared.market.providers.failover import Failover, NoProvider, Skip, UnknownSymbol
from shared.market.quarantine import Quarantine
from shared.market.registry import Entry, Outcome, RunSummary, Universe, started
from shared.market.retriever import Retrieved, Retriever, payload_id_of
from shared.market.runs import Busy, Claim, Hold, RunLog
from shared.market.timing import after_run
from shared.platform.measures import JOBS, QUARANTINED, ROWS, record
from shared.platform.queues import MARKET_JOBS, QueueSender

log = structlog.get_logger()

_REQUEUE_MARGIN_SECONDS: Final = 2
_MOST_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class Stages:
    """What the pipeline is made of."""

    runs: RunLog
    universe: Universe
    retriever: Retriever
    loader: Loader
    quarantine: Quarantine
    instruments: InstrumentStore
    listings: Listings


class IngestionPipeline:
    """Runs market jobs."""

    def __init__(
        self, stages: Stages, failover: Failover, queue: QueueSender, clock: Clock
    ) -> None:
        self._stages = stages
        self._failover = failover
        self._queue = queue
        self._clock = clock

    async def handle(self, message: dict[str, Any]) -> None:
        """Work on a job of the queue `market-jobs`; a finished one is left alone.

        Raises: Malformed for what is no job (dropped); Unavailable when a store is down (retried).
        A provider that fails is an outcome, not an error.
        """
        job = read_job(message)
        claim = await self._stages.runs.claim(job)
        if claim is None:
            log.info("market_job_done_before", job_id=job.job_id)
        elif isinstance(claim, Busy):
            await self._deliver_again(job, claim)
        else:
            await self._attempt(claim)

    async def replay(self, payload_id: str) -> RunSummary:
        """Take a stored payload through the later stages again; what it says counts anew.

        Raises: NotFound when there is no such payload, Malformed when it cannot be read,
        Conflict when its source is no longer the source of that series.
        """
        begun = perf_counter()
        retrieved = await self._stages.retriever.again(payload_id)
        job = Job(
            retrieved.payload.capability,
            retrieved.payload.symbol,
            f"replay:{new_id(self._clock.now())}",
            "replay",
        )
        loaded = await self._load(job, retrieved, restates=True)
        summary = self._summary(job, retrieved, loaded, begun)
        await self._stages.universe.change_if_present(
            job.key, lambda entry: _arrived(entry, loaded, summary, entry.next_due_at)
        )
        return summary

    async def _attempt(self, claim: Claim) -> None:
        begun = perf_counter()
        async with Hold(self._stages.runs, claim) as hold:
            try:
                await self._work(hold, begun)
            except (UnknownSymbol, NoProvider, Malformed, OtherSource) as error:
                await self._give_up(hold, error, begun)
            except Exception as error:
                # Also a defect: the queue counts deliveries, and sets the message aside at last.
                log.warning("job_failed", job_id=claim.job.job_id, error=type(error).__name__)
                await hold.release()
                raise

    async def _work(self, hold: Hold, begun: float) -> None:
        job, universe = hold.claim.job, self._stages.universe
        if hold.claim.attempts > _MOST_ATTEMPTS:
            raise Malformed(f"{job.job_id} ended its worker {_MOST_ATTEMPTS} times", "deadly_job")
        seen, head = await asyncio.gather(
            universe.step(job.key, lambda entry: started(entry, "loading", 0.5)),
            self._stages.loader.head(job.key),
        )
        if seen is not None and seen.entry.has_ended:
            raise Malformed(f"The listing of {job.key} has ended", "listing_ended")
        retrieved = await self._retrieve(hold, head)
        loaded = await self._load(job, retrieved, restates=False, is_new=head is None)
        summary = self._summary(job, retrieved, loaded, begun)
        due = after_run(self._clock.now(), summary, loaded.series)
        await asyncio.gather(
            universe.step(job.key, lambda entry: _arrived(entry, loaded, summary, due), seen),
            hold.tell(summary),
        )
        await hold.finish(summary)
        _count(job, summary)
        log.info(
            "bars_loaded",
            symbol=job.key,
            provider=summary.provider,
            milliseconds=summary.milliseconds,
            **summary.counts,
        )

    async def _retrieve(self, hold: Hold, head: dict[str, Any] | None) -> Retrieved:
        """Return the job's payload: the one an earlier attempt stored, or one fetched now."""
        job = hold.claim.job
        capability: Capability = "fx" if job.kind == "fx" else "history"
        retrieved = await self._kept(hold.claim, capability)
        if retrieved is None:
            retrieved = await self._stages.retriever.retrieve(
                capability,
                job.subject,
                job.job_id,
                accept=acceptor(head),
                since={} if _is_whole(job, self._clock.today()) else since(head),
                among=entitled(self._failover.names(capability), head),
            )
        await hold.note(retrieved.payload_id, _pairs(retrieved.skipped))
        return retrieved

    async def _kept(self, claim: Claim, capability: Capability) -> Retrieved | None:
        if claim.attempts == 1:
            return None
        job = claim.job
        with suppress(NotFound):  # it came to no payload, or that was kept for a while only
            name = payload_id_of(capability, job.subject, job.job_id)
            return await self._stages.retriever.again(claim.payload_id or name)
        return None

    async def _load(
        self, job: Job, retrieved: Retrieved, *, restates: bool, is_new: bool = False
    ) -> Loaded[Processed]:
        """Process and load, then record what was found; each part does nothing when repeated."""
        payload = retrieved.payload

        async def load(is_released: IsReleased) -> Loaded[Processed]:
            join = joiner(
                retrieved.parsed, payload, self._clock.today(), is_released, restates=restates
            )
            return await self._stages.loader.load(job.key, join, is_new=is_new)

        try:
            loaded = await load(unasked)
        except HeldBack:
            released = await self._stages.quarantine.releases(job.key)
            loaded = await load(released.covers)
        await asyncio.gather(
            self._stages.quarantine.record(
                job.key, loaded.report.quarantined, payload, retrieved.payload_id
            ),
            self._remember(job, retrieved.parsed.instrument, loaded),
        )
        return loaded

    async def _remember(self, job: Job, told: Instrument | None, loaded: Loaded[Processed]) -> None:
        """Keep what the source says of the instrument, its end too, once all prices are there."""
        if told is None:
            return
        await self._stages.instruments.remember(told)
        series, day, today = loaded.series, told.delisted_on, self._clock.today()
        if series is None or day is None or series.listing.has_ended:
            return
        if date.fromordinal(int(series.days[-1])) <= day <= today:
            await self._stages.listings.delist(job.key, day)

    async def _give_up(self, hold: Hold, error: PlumblineError, begun: float) -> None:
        """Record that nothing could be loaded: an outcome, tried again later."""
        job, now = hold.claim.job, self._clock.now()
        skipped = error.skipped if isinstance(error, (UnknownSymbol, NoProvider)) else ()
        summary = RunSummary(
            job_id=job.job_id,
            outcome=_outcome(error),
            finished_at=now,
            payload_id=hold.claim.payload_id,
            skipped=_pairs(skipped) or hold.claim.skipped,
            warnings=() if skipped else (error.code,),
            milliseconds=_elapsed(begun),
        )
        due = after_run(now, summary, None)
        entry = await self._stages.universe.change_if_present(
            job.key, lambda entry: _left_without(entry, summary, due)
        )
        if entry is not None and is_gone(entry, summary, self._clock.today()):
            await self._stages.listings.delist(job.key)
        await hold.tell(summary)
        await hold.finish(summary)
        _count(job, summary)
        log.warning("nothing_loaded", symbol=job.key, outcome=summary.outcome, code=error.code)

    async def _deliver_again(self, job: Job, busy: Busy) -> None:
        """Someone is at it. Look again when their lease is over, in case they died."""
        seconds = self._stages.runs.seconds_left(busy) + _REQUEUE_MARGIN_SECONDS
        await self._queue.send(MARKET_JOBS, job.message(), delay_seconds=seconds)

    def _summary(
        self, job: Job, retrieved: Retrieved, loaded: Loaded[Processed], begun: float
    ) -> RunSummary:
        return RunSummary(
            job_id=job.job_id,
            outcome="loaded",
            finished_at=self._clock.now(),
            provider=retrieved.payload.provider,
            payload_id=retrieved.payload_id,
            skipped=_pairs(retrieved.skipped),
            counts=loaded.report.counts,
            warnings=retrieved.parsed.warnings,
            milliseconds=_elapsed(begun),
        )


def _count(job: Job, summary: RunSummary) -> None:
    provider = summary.provider or "none"
    record(JOBS, kind=job.kind, outcome=summary.outcome)
    for measure, name in ((ROWS, "accepted"), (QUARANTINED, "quarantined")):
        record(measure, summary.counts.get(name, 0), provider=provider)


def _outcome(error: PlumblineError) -> Outcome:
    """Return what it means that nothing was fetched.

    A folder of files that lacks a symbol does not deny it: while no live source was reached that
    might know it, nobody knows that it does not exist.
    """
    if isinstance(error, NoProvider):
        return "unreachable"
    if not isinstance(error, UnknownSymbol):
        return "failed"
    denied = {skip.provider for skip in error.skipped if skip.reason == "unknown_symbol"}
    are_unheard = any(skip.provider not in denied for skip in error.skipped)
    return "unreachable" if denied <= OWN and are_unheard else "unknown"


def _is_whole(job: Job, today: date) -> bool:
    """Say whether a refresh asks for everything again: once a week, symbols spread over the days.

    So restated histories, corrected dividends and late splits arrive, and findings heal.
    """
    return job.reason == "refresh" and today.toordinal() % 7 == crc32(job.key.encode()) % 7


def _left_without(entry: Entry, summary: RunSummary, due: datetime) -> Entry:
    """Return the entry after a run that brought nothing; what is there stays ready."""
    state = "ready" if entry.bars else summary.outcome
    state = "failed" if state == "loaded" else state
    return replace(entry, state=state, stage="waiting", last_run=summary, next_due_at=due)


def _pairs(skipped: Sequence[Skip]) -> tuple[tuple[str, str], ...]:
    return tuple((skip.provider, skip.reason) for skip in skipped)


def _arrived(entry: Entry, loaded: Loaded[Processed], summary: RunSummary, due: datetime) -> Entry:
    series = loaded.series
    if series is None or not series.days.size:
        return _left_without(entry, summary, due)
    return replace(
        entry,
        state="ready",
        stage="done",
        progress=1.0,
        source=series.source,
        as_of=series.as_of,
        first_day=date.fromordinal(int(series.days[0])).isoformat(),
        last_day=date.fromordinal(int(series.days[-1])).isoformat(),
        bars=int(series.days.size),
        quarantined=sum(row.rows for row in loaded.report.quarantined),
        last_run=summary,
        next_due_at=due,
    )


def _elapsed(begun: float) -> int:
    return round((perf_counter() - begun) * 1000)
