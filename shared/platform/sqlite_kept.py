"""Point reads kept in memory while nobody has written to the file since.

A worker asks for the same small documents with every request: a portfolio's head, those of its
price series, what its symbols are. Each time costs a hop to a reader's thread, which under load
waits for the interpreter longer than it reads. The store's stamp says, for a few microseconds,
whether any of it may have changed.

Texts are kept, not documents: what is read belongs to who reads it.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final

import orjson

from shared.platform.documents import Document, PartitionKey
from shared.platform.sqlite_changes import SqliteChanges

type Wanted = tuple[PartitionKey, str, str]
"""A document's partition and id, and the partition as the file has it."""
type Found = dict[tuple[PartitionKey, str], Document]
type Row = tuple[str, str, float | None]  # body, ETag, when it expires

_LARGEST: Final = 16_384
_MOST_ROWS: Final = 20_000
_MOST_CHARACTERS: Final = 16_000_000


class KeptRows:
    """Rows by container, stored partition key and id; None is a document that is not there."""

    def __init__(self, changes: SqliteChanges) -> None:
        self._changes = changes
        self._stamp: int | None = None
        self._rows: dict[tuple[str, str, str], Row | None] = {}
        self._characters = 0

    def stamp(self) -> int | None:
        """Return the file's stamp, and forget what was read before it; None: nothing is kept."""
        stamp = self._changes.stamp()
        if stamp != self._stamp:
            self._forget(stamp)
        return stamp

    def find(self, table: str, wanted: Sequence[Wanted], now: float) -> Found | None:
        """Return the documents when all of them were read since the last write, else None."""
        try:
            rows = [self._rows[table, key, name] for _, name, key in wanted]
        except KeyError:
            return None
        return documents(wanted, rows, now)

    def keep(
        self, stamp: int | None, table: str, wanted: Sequence[Wanted], rows: Sequence[Row | None]
    ) -> None:
        """Keep what was read after a stamp was taken; large bodies are not worth the room."""
        if stamp is None or stamp != self._stamp:
            return
        for (_, name, key), row in zip(wanted, rows, strict=True):
            size = len(row[0]) if row is not None else 0
            if size > _LARGEST or (table, key, name) in self._rows:
                continue
            if self._characters + size > _MOST_CHARACTERS or len(self._rows) >= _MOST_ROWS:
                self._forget(stamp)
            self._rows[table, key, name] = row
            self._characters += size

    def _forget(self, stamp: int | None) -> None:
        self._stamp, self._characters = stamp, 0
        self._rows.clear()


def read_rows(file: sqlite3.Connection, table: str, wanted: Sequence[Wanted]) -> list[Row | None]:
    """Return the row of each wanted document, expired or not; None where there is none."""
    sql = f"SELECT body, etag, expires_at FROM {table} WHERE partition = ? AND id = ?"  # noqa: S608
    return [file.execute(sql, (key, name)).fetchone() for _, name, key in wanted]


def documents(wanted: Sequence[Wanted], rows: Sequence[Row | None], now: float) -> Found:
    """Return the documents that exist at a time (seconds since the epoch)."""
    found: Found = {}
    for (partition, name, _), row in zip(wanted, rows, strict=True):
        if row is not None and (row[2] is None or row[2] > now):
            found[partition, name] = Document(name, partition, orjson.loads(row[0]), row[1])
    return found
