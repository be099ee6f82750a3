"""Books kept while nothing at all has been written, and opened once for all who ask at once.

The page asks for summary, performance, holdings and allocation together: they are of one book.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from shared.kernel.clock import Clock
from shared.portfolios.ports import Book

type Key = tuple[object, ...]

_MOST: Final = 64
_MOST_ENTRIES: Final = 300_000
"""Of all kept books together; most of them share their entries."""
_KEPT_FOR: Final = timedelta(seconds=30)
"""Opening a book also sees to it that rates grown old are fetched anew."""


class Changes(Protocol):
    """Tells whether anybody has written to the store since."""

    def stamp(self) -> int | None:
        """Return a number that is another after any write; None when that cannot be said."""
        ...


class NoChanges:
    """A store that cannot say: nothing is kept."""

    def stamp(self) -> int | None:
        """Return None."""
        return None


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: int
    today: date
    at: datetime
    book: Book


class KeptBooks:
    """The books opened last, by all that was asked of them."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self._changes = changes
        self._clock = clock
        self._stamp: int | None = None
        self._books: OrderedDict[Key, _Kept] = OrderedDict()
        self._entries = 0
        self._opening: dict[Key, asyncio.Task[Book]] = {}

    async def get(self, asked: Key, opened: Callable[[], Awaitable[Book]]) -> Book:
        """Return a book, by `opened` when it is not kept. Raises: what `opened` raises."""
        stamp = self._changes.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self._books.clear()
            self._entries = 0
        if stamp is None:
            return await opened()
        kept = self._books.get(asked)
        if kept is not None and self._is_current(kept, stamp):
            return kept.book
        # A write in between makes another key: who asks after it sees it.
        once = (stamp, self._clock.today(), *asked)
        task = self._opening.get(once)
        if task is None:
            task = asyncio.ensure_future(self._open(asked, stamp, opened))
            self._opening[once] = task
            task.add_done_callback(lambda done: self._opened(once, done))
        # Whoever goes away leaves the others their book.
        return await asyncio.shield(task)

    def _is_current(self, kept: _Kept, stamp: int) -> bool:
        return (kept.stamp, kept.today) == (stamp, self._clock.today()) and abs(
            self._clock.now() - kept.at
        ) < _KEPT_FOR

    async def _open(self, asked: Key, stamp: int, opened: Callable[[], Awaitable[Book]]) -> Book:
        today, now = self._clock.today(), self._clock.now()
        book = await opened()
        if stamp == self._stamp:
            if (before := self._books.get(asked)) is not None:
                self._entries -= len(before.book.transactions)
            self._books[asked] = _Kept(stamp, today, now, book)
            self._entries += len(book.transactions)
            self._books.move_to_end(asked)
            self._make_room()
        return book

    def _opened(self, once: Key, task: asyncio.Task[Book]) -> None:
        self._opening.pop(once, None)
        if not task.cancelled():
            _ = task.exception()  # told to those who wait; perhaps nobody does any more

    def _make_room(self) -> None:
        while len(self._books) > 1 and (len(self._books) > _MOST or self._entries > _MOST_ENTRIES):
            _, dropped = self._books.popitem(last=False)
            self._entries -= len(dropped.book.transactions)
