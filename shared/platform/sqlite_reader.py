"""Readers: a few threads, each with its own connection, so that none waits for a writer."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from shared.platform.sqlite_file import open_file, unavailable

_THREADS: Final = 4


class SqliteReader:
    """Runs reads off the event loop; each sees everything acknowledged before it began."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="sqlite-reader")
        self._mine = threading.local()
        self._opened: list[sqlite3.Connection] = []

    async def run[T](self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Run one read. Raises: what `read` raises, Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, read)

    async def close(self) -> None:
        """Wait for running reads and close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        while self._opened:
            self._opened.pop().close()

    def _run[T](self, read: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return read(self._connection())
        except sqlite3.Error as error:
            raise unavailable(error, self._path) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = open_file(self._path, self._busy_seconds)
            connection.execute("PRAGMA query_only=1")
            self._mine.connection = connection
            self._opened.append(connection)
        return connection
