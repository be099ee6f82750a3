"""The operations of one call, inside the writer's transaction, in as few statements as it takes.

Every statement lets other threads run and has to wait for them afterwards: under load one
statement for the rows of a batch costs a fraction of one for each row.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed
from shared.platform.document_rules import pointing_at
from shared.platform.documents import Operation

_ETAG_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Applied:
    """Operations on one partition of a table, with the JSON of each body (empty for a delete)."""

    table: str
    key: str
    operations: Sequence[Operation]
    bodies: Sequence[bytes]
    in_batch: bool

    def run(self, file: sqlite3.Connection, now: float) -> list[str | None]:
        """Carry them out and return the new ETags (None for a delete).

        `now`: seconds since the epoch; what expired by then counts as absent.
        Raises: AlreadyExists, NotFound, PreconditionFailed; of a batch with the operation's index.
        """
        etags = _etags(self.operations)
        for part in self._parts():
            present = self._present(file, part, now)
            for index in part:
                operation = self.operations[index]
                with pointing_at(index if self.in_batch else None):
                    _check(self.table, operation, present.get(operation.id))
            self._delete(file, part)
            self._put(file, part, etags, now)
        return etags

    def _parts(self) -> Iterator[range]:
        """Cut where a document is met again: a step sees what the steps before it have done."""
        start = 0
        seen: set[str] = set()
        for index, operation in enumerate(self.operations):
            if operation.id in seen:
                yield range(start, index)
                start, seen = index, set[str]()
            seen.add(operation.id)
        yield range(start, len(self.operations))

    def _present(self, file: sqlite3.Connection, part: range, now: float) -> Mapping[str, str]:
        """Return the ETags of those of the documents that exist."""
        ids = [self.operations[index].id for index in part]
        rows = file.execute(
            f"SELECT id, etag FROM {self.table} WHERE partition = ? "  # noqa: S608 - our own name
            f"AND id IN ({_marks('?', len(ids))}) AND (expires_at IS NULL OR expires_at > ?)",
            (self.key, *ids, now),
        )
        return dict(rows.fetchall())

    def _delete(self, file: sqlite3.Connection, part: range) -> None:
        ids = [op.id for index in part if (op := self.operations[index]).kind == "delete"]
        if ids:
            file.execute(
                f"DELETE FROM {self.table} WHERE partition = ? "  # noqa: S608
                f"AND id IN ({_marks('?', len(ids))})",
                (self.key, *ids),
            )

    def _put(
        self, file: sqlite3.Connection, part: range, etags: Sequence[str | None], now: float
    ) -> None:
        values: list[str | float | None] = []
        for index in part:
            operation = self.operations[index]
            if operation.kind != "delete":
                ttl = operation.ttl_seconds
                expires_at = None if ttl is None else now + ttl
                text = self.bodies[index].decode()
                values += (self.key, operation.id, text, etags[index], expires_at)
        if values:
            file.execute(
                f"INSERT OR REPLACE INTO {self.table} "  # noqa: S608
                "(partition, id, body, etag, expires_at) "
                f"VALUES {_marks('(?, ?, ?, ?, ?)', len(values) // 5)}",
                values,
            )


def _etags(operations: Sequence[Operation]) -> list[str | None]:
    size = 2 * _ETAG_BYTES
    random = token_hex(_ETAG_BYTES * len(operations))
    return [
        None if operation.kind == "delete" else random[index * size : (index + 1) * size]
        for index, operation in enumerate(operations)
    ]


def _marks(mark: str, count: int) -> str:
    return ", ".join([mark] * count)


def _check(table: str, operation: Operation, etag: str | None) -> None:
    if operation.kind == "create":
        if etag is not None:
            raise AlreadyExists(f"{operation.id} is already in {table}")
        return
    if etag is None:
        if operation.kind != "upsert":
            raise NotFound(f"there is no {operation.id} in {table}")
        return
    if operation.if_match is not None and operation.if_match != etag:
        raise PreconditionFailed(f"{operation.id} in {table} changed since it was read")
