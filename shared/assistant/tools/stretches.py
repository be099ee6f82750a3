"""Days, weeks, months, quarters and years of a value series, best and worst of them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from shared.analytics.performance_report import PerformanceSeries

type Unit = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A calendar period as far as the series covers it: its days, gain, return and end value.

    `twr` is a fraction; None where something had no price.
    """

    first_day: date
    last_day: date
    gain: Decimal
    twr: float | None
    end_value: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """What everything was worth at the close of a day."""

    day: date
    value: Decimal


def stretches(series: PerformanceSeries, unit: Unit, opening: Decimal) -> list[Stretch]:
    """Return every period of a series with a known gain, oldest first.

    `opening`: value less net contributions before the first day.
    """
    found: list[Stretch] = []
    before, linked = opening, 0.0
    for _, places in groupby(range(len(series.dates)), lambda at: _period(series.dates[at], unit)):
        span = list(places)
        at = span[-1]
        value, paid = series.value[at], series.net_contributions[at]
        if value is None or paid is None:
            continue
        grown = series.cumulative_twr[at]
        change = None if grown is None else (1 + grown) / (1 + linked) - 1
        found.append(
            Stretch(series.dates[span[0]], series.dates[at], value - paid - before, change, value)
        )
        before, linked = value - paid, linked if grown is None else grown
    return found


def levels(series: PerformanceSeries) -> Iterator[Level]:
    """Yield what everything was worth on each day that tells it."""
    for day, value in zip(series.dates, series.value, strict=True):
        if value is not None:
            yield Level(day, value)


def best(found: Sequence[Stretch]) -> Stretch | None:
    """Return the period of the highest return."""
    return max((one for one in found if one.twr is not None), key=_return, default=None)


def worst(found: Sequence[Stretch]) -> Stretch | None:
    """Return the period of the lowest return."""
    return min((one for one in found if one.twr is not None), key=_return, default=None)


def _return(one: Stretch) -> float:
    return one.twr or 0.0


def _period(day: date, unit: Unit) -> tuple[int, int]:
    match unit:
        case "day":
            return day.toordinal(), 0
        case "week":
            year, week, _ = day.isocalendar()
            return year, week
        case "month":
            return day.year, day.month
        case "quarter":
            return day.year, (day.month + 2) // 3
        case "year":
            return day.year, 0
