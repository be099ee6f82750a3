"""In-memory twins of the blob and queue ports, for tests that are not about storage."""

import copy
from collections.abc import Sequence
from typing import Any

import orjson

from shared.kernel.errors import NotFound, TooLarge
from shared.platform.queues import MAX_MESSAGE_BYTES, QueuedMessage


class MemoryBlobs:
    """A `BlobStore` in a dictionary."""

    def __init__(self) -> None:
        self.data: dict[tuple[str, str], tuple[bytes, dict[str, str]]] = {}

    async def put(
        self,
        container: str,
        name: str,
        data: bytes,
        *,
        content_type: str = "application/octet-stream",
        metadata: dict[str, str] | None = None,
    ) -> None:
        self.data[container, name] = (bytes(data), dict(metadata or {}))

    async def get(self, container: str, name: str) -> bytes:
        return self._item(container, name)[0]

    async def link(
        self, container: str, name: str, *, file_name: str, content_type: str, seconds: int
    ) -> str | None:
        return None

    async def metadata(self, container: str, name: str) -> dict[str, str]:
        return dict(self._item(container, name)[1])

    async def delete(self, container: str, name: str) -> None:
        self.data.pop((container, name), None)

    async def list_names(self, container: str, prefix: str = "", limit: int = 1000) -> list[str]:
        names = (n for c, n in self.data if c == container and n.startswith(prefix))
        return sorted(names)[:limit]

    async def ping(self) -> None: ...

    async def close(self) -> None: ...

    def _item(self, container: str, name: str) -> tuple[bytes, dict[str, str]]:
        if (container, name) not in self.data:
            raise NotFound(f"There is no blob {name!r} in {container!r}")
        return self.data[container, name]


class MemoryQueue:
    """A `QueueSender` that keeps what was sent; a test delivers it itself."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def send(self, queue: str, message: dict[str, Any], *, delay_seconds: int = 0) -> None:
        if len(orjson.dumps(message)) > MAX_MESSAGE_BYTES:
            raise TooLarge("The message is too large for the queue")
        self.sent.append((queue, copy.deepcopy(message)))

    async def send_many(self, queue: str, messages: Sequence[dict[str, Any]]) -> None:
        for message in messages:
            await self.send(queue, message)

    async def depth(self, queue: str) -> int:
        return sum(1 for name, _ in self.sent if name == queue)

    async def peek(self, queue: str, limit: int) -> list[QueuedMessage]:
        waiting = [body for name, body in self.sent if name == queue]
        return [
            QueuedMessage(_id(body), None, orjson.dumps(body).decode(), body)
            for body in waiting[:limit]
        ]

    async def move(self, source: str, target: str, id: str) -> bool:
        for place, (name, body) in enumerate(self.sent):
            if name == source and _id(body) == id:
                self.sent[place] = (target, body)
                return True
        return False

    async def drop(self, queue: str, id: str) -> bool:
        moved = await self.move(queue, "dropped", id)
        self.sent = [each for each in self.sent if each[0] != "dropped"]
        return moved

    async def ping(self) -> None: ...

    async def close(self) -> None: ...

    def take(self, queue: str) -> list[dict[str, Any]]:
        """Remove and return the messages waiting in a queue."""
        taken = [message for name, message in self.sent if name == queue]
        self.sent = [(name, message) for name, message in self.sent if name != queue]
        return taken


def _id(body: dict[str, Any]) -> str:
    return f"message-{id(body)}"
