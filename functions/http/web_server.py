"""The worker's HTTP server: our web extension on `azurefunctions-extensions-base`.

The Functions runtime finds the classes `WebApp` and `WebServer` by the module that first derives
from the tracker metaclasses, so all of them live here. The host sends each request twice: as an
invocation over its own channel, and as HTTP to this server with `x-ms-invocation-id`; the runtime's
catch-all brings the two together and returns what the function returned.

It is not Microsoft's FastAPI extension because that one answers `/docs` and `/openapi.json` itself.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from azurefunctions.extensions.base import (
    RequestSynchronizer,
    RequestTrackerMeta,
    ResponseLabels,
    ResponseTrackerMeta,
)
from azurefunctions.extensions.base import WebApp as BaseWebApp
from azurefunctions.extensions.base import WebServer as BaseWebServer
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.responses import Response as StarletteResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

type CatchAll = Callable[[StarletteRequest], Awaitable[StarletteResponse]]

INVOCATION_HEADER: Final = "x-ms-invocation-id"
# Longer than the host keeps its pooled connections, so that it never writes to a closed one.
_KEEP_ALIVE_SECONDS: Final = 240


class RouteParameters(RequestSynchronizer):
    """Copies the host's route parameters into the request."""

    def sync_route_params(self, request: StarletteRequest, path_params: Mapping[str, str]) -> None:
        request.scope["path_params"] = dict(path_params)


class Request(metaclass=RequestTrackerMeta):
    """Registers Starlette's request as what the HTTP function takes."""

    request_type = StarletteRequest
    synchronizer = RouteParameters()


class Response(metaclass=ResponseTrackerMeta):
    """Registers Starlette's response as what the HTTP function returns."""

    label = ResponseLabels.STANDARD
    response_type = StarletteResponse


class WebApp(BaseWebApp):
    """Hands every request to the runtime's catch-all and runs the response it returns."""

    def __init__(self) -> None:
        self._catch_all: CatchAll | None = None

    def route(self, func: CatchAll) -> CatchAll:
        self._catch_all = func
        return func

    def get_app(self) -> ASGIApp:
        return self._serve

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._catch_all is None:
            return
        request = StarletteRequest(scope, receive)
        invocation_id = request.headers.get(INVOCATION_HEADER)
        if invocation_id is None:
            refusal = PlainTextResponse("Only the Functions host may call this server", 400)
            await refusal(scope, receive, send)
            return
        started = False

        async def send_noticed(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            try:
                response = await self._catch_all(request)
            finally:
                _forget(invocation_id)
            await response(scope, receive, send_noticed)
        except asyncio.CancelledError:
            # Only a worker that ends cancels its exchanges; the server would answer 500.
            if not started:
                await _ending()(scope, receive, send)


class WebServer(BaseWebServer):
    """Uvicorn on the loopback port that the runtime chose."""

    hostname: str
    port: int
    web_app: ASGIApp

    async def serve(self) -> None:
        config = uvicorn.Config(
            self.web_app,
            host=self.hostname,
            port=self.port,
            access_log=False,
            server_header=False,
            log_config=None,
            lifespan="off",  # The application starts on its first request: functions.http.lazy_app
            interface="asgi3",
            ws="none",
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            # The host appends the caller; what came before it in the header is only a claim.
            forwarded_allow_ips="127.0.0.1,::1",
        )
        await _Server(config).serve()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the process's signals to the worker that owns it."""
        yield


def unavailable(code: str, detail: str, **headers: str) -> StarletteResponse:
    """Return 503 as a problem document, where the application is not there to say it."""
    problem: dict[str, object] = {
        "type": f"urn:plumbline:problem:{code}",
        "title": "Service Unavailable",
        "status": 503,
        "detail": detail,
        "code": code,
        "correlation_id": "",
        "errors": [],
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse(problem, 503, named, media_type="application/problem+json")


def _ending() -> StarletteResponse:
    detail = "The worker is ending; send the request again"
    return unavailable("restarting", detail, Retry_After="1", Connection="close")


def _forget(invocation_id: str) -> None:
    """Drop the runtime's record of a finished exchange; release 1.3 keeps every one for ever."""
    module: Any = sys.modules.get("azure_functions_runtime.http_v2")
    references: dict[str, object] | None = getattr(
        getattr(module, "http_coordinator", None), "_context_references", None
    )
    if references is not None:
        references.pop(invocation_id, None)
