"""HEAD wherever there is a GET, and OPTIONS that says what a path can be asked with."""

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PREFLIGHT: Final = "access-control-request-method"


class Methods:
    """Answers HEAD as its GET would be, without the body; and OPTIONS of known paths."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "HEAD":
            await self._head(scope, receive, send)
            return
        if method == "OPTIONS" and _PREFLIGHT not in Headers(scope=scope):
            allowed: list[str] = scope["app"].state.routes.methods_of(scope["path"])
            if allowed:
                response = Response(
                    status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(allowed)}
                )
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_answered = False
        asking: asyncio.Task[None] | None = None

        async def send_head(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                await send(message)
                return
            if is_answered:
                return
            is_answered = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            if message.get("more_body", False) and asking is not None:
                asking.cancel()  # as when the reader of a stream goes away

        get = self.app({**scope, "method": "GET"}, receive, send_head)
        asking = asyncio.ensure_future(get)
        try:
            await asking
        except asyncio.CancelledError:
            if not is_answered or not asking.cancelled():
                asking.cancel()
                raise
