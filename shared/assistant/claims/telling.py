"""Which figures of a text it tells as so: not those it denies, nor rough ones it tells exactly."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.assistant.claims.figure import Figure
from shared.assistant.claims.tidying import rounding

_DENIED: Final = re.compile(
    r"(?:\b(?:not|rather than|instead of|as opposed to|contrary to|unlike|never|no longer|far "
    r"from|anything but|neither|nor|nicht|nie|niemals|statt|anstatt|weder)"
    r"|\b(?:did|does|do|was|were|is|are|has|have|had|would|could|should|can|will)(?:\snot|n['’]t)\s"
    r"(?!quite|only|more|less|fewer|just)\w+(?:\s(?:it|that|this|them))?(?:\sby|\sto)?)"
    r"\s(?:the\s|an?\s|by\s|at\s|on\s|in\s|of\s|to\s|from\s|um\s|am\s|"
    r"im\s)*(?:[A-Z]{3}\s)?[^\w\s]{0,2}$",
    re.IGNORECASE,
)
"""`6 %, not 5 %`: the second is what the text does not say."""
_EXACTLY: Final = re.compile(
    r"\s?(?:[a-z]+\s){0,4}?(?:[,;:(–—-]+\s?(?:[a-z]+\s){0,3}?|\s)?(?:or|namely|i\.e\.|that\sis|"
    r"to\sbe\s(?:exact|precise)|"
    r"(?:more\s)?(?:exactly|precisely)|precise\w*|[,(–—])[\s,:(]*(?:(?:[a-z]+\s){0,2})?",
    re.IGNORECASE,
)
_NEAR: Final = (0.7, 1.4)
"""How far a figure and its rough twin may be apart, as shares."""


def told(shown: Sequence[Figure], text: str) -> list[Figure]:
    """Return the figures that a text tells, each as good as the text says it is rounded."""
    nearest = rounding(text)
    found = [_rounded(one, nearest) for one in shown] if nearest else list(shown)
    return [
        one
        for one in found
        if _is_whole(one, text)
        and not _is_denied(one, text)
        and not _is_told_exactly(one, found, text)
    ]


def _is_whole(shown: Figure, text: str) -> bool:
    """Whether a figure is one of its own, not the second part of a ratio, as in `2.5:1`."""
    return text[shown.start - 1 : shown.start] != ":"


def _is_denied(shown: Figure, text: str) -> bool:
    """Whether a figure is one that the text says is not the case."""
    return _DENIED.search(text[max(0, shown.start - 40) : shown.start]) is not None


def _is_told_exactly(shown: Figure, found: list[Figure], text: str) -> bool:
    """Whether a rough figure is said again more exactly: `about an eighth, 12.5 %`."""
    if not (shown.is_rough or shown.is_worded or shown.bound):
        return False
    after = next((one for one in found if one.start >= shown.end), None)
    if after is None or after.is_rough or after.is_worded or after.bound:
        return False
    is_finer = after.kind == shown.kind and after.digits > shown.digits
    least, most = (share * float(shown.value) for share in _NEAR)
    is_near = least <= float(after.value) <= most
    return is_finer and is_near and _EXACTLY.fullmatch(text[shown.end : after.start]) is not None


def _rounded(shown: Figure, nearest: Decimal) -> Figure:
    """Return a figure as good as its text says that it is rounded."""
    is_round = shown.kind in {"money", "number", "count"} and shown.value % nearest == 0
    return replace(shown, step=max(shown.step, nearest)) if is_round else shown
