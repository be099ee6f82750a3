"""The only place that asks the machine for the time.

Everything else takes a `Clock`, so tests and demonstrations can fix the date.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the current date in UTC."""
        ...


class SystemClock:
    """The machine's clock, or one that goes wrong by so much."""

    def __init__(self, wrong_by: timedelta = timedelta()) -> None:
        self._wrong_by = wrong_by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._wrong_by

    def today(self) -> date:
        return self.now().date()


class FixedDateClock:
    """A clock whose date stands still while its time of day goes on (`PLUMBLINE_TODAY`)."""

    def __init__(self, day: date) -> None:
        self._day = day

    def now(self) -> datetime:
        return datetime.combine(self._day, datetime.now(UTC).timetz())

    def today(self) -> date:
        return self._day


def is_held(until: datetime, now: datetime, longest: timedelta) -> bool:
    """Say whether a claim that lasts until then holds, where none is given for longer.

    One that would last longer was given by a clock that was ahead, and is nobody's.
    """
    return now < until <= now + longest


def rfc3339(instant: datetime) -> str:
    """Write an aware instant as `2024-05-01T13:45:00.123456Z`."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
