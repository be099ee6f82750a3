"""Figures told as a proportion or a factor: `one in three`, `jeder Dritte`, `a factor of eight`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from shared.assistant.claims.figure import Figure, Kind
from shared.assistant.claims.hedging import bound

_ONES: Final = {
    word: value
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for value, word in enumerate(words.split(), 1)
} | {"eine": 1, "einer": 1, "eins": 1, "twenty": 20, "fifty": 50, "hundred": 100, "hundert": 100}
ORDINALS: Final = {
    word: value
    for words in (
        "second third fourth fifth sixth seventh eighth ninth tenth",
        "zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
    )
    for value, word in enumerate(words.split(), 2)
}
_WORD: Final = "|".join(sorted(_ONES, key=len, reverse=True))
_SPELLED: Final[tuple[tuple[Kind, str], ...]] = (
    ("percent", rf"(?P<part>{_WORD})\s(?:in|out\sof|von)\s(?:every\s)?(?P<whole>{_WORD})"),
    (
        "percent",
        rf"(?:every|jede[rsmn]?)\s(?P<nth>{'|'.join(ORDINALS)})[rsn]?\s(?:"
        r"dollar|euro|pound|franc|cent|penny|share|stock|holding|position|"
        r"aktie|franken|pfund|titel|wert)",
    ),
    (
        "multiple",
        rf"(?:factor\sof|faktor(?:\svon)?)\s(?P<times>{_WORD}|\d+(?:[.,]\d+)?)(?![.,]?\d)",
    ),
    ("multiple", rf"(?P<times>{_WORD}|\d+)[\s-]?bagger"),
)
_FORMS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for kind, pattern in _SPELLED
)


def find_proportions(text: str) -> Iterator[Figure]:
    """Yield the shares (in per cent) and multiples a text tells in these ways."""
    for kind, pattern in _FORMS:
        for match in pattern.finditer(text):
            value = _value(match.groupdict())
            if value is not None:
                yield Figure(
                    match.group(), match.start(), match.end(), kind, value, Decimal(0), 1,
                    is_worded=True, bound=bound(text[: match.start()]),
                )  # fmt: skip


def _value(found: dict[str, str | None]) -> Decimal | None:
    if nth := found.get("nth"):
        return Decimal(100) / ORDINALS[nth.lower()]
    if times := found.get("times"):
        return Decimal(_ONES.get(times.lower(), 0)) or Decimal(times.replace(",", "."))
    part, whole = (_ONES[(found[name] or "").lower()] for name in ("part", "whole"))
    # "Two in one" is no share, and a half of nothing is said so.
    return Decimal(100 * part) / whole if part < whole else None
