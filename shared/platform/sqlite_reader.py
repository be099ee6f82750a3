"""Readers: a few threads, each with its own connection, so that none waits for a writer.

Short reads asked for in one turn of the event loop go to a thread together and come back together:
under load the way there and back costs more than the reading.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from shared.platform.sqlite_delivery import Outcome, deliver
from shared.platform.sqlite_file import open_file, unavailable

_THREADS: Final = 4
_MOST_TOGETHER: Final = 32

type _Short = tuple[asyncio.Future[Any], Callable[[sqlite3.Connection], Any]]


class SqliteReader:
    """Runs reads off the event loop; each sees everything acknowledged before it began."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="sqlite-reader")
        self._mine = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._short: list[_Short] = []

    async def run[T](self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Run one read. Raises: what `read` raises, Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, read)

    async def run_short(self, read: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run one read that takes no time to speak of, with others. Raises: as `run`."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        if not self._short:
            loop.call_soon(self._hand_over)
        self._short.append((done, read))
        return await done

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

    def _hand_over(self) -> None:
        short, self._short = self._short, []
        for at in range(0, len(short), _MOST_TOGETHER):
            some = short[at : at + _MOST_TOGETHER]
            try:
                self._threads.submit(self._run_all, some)
            except RuntimeError as closed:
                deliver([(done, closed, None) for done, _ in some])

    def _run_all(self, reads: list[_Short]) -> None:
        outcomes: list[Outcome] = []
        for done, read in reads:
            try:
                outcomes.append((done, None, self._run(read)))
            except Exception as error:  # noqa: BLE001 - handed to the coroutine that waits for it
                outcomes.append((done, error, None))
        deliver(outcomes)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = open_file(self._path, self._busy_seconds)
            connection.execute("PRAGMA query_only=1")
            self._mine.connection = connection
            self._opened.append(connection)
        return connection
