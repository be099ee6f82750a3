"""One operation of a batch, inside the writer's transaction."""

import sqlite3
from secrets import token_hex

from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed
from shared.platform.documents import Operation


def apply_operation(
    file: sqlite3.Connection, table: str, key: str, operation: Operation, body: bytes, now: float
) -> str | None:
    """Carry out one operation and return the new ETag (None for a delete).

    `now`: seconds since the epoch; what expired by then counts as absent.
    Raises: AlreadyExists, NotFound, PreconditionFailed.
    """
    row = file.execute(
        f"SELECT etag FROM {table} WHERE partition = ? AND id = ? "  # noqa: S608 - our own name
        "AND (expires_at IS NULL OR expires_at > ?)",
        (key, operation.id, now),
    ).fetchone()
    _check(table, operation, None if row is None else row[0])
    if operation.kind == "delete":
        file.execute(
            f"DELETE FROM {table} WHERE partition = ? AND id = ?",  # noqa: S608
            (key, operation.id),
        )
        return None
    etag = token_hex(8)
    expires_at = None if operation.ttl_seconds is None else now + operation.ttl_seconds
    file.execute(
        f"INSERT OR REPLACE INTO {table} (partition, id, body, etag, expires_at) "  # noqa: S608
        "VALUES (?, ?, ?, ?, ?)",
        (key, operation.id, body.decode(), etag, expires_at),
    )
    return etag


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
