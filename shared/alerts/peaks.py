"""The highest value of a moving window, in one pass. Pure."""

from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

type Level = tuple[date, Decimal]


def peaks(levels: Sequence[Level], days: int) -> list[Level]:
    """Return, for each level, the highest of the days up to it; of equal ones the first.

    `levels`: oldest first. `days`: calendar days before each level that count, beside its own.
    """
    window = timedelta(days=days)
    falling: deque[Level] = deque()
    found: list[Level] = []
    for day, value in levels:
        while falling and falling[-1][1] < value:
            falling.pop()
        falling.append((day, value))
        while falling[0][0] < day - window:
            falling.popleft()
        found.append(falling[0])
    return found
