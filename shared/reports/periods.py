"""Periods of reports: named ones, and years, quarters and months (`2024`, `2024-Q1`, `2024-03`)."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from shared.kernel.errors import FieldError, InvalidInput
from shared.reports.model import Every

NAMED: Final = ("1d", "1w", "mtd", "ytd", "1y", "3y", "5y", "max")
PATTERN: Final = r"^(1d|1w|mtd|ytd|1y|3y|5y|max|(19|20|21)\d{2}(-(Q[1-4]|0[1-9]|1[0-2]))?)$"
_WRITTEN: Final = re.compile(r"(?P<year>\d{4})(-(Q(?P<quarter>[1-4])|(?P<month>\d{2})))?")
_QUARTER: Final = 3
_HOUR: Final = time(6, tzinfo=UTC)  # prices of the evening before have arrived by then


def days_of(period: str) -> tuple[date, date] | None:
    """Return first and last day of a written period; None for a named one. Raises: InvalidInput."""
    if period in NAMED:
        return None
    found = _WRITTEN.fullmatch(period)
    if found is None:
        reason = f"expected one of {', '.join(NAMED)}, a year, a quarter (2024-Q1) or a month"
        raise InvalidInput(
            f"/period: {reason}", "invalid_period", errors=(FieldError("/period", reason),)
        )
    year = int(found["year"])
    first, last = 1, 12
    if found["quarter"]:
        first = _QUARTER * (int(found["quarter"]) - 1) + 1
        last = first + _QUARTER - 1
    elif found["month"]:
        first = last = int(found["month"])
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def next_run(every: Every, after: datetime) -> datetime:
    """Return the first of the next month, or quarter, at six in the morning UTC, after an instant.

    The report then speaks of the day before.
    """
    months = 1 if every == "monthly" else _QUARTER
    start = after.month - (after.month - 1) % months
    run = datetime.combine(date(after.year, start, 1), _HOUR)
    while run <= after:
        number = run.year * 12 + run.month - 1 + months
        run = run.replace(year=number // 12, month=number % 12 + 1)
    return run


def day_before(instant: datetime) -> date:
    """Return the day a scheduled report speaks of."""
    return instant.date() - timedelta(days=1)
