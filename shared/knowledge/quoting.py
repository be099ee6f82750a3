"""The sentence of a passage, or the row of its table, that answers a query best. Pure."""

import re
from typing import Final

_MOST: Final = 320
_CUT: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])|\n+")


def quote(text: str, words: list[str]) -> str:
    """Return the part of a text with most of the words, word for word as it stands."""
    parts = [part.strip() for part in _CUT.split(text) if part.strip()]
    if not parts:
        return text[:_MOST]
    stems = [word[:6] for word in words]

    def hits(part: str) -> int:
        lowered = part.casefold()
        return sum(1 for stem in stems if stem in lowered)

    best = max(range(len(parts)), key=lambda at: (hits(parts[at]), -at))
    return parts[best][:_MOST]
