"""The queue port: how work is handed to the background.

One adapter, azure-storage-queue: Azurite locally, a storage account by managed identity in Azure.
Bodies are base64 of JSON, as the Functions queue trigger expects. Delivery is at least once and in
no order: what a consumer does must be safe to do twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

MARKET_JOBS: Final = "market-jobs"
ALERT_JOBS: Final = "alert-jobs"
DELIVERIES: Final = "deliveries"
REPORT_JOBS: Final = "report-jobs"
LARGE_REPORT_JOBS: Final = "report-jobs-large"  # so that what takes long keeps nobody waiting
QUEUES: Final = (MARKET_JOBS, ALERT_JOBS, DELIVERIES, REPORT_JOBS, LARGE_REPORT_JOBS)
MAX_MESSAGE_BYTES: Final = 48 * 1024  # 64 KiB after base64


def poison_name(queue: str) -> str:
    """Return the queue that takes what failed `maxDequeueCount` times."""
    return f"{queue}-poison"


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message as an operator sees it; `body` is None where the text is no JSON object."""

    id: str
    inserted_at: datetime | None
    text: str
    body: dict[str, Any] | None


class QueueSender(Protocol):
    """Sends messages. Any call may raise Unavailable; a message over the limit is TooLarge."""

    async def send(self, queue: str, message: dict[str, Any], *, delay_seconds: int = 0) -> None:
        """Enqueue one message, invisible for `delay_seconds`."""
        ...

    async def send_many(self, queue: str, messages: Sequence[dict[str, Any]]) -> None:
        """Enqueue messages side by side, in no order; on an error some may have been sent."""
        ...

    async def depth(self, queue: str) -> int:
        """Return the approximate number of messages waiting, visible or not."""
        ...

    async def peek(self, queue: str, limit: int) -> list[QueuedMessage]:
        """Return the next messages (32 at most) without taking them."""
        ...

    async def move(self, source: str, target: str, id: str) -> bool:
        """Send a message on as it is, then delete it where it was; False when it is not there.

        Should this die in between, the message is in both: delivery is at least once.
        """
        ...

    async def drop(self, queue: str, id: str) -> bool:
        """Delete a message; False when it is not there."""
        ...

    async def ping(self) -> None:
        """Do the cheapest real round trip. Raises: Unavailable."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
