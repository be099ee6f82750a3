"""Halves in German words: `eine halbe Million`, `anderthalb Prozent`, `zweieinhalbmal so viel`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from shared.assistant.claims.figure import Figure, Kind
from shared.assistant.claims.hedging import bound, is_rough
from shared.assistant.claims.units import look_right

_WHOLES: Final = {
    word: value
    for value, word in enumerate("ein zwei drei vier fünf sechs sieben acht neun".split(), 1)
}
_HALF: Final = re.compile(
    rf"\b(?:eine(?:r|n)?\shalbe[nr]?(?=\sM(?:illion|illiarde)\b)|"
    rf"(?:ander|(?P<whole>{'|'.join(_WHOLES)})(?:ein|und(?:ein)?)?)(?:t)?halb(?P<times>mal)?)"
    rf"(?=\W)",
    re.IGNORECASE,
)
_HALF_ONE: Final = Decimal("0.5")


def find_german_halves(text: str) -> Iterator[Figure]:
    """Yield the amounts, shares and multiples told so."""
    for match in _HALF.finditer(text):
        word = match.group().lower()
        whole = 0 if word.startswith("eine") and " " in word else _whole(match)
        right = look_right(text, match.end(), False, True)
        kind: Kind = (
            "money" if right.currency else "percent" if right.form == "percent" else "number"
        )
        if match["times"] or right.form == "times":
            kind = "multiple"
        value, before = (whole + _HALF_ONE) * right.scale, text[: match.start()]
        yield Figure(
            text[match.start() : right.end], match.start(), right.end, kind, value,
            right.scale / 10, 2, right.currency, is_rough=is_rough(before, text[right.end :]),
            bound=bound(before, text[right.end :]),
        )  # fmt: skip


def _whole(match: re.Match[str]) -> int:
    return _WHOLES[match["whole"].lower()] if match["whole"] else 1
