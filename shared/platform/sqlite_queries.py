"""The statements of the SQLite adapter that touch many rows: range scans, purging.

Table names are our own constants, never input; every value is bound.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import orjson

from shared.platform.document_rules import matches, project
from shared.platform.documents import Document, PartitionKey, Query

PURGED_AT_ONCE: Final = 500
_SCANNED_AT_ONCE: Final = 500
# Above every character an id may have.
_AFTER_ANY_ID: Final = "\x7f"


@dataclass(frozen=True, slots=True)
class RangeScan:
    """A query of one partition, walked along the primary key. `now`: seconds since the epoch."""

    table: str
    key: str
    partition: PartitionKey
    query: Query
    now: float

    def run(self, file: sqlite3.Connection) -> list[Document]:
        """Return the first `query.limit` documents that pass the filters."""
        # Filters run here, not in SQL: json_extract cannot tell true from 1.
        taken: list[Document] = []
        cursor = file.execute(*self._statement())
        try:
            for name, text, etag in cursor:
                body = orjson.loads(text)
                if matches(body, self.query.where):
                    body = project(body, self.query.fields)
                    taken.append(Document(name, self.partition, body, etag))
                    if len(taken) == self.query.limit:
                        break
        finally:
            # An unfinished cursor holds its snapshot and keeps the write-ahead log from shrinking.
            cursor.close()
        return taken

    def _statement(self) -> tuple[str, list[str | float]]:
        conditions = ["partition = ?", "(expires_at IS NULL OR expires_at > ?)"]
        parameters: list[str | float] = [self.key, self.now]
        for condition, bound in self._bounds():
            if bound:
                conditions.append(condition)
                parameters.append(bound)
        order = "DESC" if self.query.descending else "ASC"
        sql = (
            f"SELECT id, body, etag FROM {self.table} "  # noqa: S608
            f"WHERE {' AND '.join(conditions)} ORDER BY id {order}"
        )
        return sql, parameters

    def _bounds(self) -> tuple[tuple[str, str | None], ...]:
        query = self.query
        return (
            ("id >= ?", query.prefix),
            ("id < ?", query.prefix and query.prefix + _AFTER_ANY_ID),
            ("id > ?", query.after),
            ("id < ?", query.before),
        )


def purge(table: str, now: float) -> Callable[[sqlite3.Connection], int]:
    """Return a write that deletes some of what has expired, and its count."""
    sql = (
        f"DELETE FROM {table} WHERE rowid IN "  # noqa: S608
        f"(SELECT rowid FROM {table} WHERE expires_at <= ? LIMIT {PURGED_AT_ONCE})"
    )
    return lambda file: file.execute(sql, (now,)).rowcount


def every(
    table: str, after: tuple[str, str], now: float
) -> Callable[[sqlite3.Connection], list[tuple[str, str, str, float | None]]]:
    """Return a read of the next rows of a table: partition, id, body, expiry."""

    def read(file: sqlite3.Connection) -> list[tuple[str, str, str, float | None]]:
        return file.execute(
            f"SELECT partition, id, body, expires_at FROM {table} "  # noqa: S608 - our own name
            "WHERE (partition, id) > (?, ?) AND (expires_at IS NULL OR expires_at > ?) "
            "ORDER BY partition, id LIMIT ?",
            (*after, now, _SCANNED_AT_ONCE),
        ).fetchall()

    return read
