"""Folds kept in memory, and the trails from which a grown ledger is folded on."""

from collections import OrderedDict
from typing import Final

from shared.portfolios.ledger import Folded
from shared.portfolios.results import LedgerResult
from shared.portfolios.walk import Trail

type Key = tuple[object, ...]

_MOST_FOLDS: Final = 64
_MOST_ENTRIES: Final = 300_000
"""Of all kept folds together: what a worker's memory has room for (about 0.6 kB an entry)."""


class KeptFolds:
    """The folds used last. One `subject` is everything a fold depends on but its entries."""

    def __init__(self) -> None:
        self._folds: OrderedDict[Key, tuple[Key, Folded]] = OrderedDict()
        self._trails: dict[Key, Key] = {}
        self._entries = 0

    def find(self, subject: Key, moment: Key) -> LedgerResult | None:
        """Return the result of a subject's ledger at a moment (its version, day and so on)."""
        found = self._folds.get((*subject, *moment))
        if found is None:
            return None
        self._folds.move_to_end((*subject, *moment))
        return found[1].result

    def trail(self, subject: Key) -> Trail | None:
        """Return the trail of the subject's longest fold."""
        longest = self._longest(subject)
        return longest.trail if longest is not None else None

    def keep(self, subject: Key, moment: Key, folded: Folded) -> None:
        """Keep a fold; the least recently used make room for it."""
        key = (*subject, *moment)
        longest = self._longest(subject)
        if (before := self._folds.get(key)) is not None:
            self._entries -= before[1].count
        self._folds[key] = (subject, folded)
        self._entries += folded.count
        # Shorter than before by much is a look into the past: the next entry comes at the end.
        if longest is None or 2 * folded.count > longest.count:
            self._trails[subject] = key
        while len(self._folds) > 1 and self._is_full():
            old, (owner, dropped) = self._folds.popitem(last=False)
            self._entries -= dropped.count
            if self._trails.get(owner) == old:
                del self._trails[owner]

    def _is_full(self) -> bool:
        return len(self._folds) > _MOST_FOLDS or self._entries > _MOST_ENTRIES

    def _longest(self, subject: Key) -> Folded | None:
        key = self._trails.get(subject)
        return self._folds[key][1] if key is not None else None
