"""Dates as people write them, as the span of days they may mean."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
} | {
    "sept": 9,
    "januar": 1,
    "februar": 2,
    "märz": 3,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "oktober": 10,
    "dezember": 12,
}
_NAME: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"

_FORMS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (form, re.compile(pattern, re.IGNORECASE))
    for form, pattern in (
        ("ymd", rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?:T[\d:.]+Z?)?(?![\w])"),
        ("ym", rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])(?![\w-])"),
        ("dmy", rf"(?<!\w)(?P<d>{_DAY})\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>{_YEAR})(?!\w)"),
        ("mdy", rf"(?<![\w/])(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>{_YEAR})(?![\w/])"),
        (
            "dmy",
            rf"(?<!\w)(?<!\d[.,])(?P<d>{_DAY})(?:st|nd|rd|th|"
            rf"\.)?\s+(?:of\s+)?(?P<m>{_NAME}),?\s+(?P<y>{_YEAR})(?!\w)",
        ),
        ("mdy", rf"(?<!\w)(?P<m>{_NAME})\s+(?P<d>{_DAY})(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR})(?!\w)"),
        ("never", rf"(?<![\w.,])(?:\d{{1,4}} {_NAME},? \d{{4}}|{_NAME} \d{{1,4}},? \d{{4}})(?!\w)"),
        ("never", r"(?<![\w.,-])\d{4}-\d\d-\d\d(?![\w-])"),
        ("my", rf"(?<!\w)(?P<m>{_NAME})\s+(?:of\s+)?(?P<y>{_YEAR})(?!\w)"),
        ("dm", rf"(?<![\w.,$€£])(?P<d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_NAME})(?!\w)"),
        ("md", rf"(?<!\w)(?P<m>{_NAME})\s+(?P<d>{_DAY})(?:st|nd|rd|th)?(?![\w%.,]*\d)(?!\w)"),
        ("qy", rf"(?<!\w)Q(?P<q>[1-4])[\s/']*(?:of\s+)?(?P<y>{_YEAR})(?!\w)"),
        ("qy", rf"(?<!\w)(?P<q>first|second|third|fourth) quarter (?:of )?(?P<y>{_YEAR})(?!\w)"),
        ("hy", rf"(?<!\w)H(?P<h>[12])\s+(?P<y>{_YEAR})(?!\w)"),
        ("y", rf"(?<!\w)(?:FY|fiscal(?: year)?\s)\s?(?P<y>{_YEAR})(?!\w)"),
        ("fy", r"(?<!\w)FY\s?['’]?(?P<y>\d\d)(?!\w)"),
    )
)
YEARLESS: Final = 4
"""The year of dates written without one: a leap year no market has seen."""
NEVER: Final = (date.max, date.min)
"""The span of what looks like a date and is none: `31 June`, `2018-13-45`."""
_QUARTERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text; without a year both `days` are in year 4, which no market has seen."""

    start: int
    end: int
    days: tuple[date, date]
    form: str


def find_dates(text: str) -> Iterator[WrittenDate]:
    """Yield dates that are more than a bare year, longest forms first; they may overlap."""
    if not any(mark.isdigit() for mark in text):
        return
    for form, pattern in _FORMS:
        for match in pattern.finditer(text):
            days = _days(form, match.groupdict())
            yield WrittenDate(match.start(), match.end(), days or NEVER, form)


def year_span(year: int) -> tuple[date, date]:
    """Return the first and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def _days(form: str, parts: dict[str, str | None]) -> tuple[date, date] | None:
    """Return the span of a written date; None when the calendar has no such day."""
    try:
        return _span(form, parts)
    except ValueError:
        return None


def _span(form: str, parts: dict[str, str | None]) -> tuple[date, date] | None:
    year = int(parts.get("y") or YEARLESS)
    if form == "never":
        return None
    if form in {"y", "fy"}:
        return year_span(year if form == "y" else 2000 + year)
    if form in {"qy", "hy"}:
        months = 3 if form == "qy" else 6
        last = _number(parts[form[0]]) * months
        return _months(year, last - months + 1, last)
    month = _number(parts["m"])
    if form in {"my", "ym"}:
        return _months(year, month, month)
    day = date(year, month, _number(parts["d"]))
    return day, day


def _number(text: str | None) -> int:
    word = (text or "").lower().rstrip(".")
    return _MONTHS.get(word) or _QUARTERS.get(word) or int(word)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
