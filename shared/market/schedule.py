"""What is due, turned into jobs: called by the timer `market_ingestion_tick`."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import structlog

from shared.kernel.clock import Clock
from shared.market.jobs import backfill, refresh
from shared.market.registry import Entry, Universe
from shared.market.timing import BACKSTOP
from shared.market.tracking import requeued
from shared.platform.queues import MARKET_JOBS, QueueSender

log = structlog.get_logger()

_DEEPEST_QUEUE: Final = 5_000


class MarketSchedule:
    """Lists the wanted symbols whose time has come and enqueues a small job for each."""

    def __init__(self, universe: Universe, queue: QueueSender, clock: Clock) -> None:
        self._universe = universe
        self._queue = queue
        self._clock = clock

    async def enqueue_due(self) -> int:
        """Enqueue what is due and return how many jobs that are.

        A job's id follows from the time it was due: two ticks, or two instances, that enqueue
        the same one cause one run. What people hold comes before what they only track.
        """
        now = self._clock.now()
        due = [e for e in await self._universe.every() if e.is_wanted and e.next_due_at <= now]
        if due and await self._queue.depth(MARKET_JOBS) > _DEEPEST_QUEUE:
            log.warning("market_queue_is_full", due=len(due))
            return 0
        due.sort(key=lambda entry: (not entry.is_held, entry.next_due_at))
        messages = [await self._message(entry, now) for entry in due]
        await self._queue.send_many(MARKET_JOBS, messages)
        log.info("market_jobs_enqueued", count=len(messages))
        return len(messages)

    async def _message(self, entry: Entry, now: datetime) -> dict[str, Any]:
        if entry.bars:
            return refresh(entry.symbol, entry.next_due_at).message()
        if entry.state in {"unknown", "unreachable", "failed"}:
            entry = await self._universe.change(entry.symbol, lambda e: requeued(e, now))
        else:
            # Its job should have run by now: send it once more, then wait again.
            due_at = now + BACKSTOP
            entry = await self._universe.change(
                entry.symbol, lambda e: replace(e, next_due_at=max(e.next_due_at, due_at))
            )
        return backfill(entry.symbol, entry.attempt).message()
