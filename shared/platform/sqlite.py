"""The embedded document store: one SQLite file, the default on a laptop.

Several processes may share the file. The event loop is never blocked: reads run on a few threads
with a connection each (`sqlite_reader.py`), writes on one (`sqlite_writer.py`). What was read is
not read again while nobody has written (`sqlite_kept.py`).
"""

import sqlite3
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Final

import orjson

from shared.kernel.clock import Clock
from shared.platform import containers
from shared.platform import document_rules as rules
from shared.platform.document_calls import DocumentCalls
from shared.platform.document_scan import Stored
from shared.platform.documents import Document, Operation, PartitionKey, Query
from shared.platform.sqlite_apply import Applied, Etags
from shared.platform.sqlite_changes import SqliteChanges
from shared.platform.sqlite_kept import Found, KeptRows, Row, Wanted, documents, read_rows
from shared.platform.sqlite_queries import PURGED_AT_ONCE, RangeScan, every, purge
from shared.platform.sqlite_reader import SqliteReader
from shared.platform.sqlite_writer import SqliteWriter

_FEW: Final = 4
# Not printable, so allowed in no partition key: levels cannot run into each other.
_LEVEL_SEPARATOR: Final = "\x1f"


class SqliteDocumentStore(DocumentCalls):
    """A `DocumentStore` in one file; nothing is opened before the first call.

    `busy_seconds`: how long a write waits for another process's, before it is Unavailable.
    """

    def __init__(self, path: Path, clock: Clock, *, busy_seconds: float = 5.0) -> None:
        self._clock = clock
        self._reader = SqliteReader(path, busy_seconds)
        self._writer = SqliteWriter(path, busy_seconds)
        self.changes = SqliteChanges(path)
        self._kept = KeptRows(self.changes)

    async def find(self, container: str, partition: PartitionKey, id: str) -> Document | None:
        found = await self.read_many(container, [(partition, id)])
        return found.get((partition, id))

    async def delete(
        self, container: str, partition: PartitionKey, id: str, *, if_match: str | None = None
    ) -> None:
        operation = Operation("delete", id, if_match=if_match)
        await self._apply(container, partition, [operation], in_batch=False)

    async def query(self, container: str, partition: PartitionKey, query: Query) -> list[Document]:
        definition = rules.container_named(container)
        key = _joined(rules.partition_levels(definition, partition))
        rules.check_query(query)
        scan = RangeScan(definition.name, key, partition, query, self._now())
        return await self._reader.run(scan.run)

    async def read_many(
        self, container: str, keys: Sequence[tuple[PartitionKey, str]]
    ) -> dict[tuple[PartitionKey, str], Document]:
        definition = rules.container_named(container)
        wanted: list[Wanted] = []
        for partition, name in keys:
            levels = rules.partition_levels(definition, partition)
            rules.check_id(definition, levels, name)
            wanted.append((partition, name, _joined(levels)))
        return await self._read(definition.name, wanted)

    async def batch(
        self, container: str, partition: PartitionKey, operations: Sequence[Operation]
    ) -> list[Document | None]:
        return await self._apply(container, partition, operations, in_batch=True)

    async def scan(self, container: str) -> AsyncGenerator[Stored]:
        definition = rules.container_named(container)
        after = ("", "")
        while True:
            rows = await self._reader.run(every(definition.name, after, self._now()))
            for key, name, text, expires_at in rows:
                levels = tuple(key.split(_LEVEL_SEPARATOR))
                yield Stored(definition.name, levels, name, orjson.loads(text), expires_at)
            if not rows:
                return
            after = rows[-1][:2]

    async def ping(self) -> None:
        await self._reader.run(lambda file: file.execute("SELECT 1 FROM ops LIMIT 1").fetchall())

    async def close(self) -> None:
        await self._writer.close()
        await self._reader.close()
        self.changes.close()

    async def purge_expired(self) -> int:
        """Delete what has expired, a little at a time so that writers get between; say how many.

        Expired documents are invisible anyway: this only gives the space back.
        """
        purged = 0
        for container in containers.ALL:
            while container.expires:
                count = await self._writer.run(purge(container.name, self._now()))
                purged += count
                if count < PURGED_AT_ONCE:
                    break
        return purged

    async def _read(self, table: str, wanted: list[Wanted]) -> Found:
        now, stamp = self._now(), self._kept.stamp()
        kept = self._kept.find(table, wanted, now)
        if kept is not None:
            return kept

        def read(file: sqlite3.Connection) -> tuple[list[Row | None], Found]:
            rows = read_rows(file, table, wanted)
            return rows, documents(wanted, rows, now)

        run = self._reader.run if len(wanted) > _FEW else self._reader.run_short
        rows, found = await run(read)
        self._kept.keep(stamp, table, wanted, rows)
        return found

    async def _store(
        self, container: str, partition: PartitionKey, operation: Operation
    ) -> Document:
        [document] = await self._apply(container, partition, [operation], in_batch=False)
        assert document is not None  # noqa: S101 - only a delete has no document
        return document

    async def _apply(
        self,
        container: str,
        partition: PartitionKey,
        operations: Sequence[Operation],
        *,
        in_batch: bool,
    ) -> list[Document | None]:
        definition = rules.container_named(container)
        levels = rules.partition_levels(definition, partition)
        bodies = rules.check_operations(definition, levels, operations, in_batch=in_batch)
        applied = Applied(
            definition.name, _joined(levels), operations, bodies, in_batch, self._now()
        )
        etags: Etags = await self._writer.run(applied)
        return [
            _outcome(operation, partition, etag, in_batch=in_batch)
            for operation, etag in zip(operations, etags, strict=True)
        ]

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _joined(levels: tuple[str, ...]) -> str:
    return _LEVEL_SEPARATOR.join(levels)


def _outcome(
    operation: Operation, partition: PartitionKey, etag: str | None, *, in_batch: bool
) -> Document | None:
    if etag is None:
        return None
    # Of a batch callers want the ETags; copying a history would cost as much as writing it.
    body = operation.body if in_batch else rules.as_read(operation.body)
    return Document(operation.id, partition, body, etag)
