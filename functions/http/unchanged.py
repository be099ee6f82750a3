"""Answers 304 to a reading asked again while nothing at all has been written: without computing.

A portfolio's figures follow from the store and the date. The worker remembers for each reading the
ETag it was answered with and the store's stamp from before it was computed; while the stamp is the
same, so is the answer. Anything written by anyone, in any process, makes the next one be computed.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.validators import is_match
from functions.wiring import Services
from shared.kernel.errors import PlumblineError

_READING: Final = re.compile(
    r"/api/portfolios/[^/]+/(summary|holdings|performance|allocation|gains|income|risk)"
)
_MOST: Final = 4_096
_REMEMBERED_FOR: Final = timedelta(seconds=30)
"""A computed reading also sees to it that rates and facts grown old are fetched anew."""
_KEPT_HEADERS: Final = ("etag", "cache-control")


@dataclass(frozen=True, slots=True)
class _Answered:
    stamp: int
    today: date
    at: datetime
    headers: dict[str, str]


class Unchanged:
    """Wraps `ConditionalGet`, whose ETags it remembers."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self.app, self.services = app, services
        self._answered: OrderedDict[bytes, _Answered] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stamp = self._stamp(scope)
        if stamp is None:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token, wanted = headers.get("authorization", ""), headers.get("if-none-match", "")
        asked = _digest(token, scope)
        today, now = self.services.clock.today(), self.services.machine_clock.now()
        last = self._answered.get(asked)
        if (
            last is not None
            and (last.stamp, last.today) == (stamp, today)
            and abs(now - last.at) < _REMEMBERED_FOR
            and is_match(wanted, last.headers["etag"])
            and await self._is_known(token)
        ):
            await Response(None, HTTPStatus.NOT_MODIFIED, last.headers)(scope, receive, send)
            return

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {200, 304}:
                told = Headers(raw=message["headers"])
                kept = {name: told[name] for name in _KEPT_HEADERS if name in told}
                if "etag" in kept:
                    self._remember(asked, _Answered(stamp, today, now, kept))
            await send(message)

        await self.app(scope, receive, send_noted)

    def _stamp(self, scope: Scope) -> int | None:
        """Return the store's stamp; None for what is no reading and where there is no stamp."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        changes = self.services.changes
        return changes.stamp() if changes and _READING.fullmatch(scope["path"]) else None

    async def _is_known(self, authorization: str) -> bool:
        """Say whether the token still is one; who may see what is part of the store's state."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            _ = await self.services.identity.authenticate(token.strip())
        except PlumblineError:
            return False  # the route says so itself
        return True

    def _remember(self, asked: bytes, answered: _Answered) -> None:
        self._answered[asked] = answered
        self._answered.move_to_end(asked)
        while len(self._answered) > _MOST:
            _ = self._answered.popitem(last=False)


def _digest(authorization: str, scope: Scope) -> bytes:
    """Return a name for who asks what: a token is not kept longer than its request."""
    parts = (authorization.encode(), scope["path"].encode(), scope["query_string"])
    return blake2b(b"\0".join(parts), digest_size=16).digest()
