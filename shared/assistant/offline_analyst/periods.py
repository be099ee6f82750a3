"""Periods and days in a question: `this year`, `since March 2020`, `the last 3 years`."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from shared.assistant.claims.dates import YEARLESS, WrittenDate, find_dates, year_span
from shared.assistant.claims.taken import Taken
from shared.assistant.offline_analyst.asked import Span

_NUMBER: Final = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"a": 1, "an": 1, "couple of": 2, "few": 3}
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12}
_LAST: Final = re.compile(
    r"\b(?:last|past|previous|trailing|over)\s+(?:the\s+)?(?:last\s+|past\s+)?(?P<n>\d{1,3}|one|"
    r"two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve)\s+(?P<unit>day|week|month|quarter|year)s?\b|"
    r"\b(?P<n2>\d{1,2})[\s-]?(?P<unit2>day|week|month|year|yr|y|m|mo)s?\b(?!.{0,12}(?:moving|"
    r"average|sma|ema|rsi))",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<![\w$€£.,/-])(?P<y>(?:19|20)\d\d)(?![\w%/]|[.,]\d|-\d)")
_SINCE: Final = re.compile(r"\b(?:since|from|after|starting)\s*$", re.IGNORECASE)
_UNTIL: Final = re.compile(
    r"\b(?:until|till|to|through|up to|and|by|before|-|–)\s*$", re.IGNORECASE
)
_AS_OF: Final = re.compile(
    r"\b(?:on|at|as of|as at|by|the end of|end of|per)\s*(?:the\s+)?$", re.IGNORECASE
)


def read_span(text: str, today: date) -> Span:
    """Return the period a text speaks of; an empty one when it names none."""
    for pattern, make in _NAMED:
        match = pattern.search(text)
        if match is not None:
            return make(today)
    rolling = _rolling(text, today)
    return rolling if rolling is not None else _written(text, today)


def read_day(text: str, today: date) -> date | None:
    """Return the single day a text asks about, if it names one."""
    if re.search(r"\byesterday\b", text, re.IGNORECASE):
        return today - timedelta(days=1)
    found = [one for one in _dates(text, today) if _AS_OF.search(text[: one.start])]
    if found:
        return min(found[0].days[1], today)
    single = [one for one in _dates(text, today) if one.days[0] == one.days[1]]
    if len(single) == 1 and not _SINCE.search(text[: single[0].start]):
        return min(single[0].days[0], today)
    return None


def days_of(span: Span, today: date) -> dict[str, str]:
    """Return a span's days, for tools that take no named period."""
    if span.first is not None or span.last is not None:
        return span.days
    first = _first_of(span.name or "", today)
    return {"first_day": first.isoformat()} if first is not None else {}


def report_period(span: Span) -> str | None:
    """Return a whole year, quarter or month as reports name it: `2024`, `2024-Q1`, `2024-03`."""
    first, last = span.first, span.last
    if first is None or last is None or first.day != 1:
        return None
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if last.day != calendar.monthrange(last.year, last.month)[1]:
        return None
    if months == 1:
        return f"{first:%Y-%m}"
    if months == _MONTHS_OF["quarter"] and first.month % _MONTHS_OF["quarter"] == 1:
        return f"{first.year}-Q{first.month // _MONTHS_OF['quarter'] + 1}"
    return str(first.year) if months == _MONTHS_OF["year"] and first.month == 1 else None


def _first_of(name: str, today: date) -> date | None:
    match name:
        case "ytd":
            return today.replace(month=1, day=1)
        case "mtd":
            return today.replace(day=1)
        case "1y" | "3y" | "5y":
            return _before(today, int(name[0]), "year")
        case "1d":
            return today
        case "1w":
            return today - timedelta(days=6)
        case _:
            return None


def _dates(text: str, today: date) -> list[WrittenDate]:
    """Return the dates of a text in order, longest first where they overlap, years filled in."""
    found: list[WrittenDate] = []
    taken = Taken(text)
    written = sorted(find_dates(text), key=lambda item: (item.start, item.start - item.end))
    years = (
        WrittenDate(match.start(), match.end(), year_span(int(match["y"])), "y")
        for match in _YEAR.finditer(text)
    )
    for one in (*written, *years):
        if not taken.has_any(one.start, one.end):
            taken.take(one.start, one.end)
            found.append(_this_year(one, today))
    return sorted(found, key=lambda one: one.start)


def _this_year(one: WrittenDate, today: date) -> WrittenDate:
    first, last = one.days
    if first.year != YEARLESS:
        return one
    year = (
        today.year
        if first.replace(year=today.year if not _is_leap_day(first) else 2024) <= today
        else today.year - 1
    )
    if _is_leap_day(first) and not calendar.isleap(year):
        return one
    days = first.replace(year=year), last.replace(year=year)
    return WrittenDate(one.start, one.end, days, one.form)


def _is_leap_day(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


def _written(text: str, today: date) -> Span:
    dates = _dates(text, today)
    month = re.search(
        r"\b(?:in|since|during|for|from)\s+(January|February|March|April|May|June|July|August|"
        r"September|October|November|December)\b(?!\s*\d)",
        text,
        re.IGNORECASE,
    )
    if not dates and month is not None:
        return _month(month, today)
    if not dates:
        return Span()
    one = dates[0]
    if len(dates) > 1 and _UNTIL.search(text[one.end : dates[1].start]):
        last = min(dates[1].days[1], today)
        return Span(None, one.days[0], last, f"from {_told(one.days[0])} to {_told(last)}")
    before = text[: one.start]
    if _SINCE.search(before):
        return Span(None, one.days[0], None, f"since {_told(one.days[0])}")
    if one.days[0] == one.days[1]:
        return Span()
    last = min(one.days[1], today)
    words = f"in {text[one.start : one.end]}"
    return Span(None, one.days[0], last, words)


def _month(match: re.Match[str], today: date) -> Span:
    number = [name.lower() for name in calendar.month_name].index(match[1].lower())
    year = today.year if number <= today.month else today.year - 1
    first = date(year, number, 1)
    last = min(date(year, number, calendar.monthrange(year, number)[1]), today)
    if match.group().lower().startswith(("since", "from")):
        return Span(None, first, None, f"since {_told(first)}")
    return Span(None, first, last, f"in {calendar.month_name[number]} {year}")


def _rolling(text: str, today: date) -> Span | None:
    match = _LAST.search(text)
    if match is None:
        return None
    word = (match["n"] or match["n2"]).lower()
    count = int(word) if word.isdigit() else _NUMBER[word]
    unit = (match["unit"] or match["unit2"]).lower()
    unit = {"yr": "year", "y": "year", "m": "month", "mo": "month"}.get(unit, unit)
    if (
        match["unit2"]
        and not match["unit"]
        and re.search(r"\b(?:in|next)\s+$", text[: match.start()])
    ):
        return None
    names = {("year", 1): "1y", ("year", 3): "3y", ("year", 5): "5y", ("week", 1): "1w"}
    many = "" if count == 1 else f"{count} "
    words = f"over the last {many}{unit}{'' if count == 1 else 's'}"
    return (
        Span(names.get((unit, count)), _before(today, count, unit), today, words)
        if (unit, count) not in names
        else Span(names[unit, count], None, None, words)
    )


def _before(today: date, count: int, unit: str) -> date:
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (7 if unit == "week" else 1) - 1)
    months = count * _MONTHS_OF[unit]
    return _months_before(today, months) + timedelta(days=1)


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last_year(today: date) -> Span:
    first, last = year_span(today.year - 1)
    return Span(None, first, last, f"in {today.year - 1}")


def _last_month(today: date) -> Span:
    last = today.replace(day=1) - timedelta(days=1)
    return Span(None, last.replace(day=1), last, f"in {last:%B %Y}")


def _last_week(today: date) -> Span:
    monday = today - timedelta(days=today.weekday() + 7)
    return Span(None, monday, monday + timedelta(days=6), "last week")


def _last_quarter(today: date) -> Span:
    start = _months_before(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3)
    last = _months_before(start, -3) - timedelta(days=1)
    return Span(None, start, last, f"in the {_ordinal(start)} quarter of {start.year}")


def _this_quarter(today: date) -> Span:
    start = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return Span(None, start, today, f"in the {_ordinal(start)} quarter of {start.year} so far")


def _ordinal(start: date) -> str:
    return ("first", "second", "third", "fourth")[(start.month - 1) // 3]


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _named(name: str, words: str) -> Callable[[date], Span]:
    return lambda _today: Span(name, None, None, words)


def _this_week(today: date) -> Span:
    return Span(None, today - timedelta(days=today.weekday()), today, "this week")


def _yesterday(today: date) -> Span:
    day = today - timedelta(days=1)
    return Span(None, day, day, "yesterday")


def _past_month(today: date) -> Span:
    return Span(None, _before(today, 1, "month"), today, "over the last month")


_MADE: Final[tuple[tuple[str, Callable[[date], Span]], ...]] = (
    (
        r"\b(?:today|on the day|last (?:trading )?day|daily change|1d)\b",
        _named("1d", "on the last trading day"),
    ),
    (r"\byesterday\b", _yesterday),
    (r"\b(?:this year|year.to.date|ytd|so far this year)\b", _named("ytd", "this year so far")),
    (r"\b(?:this month|month.to.date|mtd)\b", _named("mtd", "this month so far")),
    (r"\bthis week\b", _this_week),
    (r"\b(?:this quarter|quarter.to.date|qtd)\b", _this_quarter),
    (r"(?<!the )\b(?:last|previous) (?:calendar )?year\b", _last_year),
    (r"(?<!the )\b(?:last|previous) month\b", _last_month),
    (r"(?<!the )\b(?:last|previous) week\b", _last_week),
    (r"\b(?:last|previous) quarter\b", _last_quarter),
    (
        r"\b(?:past|over (?:the|a)(?: past)?|trailing|the last) year\b|\b(?:12|twelve) months\b|"
        r"\b1y\b",
        _named("1y", "over the last year"),
    ),
    (r"\b(?:past|over (?:the|a)(?: past)?|the last) month\b", _past_month),
    (r"\b(?:past|over (?:the|a)(?: past)?|the last) week\b", _named("1w", "over the last week")),
    (
        r"\b(?:all.?time|since (?:the )?(?:beginning|inception|start|i (?:started|began|bought))|"
        r"ever|in total|overall|altogether|so far(?! this)|to date)\b",
        _named("max", "since the beginning"),
    ),
)
_NAMED: Final = tuple((re.compile(pattern, re.IGNORECASE), make) for pattern, make in _MADE)
