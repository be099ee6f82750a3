"""Moving what was written from SQLite's log into its database, beside the writer.

SQLite would have the writer do so after whichever commit fills the log, and everybody who waits
for a commit wait for that as well: it writes every page a second time and syncs the disk. Here it
is a thread's own work. Only where it cannot keep up the writer steps in, at twice the size.
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import structlog

from shared.platform.sqlite_file import open_file

log = structlog.get_logger(__name__)

_BYTES_BETWEEN: Final = 16_000_000
BACKSTOP_PAGES: Final = 8_000


class SqliteCheckpoints:
    """Counts what the writer has written; every few megabytes the log is moved."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-checkpoints")
        self._connection: sqlite3.Connection | None = None
        self._bytes = 0

    def leave_to_us(self, writer: sqlite3.Connection) -> None:
        """Have the writer's connection leave the log alone until it is far too long."""
        writer.execute(f"PRAGMA wal_autocheckpoint={BACKSTOP_PAGES}")

    def written(self, size: int) -> None:
        """Count bytes that were committed; for the writer's thread."""
        self._bytes += size
        if self._bytes >= _BYTES_BETWEEN:
            self._bytes = 0
            self._thread.submit(self._move)

    def close(self) -> None:
        """Wait for what is going on, and close; blocks."""
        self._thread.shutdown()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _move(self) -> None:
        try:
            if self._connection is None:
                self._connection = open_file(self._path, self._busy_seconds)
            # Passive: waits for nobody, and makes nobody wait.
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except Exception as error:  # noqa: BLE001 - nothing is lost: the writer does it in the end
            log.warning("log_not_moved", error=type(error).__name__)
