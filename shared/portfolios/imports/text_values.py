"""Numbers, dates and codes as people and brokers write them, read strictly.

A text with two possible readings is refused, never guessed: `1,234` is a thousand or little more
than one, `03/04/2024` is in March or in April. A parser that knows its broker's convention says so.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, Literal

from shared.kernel import ids
from shared.kernel.errors import InvalidInput
from shared.kernel.money import major_unit, parse_decimal
from shared.portfolios.imports.reading import BadRow

type DecimalMark = Literal[".", ",", "either"]
type DayOrder = Literal["ymd", "dmy", "mdy", "either"]

_SPACES: Final = re.compile(r"[\s\u00a0\u202f'’]")
_MONEY_SIGNS: Final = re.compile(r"[$€£¥₹]|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_POINT: Final = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?(?:[eE][+-]?\d{1,2})?")
_COMMA: Final = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d*)?")
_DATE: Final = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_COMPACT_DATE: Final = re.compile(r"\d{8}")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?")
_FIRST_YEAR: Final = 1900
_LONGEST: Final = 60


def number(text: str, what: str, mark: DecimalMark = ".") -> Decimal:
    """Read a number with its sign; `(1.50)` is −1.50; currency signs and spaces are ignored.

    `mark` is the decimal mark; `either` accepts what can be read one way only.
    Raises: BadRow naming `what`.
    """
    cleaned = _bare(text)
    candidates = {_unmark(cleaned, each) for each in (".", ",") if mark in {each, "either"}}
    readings = {value for value in candidates if value is not None}
    if not readings or len(text) > _LONGEST:
        raise BadRow(f"{what}: {text[:40]!r} is not a number")
    if len(readings) > 1:
        raise BadRow(f"{what}: {text[:40]!r} can be read as {' or '.join(sorted(readings))}")
    try:
        return parse_decimal(readings.pop())
    except InvalidInput as error:
        raise BadRow(f"{what}: {error.detail}") from error


def readings_of(text: str) -> list[Decimal]:
    """Return every value a text may stand for, when the rest of the row can tell them apart."""
    cleaned = _bare(text)
    plain = {_unmark(cleaned, each) for each in (".", ",")} - {None}
    return sorted(Decimal(each) for each in plain if each is not None)


def optional_number(text: str, what: str, mark: DecimalMark = ".") -> Decimal | None:
    """Read a number, or None from an empty cell (also `-`, `--`, `n/a`)."""
    if text.strip().lower() in {"", "-", "--", "n/a", "na", "nan", "none", "null"}:
        return None
    return number(text, what, mark)


def positive(value: Decimal | None, what: str) -> Decimal:
    """Return a value that must be there and above zero. Raises: BadRow."""
    if value is None:
        raise BadRow(f"{what} is missing")
    if value <= 0:
        raise BadRow(f"{what} must be above zero, not {value}")
    return value


def _bare(text: str) -> str:
    """Drop blanks and currency signs; turn accounting parentheses and odd minus signs into `-`."""
    cleaned = _SPACES.sub("", _MONEY_SIGNS.sub("", text.strip()))
    cleaned = cleaned.replace("−", "-").replace("–", "-")
    if cleaned.startswith("(") and cleaned.endswith(")"):
        cleaned = "-" + cleaned[1:-1]
    return cleaned


def _unmark(cleaned: str, mark: str) -> str | None:
    """Return the text as a plain decimal if it is well formed under this decimal mark."""
    pattern, thousands = (_POINT, ",") if mark == "." else (_COMMA, ".")
    if pattern.fullmatch(cleaned) is None or not re.search(r"\d", cleaned):
        return None
    # A leading zero is no group of thousands: `0,039` has one reading.
    if re.match(rf"[+-]?0\d*{re.escape(thousands)}", cleaned):
        return None
    plain = cleaned.replace(thousands, "").replace(",", ".").lstrip("+")
    return format(Decimal(plain), "f") if "e" not in plain.lower() else str(Decimal(plain))


def day(text: str, what: str = "Date", order: DayOrder = "ymd") -> date:
    """Read a date; a year in front always wins, otherwise `order` decides.

    Raises: BadRow, also when `order` is `either` and both readings are dates.
    """
    stripped = text.strip()
    if _COMPACT_DATE.fullmatch(stripped):
        return _calendar(stripped[:4], stripped[4:6], stripped[6:], text, what)
    match = _DATE.fullmatch(stripped)
    if match is None:
        raise BadRow(f"{what}: {text[:40]!r} is not a date")
    first, second, third = match.groups()
    if len(first) == len("2024"):
        return _calendar(first, second, third, text, what)
    if len(third) != len("2024") or order == "ymd":
        raise BadRow(f"{what}: {text[:40]!r} is not a date we can read without guessing")
    if order == "either":
        order = _only_order(first, second, text, what)
    month, dom = (second, first) if order == "dmy" else (first, second)
    return _calendar(third, month, dom, text, what)


def _only_order(first: str, second: str, text: str, what: str) -> DayOrder:
    if first == second or int(first) > 12:  # noqa: PLR2004 - months in a year
        return "dmy"
    if int(second) > 12:  # noqa: PLR2004
        return "mdy"
    raise BadRow(f"{what}: {text[:40]!r} can be day/month or month/day; write it as YYYY-MM-DD")


def _calendar(year: str, month: str, dom: str, text: str, what: str) -> date:
    try:
        value = date(int(year), int(month), int(dom))
    except ValueError as error:
        raise BadRow(f"{what}: {text[:40]!r} is not in the calendar") from error
    if value.year < _FIRST_YEAR:
        raise BadRow(f"{what}: {text[:40]!r} is before {_FIRST_YEAR}")
    return value


def clock_time(text: str, what: str = "Time") -> time:
    """Read a time of day, 24 hours or with AM/PM. Raises: BadRow."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise BadRow(f"{what}: {text[:40]!r} is not a time of day")
    hour, minute, second, fraction, half = match.groups()
    hours = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    try:
        return time(hours, int(minute), int(second or 0), microsecond)
    except ValueError as error:
        raise BadRow(f"{what}: {text[:40]!r} is not a time of day") from error


def moment(text: str, what: str = "Time", order: DayOrder = "ymd") -> tuple[date, time | None]:
    """Read a date with an optional time of day (`2024-01-01 10:30:00.123`, RFC 3339, `;` and `,`).

    An offset is dropped: the broker's own day is the trading day.
    """
    stripped = text.strip()
    if re.match(r"\d{4}-\d{2}-\d{2}T", stripped):
        try:
            instant = datetime.fromisoformat(stripped)
        except ValueError as error:
            raise BadRow(f"{what}: {text[:40]!r} is not a date and time") from error
        return day(stripped[:10], what), instant.time().replace(tzinfo=None)
    head, _, tail = re.sub(r"[;,]\s*", " ", stripped, count=1).partition(" ")
    tail = re.sub(r"\s*(UTC|GMT|Z)$", "", tail.strip())
    if not tail:
        return day(head, what, order), None
    if re.fullmatch(r"\d{6}", tail):
        tail = f"{tail[:2]}:{tail[2:4]}:{tail[4:]}"
    return day(head, what, order), clock_time(tail, what)


def currency(text: str, what: str = "Currency") -> tuple[str, Decimal]:
    """Return a currency and the factor for amounts quoted in it (`GBX` → `GBP`, 0.01).

    Raises: BadRow.
    """
    try:
        return major_unit(text.strip())
    except InvalidInput as error:
        raise BadRow(f"{what}: {error.detail}") from error


def isin(text: str) -> str | None:
    """Return an ISIN in upper case, None when the text is none (its check digit must be right)."""
    try:
        return ids.isin(text)
    except InvalidInput:
        return None
