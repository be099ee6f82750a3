"""Numbers as people type them: `1,234.56`, `1.234,56`, `1 234,56`, `1'234.56`, `1,23,456`, `.5`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.assistant.claims.german_words import is_german
from shared.assistant.claims.scripts import WORD

_GAP: Final = "\u00a0\u202f\u2009"

NUMERAL: Final = re.compile(
    rf"""
    (?:(?<!{WORD})(?<![.,])|(?<=(?:USD|EUR|GBP|CHF|JPY|INR|CAD|AUD))(?<!{WORD}{WORD}{WORD}{WORD}))(?:
      \d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}(?:\.\d+)?(?![\d,]*\d)   # 1,234,567.89 and 1,23,456
    | \d{{1,3}}(?:\.\d{{3}})+,\d+                               # 1.234,56
    | \d{{1,3}}(?:\.\d{{3}}){{2,}}                              # 1.234.567
    | \d{{1,3}}(?:[{_GAP}]\d{{3}})+(?:[.,]\d+)?                 # 1 234,56, unbreakable
    | \d{{1,3}}(?:[ ]\d{{3}})+,\d{{1,4}}                        # 1 234,56
    | \d{{1,3}}(?:[ ]\d{{3}}){{2,}}                             # 1 234 567
    | \d{{1,3}}(?:['’]\d{{3}})+(?:[.,]\d+)?                     # 1'234.56
    | \d+[.,]\d+
    | \d+
    | \.\d+
    )
    """,
    re.VERBOSE,
)

_GROUP: Final = 3


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number with the worth of its last place and its count of significant digits."""

    value: Decimal
    step: Decimal
    digits: int
    other: Decimal | None = None


def read_numeral(text: str, decimal_comma: bool = False) -> Numeral:
    """Read what `NUMERAL` has found; `decimal_comma` tells what the text around it uses."""
    bare = re.sub(rf"[{_GAP} '’]", "", text)
    last_dot, last_comma = bare.rfind("."), bare.rfind(",")
    if last_dot >= 0 and last_comma >= 0:
        mark = "." if last_dot > last_comma else ","
        return _numeral(bare, mark)
    mark = "." if last_dot >= 0 else ","
    if bare.count(mark) != 1:
        return _numeral(bare, "")
    whole, places = bare.split(mark)
    is_group = len(places) == _GROUP and whole not in {"", "0"} and len(whole) <= _GROUP
    if not is_group:
        return _numeral(bare, mark)
    is_decimal = (mark == ",") == decimal_comma
    found = _numeral(bare, mark if is_decimal else "")
    rival = _numeral(bare, "" if is_decimal else mark).value
    # A point before three digits is a decimal point unless the text says otherwise; a comma
    # there groups thousands, as a point does in German, and nobody means the other.
    return found if not is_decimal else _with(found, rival)


def uses_decimal_comma(text: str) -> bool:
    """Whether a text writes decimals with a comma, as German and French do."""
    if re.search(r"\d,\d{3}\.\d|(?<![\d,.])\d+\.(?:\d{1,2}|\d{4,})(?![\d,.]*\d)", text):
        return re.search(r"\d\.\d{3},\d", text) is not None
    found = re.search(r"\d\.\d{3},\d|(?<![\d,.])\d+,(?:\d{1,2}|\d{4,})(?![\d,.])", text)
    return found is not None or is_german(text)


def _with(numeral: Numeral, other: Decimal) -> Numeral:
    return Numeral(numeral.value, numeral.step, numeral.digits, other)


def _numeral(bare: str, mark: str) -> Numeral:
    """Read digits with one decimal mark; everything else groups them."""
    whole, _, places = bare.rpartition(mark) if mark else (bare, "", "")
    digits = re.sub(r"\D", "", whole)
    value = Decimal(f"{digits or '0'}.{places}" if places else digits or "0")
    step = Decimal(1).scaleb(-len(places))
    shown = (digits + places).lstrip("0")
    return Numeral(value, step, len(shown if places else shown.rstrip("0")) or 1)
