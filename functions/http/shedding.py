"""Past its knee a worker says so at once: 503 with `Retry-After`, instead of letting all wait.

Overload shows in two ways. Requests whose answers have not begun pile up, waiting for the store or
for others; or the event loop itself falls behind, and then even the cheapest answer waits. Streams
count until they begin. Health is always answered: a busy worker is alive.
"""

import asyncio
from collections import deque
from http import HTTPStatus
from time import monotonic
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.problems import problem_response

log = structlog.get_logger(__name__)

_FREE: Final = "/api/health"
_MOST_WAITING: Final = 400
_MOST_LAG_SECONDS: Final = 1.5
_BEAT_SECONDS: Final = 0.1
_RETRY_AFTER_SECONDS: Final = 2


class LoopLag:
    """How late the event loop runs what is due; a beat ten times a second while it is asked."""

    def __init__(self) -> None:
        self._late: deque[float] = deque([0.0, 0.0], maxlen=2)
        self._beat: asyncio.TimerHandle | None = None
        self._asked = False

    def seconds(self) -> float:
        """Return the smaller of the last two: once late is a long computation or a sleep."""
        self._asked = True
        if self._beat is None:
            self._next()
        return min(self._late)

    def _next(self) -> None:
        due = monotonic() + _BEAT_SECONDS
        loop = asyncio.get_running_loop()
        self._beat = loop.call_later(_BEAT_SECONDS, self._note, due)

    def _note(self, due: float) -> None:
        self._late.append(max(0.0, monotonic() - due))
        self._beat = None
        if self._asked:
            self._asked = False
            self._next()
        else:  # an idle worker is not woken, and is not behind
            self._late.extend((0.0, 0.0))


class Shedding:
    """Refuses what could not be answered in time, so that what is taken on is."""

    def __init__(
        self,
        app: ASGIApp,
        most_waiting: int = _MOST_WAITING,
        most_lag_seconds: float = _MOST_LAG_SECONDS,
    ) -> None:
        self.app = app
        self._most_waiting, self._most_lag = most_waiting, most_lag_seconds
        self._waiting = 0
        self._lag = LoopLag()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self.app(scope, receive, send)
            return
        if self._is_overloaded():
            await self._refuse(scope, receive, send)
            return
        is_waiting = True
        self._waiting += 1

        async def send_noted(message: Message) -> None:
            nonlocal is_waiting
            if is_waiting:
                is_waiting = False
                self._waiting -= 1
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            if is_waiting:
                self._waiting -= 1

    def _is_overloaded(self) -> bool:
        return self._lag.seconds() > self._most_lag or self._waiting >= self._most_waiting

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        log.warning("request_shed", path=scope["path"], waiting=self._waiting)
        response = problem_response(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"Too much is asked at once; try again in {_RETRY_AFTER_SECONDS} s",
            "overloaded",
            str(scope.get("plumbline.correlation_id", "")),
            headers={"Retry-After": str(_RETRY_AFTER_SECONDS)},
        )
        await response(scope, receive, send)
