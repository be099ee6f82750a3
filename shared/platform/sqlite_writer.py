"""The one thread that writes: whatever waits is committed together, and acknowledged after.

One commit for many waiting writers (group commit) is what makes a durable commit cheap under
load. Document operations of many are carried out in the same few statements; of any other write a
savepoint keeps each atomic on its own. The transaction is `BEGIN IMMEDIATE`, so ETags are compared
under the file's write lock and a second process cannot come between.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from shared.platform.sqlite_apply import Applied, Place, apply_together
from shared.platform.sqlite_checkpoints import SqliteCheckpoints
from shared.platform.sqlite_delivery import deliver
from shared.platform.sqlite_file import insist, is_busy, open_file, unavailable

type Write = Applied | Callable[[sqlite3.Connection], Any]
type _Job = tuple[Write, asyncio.Future[Any]]
type _Outcome = tuple[Exception | None, Any]

_MOST_IN_ONE_COMMIT: Final = 64


class SqliteWriter:
    """Runs writes one after the other, several in one commit."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite-writer")
        self._waiting: deque[_Job] = deque()
        self._is_called = False
        self._connection: sqlite3.Connection | None = None
        self._checkpoints = SqliteCheckpoints(path, busy_seconds)

    async def run(self, write: Write) -> Any:
        """Run one write and return its result once it is durable: of `Applied` the ETags.

        `write` is atomic, and may run twice when a commit shared with others failed.
        Raises: what `write` raises, Unavailable.
        """
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, done))
        if not self._is_called:
            self._is_called = True
            self._thread.submit(self._drain)
        return await done

    async def close(self) -> None:
        """Finish what waits and close the file."""
        self._thread.submit(self._close_connection)
        await asyncio.to_thread(self._thread.shutdown)
        await asyncio.to_thread(self._checkpoints.close)

    def _drain(self) -> None:
        # Before looking: what is appended from now on calls again.
        self._is_called = False
        while jobs := self._next():
            self._commit(jobs)

    def _next(self) -> list[_Job]:
        jobs: list[_Job] = []
        while self._waiting and len(jobs) < _MOST_IN_ONE_COMMIT:
            job = self._waiting.popleft()
            if not job[1].cancelled():
                jobs.append(job)
        return jobs

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            outcomes = self._in_one_transaction(jobs)
        except sqlite3.Error as error:
            # One write may be what the disk has no room for; alone, the others may still fit.
            if len(jobs) > 1 and not is_busy(error):
                for job in jobs:
                    self._commit([job])
                return
            failure = unavailable(error, self._path)
            failure.__cause__ = error
            outcomes: list[_Outcome] = [(failure, None)] * len(jobs)
        except Exception as error:  # noqa: BLE001 - of a write alone, or of opening the file
            outcomes = [(error, None)] * len(jobs)
        else:
            self._checkpoints.written(sum(_size(write) for write, _ in jobs))
        waiting = [done for _, done in jobs]
        deliver([(done, *outcome) for done, outcome in zip(waiting, outcomes, strict=True)])

    def _in_one_transaction(self, jobs: list[_Job]) -> list[_Outcome]:
        connection = self._open()
        insist(connection, "BEGIN IMMEDIATE", self._busy_seconds)
        try:
            outcomes: list[_Outcome] = []
            for group, other in _parts([write for write, _ in jobs]):
                if group:
                    outcomes += apply_together(connection, group)
                elif other is not None and len(jobs) == 1:
                    # One that is alone needs no savepoint: it is the transaction.
                    outcomes.append((None, _run(connection, other)))
                elif other is not None:
                    outcomes.append(self._attempt(connection, other))
            connection.execute("COMMIT")
        except BaseException:
            # SQLite rolls back by itself on some errors (a full disk), not on others.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return outcomes

    @staticmethod
    def _attempt(connection: sqlite3.Connection, write: Write) -> _Outcome:
        connection.execute("SAVEPOINT one")
        try:
            result = _run(connection, write)
        except sqlite3.Error:
            raise
        except Exception as error:  # noqa: BLE001 - handed to the coroutine that waits for it
            connection.execute("ROLLBACK TO one")
            outcome: _Outcome = (error, None)
        else:
            outcome = (None, result)
        connection.execute("RELEASE one")
        return outcome

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_file(self._path, self._busy_seconds)
            self._checkpoints.leave_to_us(self._connection)
            self._connection.execute("PRAGMA busy_timeout=0")  # `insist` waits
        return self._connection

    def _close_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _run(connection: sqlite3.Connection, write: Write) -> Any:
    return write.run(connection) if isinstance(write, Applied) else write(connection)


def _size(write: Write) -> int:
    return sum(map(len, write.bodies)) if isinstance(write, Applied) else 0


def _parts(writes: list[Write]) -> Iterator[tuple[list[Applied], Write | None]]:
    """Return in order those that can be carried out together, or one that has to be by itself."""
    group: list[Applied] = []
    seen: set[tuple[str, Place]] = set()
    for write in writes:
        places = _places(write)
        if group and (not places or not seen.isdisjoint(places)):
            yield group, None
            group, seen = [], set()
        if isinstance(write, Applied) and places:
            group.append(write)
            seen |= places
        else:
            yield [], write
    if group:
        yield group, None


def _places(write: Write) -> set[tuple[str, Place]]:
    """Return what a write meets, if that is known and nothing is met twice."""
    if not isinstance(write, Applied) or not write.is_plain:
        return set()
    return {(write.table, place) for place in write.places()}
