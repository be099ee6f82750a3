"""The queue sender on a storage account, or on Azurite."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import orjson

from shared.kernel.errors import InvalidInput, TooLarge
from shared.platform.azure_queue_messages import MOST_AT_ONCE, hold, readable
from shared.platform.azure_storage import PING_OPTIONS, StorageAdapter, storage_errors
from shared.platform.queues import MAX_MESSAGE_BYTES, QUEUES, QueuedMessage, poison_name
from shared.platform.tracing import carried

if TYPE_CHECKING:
    from azure.storage.queue.aio import QueueServiceClient

_SIDE_BY_SIDE: Final = 16
_LONGEST_DELAY_SECONDS: Final = 7 * 24 * 3600 - 1  # a message lives seven days


class AzureQueueSender(StorageAdapter["QueueServiceClient"]):
    """A `QueueSender`. A send that timed out is sent again: at least once, not once."""

    async def send(self, queue: str, message: dict[str, Any], *, delay_seconds: int = 0) -> None:
        text = _encoded(queue, message | carried())
        if not 0 <= delay_seconds <= _LONGEST_DELAY_SECONDS:
            raise InvalidInput(f"a message cannot wait {delay_seconds} s", "invalid_delay")
        with storage_errors(f"queue {queue}"):
            client = self._service().get_queue_client(queue)
            await client.send_message(text, visibility_timeout=delay_seconds)

    async def send_many(self, queue: str, messages: Sequence[dict[str, Any]]) -> None:
        trace = carried()
        texts = [_encoded(queue, message | trace) for message in messages]
        turns = asyncio.Semaphore(_SIDE_BY_SIDE)
        client = self._service().get_queue_client(queue)

        async def send_one(text: str) -> None:
            async with turns:
                await client.send_message(text)

        with storage_errors(f"queue {queue}"):
            sent = await asyncio.gather(*map(send_one, texts), return_exceptions=True)
            for outcome in sent:
                if isinstance(outcome, BaseException):
                    raise outcome

    async def depth(self, queue: str) -> int:
        with storage_errors(f"queue {queue}"):
            client = self._service().get_queue_client(queue)
            properties = await client.get_queue_properties()
        return int(properties.approximate_message_count or 0)

    async def peek(self, queue: str, limit: int) -> list[QueuedMessage]:
        with storage_errors(f"queue {queue}"):
            client = self._service().get_queue_client(queue)
            found = await client.peek_messages(max_messages=min(limit, MOST_AT_ONCE))
        return [readable(message) for message in found]

    async def move(self, source: str, target: str, id: str) -> bool:
        with storage_errors(f"queue {source}"):
            client = self._service().get_queue_client(source)
            held = await hold(client, id)
            if held is None:
                return False
            await self._service().get_queue_client(target).send_message(held.content)
            await client.delete_message(held)
        return True

    async def drop(self, queue: str, id: str) -> bool:
        with storage_errors(f"queue {queue}"):
            client = self._service().get_queue_client(queue)
            held = await hold(client, id)
            if held is None:
                return False
            await client.delete_message(held)
        return True

    async def ping(self) -> None:
        with storage_errors("the queue service"):
            client = self._service().get_queue_client(QUEUES[0])
            await client.get_queue_properties(**PING_OPTIONS)

    async def make_queues(self) -> None:
        """Make the queues that are missing: for Azurite; in Azure the infrastructure does."""
        from azure.core.exceptions import ResourceExistsError

        for queue in QUEUES:
            for name in (queue, poison_name(queue)):
                with storage_errors(f"queue {name}"), suppress(ResourceExistsError):
                    await self._service().create_queue(name)

    def _kind(self) -> "tuple[type[QueueServiceClient], str]":
        from azure.storage.queue.aio import QueueServiceClient

        return QueueServiceClient, "queue"


def _encoded(queue: str, message: dict[str, Any]) -> str:
    try:
        body = orjson.dumps(message)
    except orjson.JSONEncodeError as error:
        raise InvalidInput(f"a message for {queue} is no JSON: {error}", "not_json") from error
    if len(body) > MAX_MESSAGE_BYTES:
        raise TooLarge(
            f"a message for {queue} is {len(body):,} bytes; the limit is {MAX_MESSAGE_BYTES:,}"
        )
    return b64encode(body).decode()
