"""The document store on Azure Cosmos DB.

A write whose answer is lost raises Unavailable although it may have been carried out; only what
was throttled (429, certainly not carried out) is sent again. Reads are repeated.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Final

import orjson

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound
from shared.platform import document_rules as rules
from shared.platform.containers import OPS, Container
from shared.platform.cosmos_connection import CosmosConnection
from shared.platform.cosmos_errors import cosmos_errors
from shared.platform.cosmos_items import (
    if_match_options,
    to_document,
    to_item,
    to_key,
    to_step,
    to_stored,
)
from shared.platform.cosmos_query import ids_query, range_query
from shared.platform.cosmos_requests import (
    charge_logger,
    execute_batch,
    read_repeatedly,
    select_items,
)
from shared.platform.document_calls import DocumentCalls
from shared.platform.document_scan import Stored
from shared.platform.documents import Document, Json, Operation, PartitionKey, Query

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

_SIDE_BY_SIDE: Final = 16
_SCANNED_AT_ONCE: Final = 500


class CosmosDocumentStore(DocumentCalls):
    """A `DocumentStore` in one Cosmos database; nothing connects before the first call.

    Give the account's `key` for an emulator, else a token `credential` (which the caller closes).
    `clock` is what every adapter is given; here expiry is the service's own. `answer_seconds`: how
    long one answer may take.
    """

    def __init__(
        self,
        endpoint: str,
        database: str,
        clock: Clock,
        *,
        key: str | None = None,
        credential: "AsyncTokenCredential | None" = None,
        answer_seconds: float = 15.0,
    ) -> None:
        self._clock = clock
        self._connection = CosmosConnection(endpoint, database, key or credential, answer_seconds)

    async def find(self, container: str, partition: PartitionKey, id: str) -> Document | None:
        definition, levels = _place(container, partition)
        rules.check_id(definition, levels, id)
        proxy = await self._connection.container(definition.name)
        hook = charge_logger(definition, "read")

        async def read() -> Json:
            return await proxy.read_item(id, partition_key=to_key(levels), response_hook=hook)

        try:
            item = await read_repeatedly(f"{definition.name}/{id}", read)
        except NotFound:
            return None
        return to_document(definition, partition, item)

    async def delete(
        self, container: str, partition: PartitionKey, id: str, *, if_match: str | None = None
    ) -> None:
        definition, levels = _place(container, partition)
        rules.check_id(definition, levels, id)
        proxy = await self._connection.container(definition.name)
        options = {
            **if_match_options(if_match),
            "response_hook": charge_logger(definition, "delete"),
        }
        with cosmos_errors(f"{definition.name}/{id}"):
            await proxy.delete_item(id, partition_key=to_key(levels), **options)

    async def query(self, container: str, partition: PartitionKey, query: Query) -> list[Document]:
        definition, levels = _place(container, partition)
        rules.check_query(query)
        proxy = await self._connection.container(definition.name)
        items = await select_items(proxy, definition, levels, range_query(query), query.limit)
        return [to_document(definition, partition, item) for item in items]

    async def scan(self, container: str) -> AsyncGenerator[Stored]:
        definition = rules.container_named(container)
        proxy = await self._connection.container(definition.name)
        with cosmos_errors(f"all of {definition.name}"):
            async for item in proxy.read_all_items(max_item_count=_SCANNED_AT_ONCE):
                yield to_stored(definition, item)

    async def read_many(
        self, container: str, keys: Sequence[tuple[PartitionKey, str]]
    ) -> dict[tuple[PartitionKey, str], Document]:
        # Not the SDK's own read_items: it knows documents by id alone, so the same id in two
        # partitions confuses it, and it cannot read partitions of two levels.
        by_partition: dict[PartitionKey, list[str]] = {}
        for partition, name in keys:
            by_partition.setdefault(partition, []).append(name)
        turns = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def read(partition: PartitionKey, ids: list[str]) -> list[Document]:
            async with turns:
                return await self._read_some(container, partition, ids)

        found = await asyncio.gather(*(read(*group) for group in by_partition.items()))
        return {(document.partition, document.id): document for some in found for document in some}

    async def batch(
        self, container: str, partition: PartitionKey, operations: Sequence[Operation]
    ) -> list[Document | None]:
        definition, levels = _place(container, partition)
        bodies = rules.check_operations(definition, levels, operations, in_batch=True)
        contents: list[Json] = [orjson.loads(body) if body else {} for body in bodies]
        planned = list(zip(operations, contents, strict=True))
        steps = [to_step(definition, levels, *each) for each in planned]
        proxy = await self._connection.container(definition.name)
        results = await execute_batch(proxy, definition, levels, steps)
        return [
            None
            if operation.kind == "delete"
            else Document(operation.id, partition, content, result["eTag"])
            for (operation, content), result in zip(planned, results, strict=True)
        ]

    async def ping(self) -> None:
        # A point read of what is not there: 1 RU, and the right to read data is proven too.
        await self.find(OPS.name, "ping", "ping")

    async def purge_expired(self) -> int:
        return 0  # the service deletes what has expired by itself

    async def close(self) -> None:
        await self._connection.close()

    async def _store(
        self, container: str, partition: PartitionKey, operation: Operation
    ) -> Document:
        definition, levels = _place(container, partition)
        [body] = rules.check_operations(definition, levels, [operation], in_batch=False)
        content = orjson.loads(body)
        item = to_item(definition, levels, operation, content)
        proxy = await self._connection.container(definition.name)
        hook = charge_logger(definition, operation.kind)
        with cosmos_errors(f"{definition.name}/{operation.id}"):
            if operation.kind == "create":
                stored = await proxy.create_item(item, response_hook=hook)
            elif operation.kind == "upsert":
                stored = await proxy.upsert_item(item, response_hook=hook)
            else:
                options = {**if_match_options(operation.if_match), "response_hook": hook}
                stored = await proxy.replace_item(operation.id, item, **options)
        return Document(operation.id, partition, content, stored["_etag"])

    async def _read_some(
        self, container: str, partition: PartitionKey, ids: list[str]
    ) -> list[Document]:
        if len(ids) == 1:
            document = await self.find(container, partition, ids[0])
            return [] if document is None else [document]
        definition, levels = _place(container, partition)
        for name in ids:
            rules.check_id(definition, levels, name)
        proxy = await self._connection.container(definition.name)
        items = await select_items(proxy, definition, levels, ids_query(tuple(ids)), len(ids))
        return [to_document(definition, partition, item) for item in items]


def _place(container: str, partition: PartitionKey) -> tuple[Container, tuple[str, ...]]:
    definition = rules.container_named(container)
    return definition, rules.partition_levels(definition, partition)
