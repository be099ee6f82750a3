"""The queue trigger's semantics, as the Functions host has them.

Up to `batchSize` messages are taken at a time, more when at most `newBatchThreshold` are running.
A taken message is invisible for ten minutes, renewed at half-time while its function runs. Success
deletes it; failure makes it visible after `visibilityTimeout`; the `maxDequeueCount`-th failure
moves its body to `<queue>-poison`. An empty queue is asked less and less often, up to
`maxPollingInterval`.
"""

import asyncio
import base64
import binascii
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from azure.core.exceptions import AzureError
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from tools.localhost.host_json import QueueOptions
from tools.localhost.in_flight import InFlight
from tools.localhost.runtime import Outcome

log = logging.getLogger(__name__)

type RunMessage = Callable[[str, dict[str, Any]], Awaitable[Outcome]]
"""Runs the function with a decoded body and the trigger's metadata."""

_SHORTEST_POLL_SECONDS: Final = 0.1
_INVISIBLE_SECONDS: Final = 600


@dataclass(slots=True)
class _Taken:
    """A message and the receipt that renewals keep replacing."""

    message: QueueMessage
    receipt: str


class QueueListener:
    """Takes messages from one queue and settles each by how its function ended."""

    def __init__(
        self,
        queue: QueueClient,
        poison: QueueClient,
        run: RunMessage,
        in_flight: InFlight,
        options: QueueOptions,
        *,
        invisible_seconds: float = _INVISIBLE_SECONDS,
    ) -> None:
        self._queue = queue
        self._poison = poison
        self._run = run
        self._in_flight = in_flight
        self._options = options
        self._invisible_seconds = invisible_seconds
        self._running: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Release what a dead host had taken, then take and process until cancelled."""
        released = await self._in_flight.release_left_over(self._queue)
        if released:
            log.info("%d messages of %s are given back", released, self._queue.queue_name)
        pauses = polling_pauses(self._options.max_polling_seconds)
        while True:
            if len(self._running) > self._options.new_batch_threshold:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                continue
            if await self._take_batch():
                pauses = polling_pauses(self._options.max_polling_seconds)
                continue
            await asyncio.sleep(next(pauses))

    async def settle_all(self) -> None:
        """Wait until every message that was taken is settled."""
        while self._running:
            await asyncio.wait(self._running)

    async def _take_batch(self) -> bool:
        try:
            batch = await self._receive()
        except AzureError as error:
            log.warning("Queue %s cannot be read: %s", self._queue.queue_name, error)
            return False
        self._in_flight.add([(m.id, m.pop_receipt or "") for m in batch])
        for message in batch:
            task = asyncio.create_task(self._process(message))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return bool(batch)

    async def _receive(self) -> list[QueueMessage]:
        size = self._options.batch_size
        pages = self._queue.receive_messages(
            messages_per_page=size,
            max_messages=size,
            visibility_timeout=int(self._invisible_seconds),
        )
        return [message async for message in pages]

    async def _process(self, message: QueueMessage) -> None:
        taken = _Taken(message, message.pop_receipt or "")
        renewal = asyncio.create_task(self._renew(taken))
        try:
            outcome = await self._outcome(message)
        finally:
            renewal.cancel()
            await asyncio.wait([renewal])
        try:
            await self._settle(taken, outcome)
        except AzureError as error:
            log.warning("Message %s cannot be settled: %s", message.id, error)
        self._in_flight.remove(message.id)

    async def _outcome(self, message: QueueMessage) -> Outcome:
        # Taken too often although it never failed: its host died each time.
        if (message.dequeue_count or 0) > self._options.max_dequeue_count:
            return Outcome("It was taken too often")
        try:
            body = self._decode(message.content)
        except ValueError:
            return Outcome("Its body is not base64 of UTF-8")
        return await self._run(body, _metadata(message))

    def _decode(self, content: str) -> str:
        if not self._options.is_base64:
            return content
        try:
            return base64.b64decode(content, validate=True).decode()
        except binascii.Error as error:
            raise ValueError("not base64") from error

    async def _settle(self, taken: _Taken, outcome: Outcome) -> None:
        message = taken.message
        if not outcome.error:
            await self._queue.delete_message(message.id, taken.receipt)
            return
        log.warning(
            "Message %s of %s failed (%d of %d): %s",
            message.id,
            self._queue.queue_name,
            message.dequeue_count,
            self._options.max_dequeue_count,
            outcome.error,
        )
        if (message.dequeue_count or 0) >= self._options.max_dequeue_count:
            await self._poison.send_message(message.content)
            await self._queue.delete_message(message.id, taken.receipt)
        else:
            seconds = int(self._options.visibility_timeout_seconds)
            await self._queue.update_message(message.id, taken.receipt, visibility_timeout=seconds)

    async def _renew(self, taken: _Taken) -> None:
        while True:
            await asyncio.sleep(self._invisible_seconds / 2)
            try:
                renewed = await self._queue.update_message(
                    taken.message.id,
                    taken.receipt,
                    visibility_timeout=int(self._invisible_seconds),
                )
            except AzureError as error:
                log.warning("Message %s cannot be renewed: %s", taken.message.id, error)
                continue
            taken.receipt = renewed.pop_receipt or taken.receipt
            self._in_flight.add([(taken.message.id, taken.receipt)])


def polling_pauses(longest_seconds: float) -> Iterator[float]:
    """Yield the pauses between polls of an empty queue, in seconds: about twice the last."""
    pause = _SHORTEST_POLL_SECONDS
    while True:
        yield min(pause, longest_seconds)
        pause = min(pause * random.uniform(1.6, 2.4), longest_seconds)  # noqa: S311 - jitter


def _metadata(message: QueueMessage) -> dict[str, Any]:
    return {
        "Id": message.id,
        "DequeueCount": message.dequeue_count,
        "InsertionTime": _iso(message.inserted_on),
        "ExpirationTime": _iso(message.expires_on),
        "NextVisibleTime": _iso(message.next_visible_on),
        "PopReceipt": message.pop_receipt,
    }


def _iso(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else ""
