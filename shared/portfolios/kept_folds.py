"""Folds kept in memory, and the trails from which a grown ledger is folded on."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from shared.portfolios.ledger import Folded
from shared.portfolios.results import LedgerResult
from shared.portfolios.walk import Trail

type Key = tuple[object, ...]
type Versions = tuple[tuple[str, str], ...]

_MOST_FOLDS: Final = 64
_MOST_ENTRIES: Final = 300_000
"""Of all kept folds together: what a worker's memory has room for (about 0.6 kB an entry)."""
_MARKET: Final = 5
"""The place in a subject from which it names the versions of prices and rates."""


@dataclass(frozen=True, slots=True)
class _Latest:
    """The fold of a ledger's newest version as of the latest day. A moment is version and day."""

    key: Key
    subject: Key
    moment: Key

    def is_before(self, moment: Key) -> bool:
        return cast("tuple[int, date]", self.moment) <= cast("tuple[int, date]", moment)

    def covers(self, subject: Key, moment: Key) -> bool:
        """Say whether another fold is of the same version, an earlier day and the same market."""
        mine, other = (cast("tuple[int, date]", one) for one in (self.moment, moment))
        return (
            mine[0] == other[0]
            and mine[1] > other[1]
            and len(subject) == len(self.subject)
            and all(
                set(cast("Versions", known)).issuperset(cast("Versions", wanted))
                for known, wanted in zip(self.subject[_MARKET:], subject[_MARKET:], strict=True)
            )
        )


class KeptFolds:
    """The folds used last. One `subject` is everything a fold depends on but its entries."""

    def __init__(self) -> None:
        self._folds: OrderedDict[Key, tuple[Key, Folded]] = OrderedDict()
        self._trails: dict[Key, Key] = {}
        self._latest: dict[Key, _Latest] = {}
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

    def whole(self, subject: Key, moment: Key) -> Folded | None:
        """Return the fold of the same ledger as of a later day, if its market is the same.

        A later day may mention more symbols; of those that both do, prices and rates must be the
        same. Raises nothing: whether later entries reach back is for the caller to know.
        """
        latest = self._latest.get(subject[:_MARKET])
        if latest is None or not latest.covers(subject, moment):
            return None
        self._folds.move_to_end(latest.key)
        return self._folds[latest.key][1]

    def keep(self, subject: Key, moment: Key, folded: Folded) -> None:
        """Keep a fold; the least recently used make room for it."""
        key = (*subject, *moment)
        longest = self._longest(subject)
        if (before := self._folds.get(key)) is not None:
            self._entries -= before[1].count
        self._folds[key] = (subject, folded)
        self._entries += folded.count
        latest = self._latest.get(subject[:_MARKET])
        if latest is None or latest.is_before(moment):
            self._latest[subject[:_MARKET]] = _Latest(key, subject, moment)
        # Shorter than before by much is a look into the past: the next entry comes at the end.
        if longest is None or 2 * folded.count > longest.count:
            self._trails[subject] = key
        while len(self._folds) > 1 and self._is_full():
            old, (owner, dropped) = self._folds.popitem(last=False)
            self._entries -= dropped.count
            if self._trails.get(owner) == old:
                del self._trails[owner]
            latest = self._latest.get(owner[:_MARKET])
            if latest is not None and latest.key == old:
                del self._latest[owner[:_MARKET]]

    def _is_full(self) -> bool:
        return len(self._folds) > _MOST_FOLDS or self._entries > _MOST_ENTRIES

    def _longest(self, subject: Key) -> Folded | None:
        key = self._trails.get(subject)
        return self._folds[key][1] if key is not None else None
