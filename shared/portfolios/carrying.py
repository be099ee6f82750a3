"""Where the last of some days falls on or before each of others.

One reading asks this hundreds of times, mostly of the same days: symbols of an exchange share its
calendar, and value, weights and returns each look the same prices up.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

type AnyDays = NDArray[np.integer[Any]]


def places_until(known: AnyDays, days: AnyDays) -> NDArray[np.int64]:
    """Return how many of `known` are on or before each day, shape (len(days),); read-only.

    Both ascending.
    """
    return _places(known.astype(np.int32).tobytes(), days.astype(np.int32).tobytes())


@lru_cache(maxsize=256)
def _places(known: bytes, days: bytes) -> NDArray[np.int64]:
    places = np.searchsorted(
        np.frombuffer(known, dtype=np.int32), np.frombuffer(days, dtype=np.int32), side="right"
    )
    places.flags.writeable = False
    return places
