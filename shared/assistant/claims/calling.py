"""What the words right before a figure call it, where they leave no choice: `your gain is $5`.

A figure of many digits is hardly in the evidence by chance, so its sentence may call it what it
likes; but the worth of everything told as the gain is a figure of something else.
"""

import re
from typing import Final

_CALLED: Final = (
    ("gain", r"gains?|profits?|loss(?:es)?|gewinne?s?|verluste?s?"),
    ("value", r"(?:(?<=is )|(?<=are )|(?<=was )|(?<=were ))worth|(?:market|total)\svalue|"
     r"(?:gesamt|markt)wert"),
    ("price", r"price|kurs|schlusskurs"),
    ("fee", r"fees?|commissions?|gebühren"),
    ("tax", r"tax(?:es)?|steuern?"),
    ("income", r"dividends?|dividenden?|interest|zinsen"),
)  # fmt: skip
_OTHERS: Final = {
    "gain": frozenset({"value", "price", "fee", "tax", "weight", "contribution", "quantity"}),
    "value": frozenset({"gain", "fee", "tax", "income", "contribution"}),
    "price": frozenset({"value", "gain", "fee", "tax", "income", "contribution"}),
    "fee": frozenset({"value", "gain", "price", "contribution", "income"}),
    "tax": frozenset({"value", "gain", "price", "contribution"}),
    "income": frozenset({"value", "gain", "price", "contribution", "fee"}),
}
"""Measures a figure so called cannot be of. What a name may well mean is not among them."""
_LINK: Final = (
    r"(?:\s(?:is|was|are|were|of|totals?|totall?ed|(?:comes?|came|amounts?|amounted)\sto|"
    r"st(?:ands|ood)\sat|ist|sind|war|waren|von|beträgt|betrug|betragen|lieg[et]n?\sbei|lag\sbei)|"
    r"(?<=worth)|:)"
)
_IDLE: Final = (
    r"(?:now|currently|today|only|just|about|around|roughly|some|nearly|almost|over|jetzt|heute|"
    r"derzeit|aktuell|nur|rund|etwa|ca\.|knapp|gut|über)"
)
_NAMES: Final = "|".join(f"(?P<{name}>{words})" for name, words in _CALLED)
_CALLING: Final = re.compile(rf"\b(?:{_NAMES})\b[*_]*{_LINK}(?:\s{_IDLE})*[\s*_(]*$", re.IGNORECASE)
_REACH: Final = 64


_GAINED: Final = re.compile(rf"\b(?:{_CALLED[0][1]})\b", re.IGNORECASE)
_WHOLE: Final = re.compile(
    r"\b(?:portfolio|depot|account|total|everything|all|altogether|overall|in\sall|combined|whole|"
    r"together|insgesamt|gesamt\w*|alles|zusammen|konto)\b",
    re.IGNORECASE,
)
_APART: Final = re.compile(
    r"\b(?:without|except|excluding|apart|besides|other\w*|rest|remain\w*|left|ohne|außer|übrig\w*|"
    r"ander\w*|more|less|difference|mehr|weniger)\b",
    re.IGNORECASE,
)


def called(before: str) -> str:
    """Return the measure the words before a figure call it; nothing when they leave a choice."""
    found = _CALLING.search(before[-_REACH:])
    name = str(found.lastgroup) if found else ""
    # "Your gain is worth": the verb names nothing that has a name already.
    return "gain" if name == "value" and _GAINED.search(before[-_REACH:]) else name


def is_called_otherwise(before: str, measure: str) -> bool:
    """Whether the words before a figure call it what a fact of this measure cannot be."""
    return bool(measure) and measure in _OTHERS.get(called(before), ())


def is_worth_of_a_part(before: str, sentence: str) -> bool:
    """Whether a sentence that names rows tells what these alone are worth, not all or the rest."""
    return (
        called(before) == "value"
        and _WHOLE.search(sentence) is None
        and _APART.search(sentence) is None
    )
