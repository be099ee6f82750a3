"""Routers, each imported when the first path under its name is asked for.

Importing all of them takes a second of a cold worker: models, validators, what their services need.
A worker that is asked for one thing loads the few modules behind that; the rest follow once it has
been quiet for a moment, module by module beside the requests.
"""

import asyncio
from bisect import bisect
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.http.route_table import RouteTable
from shared.kernel.collection import leave_alone_what_is_loaded

PREFIX: Final = "/api"
# The first part of a path and the routers that know paths below it. Routes are tried one after the
# other, 2 µs each: what is asked most comes first.
BY_SEGMENT: Final[Mapping[str, tuple[str, ...]]] = {
    "chat": ("assistant", "chat_sessions", "assistant_models", "drafts"),
    "health": ("operations",),
    "config": ("operations",),
    "auth": ("auth", "oidc", "recovery", "sessions"),
    "users": ("users", "api_tokens"),
    "operations": ("administration", "background"),
    "portfolios": (
        "portfolios",
        "transactions",
        "imports",
        "performance",
        "analytics",
        "planning",
        "plans_explained",
    ),
    "market": (
        "market_stream",  # before `market/{symbol}`
        "market_rates",  # and this too
        "companies",
        "market_prices",
        "market_events",
        "market",
    ),
    "stock-data": ("stock_data", "listings"),
    "watchlists": ("watchlists",),
    "alerts": ("alerts",),
    "notifications": ("notifications",),
    "notification-preferences": ("notifications",),
    "notification-channels": ("notification_channels",),
    "models": ("assistant_models",),
    "documents": ("documents",),
    "reports": ("reports",),
}
LOCAL: Final[Mapping[str, tuple[str, ...]]] = {"operations": ("outbox",)}
_QUIET_SECONDS: Final = 1.0


class LazyRouters:
    """Knows which routers an application has, and includes them in it when they are needed.

    `afterwards` is done when all of them are there, still in the quiet.
    """

    def __init__(
        self,
        app: FastAPI,
        table: RouteTable,
        afterwards: Callable[[], Awaitable[None]],
        *,
        is_local: bool,
    ) -> None:
        self._app, self._table, self._afterwards = app, table, afterwards
        local = LOCAL if is_local else {}
        self._names = {
            segment: names + local.get(segment, ()) for segment, names in BY_SEGMENT.items()
        }
        self._waiting = dict.fromkeys(name for names in self._names.values() for name in names)
        self._order = list(self._waiting)
        self._places: list[int] = []

    def load_for(self, path: str) -> None:
        """Include what may know a path."""
        segment = path.removeprefix(f"{PREFIX}/").partition("/")[0]
        for name in self._names.get(segment, ()):
            self._include(name)

    def load_all(self) -> None:
        """Include every router."""
        for name in list(self._waiting):
            self._include(name)

    @asynccontextmanager
    async def loading_beside(self, _: FastAPI) -> AsyncGenerator[None]:
        """Load what is left while requests are answered; an application's lifespan."""
        loading = asyncio.create_task(self._load_quietly())
        try:
            yield
        finally:
            loading.cancel()
            await asyncio.wait([loading])

    async def _load_quietly(self) -> None:
        await asyncio.sleep(_QUIET_SECONDS)
        for name in list(self._waiting):
            # In a thread, so that requests go on between its instructions.
            await asyncio.to_thread(import_module, _module(name))
            self._include(name)
        await self._build_routes()
        await self._afterwards()
        leave_alone_what_is_loaded()

    async def _build_routes(self) -> None:
        """Try every route once: FastAPI builds models and dependencies when it is first asked."""
        nothing: Scope = {"type": "http", "method": "GET", "path": PREFIX, "root_path": ""}
        for route in list(self._app.router.routes):
            _ = route.matches(dict(nothing))
            await asyncio.sleep(0)

    def _include(self, name: str) -> None:
        if name not in self._waiting:
            return
        router = import_module(_module(name)).router
        del self._waiting[name]
        self._table.add(router)
        self._app.include_router(router, prefix=PREFIX)
        self._put_in_order(self._order.index(name))

    def _put_in_order(self, place: int) -> None:
        """Move what was included last to where it is tried."""
        routes = self._app.router.routes
        index = bisect(self._places, place)
        self._places.insert(index, place)
        routes.insert(index, routes.pop())


class Loaded:
    """Sees to it that the routers of a path are there before anything looks at it."""

    def __init__(self, app: ASGIApp, routers: LazyRouters) -> None:
        self.app, self._routers = app, routers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._routers.load_for(scope["path"])
        await self.app(scope, receive, send)


def _module(name: str) -> str:
    return f"functions.http.routers.{name}"
