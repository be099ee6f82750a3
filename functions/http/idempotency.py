"""Idempotency-Key: a write sent again takes effect once and is answered alike."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.problems import error_response
from functions.wiring import Services
from shared.identity.model import Principal
from shared.kernel import repeats
from shared.kernel.errors import Conflict, NotAuthenticated, PlumblineError
from shared.platform.idempotency import Fresh, InProgress, Replay

log = structlog.get_logger(__name__)

_METHODS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# What these answer holds tokens, which are kept nowhere but with their owner.
_NEVER_KEPT: Final = (
    "/api/auth/",
    "/api/users/me/tokens",
    "/api/notification-channels",
)
_RETRIED_AFRESH: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
)
_KEPT_HEADERS: Final = ("content-type", "location", "etag", "retry-after")


class Idempotency:
    """Keeps the answer of a write that carries an Idempotency-Key, per person or token, for a day.

    The same key with another request is 422; a duplicate that overtakes the first waits for its
    answer, and is 409 when that takes too long. Failures of ours (5xx), and refusals that say
    when to come again, are not kept: the next attempt carries the request out again, and finds
    what the failed one may have made.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self.app, self.services = app, services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key_of(scope)
        caller = await self._caller(scope) if key else None
        if key is None or caller is None:
            await self.app(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return
        try:
            await self._once(caller, key, body, scope, send)
        except PlumblineError as error:
            answer = error_response(error, str(scope.get("plumbline.correlation_id", "")))
            await answer(scope, receive, send)

    async def _caller(self, scope: Scope) -> Principal | None:
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return await self.services.identity.authenticate(token.strip())
        except NotAuthenticated:
            return None  # the route says so itself

    async def _once(
        self, caller: Principal, key: str, body: bytes, scope: Scope, send: Send
    ) -> None:
        # An API token's keys are its own: what a log-in was answered may be more than it may see.
        token = "" if caller.is_logged_in else caller.session_id
        claim = await self.services.idempotency.begin(
            caller.user_id, key, _digest(scope, body), token=token
        )
        if isinstance(claim, InProgress):
            raise Conflict(
                "The first request with this Idempotency-Key is still at work",
                "idempotency_in_progress",
                retry_after_seconds=2,
            )
        receive = _replayed_body(body)
        if isinstance(claim, Replay):
            headers = {**claim.headers, "Idempotency-Replayed": "true"}
            await Response(claim.body, claim.status, headers)(scope, receive, send)
            return
        await self._first(claim, scope, receive, send)

    async def _first(self, claim: Fresh, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Recorded()
        try:
            seed = claim.seed.encode()
            with repeats.request(seed, claim.begun_at, is_repeated=claim.is_repeated):
                await self.app(scope, receive, answer.record)
        except BaseException:
            await self.services.idempotency.abandon(claim)
            raise
        if answer.is_worth_keeping:
            await self.services.idempotency.complete(
                claim, answer.status, answer.kept_headers(), answer.body
            )
        else:
            await self.services.idempotency.abandon(claim)
        # Sent only now: whoever has seen the answer finds it again.
        for message in answer.messages:
            await send(message)


class _Recorded:
    """A whole response, held back until it is safe to send."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def record(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"]) if self.messages else 0

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages[1:])

    @property
    def is_worth_keeping(self) -> bool:
        known = 0 < self.status < HTTPStatus.INTERNAL_SERVER_ERROR
        is_later = self.status >= HTTPStatus.BAD_REQUEST and "retry-after" in self.kept_headers()
        return known and self.status not in _RETRIED_AFRESH and not is_later

    def kept_headers(self) -> dict[str, str]:
        headers = MutableHeaders(raw=list(self.messages[0]["headers"]))
        return {name: headers[name] for name in _KEPT_HEADERS if name in headers}


def _key_of(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] not in _METHODS:
        return None
    headers = Headers(scope=scope)
    # A stream cannot be held back; its routes are idempotent by their own ids.
    if "text/event-stream" in headers.get("accept", ""):
        return None
    if scope["path"].startswith(_NEVER_KEPT):
        return None
    return headers.get("idempotency-key")


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body; None when the client went away."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replayed_body(body: bytes) -> Callable[[], Awaitable[Message]]:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive


def _digest(scope: Scope, body: bytes) -> str:
    """Return what makes two requests the same; a new multipart boundary does not."""
    content_type = Headers(scope=scope).get("content-type", "")
    _, marker, boundary = content_type.partition("boundary=")
    if marker and boundary:
        body = body.replace(boundary.strip('"').encode("latin-1"), b"boundary")
    head = f"{scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}\n"
    return sha256(head.encode() + body).hexdigest()
