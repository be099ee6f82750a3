"""What an alert is judged by: one value a datum, or the reason why there is none. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.alerts.model import Seen

CLOSE: Final = "close"
"""Stamp of a day's close: it sorts after the instants of prices during that day's session."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A datum's `level` as the rule compares it; None with `missing` saying why.

    `shown`: the value in words for people. `source`: whose data it is.
    """

    day: date
    stamp: str
    level: Decimal | None
    shown: str = ""
    missing: str = ""
    source: str = ""

    @property
    def seen(self) -> Seen:
        """The mark that this datum was evaluated."""
        return Seen(day=self.day, stamp=self.stamp, value=str(self.level))


def is_new(reading: Reading, seen: Seen | None) -> bool:
    """Say whether a datum was not evaluated yet.

    A correction of the newest datum is a new one; of earlier days it is not, what has passed is no
    news any more.
    """
    if seen is None:
        return True
    place, last = (reading.day, reading.stamp), (seen.day, seen.stamp)
    return place > last or (place == last and str(reading.level) != seen.value)
