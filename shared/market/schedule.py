"""What is due, turned into jobs: called by the timers.

Nothing depends on a timer having run: what is due is told by what is stored, so that a run that
was missed is made up for by the next one.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import structlog

from shared.kernel.clock import Clock
from shared.market.calendars import calendar_of
from shared.market.fact_jobs import FactKind, fact_messages
from shared.market.jobs import backfill, refresh
from shared.market.registry import Entry, Universe
from shared.market.timing import BACKSTOP
from shared.market.tracking import requeued
from shared.platform.queues import MARKET_JOBS, QueueSender

log = structlog.get_logger()

_DEEPEST_QUEUE: Final = 5_000


class MarketSchedule:
    """Lists the wanted symbols whose time has come and enqueues a small job for each.

    `facts`: the kinds of facts that some provider can be asked for. `machine_clock` tells the real
    time: while `clock` shows another day, facts of today would be from its future.
    """

    def __init__(
        self,
        universe: Universe,
        queue: QueueSender,
        clock: Clock,
        facts: tuple[FactKind, ...],
        machine_clock: Clock,
    ) -> None:
        self._universe = universe
        self._queue = queue
        self._clock = clock
        self._facts = facts
        self._machine_clock = machine_clock

    async def enqueue_due(self) -> int:
        """Enqueue what is due and return how many jobs that are.

        A job's id follows from the time it was due: two ticks, or two instances, that enqueue
        the same one cause one run. What people hold comes before what they only track.
        """
        now = self._clock.now()
        due = [e for e in await self._universe.every() if e.is_wanted and e.next_due_at <= now]
        if due and await self._is_full(len(due)):
            return 0
        due.sort(key=lambda entry: (not entry.is_held, entry.next_due_at))
        messages = [await self._message(entry, now) for entry in due]
        await self._queue.send_many(MARKET_JOBS, messages)
        log.info("market_jobs_enqueued", count=len(messages))
        return len(messages)

    async def enqueue_facts(self, kind: FactKind) -> int:
        """Enqueue the renewal of one kind of facts; return how many jobs that are.

        Quotes of exchanges that are open; the rest of every wanted symbol. Whoever carries a job
        out renews only what is due.
        """
        is_today = self._clock.today() == self._machine_clock.today()
        if kind not in self._facts or not is_today:
            return 0
        now = self._machine_clock.now()
        wanted = [e for e in await self._universe.every() if e.is_wanted and ":" not in e.symbol]
        if kind == "quote":
            wanted = [e for e in wanted if calendar_of(e.symbol).is_open(now)]
        if not wanted or await self._is_full(len(wanted)):
            return 0
        wanted.sort(key=lambda entry: (not entry.is_held, entry.symbol))
        messages = list(fact_messages(kind, [entry.symbol for entry in wanted]))
        await self._queue.send_many(MARKET_JOBS, messages)
        log.info("fact_jobs_enqueued", kind=kind, symbols=len(wanted), count=len(messages))
        return len(messages)

    async def _is_full(self, due: int) -> bool:
        if await self._queue.depth(MARKET_JOBS) <= _DEEPEST_QUEUE:
            return False
        log.warning("market_queue_is_full", due=due)
        return True

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
