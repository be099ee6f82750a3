"""Slips of the pen in the words that questions turn on."""

import re
from difflib import get_close_matches
from typing import Final

_PLAIN: Final = re.compile(r"(?<![\w&.$-])[a-z]{4,}(?![\w&.-])")
_COMMON: Final = (
    "year years month months week weeks quarter today yesterday portfolio performance dividend "
    "dividends return returns fees taxes risk volatility sharpe drawdown concentrated "
    "concentration allocation sector sectors currency currencies holdings position positions "
    "worth value profit gain gains realised unrealised realized unrealized transactions invested "
    "compare benchmark price income yield correlation rebalance simulate contributions"
).split()
_ALIKE: Final = 0.9
_LONG: Final = 6
"""Fewer letters have too many neighbours: a share is no Sharpe."""


def corrected(text: str) -> str:
    """Return a text with slips of the pen in common words put right: `last yaer`, `dividens`."""
    return _PLAIN.sub(lambda match: _meant(match.group()), text)


def _meant(word: str) -> str:
    if {word, word.rstrip("s"), f"{word}s"} & set(_COMMON):
        return word
    for known in _COMMON:
        if known[0] == word[0] and sorted(known) == sorted(word):
            return known
    if len(word) < _LONG:
        return word
    close = get_close_matches(word, _COMMON, 1, _ALIKE)
    return close[0] if close and close[0][0] == word[0] else word
