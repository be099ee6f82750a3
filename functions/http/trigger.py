"""The one HTTP function, and its bridge to the FastAPI application.

A function that returns an ordinary response has it joined in memory first. This one returns a
`Response` that, when the worker's server runs it, lets the FastAPI application write to that
server's own `send`: streams leave chunk by chunk, uploads arrive chunk by chunk, and a client that
goes away is noticed.
"""

import asyncio
from contextvars import copy_context
from typing import Any, Final

import azure.functions as func
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from functions.http import web_server
from functions.http.lazy_app import LazyApp, Started
from shared.kernel.collection import collect_seldom

log = structlog.get_logger(__name__)
blueprint = func.Blueprint()

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What ASGI defines. The rest of the outer scope (the host's route parameters) stays outside, or the
# inner router would take it for its own.
_SCOPE_KEYS: Final = (
    "type",
    "asgi",
    "http_version",
    "method",
    "scheme",
    "path",
    "raw_path",
    "query_string",
    "root_path",
    "client",
    "server",
    "extensions",
)
_HOST, _FORWARDED_HOST = b"host", b"x-forwarded-host"
_INVOCATION: Final = web_server.INVOCATION_HEADER.encode()


def _make_api() -> Starlette:
    # Imported here so that indexing for a timer or a queue does not load the routers.
    from functions.http.app import create_api
    from functions.wiring import get_services

    api = create_api(get_services())
    collect_seldom()
    return api


api: Final = LazyApp(_make_api)


@blueprint.route(route="{*path}", methods=_METHODS, auth_level=func.AuthLevel.ANONYMOUS)
async def http(req: Request, context: func.Context) -> Response:
    """Answer every path under /api; authentication is the application's own."""
    del req  # The response is run with the same scope and channel.
    return AsgiResponse(api, context.invocation_id)


class AsgiResponse(Response):
    """A response whose content is whatever the application sends."""

    def __init__(self, app: LazyApp, invocation_id: str) -> None:
        super().__init__()
        self._app = app
        self._invocation_id = invocation_id
        self._context = copy_context()  # carries the invocation's trace context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watched = _WatchedSend(send)
        exchange = self._exchange(scope, receive, watched)
        task = asyncio.get_running_loop().create_task(exchange, context=self._context)
        # The worker files log records under the task's invocation.
        label = getattr(task, "set_azure_invocation_id", None)
        if label is not None:
            label(self._invocation_id)
        try:
            await task
        except Exception:
            # Starlette raises again after it sent a complete 500. Were it to reach the server, the
            # host's pooled connection would be closed and the next request on it would fail.
            if not watched.is_complete:
                raise
            log.exception("unhandled_error", invocation_id=self._invocation_id)

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        with structlog.contextvars.bound_contextvars(invocation_id=self._invocation_id):
            try:
                started = await self._app.get()
            except Exception:
                log.exception("api_did_not_start")
                await _did_not_start()(scope, receive, send)
                return
            await started.app(_inner_scope(scope, started), receive, send)


class _WatchedSend:
    """Passes messages on and knows whether the response is complete."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_complete = False

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.is_complete = True


def _inner_scope(scope: Scope, started: Started) -> dict[str, Any]:
    inner: dict[str, Any] = {key: scope[key] for key in _SCOPE_KEYS if key in scope}
    inner["headers"] = _restore_host(scope["headers"])
    inner["state"] = dict(started.state)
    return inner


def _restore_host(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Undo the host's rewriting of Host, so that absolute URLs name what the client called."""
    forwarded = next((value for name, value in headers if name == _FORWARDED_HOST), None)
    kept = [(name, value) for name, value in headers if name != _INVOCATION]
    if forwarded is None:
        return kept
    return [(name, forwarded if name == _HOST else value) for name, value in kept]


def _did_not_start() -> Response:
    detail = "The API could not start; its log says why"
    return web_server.unavailable("not_started", detail, Retry_After="5")
