"""A document store that fails or pauses at a chosen step, over a real one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shared.platform.documents import Document, DocumentStore, Operation, PartitionKey


class InterruptedStore:
    """Calls `before_batch` with the operations of every batch first; the rest passes through."""

    def __init__(
        self, store: DocumentStore, before_batch: Callable[[Sequence[Operation]], Awaitable[None]]
    ) -> None:
        self._store = store
        self._before_batch = before_batch

    async def batch(
        self, container: str, partition: PartitionKey, operations: Sequence[Operation]
    ) -> list[Document | None]:
        await self._before_batch(operations)
        return await self._store.batch(container, partition, operations)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
