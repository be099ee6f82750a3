"""The FastAPI application, made and started once, by the first request that needs it.

Not at index time: timers and queues never pass through here and should not pay for it.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.applications import Starlette

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """A running application and the state its lifespan yielded."""

    app: Starlette
    state: Mapping[str, Any]


class LazyApp:
    """Makes the application, enters its lifespan, and holds both until `close`."""

    def __init__(self, make: Callable[[], Starlette]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self._started: Started | None = None
        self._closing = asyncio.Event()
        self._holder: asyncio.Task[None] | None = None

    async def get(self) -> Started:
        """Return the running application.

        Raises what making or starting it raised; the next call tries again.
        """
        if self._started is None:
            async with self._lock:
                if self._started is None:
                    self._started = await self._start()
        return self._started

    async def close(self) -> None:
        """Leave the lifespan, if it was ever entered."""
        self._closing.set()
        if self._holder is not None:
            await self._holder

    async def _start(self) -> Started:
        app = self._make()
        entered: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        # A task and a context of its own: a lifespan must be left by the task that entered it, and
        # must not carry the first request's log fields for ever.
        self._holder = asyncio.create_task(self._hold(app, entered), context=Context())
        return Started(app, await entered)

    async def _hold(self, app: Starlette, entered: asyncio.Future[Mapping[str, Any]]) -> None:
        try:
            async with app.router.lifespan_context(app) as state:
                entered.set_result(state or {})
                await self._closing.wait()
        except Exception as error:
            if entered.done():
                log.exception("lifespan_failed")
            else:
                entered.set_exception(error)
