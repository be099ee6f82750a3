"""Which decimal mark and which order of day and month a file uses, told by its clear cases."""

import re
from collections.abc import Iterable
from typing import Final

from shared.portfolios.imports.text_values import DayOrder, DecimalMark

# Clear cases: both marks present, a mark followed by other than three digits, or a leading zero.
_CLEAR_POINT: Final = re.compile(r"\d,\d{3}\.\d|^\D*\d+\.(\d{1,2}|\d{4,})\D*$|^\D*0\.\d")
_CLEAR_COMMA: Final = re.compile(r"\d\.\d{3},\d|^\D*\d+,(\d{1,2}|\d{4,})\D*$|^\D*0,\d")
_MARKED_DATE: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}")
_MONTHS: Final = 12


def decimal_mark(cells: Iterable[str]) -> DecimalMark:
    """Return the mark all clear cells agree on, `either` when they do not or there are none."""
    point = comma = False
    for cell in cells:
        point = point or _CLEAR_POINT.search(cell) is not None
        comma = comma or _CLEAR_COMMA.search(cell) is not None
    if point == comma:
        return "either"
    return "." if point else ","


def day_order(cells: Iterable[str]) -> DayOrder:
    """Return the order all clear dates agree on, `either` when they do not or there are none."""
    day_first = month_first = False
    for cell in cells:
        match = _MARKED_DATE.match(cell.strip())
        if match is not None:
            day_first = day_first or int(match[1]) > _MONTHS
            month_first = month_first or int(match[2]) > _MONTHS
    if day_first == month_first:
        return "either"
    return "dmy" if day_first else "mdy"
