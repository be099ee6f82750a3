"""`/api/mcp`: who calls is settled here; the MCP library is loaded by the first request.

It takes a second to import and belongs to few requests, so neither indexing nor any other route
pays for it.
"""

import asyncio
from contextvars import Context
from typing import TYPE_CHECKING, Final

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from functions.http.assistant_callers import caller_of
from functions.http.problems import correlation_id, error_response
from functions.wiring import Services
from shared.identity.model import Principal
from shared.kernel.errors import NotAllowed, NotAuthenticated, PlumblineError

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

log = structlog.get_logger(__name__)

PATHS: Final = ("/mcp", "/mcp/")


class McpEndpoint:
    """An ASGI application; stateless, so any worker answers any request."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = asyncio.Lock()
        self._manager: StreamableHTTPSessionManager | None = None
        self._holder: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            principal = await self._authenticate(Headers(scope=scope).get("authorization", ""))
            caller = await caller_of(self._services, principal)
        except PlumblineError as error:
            response = error_response(error, correlation_id(Request(scope)))
            await response(scope, receive, send)
            return
        manager = await self._running()
        from functions.http.mcp_server import CALLER

        token = CALLER.set(caller)
        try:
            await manager.handle_request(scope, receive, send)
        finally:
            CALLER.reset(token)

    async def close(self) -> None:
        """Leave the manager's task group, if it was ever entered."""
        if self._holder is not None:
            self._holder.cancel()
            await asyncio.wait([self._holder])

    async def _authenticate(self, header: str) -> Principal:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotAuthenticated("This needs an API token: Authorization: Bearer …", "no_token")
        principal = await self._services.identity.authenticate(token.strip())
        if "read" not in principal.scopes:
            raise NotAllowed("This token lacks the scope 'read'", "missing_scope")
        return principal

    async def _running(self) -> "StreamableHTTPSessionManager":
        if self._manager is None:
            async with self._lock:
                if self._manager is None:
                    self._manager = await self._start()
        return self._manager

    async def _start(self) -> "StreamableHTTPSessionManager":
        from functions.http.mcp_server import session_manager

        manager = session_manager(self._services)
        entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # A task of its own: a task group must be left by the task that entered it.
        self._holder = asyncio.create_task(_hold(manager, entered), context=Context())
        await entered
        return manager


async def _hold(manager: "StreamableHTTPSessionManager", entered: asyncio.Future[None]) -> None:
    async with manager.run():
        entered.set_result(None)
        await asyncio.Event().wait()
