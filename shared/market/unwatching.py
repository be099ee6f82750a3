"""Symbols that nobody watches any more leave the universe: found by looking at all who could.

Nothing is counted when a symbol goes on a list or comes off it: a count that several writers keep
drifts, and an index of who watches what would have to be erased with a person.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

import structlog

from shared.market.tracking import Tracker

log = structlog.get_logger()

type Owners = Callable[[], AsyncIterator[str]]
type SymbolsOf = Callable[[str], Awaitable[Collection[str]]]
"""Returns what a person watches in one of the ways there are."""


class Unwatching:
    """Takes the mark of being watched from symbols that are on nobody's list."""

    def __init__(self, tracker: Tracker, owners: Owners, ways: Sequence[SymbolsOf]) -> None:
        self._tracker = tracker
        self._owners = owners
        self._ways = ways

    async def sweep(self) -> int:
        """Unwatch what nobody watches; return how many symbols that are. Safe to repeat."""
        marked = await self._tracker.watched()
        if not marked:
            return 0
        left = marked - await self._wanted()
        await self._tracker.unwatch(left)
        if left:
            # Somebody may have put one on a list meanwhile, and found it marked still.
            again = left & await self._wanted()
            await self._tracker.watch(again)
            left -= again
        log.info("symbols_unwatched", count=len(left))
        return len(left)

    async def _wanted(self) -> set[str]:
        found: set[str] = set()
        async for owner in self._owners():
            for symbols_of in self._ways:
                found.update(await symbols_of(owner))
        return await self._tracker.with_successors(found)
