"""What every adapter of the document store does alike: the calls that are about one document.

An adapter brings two primitives, `find` and `_store`; the rest follows from them.
"""

from abc import ABC, abstractmethod

from shared.kernel.errors import NotFound
from shared.platform.documents import Document, Json, Operation, PartitionKey


class DocumentCalls(ABC):
    """The part of a `DocumentStore` that reads or writes one document."""

    @abstractmethod
    async def find(self, container: str, partition: PartitionKey, id: str) -> Document | None:
        """Return the document, or None when there is none."""

    @abstractmethod
    async def _store(
        self, container: str, partition: PartitionKey, operation: Operation
    ) -> Document:
        """Carry out a create, replace or upsert and return what is stored now."""

    async def get(self, container: str, partition: PartitionKey, id: str) -> Document:
        document = await self.find(container, partition, id)
        if document is None:
            raise NotFound(f"there is no {id} in {container}")
        return document

    async def create(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        ttl_seconds: int | None = None,
    ) -> Document:
        operation = Operation("create", id, body, ttl_seconds=ttl_seconds)
        return await self._store(container, partition, operation)

    async def replace(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        if_match: str | None = None,
        ttl_seconds: int | None = None,
    ) -> Document:
        operation = Operation("replace", id, body, if_match, ttl_seconds)
        return await self._store(container, partition, operation)

    async def upsert(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        ttl_seconds: int | None = None,
    ) -> Document:
        operation = Operation("upsert", id, body, ttl_seconds=ttl_seconds)
        return await self._store(container, partition, operation)
