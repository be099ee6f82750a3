"""Single messages of a storage queue: shown, and found again by their id.

A queue knows no "give me that one": the messages are taken page by page, and those that were not
meant are let go at once.
"""

import asyncio
from base64 import b64decode
from typing import TYPE_CHECKING, Any, Final, cast

import orjson

from shared.platform.queues import QueuedMessage

if TYPE_CHECKING:
    from azure.storage.queue import QueueMessage
    from azure.storage.queue.aio import QueueClient

MOST_AT_ONCE: Final = 32  # the service's own limit
_PAGES: Final = 32
_HELD_SECONDS: Final = 30


def readable(message: "QueueMessage") -> QueuedMessage:
    """Return a message with its text decoded, as far as it can be."""
    raw: object = message.content
    text = raw if isinstance(raw, str) else str(raw)
    try:
        text = b64decode(text, validate=True).decode()
        body: object = orjson.loads(text)
    except ValueError:
        body = None
    shown = cast("dict[str, Any]", body) if isinstance(body, dict) else None
    return QueuedMessage(message.id, message.inserted_on, text, shown)


async def hold(client: "QueueClient", id: str) -> "QueueMessage | None":
    """Take a message of the first thousand for half a minute; None when it is not among them."""
    others: list[QueueMessage] = []
    held: QueueMessage | None = None
    for _ in range(_PAGES):
        pages = client.receive_messages(
            max_messages=MOST_AT_ONCE,
            messages_per_page=MOST_AT_ONCE,
            visibility_timeout=_HELD_SECONDS,
        )
        page = [message async for message in pages]
        held = next((message for message in page if message.id == id), None)
        others += [message for message in page if message.id != id]
        if held is not None or not page:
            break
    await asyncio.gather(*(client.update_message(each, visibility_timeout=0) for each in others))
    return held
