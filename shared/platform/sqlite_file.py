"""The SQLite file itself: opening it, its schema, and what its errors mean to a caller.

`synchronous=FULL`: what was acknowledged survives a power cut, not only a killed process. It costs
0.2 ms a commit on an SSD against 0.02 ms for NORMAL, and the writer shares one commit among all
that wait. Ordinary rowid tables, because bodies are larger than SQLite advises for WITHOUT ROWID:
point reads of 12 kB documents measured three times as fast, everything else alike.
"""

import sqlite3
import time
from pathlib import Path
from typing import Final

from shared.kernel.errors import Unavailable
from shared.platform import containers

SCHEMA_VERSION: Final = 1
_FULL: Final = {sqlite3.SQLITE_FULL}
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FIRST_PAUSE_SECONDS: Final = 0.0005
_LONGEST_PAUSE_SECONDS: Final = 0.01
_PREPARED: Final = 512  # statements for one row, for two, …, of each table


def open_file(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open the file, making it and its tables when they are missing.

    `busy_seconds`: how long to wait while another process holds the file's lock. Statements run in
    autocommit until BEGIN. Raises: Unavailable, sqlite3.Error.
    """
    _make_folder(path)
    connection = sqlite3.connect(
        path,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_PREPARED,
    )
    try:
        connection.execute("PRAGMA synchronous=FULL")
        _ensure_schema(connection, path, busy_seconds)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"the folder of the document store {path.name} cannot be made: {error.strerror}",
            "store_unreachable",
        ) from error


def _ensure_schema(connection: sqlite3.Connection, path: Path, busy_seconds: float) -> None:
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise Unavailable(
            f"the document store {path.name} was written by a newer version of Plumbline "
            f"(schema {version}, this one knows {SCHEMA_VERSION})",
            "store_newer",
        )
    if version < SCHEMA_VERSION:
        _use_write_ahead_log(connection, busy_seconds)
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have been first while we waited for the lock.
        if _version(connection) < SCHEMA_VERSION:
            _make_tables(connection)
        connection.execute("COMMIT")


def _use_write_ahead_log(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Change the journal of a new file, waiting for others who do so at the same moment.

    SQLite itself does not wait here, whatever its time-out: two who upgrade their locks together
    would wait for each other.
    """
    insist(connection, "PRAGMA journal_mode=WAL", busy_seconds)


def insist(connection: sqlite3.Connection, statement: str, busy_seconds: float) -> None:
    """Run a statement that needs a lock, again and again while another process has it.

    Mostly for the millisecond of a commit. SQLite itself would look again after 1, 2, 5, 10 and
    more milliseconds, and stand still for most of them. Raises: sqlite3.Error, busy in the end.
    """
    deadline = time.monotonic() + busy_seconds
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= deadline:
                raise
            time.sleep(pause)
            pause = min(pause * 1.2, _LONGEST_PAUSE_SECONDS)
        else:
            return


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _make_tables(connection: sqlite3.Connection) -> None:
    for container in containers.ALL:
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {container.name} (partition TEXT NOT NULL, "
            "id TEXT NOT NULL, body TEXT NOT NULL, etag TEXT NOT NULL, expires_at REAL, "
            "PRIMARY KEY (partition, id))"
        )
        connection.execute(
            f"CREATE INDEX IF NOT EXISTS {container.name}_expiry "
            f"ON {container.name} (expires_at) WHERE expires_at IS NOT NULL"
        )
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def is_busy(error: sqlite3.Error) -> bool:
    """Say whether another process held the file for longer than we wait."""
    return _primary_code(error) in _BUSY


def unavailable(error: sqlite3.Error, path: Path) -> Unavailable:
    """Return what an error of SQLite means to a caller."""
    code = _primary_code(error)
    if code in _FULL:
        return Unavailable(
            f"the disk of the document store {path.name} is full: nothing was saved; "
            "free some space and try again",
            "store_full",
        )
    if code in _BUSY:
        return Unavailable(
            f"another process keeps the document store {path.name} locked",
            "store_busy",
            retry_after_seconds=1,
        )
    if code in _DAMAGED:
        return Unavailable(
            f"the document store {path.name} is damaged or no SQLite file: "
            "move it away, or restore a copy",
            "store_damaged",
        )
    return Unavailable(
        f"the document store {path.name} cannot be used: {error}", "store_unreachable"
    )


def _primary_code(error: sqlite3.Error) -> int:
    # Extended codes carry the primary one in their low byte.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
