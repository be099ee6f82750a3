"""Receipts of the messages being processed, on disk, so that a killed host can give them back.

In Azure a message whose host died stays invisible for ten minutes. Here the next host knows which
ones they were and need not wait.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from azure.core.exceptions import AzureError
from azure.storage.queue.aio import QueueClient

from tools.localhost.data_dir import read_json, write_json

log = logging.getLogger(__name__)


class InFlight:
    """The messages of one queue that were taken and not settled: message id → pop receipt."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._receipts: dict[str, str] = {}

    def add(self, taken: Sequence[tuple[str, str]]) -> None:
        """Note messages by (id, receipt), before their processing begins."""
        self._receipts.update(taken)
        self._write()

    def remove(self, message_id: str) -> None:
        """Forget a message that was settled."""
        if self._receipts.pop(message_id, None) is not None:
            self._write()

    async def release_left_over(self, queue: QueueClient) -> int:
        """Make visible what a host that is no more had taken; return how many."""
        left = read_json(self._path)
        released = 0
        for message_id, receipt in left.items():
            try:
                await queue.update_message(message_id, str(receipt), visibility_timeout=0)
            except AzureError:
                # Settled just before the end, or the emulator knows an older receipt.
                log.info("Message %s of %s needed no release", message_id, queue.queue_name)
            else:
                released += 1
        self._write()
        return released

    def _write(self) -> None:
        try:
            write_json(self._path, self._receipts)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error)
