"""Whether anybody has written to the document store since: one number, for a few microseconds."""

import sqlite3
from pathlib import Path

from shared.platform.sqlite_file import open_file


class SqliteChanges:
    """Watches the file through a connection that never writes.

    SQLite's `data_version` differs whenever another connection has committed in between, that of
    another process too. Such a number means nothing outside this object.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def stamp(self) -> int | None:
        """Return a number that is another after any write; None when that cannot be said.

        Does not wait: for the event loop's own thread.
        """
        try:
            if self._connection is None:
                # Somebody else makes the file; an empty one would have nothing to tell.
                if not self._path.exists():
                    return None
                self._connection = open_file(self._path, busy_seconds=0.0)
                self._connection.execute("PRAGMA query_only=1")
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except (sqlite3.Error, OSError):
            return None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
