"""The host's own HTTP pages, on loopback: run a function now, list functions, host status.

As with the real host: `POST /admin/functions/{name}` with a JSON body answers 202 and runs it;
`?wait=true` is ours and answers when it has run. A page in a browser must not be able to run
functions, so whatever looks like one is refused.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final, cast
from urllib.parse import urlsplit

from aiohttp import web

from tools.localhost.runtime import Function, Outcome

type RunNow = Callable[[Function, str], Coroutine[Any, Any, Outcome]]
"""Runs a timer or queue function with the given input."""

_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Admin:
    """Builds the web application over the indexed functions."""

    def __init__(self, functions: Mapping[str, Function], run: RunNow, page: str) -> None:
        self._functions = functions
        self._run = run
        self._page = page
        self._running: set[asyncio.Task[Outcome]] = set()

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application(middlewares=[_refuse_browsers])
        app.router.add_get("/", self._root)
        app.router.add_get("/admin/functions", self._list)
        app.router.add_get("/admin/host/status", self._status)
        app.router.add_post("/admin/functions/{name}", self._trigger)
        return app

    async def _root(self, _request: web.Request) -> web.Response:
        return web.Response(text=f"Plumbline's API is under /api; the page is {self._page}\n")

    async def _list(self, _request: web.Request) -> web.Response:
        listed = [{"name": f.name, "type": f.kind} for f in self._functions.values()]
        return web.json_response(listed)

    async def _status(self, _request: web.Request) -> web.Response:
        return web.json_response({"state": "Running", "processUptime": 0})

    async def _trigger(self, request: web.Request) -> web.Response:
        function = self._functions.get(request.match_info["name"])
        if function is None or function.kind == "httpTrigger":
            names = [f.name for f in self._functions.values() if f.kind != "httpTrigger"]
            return web.json_response({"error": "No such function", "functions": names}, status=404)
        task = asyncio.create_task(self._run(function, await _input(request)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        if request.query.get("wait") != "true":
            return web.Response(status=202)
        outcome = await asyncio.shield(task)
        return web.json_response({"succeeded": not outcome.error, "error": outcome.error})


@web.middleware
async def _refuse_browsers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    host = request.headers.get("X-Forwarded-Host", request.host)
    # A page of another site whose name was made to point here sends that name.
    if urlsplit(f"//{host}").hostname not in _LOCAL_NAMES:
        raise web.HTTPForbidden(text="Only for this machine\n")
    if "Origin" in request.headers:
        raise web.HTTPForbidden(text="Not for pages\n")
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Content-Type must be application/json\n")
    return await handler(request)


async def _input(request: web.Request) -> str:
    text = await request.text()
    if not text.strip():
        return ""
    body: object = json.loads(text)
    return str(cast("dict[str, Any]", body).get("input", "")) if isinstance(body, dict) else ""
