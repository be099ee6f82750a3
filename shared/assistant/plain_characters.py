"""An answer's characters as they are read: no digits in disguise, nothing unseen. Pure.

What a person sees as a figure must be one to whoever checks it: fullwidth, circled or raised digits
become plain ones, digits written as HTML entities too, and characters without a shape, which could
part a number or turn it around, go.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_UNSEEN: Final = (
    "\u00ad\u061c\u115f\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
)
_REMOVED: Final = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_UNSEEN}]|(?<=\d)[\u200c\u200d\ufe0e\ufe0f]+(?=\d)"
)
_ENTITY: Final = re.compile(r"&#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});")
_RAISED: Final = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
# Raised behind a letter or a digit it is a power or a note; alone it is a number in small.
_SMALL: Final = re.compile(rf"(?<![\w)\]{_RAISED}])[{_RAISED}]+")
_FRACTION: Final = re.compile(r"(?<!\d)[\u00bc-\u00be\u2150-\u215e]")
_PLAIN: Final = re.compile(r"[\t\n\x20-\x7e]*")
_SUSPECT: Final = re.compile(
    r"[^\x00-\u00ff\u2010-\u2027\u20a0-\u20bf\u2212]|[\xb2\xb3\xb9\xbc-\xbe]"
)


def plain(text: str) -> str:
    """Return a text with its figures in plain digits and nothing invisible in it."""
    if "&#" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if _PLAIN.fullmatch(text):
        return text
    text = _REMOVED.sub("", text)
    if _SUSPECT.search(text) is None:
        return text
    text = _SMALL.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    text = _FRACTION.sub(lambda match: _fraction(match.group()), text)
    return "".join(map(_character, text))


def _fraction(mark: str) -> str:
    return unicodedata.normalize("NFKC", mark).replace("\u2044", "/")


@lru_cache(maxsize=4_096)
def _character(mark: str) -> str:
    """Return what a character looks like where that is a digit, or a sign of a number."""
    if mark.isascii() or mark in "\u00b2\u00b3\u00b9" or "\u2070" <= mark <= "\u209f":
        return mark
    if mark == "\U0001f51f":  # a ten on a key
        return "10"
    if mark in "\u066b\u066c":  # the marks of Arabic decimals and thousands
        return "." if mark == "\u066b" else ","
    shown = unicodedata.normalize("NFKC", mark)
    if shown.isascii() and unicodedata.category(mark) != "No":
        return shown if "\uff01" <= mark <= "\uff5e" or _is_number(mark) else mark
    if unicodedata.category(mark) in {"Nd", "No", "Nl"} and unicodedata.numeric(mark, 0.5) % 1 == 0:
        return f"{unicodedata.numeric(mark):.0f}"
    return mark


def _is_number(mark: str) -> bool:
    return unicodedata.category(mark) in {"Nd", "Nl"} or mark in "\ufe69\ufe6a\ufe52\ufe50"
