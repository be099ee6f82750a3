"""Numerals nobody writes but who wants not to be checked: `XC %`, `$MMXX`, `1OO dollars`, `1e5`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scripts import WORD
from shared.assistant.claims.units import Left, Right, look_left, look_right

_WORTH: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
ROMAN: Final = re.compile(
    r"\b(?<!\d )[IVXLCDM]+(?=\s?(?:%|(?:per\s?cent|pct|prozent|euros?|dollars?|EUR|USD)\b))|"
    r"(?<=[$€£¥])(?!MM\b)[IVXLCDM]{2,}\b"
)
_LIKE_DIGITS: Final = str.maketrans("OoIl", "0011")
_LOOKALIKE: Final = re.compile(
    rf"(?<!{WORD})(?<![.,])(?=[\dOoIl.,]*\d)(?=[\d.,]*[OoIl])[\dOoIl][\dOoIl.,]*(?<![.,])(?!{WORD})"
)
"""Letters among digits. `$MM` heads a column of millions, `O2` is a company: it has no unit."""
_POWER: Final = re.compile(rf"(?<!{WORD})(?<![.,])\d+(?:\.\d+)?[eE][+-]?\d{{1,2}}(?!{WORD})")


def find_odd_numerals(text: str) -> Iterator[Figure]:
    """Yield the amounts and shares written so."""
    for match in ROMAN.finditer(text):
        yield _figure(text, match, Decimal(_read_roman(match.group())))
    for match in _POWER.finditer(text):
        yield _figure(text, match, Decimal(match.group()))
    for match in _LOOKALIKE.finditer(text):
        left, right = _around(text, match)
        if left.currency or right.currency or right.form == "percent":
            digits = match.group().translate(_LIKE_DIGITS).replace(",", "")
            yield _figure(text, match, Decimal(digits if digits.count(".") < 2 else 0))  # noqa: PLR2004


def _around(text: str, match: re.Match[str]) -> tuple[Left, Right]:
    left = look_left(text, match.start())
    return left, look_right(text, match.end(), bool(left.currency), False)


def _figure(text: str, match: re.Match[str], value: Decimal) -> Figure:
    left, right = _around(text, match)
    code = left.currency or right.currency
    kind = "percent" if right.form == "percent" else "money" if code else "number"
    value *= left.scale * right.scale
    digits = len(f"{value.normalize():f}".replace(".", "").strip("0")) or 1
    return Figure(
        text[left.start : right.end], left.start, right.end, kind, value, Decimal(0), digits, code,
        sign=left.sign,
    )  # fmt: skip


def _read_roman(numeral: str) -> int:
    worth = [_WORTH[letter] for letter in numeral]
    pairs = zip(worth, [*worth[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)
