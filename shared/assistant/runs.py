"""Answers in the making: their events in order, for whoever listens, from wherever they left off.

A run is a task of its own. The request that started it is only its first listener: when the last
one goes the run is given a short grace, for a connection that comes back, and is then stopped, so
that nobody pays for an answer nobody reads. What was written until then is kept.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Coroutine
from contextvars import Context
from typing import Any, Final, Literal

from shared.assistant.model import Done, Event
from shared.platform.tracing import TRACEPARENT, carried, continued

type Stop = Literal["cancelled", "interrupted"]

_KEPT: Final = 2_000
_EVENTS_KEPT_SECONDS: Final = 300.0


class Run:
    """One answer in the making. Events are numbered from 1."""

    def __init__(self, user_id: str, session_id: str, message_id: str, grace: float) -> None:
        self.user_id, self.session_id, self.message_id = user_id, session_id, message_id
        self.events: list[Event] = []
        self.stopped: Stop | None = None
        self._grace = grace
        self._task: asyncio.Task[None] | None = None
        self._listeners: set[asyncio.Event] = set()
        self._leaving: asyncio.TimerHandle | None = None
        self._may_be_cut = False

    @property
    def is_done(self) -> bool:
        """Whether the last event is there."""
        return bool(self.events) and isinstance(self.events[-1], Done)

    def add(self, event: Event) -> None:
        """Append an event and wake the listeners."""
        self.events.append(event)
        for listener in self._listeners:
            listener.set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin the work, apart from the request that asked for it."""
        work = _traced(work, carried().get(TRACEPARENT))
        self._task = asyncio.get_running_loop().create_task(self._run(work), context=Context())

    def stop(self, why: Stop) -> None:
        """End the work early; what it has is stored."""
        if self.stopped is None:
            self.stopped = why
            if self._may_be_cut and self._task is not None:
                self._task.cancel()

    def settle(self) -> None:
        """From now on the work may no longer be cut short: it is storing what it has."""
        self._may_be_cut = False

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        # A task cancelled before its first step would end without a trace.
        self._may_be_cut = True
        if self.stopped is not None:
            asyncio.get_running_loop().call_soon(self._cut)
        await work

    def _cut(self) -> None:
        if self._may_be_cut and self._task is not None:
            self._task.cancel()

    async def finished(self) -> None:
        """Wait for the end of the work."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def listen(
        self, after: int = 0, *, heartbeat: float = 15.0
    ) -> AsyncGenerator[tuple[int, list[Event]]]:
        """Yield the events after a number, those that wait together, with the last one's number.

        An empty list is a heartbeat: nothing came for so long. Ends after Done.
        """
        woken, beating = asyncio.Event(), _Heartbeat(heartbeat)
        self._join(woken)
        beating.start(woken)
        try:
            while True:
                waiting = self.events[after:]
                if waiting or beating.is_due:
                    after += len(waiting)
                    yield after, waiting
                    beating.rest()
                if self.is_done and after >= len(self.events):
                    return
                woken.clear()
                if after >= len(self.events):
                    await woken.wait()
        finally:
            beating.stop()
            self._leave(woken)

    def _join(self, listener: asyncio.Event) -> None:
        self._listeners.add(listener)
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _leave(self, listener: asyncio.Event) -> None:
        self._listeners.discard(listener)
        if not self._listeners and not self.is_done:
            loop = asyncio.get_running_loop()
            self._leaving = loop.call_later(self._grace, self.stop, "interrupted")


class Runs:
    """This worker's runs; finished ones are kept a while for connections that come back."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()

    def add(self, run: Run) -> None:
        """Remember a run."""
        self._runs[run.message_id] = run
        while len(self._runs) > _KEPT:
            oldest = next(iter(self._runs.values()))
            if not oldest.is_done:
                break
            del self._runs[oldest.message_id]

    def find(self, user_id: str, message_id: str) -> Run | None:
        """Return a person's run, if it is this worker's."""
        run = self._runs.get(message_id)
        return run if run is not None and run.user_id == user_id else None

    def forget_later(self, run: Run) -> None:
        """Let go of a finished run once nobody can be expected back."""
        asyncio.get_running_loop().call_later(_EVENTS_KEPT_SECONDS, self._forget, run)

    def _forget(self, run: Run) -> None:
        if self._runs.get(run.message_id) is run:  # else its question is answered anew
            del self._runs[run.message_id]


async def _traced(work: Coroutine[Any, Any, None], traceparent: str | None) -> None:
    """Do the work below the request that asked for it, whose context it otherwise leaves."""
    with continued("answer", traceparent, "internal"):
        await work


class _Heartbeat:
    """Wakes a listener when it has been told nothing for a while; one timer, whatever comes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._said = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.is_due = False

    def start(self, listener: asyncio.Event) -> None:
        """Begin to count."""
        loop = asyncio.get_running_loop()
        if not self.is_due:
            left = self._said + self._seconds - loop.time()
            self.is_due = self._timer is not None and left <= 0
            if self.is_due:
                listener.set()
        wait = max(self._said + self._seconds - loop.time(), self._seconds / 10)
        self._timer = loop.call_later(wait, self.start, listener)

    def rest(self) -> None:
        """Note that something was said."""
        self.is_due, self._said = False, asyncio.get_running_loop().time()

    def stop(self) -> None:
        """Count no more."""
        if self._timer is not None:
            self._timer.cancel()
