"""One ranking from several: reciprocal rank fusion. Pure.

Source: Cormack, Clarke & Büttcher (2009), with their constant of 60.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

_CONSTANT: Final = 60


def fuse[Key: Hashable](rankings: Iterable[Sequence[Key]]) -> list[tuple[Key, float]]:
    """Return everything that is ranked, best first, with its score; ties keep their order."""
    scores: defaultdict[Key, float] = defaultdict(float)
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] += 1 / (_CONSTANT + rank)
    return sorted(scores.items(), key=lambda one: -one[1])
