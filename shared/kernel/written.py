"""Dates and times only as people write them.

A validation library reads `0` as 1970-01-01 and `0.5` as half a second after: a number in a date's
place is a mistake, not a date.
"""

import re
from datetime import date, time
from typing import Final

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*")
WALL_TIME: Final = r"^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?$"
_TIME: Final = re.compile(WALL_TIME)


def written_day(value: object) -> object:
    """Pass a date or `YYYY-MM-DD` on. Raises: ValueError."""
    return _checked(value, _DAY, "a date is written YYYY-MM-DD")


def written_instant(value: object) -> object:
    """Pass a datetime or `YYYY-MM-DDThh:mm…` on. Raises: ValueError."""
    return _checked(value, _INSTANT, "an instant is written YYYY-MM-DDThh:mm:ssZ")


def written_time(value: object) -> object:
    """Pass a time or `hh:mm…` on. Raises: ValueError."""
    return _checked(value, _TIME, "a time is written hh:mm:ss")


def _checked(value: object, form: re.Pattern[str], reason: str) -> object:
    if value is None or isinstance(value, date | time):
        return value
    if isinstance(value, str) and form.fullmatch(value.strip()):
        return value
    raise ValueError(reason)
