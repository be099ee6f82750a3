"""Pure ASGI middleware: correlation ids, body limit, security headers, validators for GETs.

Plain ASGI and not `@app.middleware("http")`, which costs four fifths of the throughput.
"""

import re
from hashlib import blake2b
from http import HTTPStatus
from time import perf_counter
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.problems import problem_response
from functions.http.validators import is_match
from shared.platform import tracing
from shared.platform.metrics import RequestMetrics

log = structlog.get_logger(__name__)

_CORRELATION_ID: Final = re.compile(r"[A-Za-z0-9._:-]{8,64}")
_LARGEST_TAGGED_BODY: Final = 4_000_000
_SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "no-store",
}
# The documentation page needs its own scripts; everything else is JSON, files and streams.
_DOCS_PATHS: Final = frozenset({"/api/docs"})


class RequestContext:
    """Gives a request its correlation id, binds it to the logs, and logs the outcome once."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-correlation-id", "")
        correlation_id = given if _CORRELATION_ID.fullmatch(given) else uuid4().hex
        scope["plumbline.correlation_id"] = correlation_id
        status, started = 0, perf_counter()

        async def send_labelled(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)["X-Correlation-Id"] = correlation_id
            await send(message)

        tracing.annotate(plumbline__correlation_id=correlation_id)
        fields = tracing.trace_fields()
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id, **fields):
            try:
                await self.app(scope, receive, send_labelled)
            finally:
                milliseconds = round((perf_counter() - started) * 1000, 1)
                self.metrics.record(status, milliseconds)
                log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    milliseconds=milliseconds,
                )


class SecurityHeaders:
    """Sets the headers a browser needs to keep an API's answers from being misused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _DOCS_PATHS:
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_guarded)


class BodyLimit:
    """Answers 413 to a body over the limit, announced or streamed."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > self.max_bytes:
            await self._refuse(scope, receive, send)
            return
        received, refused, started = 0, False, False

        async def receive_counted() -> Message:
            nonlocal received, refused
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > self.max_bytes:
                    refused = True
                    raise _BodyTooLarge
            return message

        async def send_unless_refused(message: Message) -> None:
            nonlocal started
            # Whatever the application makes of the interrupted body, the answer is 413.
            if not refused or started:
                started = True
                await send(message)

        try:
            await self.app(scope, receive_counted, send_unless_refused)
        except _BodyTooLarge:
            log.debug("body_refused", limit=self.max_bytes)
        if refused and not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = problem_response(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body is larger than {self.max_bytes:,} bytes",
            "body_too_large",
            str(scope.get("plumbline.correlation_id", "")),
            headers={"Connection": "close"},
        )
        await response(scope, receive, send)


class _BodyTooLarge(Exception):
    """More bytes came than the limit allows."""


class ConditionalGet:
    """Answers `ETag` on whole GET responses and 304 to a matching `If-None-Match`.

    A handler that knows its resource's version sets the ETag itself; for the rest it is a digest
    of the bytes. Streams pass untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        wanted = Headers(scope=scope).get("if-none-match", "")
        held: Message | None = None

        async def send_validated(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _may_be_tagged(message):
                held = message
                return
            if held is None:
                await send(message)
                return
            start, held = held, None
            if not message.get("more_body", False):
                start, message = _validated(start, message, wanted)
            await send(start)
            await send(message)

        await self.app(scope, receive, send_validated)


def _may_be_tagged(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    length = headers.get("content-length", "")
    return (
        start["status"] == HTTPStatus.OK
        and length.isdigit()
        and int(length) <= _LARGEST_TAGGED_BODY
    )


def _validated(start: Message, body: Message, wanted: str) -> tuple[Message, Message]:
    headers = MutableHeaders(raw=list(start["headers"]))
    etag = headers.get("etag")
    if etag is None:
        etag = f'W/"{blake2b(body.get("body", b""), digest_size=12).hexdigest()}"'
        headers["ETag"] = etag
    # `no-store` would keep browsers from ever sending If-None-Match.
    headers.setdefault("Cache-Control", "private, no-cache")
    if not is_match(wanted, etag):
        return {**start, "headers": headers.raw}, body
    for name in ("content-length", "content-type", "content-encoding"):
        if name in headers:
            del headers[name]
    return (
        {**start, "status": int(HTTPStatus.NOT_MODIFIED), "headers": headers.raw},
        {**body, "body": b""},
    )
