"""Periods of a report: named ones and free ones, always within the life of the portfolio.

A period holds its first and last day: what was there the evening before the first day opens it.
One year to 31 December therefore begins on 1 January.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from shared.kernel.errors import InvalidInput

type PeriodName = Literal["1d", "1w", "mtd", "ytd", "1y", "3y", "5y", "max"]

_YEARS: Final = {"1y": 1, "3y": 3, "5y": 5}
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise InvalidInput(
                f"The period ends on {self.last} before it begins on {self.first}",
                "invalid_period",
            )


def resolve(
    name: PeriodName,
    first: date | None,
    last: date | None,
    inception: date,
    last_trading_day: date,
) -> Period:
    """Return the period asked for; `first` and `last` win over the name.

    `inception` is the day of the first entry: no period begins before it. `last_trading_day` is
    the last one on or before the end, which is what `1d` means.
    Raises: InvalidInput when the end lies before the beginning or before the first entry.
    """
    end = last if last is not None else last_trading_day
    if end < inception:
        raise InvalidInput(
            f"There is nothing on {end}: the first transaction is on {inception}", "invalid_period"
        )
    begin = first if first is not None else _begin(name, end, inception, last_trading_day)
    return Period(max(begin, inception), end)


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; 28 February for a leap day that year has not."""
    if (day.month, day.day) == _LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _begin(name: PeriodName, end: date, inception: date, last_trading_day: date) -> date:
    match name:
        case "1d":
            return min(last_trading_day, end)
        case "1w":
            return end - timedelta(days=6)
        case "mtd":
            return end.replace(day=1)
        case "ytd":
            return end.replace(month=1, day=1)
        case "max":
            return inception
        case _:
            return years_before(end, _YEARS[name]) + timedelta(days=1)
