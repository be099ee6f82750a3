"""Server-sent events as a response: sent as they come, stopped when the client goes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.assistant.codec import event_to
from shared.assistant.model import Event, TextDelta
from shared.assistant.service import Numbered

_HEADERS: Final = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}
_HEARTBEAT: Final = b": heartbeat\n\n"
_ODD_MESSAGE_SECONDS: Final = 0.1


class EventStream(Response):
    """Answers with a run's events; each carries `{message id}.{number}` as its id."""

    media_type = "text/event-stream"

    def __init__(self, message_id: str, events: AsyncGenerator[Numbered]) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._message_id, self._events = message_id, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        sending = asyncio.ensure_future(self._send(send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            sending.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await sending

    async def _send(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        async with aclosing(self._events) as batches:
            async for last, events in batches:
                body = encoded(self._message_id, last, events) if events else _HEARTBEAT
                await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def encoded(message_id: str, last: int, events: Sequence[Event]) -> bytes:
    """Return events, the last of them numbered `last`, as they go over the wire.

    Texts side by side are sent as one, under the last one's number.
    """
    first = last - len(events) + 1
    parts: list[bytes] = []
    texts: list[str] = []
    for number, event in enumerate(events, first):
        if isinstance(event, TextDelta) and not event.replace:
            texts.append(event.text)
            continue
        if texts:
            parts.append(_encoded(message_id, number - 1, TextDelta("".join(texts))))
            texts = []
        parts.append(_encoded(message_id, number, event))
    if texts:
        parts.append(_encoded(message_id, last, TextDelta("".join(texts))))
    return b"".join(parts)


def _encoded(message_id: str, number: int, event: Event) -> bytes:
    name, data = event_to(event)
    head = f"id: {message_id}.{number}\nevent: {name}\ndata: ".encode()
    return head + _dump(data) + b"\n\n"


def _dump(data: Any) -> bytes:
    return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":  # noqa: ASYNC110 - told by `receive`
        # The body is read already; whatever else a server says must not keep the loop busy.
        await asyncio.sleep(_ODD_MESSAGE_SECONDS)
