"""Where the last of some days falls on or before each of others.

One reading asks this hundreds of times, mostly of the same days: symbols of an exchange share its
calendar, and value, weights and returns each look the same prices up.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

type AnyDays = NDArray[np.integer[Any]]
type Places = NDArray[np.int64]


class Calendar:
    """Some days, ascending, and where other days fall among them: worked out once for each."""

    def __init__(self, days: AnyDays) -> None:
        self._days = days
        self._found: dict[bytes, tuple[Places, NDArray[np.bool_]]] = {}

    def places(self, known: AnyDays) -> tuple[Places, NDArray[np.bool_]]:
        """Return how many of `known` are on or before each day, and whether one is on it."""
        key = known.tobytes()
        found = self._found.get(key)
        if found is None:
            at = np.searchsorted(known, self._days, side="right")
            is_on = (at > 0) & (known[at - 1] == self._days)
            found = self._found[key] = at, is_on
        return found


def places_until(known: AnyDays, days: AnyDays) -> Places:
    """Return how many of `known` are on or before each day, shape (len(days),); read-only.

    Both ascending.
    """
    return _places(known.astype(np.int32).tobytes(), days.astype(np.int32).tobytes())


@lru_cache(maxsize=256)
def _places(known: bytes, days: bytes) -> Places:
    places = np.searchsorted(
        np.frombuffer(known, dtype=np.int32), np.frombuffer(days, dtype=np.int32), side="right"
    )
    places.flags.writeable = False
    return places
