"""Words around a figure that make it rough or a limit: `about`, `north of`, `or so`, `-plus`."""

import re
from typing import Final

from shared.assistant.claims.figure import Bound

_LEAD: Final = r"\s*(?:(?:an?|the)\s)?[-−+(]*(?:[A-Z]{0,3}[$€£¥₹]|[A-Z]{3}\s)?\s*$"
"""What may stand between such a word and the digits."""
_A_LITTLE: Final = (
    r"(?:just|(?:a\s)?(?:little|bit|touch|shade|hair|tad|notch|whisker|fraction)|slightly|"
    r"marginally|"
    r"fractionally|etwas|leicht|knapp)\s"
)
_HEDGE: Final = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.|close to|nearly|almost|some|"
    rf"shy of|short of|{_A_LITTLE}(?:over|under|above|below|more than|less than|über|unter|mehr "
    rf"als|"
    r"weniger als)|in the (?:region|neighbou?rhood|vicinity|ballpark) of|(?:on|in|of) the order of|"
    r"not quite|close on|approaching|more or less|an estimated|rund|etwa|zirka|ungefähr|gut|knapp|"
    r"annähernd|fast|beinahe|nahezu|environ|unos)|[~≈])" + _LEAD,
    re.IGNORECASE,
)
_OVER: Final = re.compile(
    r"(?:\b(?:more than|over|above|at least|in excess of|upwards of|north of|exceed(?:s|ed|ing)?|"
    r"greater than|higher than|no (?:less|fewer|lower) than|not (?:less|fewer) than|a minimum of|"
    r"top(?:s|ped|ping)|surpass(?:es|ed|ing)?|crossed|beyond|mehr als|über|gut|mindestens|"
    r"wenigstens|"
    r"nicht weniger als|plus de|más de)|[>≥])" + _LEAD,
    re.IGNORECASE,
)
_UNDER: Final = re.compile(
    r"(?:\b(?:less than|under|below|at most|up to|no (?:more|greater|higher) than|not more than|"
    r"fewer than|south of|a maximum of|capped at|weniger als|unter|höchstens|maximal|bis zu|"
    r"nicht mehr als|moins de|menos de)|[<≤])" + _LEAD,
    re.IGNORECASE,
)
_NEARLY: Final = re.compile(
    r"\b(?:nearly|almost|shy of|short of|not quite|close on|approaching|nearing|all but|virtually|"
    r"practically|knapp|fast|beinahe|nahezu|annähernd|presque|casi)" + _LEAD,
    re.IGNORECASE,
)
_NOT_LESS: Final = re.compile(
    r"\b(?:not?\s(?:less|fewer|lower)\sthan|nicht\sweniger\sals)\b", re.IGNORECASE
)
_NOT_MORE: Final = re.compile(
    r"\b(?:not?\s(?:more|greater|higher)\sthan|nicht\smehr\sals)\b", re.IGNORECASE
)
_AFTER_ROUGH: Final = re.compile(
    r"(?:-ish|,?\s(?:or so|or thereabouts|give or take|more or less|approximately|roughly|"
    r"or about that|oder so))\b",
    re.IGNORECASE,
)
_AFTER_OVER: Final = re.compile(
    r"\+(?!\s?\d)|[-\s]odd\b|(?:-|\s)?plus\b(?!\s\S)|-plus\b|\s(?:or|and|oder|und)\s(?:more|"
    r"higher|above|over|mehr)\b",
    re.IGNORECASE,
)
_AFTER_UNDER: Final = re.compile(r"\s(?:or|oder)\s(?:less|fewer|lower|weniger)\b", re.IGNORECASE)


def is_rough(before: str, after: str = "") -> bool:
    """Whether what stands around a figure says that it is rounded."""
    return _HEDGE.search(before[-48:]) is not None or _AFTER_ROUGH.match(after) is not None


def bound(before: str, after: str = "") -> Bound:
    """Whether what stands around a figure makes it a limit."""
    tail = before[-40:]
    if _OVER.search(tail) and not _NOT_MORE.search(tail):
        return "over"
    if _UNDER.search(tail) and not _NOT_LESS.search(tail):
        return "under"
    if _NEARLY.search(tail):
        return "near"
    if _AFTER_OVER.match(after):
        return "over"
    return "under" if _AFTER_UNDER.match(after) else ""
