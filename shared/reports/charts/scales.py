"""Axes: round ticks that hold the data, and days at the starts of years or months."""

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from shared.reports.language.months import short_month
from shared.reports.language.wording import digits as written
from shared.reports.language.wording import say, spoken

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_FIRST_DAYS: Final = 3
_FEW_YEARS: Final = 4
_MANY_DAYS: Final = 62
_SHORTENED: Final = {1e9: "bn", 1e6: "m", 1e3: "k"}


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to points: `low` is drawn at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value is drawn."""
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.start + share * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round values from at most `low` to at least `high`."""
    if not high > low:
        pad = abs(high) * 0.05 or 1.0
        low, high = low - pad, high + pad
    step = _step((high - low) / about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def short_number(value: float, step: float) -> str:
    """Write a tick: thousands and millions shortened, as many decimals as the step needs."""
    for limit, scale in ((1e9, 1e9), (1e6, 1e6), (1e4, 1e3)):
        if abs(value) >= limit or (value == 0 and step >= limit):
            unit = "" if value == 0 else f" {say(_SHORTENED[scale])}"
            return f"{_plain(value / scale, step / scale)}{unit}"
    return _plain(value, step)


def percent_number(value: float, step: float) -> str:
    """Write a fraction's tick in percent."""
    return _plain(value * 100, step * 100)


def day_ticks(days: tuple[date, ...]) -> list[tuple[int, str]]:
    """Return places in the days and their labels: about eight, at starts of months or years."""
    span = (days[-1] - days[0]).days
    if span <= _MANY_DAYS:
        every = max(len(days) // 6, 1)
        return [(place, _short(days[place])) for place in range(0, len(days), every)]
    months = _months(days)
    years = span / 365
    if years > _FEW_YEARS:
        keep = max(round(years / 8), 1)
        return [
            (place, str(day.year))
            for place, day in months
            if day.month == 1 and day.year % keep == 0
        ]
    every = next(each for each in (1, 2, 3, 6) if span / 30 / each <= 9 or each == 6)  # noqa: PLR2004
    return [
        (place, f"{short_month(day.month)} {day.year}")
        for place, day in months
        if (day.month - 1) % every == 0
    ]


def _short(day: date) -> str:
    return f"{day:%d.%m.}" if spoken() == "de" else f"{day.day} {short_month(day.month)}"


def _months(days: tuple[date, ...]) -> list[tuple[int, date]]:
    """Return the first day of each month, that of the first month only if it is a first one."""
    begun = [(0, days[0])] if days[0].day <= _FIRST_DAYS else []
    return begun + [
        (place, day)
        for place, (before, day) in enumerate(pairwise(days), 1)
        if (before.year, before.month) != (day.year, day.month)
    ]


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(each * power for each in _STEPS if each * power >= rough * 0.999)


def _plain(value: float, step: float) -> str:
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if step > 0 and abs(step * 10**digits - round(step * 10**digits)) > 1e-6:  # noqa: PLR2004
        digits += 1
    return written(f"{value:,.{digits}f}".replace("-", "−"))
