"""The operations of several calls inside the writer's transaction, in as few statements as may be.

Every statement lets other threads run and has to wait for them afterwards: under load one
statement for the rows of many calls costs a fraction of one for each row. Each call stays whole on
its own: what it asks for is checked before anything of it is written, so that a refused one leaves
nothing to take back.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Final

from shared.kernel.errors import AlreadyExists, NotFound, PlumblineError, PreconditionFailed
from shared.platform.document_rules import point_at
from shared.platform.documents import Operation

_ETAG_BYTES: Final = 8
_ROWS_A_STATEMENT: Final = 64  # as many texts of a statement at most are kept prepared

type Place = tuple[str, str]
"""Partition and id, within a table."""
type Etags = list[str | None]
"""The new ETag of each operation, None for a delete."""
type Outcome = tuple[PlumblineError, None] | tuple[None, Etags]


@dataclass(frozen=True, slots=True)
class Applied:
    """Operations on one partition of a table, with the JSON of each body (empty for a delete).

    `now`: seconds since the epoch; what expired by then counts as absent. `first`: the index of
    the first operation, in the call that these are a part of.
    """

    table: str
    key: str
    operations: Sequence[Operation]
    bodies: Sequence[bytes]
    in_batch: bool
    now: float
    first: int = 0

    def run(self, file: sqlite3.Connection) -> Etags:
        """Carry them out in order, also where one document is met twice; return the new ETags.

        Raises: AlreadyExists, NotFound, PreconditionFailed; of a batch with the operation's index.
        A part may be written by then: for a transaction or a savepoint of its own.
        """
        etags: Etags = []
        for part in self._parts():
            [(error, found)] = apply_together(file, [part])
            if error is not None:
                raise error
            etags += found or []
        return etags

    @property
    def is_plain(self) -> bool:
        """Whether it meets no document twice, and so can be carried out together with others."""
        return len(self.operations) == 1 or len({op.id for op in self.operations}) == len(
            self.operations
        )

    def places(self) -> list[Place]:
        """Return what it reads or writes."""
        return [(self.key, operation.id) for operation in self.operations]

    def check(self, present: Mapping[Place, str]) -> None:
        """Hold the operations against the ETags of what exists.

        Raises: AlreadyExists, NotFound, PreconditionFailed; of a batch with the operation's index.
        """
        for index, operation in enumerate(self.operations, self.first):
            try:
                _check(self.table, operation, present.get((self.key, operation.id)))
            except PlumblineError as error:
                if self.in_batch:
                    point_at(error, index)
                raise

    def rows(self, etags: Etags) -> Iterator[tuple[str, str, str, str | None, float | None]]:
        """Return the rows to put: partition, id, body, ETag, expiry."""
        for operation, body, etag in zip(self.operations, self.bodies, etags, strict=True):
            if operation.kind != "delete":
                ttl = operation.ttl_seconds
                expires_at = None if ttl is None else self.now + ttl
                yield self.key, operation.id, body.decode(), etag, expires_at

    def _parts(self) -> Iterator["Applied"]:
        """Cut where a document is met again: a step sees what the steps before it have done."""
        start = 0
        seen: set[str] = set()
        for index, operation in enumerate(self.operations):
            if operation.id in seen:
                yield self._part(start, index)
                start, seen = index, set[str]()
            seen.add(operation.id)
        yield self._part(start, len(self.operations))

    def _part(self, start: int, end: int) -> "Applied":
        operations, bodies = self.operations[start:end], self.bodies[start:end]
        return replace(self, operations=operations, bodies=bodies, first=self.first + start)


def apply_together(file: sqlite3.Connection, group: Sequence[Applied]) -> list[Outcome]:
    """Carry out plain calls of which no two meet the same document; one refused leaves nothing."""
    present = _present(file, group)
    outcomes: list[Outcome] = []
    accepted: list[tuple[Applied, Etags]] = []
    for applied in group:
        try:
            applied.check(present[applied.table])
        except PlumblineError as error:
            outcomes.append((error, None))
            continue
        etags = _etags(applied.operations)
        accepted.append((applied, etags))
        outcomes.append((None, etags))
    _delete(file, [applied for applied, _ in accepted])
    _put(file, accepted)
    return outcomes


def _present(file: sqlite3.Connection, group: Sequence[Applied]) -> dict[str, dict[Place, str]]:
    """Return by table the ETags of those of the documents that exist."""
    wanted: defaultdict[str, list[Place]] = defaultdict(list)
    for applied in group:
        wanted[applied.table] += applied.places()
    now = max(applied.now for applied in group)
    found: dict[str, dict[Place, str]] = {table: {} for table in wanted}
    for table, places in wanted.items():
        for some in _pieces(places):
            rows = file.execute(
                f"SELECT partition, id, etag {_those(table, len(some))} "
                "WHERE expires_at IS NULL OR expires_at > ?",
                (*_flat(some), now),
            ).fetchall()
            found[table].update({(key, name): etag for key, name, etag in rows})
    return found


def _delete(file: sqlite3.Connection, group: Sequence[Applied]) -> None:
    gone: defaultdict[str, list[Place]] = defaultdict(list)
    for applied in group:
        ids = [operation.id for operation in applied.operations if operation.kind == "delete"]
        if ids:
            gone[applied.table] += [(applied.key, name) for name in ids]
    for table, places in gone.items():
        for some in _pieces(places):
            file.execute(
                f"DELETE FROM {table} WHERE rowid IN "  # noqa: S608 - our own name
                f"(SELECT {table}.rowid {_those(table, len(some))})",
                _flat(some),
            )


def _put(file: sqlite3.Connection, group: Sequence[tuple[Applied, Etags]]) -> None:
    put: defaultdict[str, list[tuple[str | float | None, ...]]] = defaultdict(list)
    for applied, etags in group:
        put[applied.table] += applied.rows(etags)
    for table, rows in put.items():
        for some in _pieces(rows):
            file.execute(
                f"INSERT OR REPLACE INTO {table} "  # noqa: S608
                "(partition, id, body, etag, expires_at) "
                f"VALUES {_marks('(?, ?, ?, ?, ?)', len(some))}",
                _flat(some),
            )


def _those(table: str, count: int) -> str:
    """Return the clause for so many documents, looked up by the key one by one.

    As `(partition, id) IN (VALUES …)` SQLite would read the whole table.
    """
    return (
        f"FROM (VALUES {_marks('(?, ?)', count)}) AS wanted CROSS JOIN {table} "
        f"ON partition = wanted.column1 AND id = wanted.column2"
    )


def _pieces[Item](items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _ROWS_A_STATEMENT):
        yield items[start : start + _ROWS_A_STATEMENT]


def _flat(rows: Sequence[tuple[str | float | None, ...]]) -> list[str | float | None]:
    return [value for row in rows for value in row]


def _etags(operations: Sequence[Operation]) -> Etags:
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
