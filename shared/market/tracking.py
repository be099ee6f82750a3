"""Which symbols people want prices of, and getting the first ones quickly."""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

import structlog

from shared.kernel import ids
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, NotFound, PlumblineError, Unavailable
from shared.market.backfill_watch import BackfillWatch
from shared.market.jobs import Job, backfill
from shared.market.pipeline import IngestionPipeline
from shared.market.providers.failover import Failover
from shared.market.registry import Entry, Universe
from shared.market.schema_versions import current, upcast
from shared.market.timing import BACKSTOP
from shared.platform.containers import OPS, USER_DATA
from shared.platform.documents import DocumentStore, Query
from shared.platform.queues import MARKET_JOBS, QueueSender

log = structlog.get_logger()

type TrackingState = Literal["known", "backfilling", "ready", "unknown", "unreachable"]

_AT_ONCE: Final = 48  # small writes wait for one commit together; providers set their own limit
_LOOK_SECONDS: Final = 0.5
_HEAD_START_SECONDS: Final = 4  # the queue delivers after the attempt made right here
_POLL_SECONDS: Final = 0.1
_STATES: Final[dict[str, TrackingState]] = {
    "queued": "known",
    "backfilling": "backfilling",
    "ready": "ready",
    "unknown": "unknown",
    "unreachable": "unreachable",
    "failed": "unreachable",
}
_UNSETTLED: Final = frozenset({"queued", "backfilling"})


@dataclass(frozen=True, slots=True)
class Tracked:
    """A symbol someone tracks, since when, and how its data stands."""

    symbol: str
    since: datetime
    entry: Entry | None


class Tracker:
    """Registers symbols and starts their back-fill."""

    def __init__(
        self,
        documents: DocumentStore,
        universe: Universe,
        pipeline: IngestionPipeline,
        failover: Failover,
        queue: QueueSender,
        watch: BackfillWatch,
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._universe = universe
        self._pipeline = pipeline
        self._failover = failover
        self._queue = queue
        self._watch = watch
        self._clock = clock
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    async def ensure(
        self, symbols: Collection[str], wait_seconds: float = 2.5
    ) -> dict[str, TrackingState]:
        """See to it that these held symbols have prices, now or soon; say how each stands.

        The back-fill goes to the queue first, so that it happens whatever becomes of this
        process; then it is tried at once, for `wait_seconds` at most (it goes on after that).
        Raises: InvalidInput for what cannot be a symbol.
        """
        return await self._ensure(symbols, wait_seconds, is_held=True)

    async def watch(
        self, symbols: Collection[str], wait_seconds: float = 0.0
    ) -> dict[str, TrackingState]:
        """Like `ensure`, for symbols on a watchlist: refreshed after what people hold."""
        return await self._ensure(symbols, wait_seconds, is_watched=True)

    async def unwatch(self, symbols: Collection[str]) -> None:
        """Note that these are on nobody's watchlist; who holds or tracks one keeps it fresh."""
        for symbol in sorted(symbols):
            await self._universe.change_if_present(
                symbol, lambda entry: replace(entry, is_watched=False)
            )

    async def watched(self) -> set[str]:
        """Return the symbols that are marked as being on somebody's watchlist."""
        return {entry.symbol for entry in await self._universe.every() if entry.is_watched}

    async def with_successors(self, symbols: Collection[str]) -> set[str]:
        """Return these symbols and those they have become: who wants one wants the other."""
        found, onward = set[str](), set(symbols)
        while onward := onward - found:
            found |= onward
            entries = await self._universe.find_many(onward)
            onward = {entry.renamed_to for entry in entries.values() if entry.renamed_to}
        return found

    async def track(
        self, user_id: str, symbols: Collection[str], wait_seconds: float = 0.0
    ) -> dict[str, TrackingState]:
        """Track symbols for a person; like `ensure`, and shown in their list."""
        wanted = sorted({ids.symbol(symbol) for symbol in symbols})
        # Before it is in anybody's list: what is listed and not registered would never come.
        await self._registered(wanted, {"is_tracked": True})
        since = {"schema": current("track"), "since": rfc3339(self._clock.now())}
        for document in (USER_DATA.name, OPS.name):
            await asyncio.gather(*(self._note(document, user_id, s, since) for s in wanted))
        return await self._ensure(wanted, wait_seconds, is_tracked=True)

    async def untrack(self, user_id: str, symbol: str) -> None:
        """Stop tracking a symbol for a person; its history stays.

        Raises: NotFound when they do not track it.
        """
        canonical = ids.symbol(symbol)
        await self._documents.delete(USER_DATA.name, user_id, f"track:{canonical}")
        partition = f"trackers:{canonical}"
        try:
            await self._documents.delete(OPS.name, partition, user_id)
        except NotFound:
            log.info("tracker_was_gone", symbol=canonical)
        if not await self._documents.query(OPS.name, partition, Query(limit=1)):
            await self._universe.change_if_present(
                canonical, lambda entry: replace(entry, is_tracked=False)
            )

    async def forget(self, user_id: str) -> None:
        """Stop tracking everything for a person; safe to repeat."""
        while tracked := await self.list_tracked(user_id):
            for item in tracked:
                with suppress(NotFound):
                    await self.untrack(user_id, item.symbol)

    async def list_tracked(
        self, user_id: str, after: str | None = None, limit: int = 100
    ) -> list[Tracked]:
        """Return what a person tracks, ordered by symbol, after a symbol."""
        last = f"track:{after}" if after else None
        query = Query(prefix="track:", after=last, limit=limit)
        found = await self._documents.query(USER_DATA.name, user_id, query)
        since = {
            document.id.removeprefix("track:"): datetime.fromisoformat(
                upcast("track", document.body)["since"]
            )
            for document in found
        }
        entries = await self._universe.find_many(since)
        return [Tracked(symbol, day, entries.get(symbol)) for symbol, day in since.items()]

    async def status(self, symbols: Collection[str] | None = None) -> list[Entry]:
        """Return how the data of these symbols stands, or of all; exchange rates left out."""
        if symbols is not None:
            found = await self._universe.find_many({ids.symbol(symbol) for symbol in symbols})
            return [found[symbol] for symbol in sorted(found)]
        return [entry for entry in await self._universe.every() if ":" not in entry.symbol]

    async def ping(self) -> None:
        """Raises: Unavailable when no provider of prices can be asked."""
        if not self._failover.is_usable("history"):
            told = ", ".join(f"{k}: {v}" for k, v in self._failover.health().items())
            raise Unavailable(f"No provider of prices can be asked ({told})", "no_provider")

    async def close(self) -> None:
        """Stop attempts that are still going on; the queue has their jobs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _ensure(
        self, symbols: Collection[str], wait_seconds: float, **reasons: bool
    ) -> dict[str, TrackingState]:
        wanted = sorted({ids.symbol(symbol) for symbol in symbols})
        entries = await self._registered(wanted, reasons)
        # Who wants a symbol that changed wants the one it has become.
        onward = {entry.renamed_to for entry in entries.values() if entry.renamed_to}
        while onward := onward - entries.keys():
            following = await self._registered(sorted(onward), reasons)
            entries |= following
            onward = {entry.renamed_to for entry in following.values() if entry.renamed_to}
        jobs = [
            backfill(entry.symbol, entry.attempt)
            for entry in entries.values()
            if entry.state == "queued" and not entry.has_ended
        ]
        await asyncio.gather(*(self._enqueue(job) for job in jobs))
        self._start(jobs)
        seen = {symbol: entries[symbol] for symbol in wanted}
        await self._settle(seen, time.monotonic() + wait_seconds)
        return {symbol: _STATES[entry.state] for symbol, entry in seen.items()}

    async def _registered(
        self, symbols: list[str], reasons: Mapping[str, bool]
    ) -> dict[str, Entry]:
        """Return the entries of all symbols, made, marked as wanted, or queued anew when due."""
        found = await self._universe.find_many(symbols)
        now = self._clock.now()

        def edit(entry: Entry) -> Entry:
            entry = replace(entry, **reasons)
            if (
                entry.has_ended
                or entry.bars
                or entry.state in _UNSETTLED
                or entry.next_due_at > now
            ):
                return entry
            return requeued(entry, now)

        queued = [s for s in symbols if s not in found or edit(found[s]).attempt > found[s].attempt]
        await self._watch.announce(queued)

        async def one(symbol: str) -> Entry:
            if symbol not in found:
                entry = replace(Entry(symbol, "queued", now, now + BACKSTOP), **reasons)
                if await self._universe.add(entry):
                    return entry
            elif edit(found[symbol]) == found[symbol]:
                return found[symbol]
            return await self._universe.change(symbol, edit)

        return {entry.symbol: entry for entry in await asyncio.gather(*map(one, symbols))}

    async def _enqueue(self, job: Job) -> None:
        try:
            await self._queue.send(MARKET_JOBS, job.message(), delay_seconds=_HEAD_START_SECONDS)
        except (Unavailable, NotFound) as error:
            # The attempt made here may still succeed; if not, the timer finds the entry due.
            log.warning("backfill_not_enqueued", symbol=job.subject, detail=error.detail)

    def _start(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            task = asyncio.create_task(self._attempt(job.message()))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _attempt(self, message: dict[str, Any]) -> None:
        async with self._slots:
            try:
                await self._pipeline.handle(message)
            except PlumblineError as error:
                log.warning("backfill_left_to_queue", code=error.code, detail=error.detail)

    async def _settle(self, seen: dict[str, Entry], deadline: float) -> None:
        """Wait until no symbol is on its way, or the time is over; note how each stands."""
        while pending := {s for s, e in seen.items() if e.state in _UNSETTLED and not e.has_ended}:
            left = deadline - time.monotonic()
            if left > 0:
                # Looking after each symbol would cost the square of their number.
                pause = _LOOK_SECONDS if self._running else _POLL_SECONDS
                await self._pause(min(left, pause))
            seen.update(await self._universe.find_many(pending))
            if left <= 0:
                return

    async def _pause(self, seconds: float) -> None:
        """Wait, no longer than for the attempts that are going on here."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        else:
            await asyncio.sleep(seconds)

    async def _note(self, container: str, user_id: str, symbol: str, body: dict[str, Any]) -> None:
        """Note that a person tracks a symbol: among their things, or among the symbol's people."""
        is_theirs = container == USER_DATA.name
        partition, name = (
            (user_id, f"track:{symbol}") if is_theirs else (f"trackers:{symbol}", user_id)
        )
        try:
            await self._documents.create(container, partition, name, body)
        except AlreadyExists:
            log.debug("tracked_before", symbol=symbol)


def requeued(entry: Entry, now: datetime) -> Entry:
    """Return the entry of a symbol that never got data, ready for another attempt."""
    return replace(
        entry,
        state="queued",
        stage="queued",
        progress=0.0,
        attempt=entry.attempt + 1,
        next_due_at=now + BACKSTOP,
    )
