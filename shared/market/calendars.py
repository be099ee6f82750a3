"""Which trading day's close should be known by now.

A weekday rule for every exchange: good enough to call a price stale after a quiet weekend never,
and after a missed close always. It takes a holiday for a missed day, so a price may be called
stale for one day too many; never too few.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_SATURDAY: Final = 5
# Later than the close of New York plus the hours a vendor takes to settle its daily bar.
_SETTLED_AT: Final = time(23, 0)


def last_expected_day(now: datetime) -> date:
    """Return the latest trading date whose daily bar should exist at this instant."""
    moment = now.astimezone(UTC)
    day = moment.date()
    if moment.time() < _SETTLED_AT or not _is_weekday(day):
        day = previous_weekday(day)
    return day


def previous_weekday(day: date) -> date:
    """Return the last weekday before a day."""
    day -= timedelta(days=1)
    while not _is_weekday(day):
        day -= timedelta(days=1)
    return day


def next_settlement(now: datetime) -> datetime:
    """Return the instant after which the next daily bar should exist."""
    moment = now.astimezone(UTC)
    day = moment.date()
    if moment.time() >= _SETTLED_AT or not _is_weekday(day):
        day += timedelta(days=1)
        while not _is_weekday(day):
            day += timedelta(days=1)
    return datetime.combine(day, _SETTLED_AT, UTC)


def is_stale(last_bar: date, now: datetime) -> bool:
    """Say whether a series that ends on `last_bar` misses a close it should have."""
    return last_bar < last_expected_day(now)


def _is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY
