"""A document store whose every call is a span: only around it when somebody watches."""

from collections.abc import Awaitable, Sequence
from contextlib import AbstractContextManager

from shared.platform.documents import (
    Document,
    DocumentStore,
    Json,
    Operation,
    PartitionKey,
    Query,
)
from shared.platform.tracing import annotate, span


class TracedDocuments:
    """Hands every call on. Spans name operation and container, never an id: ids are people's."""

    def __init__(self, inner: DocumentStore, system: str) -> None:
        self._inner = inner
        self._system = system

    async def find(self, container: str, partition: PartitionKey, id: str) -> Document | None:
        return await self._timed("find", container, self._inner.find(container, partition, id))

    async def get(self, container: str, partition: PartitionKey, id: str) -> Document:
        return await self._timed("get", container, self._inner.get(container, partition, id))

    async def create(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        ttl_seconds: int | None = None,
    ) -> Document:
        call = self._inner.create(container, partition, id, body, ttl_seconds=ttl_seconds)
        return await self._timed("create", container, call)

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
        call = self._inner.replace(
            container, partition, id, body, if_match=if_match, ttl_seconds=ttl_seconds
        )
        return await self._timed("replace", container, call)

    async def upsert(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        ttl_seconds: int | None = None,
    ) -> Document:
        call = self._inner.upsert(container, partition, id, body, ttl_seconds=ttl_seconds)
        return await self._timed("upsert", container, call)

    async def delete(
        self, container: str, partition: PartitionKey, id: str, *, if_match: str | None = None
    ) -> None:
        call = self._inner.delete(container, partition, id, if_match=if_match)
        return await self._timed("delete", container, call)

    async def query(self, container: str, partition: PartitionKey, query: Query) -> list[Document]:
        with self._span("query", container):
            found = await self._inner.query(container, partition, query)
            annotate(db__response__returned_rows=len(found))
            return found

    async def read_many(
        self, container: str, keys: Sequence[tuple[PartitionKey, str]]
    ) -> dict[tuple[PartitionKey, str], Document]:
        with self._span("read_many", container):
            found = await self._inner.read_many(container, keys)
            annotate(db__response__returned_rows=len(found))
            return found

    async def batch(
        self, container: str, partition: PartitionKey, operations: Sequence[Operation]
    ) -> list[Document | None]:
        with self._span("batch", container):
            annotate(db__operation__batch__size=len(operations))
            return await self._inner.batch(container, partition, operations)

    async def ping(self) -> None:
        return await self._timed("ping", "", self._inner.ping())

    async def purge_expired(self) -> int:
        return await self._timed("purge_expired", "", self._inner.purge_expired())

    async def close(self) -> None:
        await self._inner.close()

    async def _timed[T](self, operation: str, container: str, call: Awaitable[T]) -> T:
        with self._span(operation, container):
            return await call

    def _span(self, operation: str, container: str) -> AbstractContextManager[object]:
        return span(
            f"{operation} {container}".rstrip(),
            "client",
            db__system__name=self._system,
            db__operation__name=operation,
            db__collection__name=container,
        )
