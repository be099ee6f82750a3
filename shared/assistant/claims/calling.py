"""What the words right before a figure call it, where they leave no choice: `your gain is $5`.

A figure of many digits is hardly in the evidence by chance, so its sentence may call it what it
likes; but the worth of everything told as the gain is a figure of something else.
"""

import re
from collections.abc import Mapping
from typing import Final

_CALLED: Final = {
    "gain": r"gains?|profits?|loss(?:es)?|gewinne?s?|verluste?s?",
    "value": r"(?:(?<=is )|(?<=are )|(?<=was )|(?<=were ))worth|(?:market|total)\svalue|"
    r"(?:gesamt|markt)wert",
    "price": r"price|kurs|schlusskurs",
    "fee": r"fees?|commissions?|gebühren",
    "tax": r"tax(?:es)?|steuern?",
    "income": r"dividends?|dividenden?|interest|zinsen",
    "contribution": r"contributions?|deposits?|einzahlungen",
    "cost": r"cost|cost\sbasis|einstandswert",
    "weight": r"weight|gewicht|anteil",
}
"""Nouns, which a verb or a colon joins to their figure."""
_DONE: Final = {
    "gain": r"gained|lost|made",
    "contribution": r"contributed|put\sin|paid\sin|deposited",
    "weight": r"weighs?",
    "return": r"returned",
}
"""Verbs, behind which their figure stands."""
_BEHIND: Final = {
    "gain": r"gewonnen|verloren|(?:in|of)\s(?:gains|profits?|losses)",
    "contribution": r"eingezahlt",
    "fee": r"(?:in|of|an)\s(?:fees|commissions?|gebühren)",
    "tax": r"(?:in|of|an)\s(?:tax(?:es)?|steuern)",
    "income": r"(?:in|of|an)\s(?:dividends|interest|dividenden|zinsen)",
}
"""Words right behind their figure."""
_AMOUNTS: Final = frozenset({"value", "gain", "price", "contribution"})
_OTHERS: Final = {
    "gain": frozenset({"value", "price", "fee", "tax", "weight", "contribution", "quantity"}),
    "value": frozenset({"gain", "fee", "tax", "income", "contribution"}),
    "price": frozenset({"value", "gain", "fee", "tax", "income", "contribution"}),
    "fee": _AMOUNTS | {"income"},
    "tax": _AMOUNTS,
    "income": _AMOUNTS | {"fee"},
    "contribution": frozenset({"value", "gain", "price", "fee", "tax", "income"}),
    "cost": frozenset({"gain", "tax", "income", "weight"}),
    "weight": frozenset({"return", "gain", "price", "volatility", "drawdown", "change"}),
    "return": frozenset({"weight", "volatility", "ratio", "concentration"}),
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


def _any_of(names: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{words})" for name, words in names.items())


_NOUN: Final = re.compile(
    rf"\b(?:{_any_of(_CALLED)})\b[*_]*{_LINK}(?:\s{_IDLE})*[\s*_(]*$", re.IGNORECASE
)
_VERB: Final = re.compile(rf"\b(?:{_any_of(_DONE)})\b(?:\s{_IDLE})*[\s*_(]*$", re.IGNORECASE)
_AFTER: Final = re.compile(rf"[\s*_)]*(?:{_any_of(_BEHIND)})\b", re.IGNORECASE)
_REACH: Final = 64
_GAINED: Final = re.compile(rf"\b(?:{_CALLED['gain']})\b", re.IGNORECASE)
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


_OWNED: Final = re.compile(
    r"\b(?:it|its|they|their|you|yours?|we|our|my|mine|portfolio|depot|account|es|sie|ihre?[mnrs]?|"
    r"wir|unsere?|meine?|konto)\b",
    re.IGNORECASE,
)


def called(before: str, after: str = "") -> str:
    """Return the measure the words around a figure call it; nothing when they leave a choice."""
    near = before[-_REACH:]
    found = _AFTER.match(after) or _NOUN.search(near) or _VERB.search(near)
    name = str(found.lastgroup) if found else ""
    # "Your gain is worth": the verb names nothing that has a name already.
    return "gain" if name == "value" and _GAINED.search(near) else name


def is_called_otherwise(name: str, measure: str) -> bool:
    """Whether a figure so called cannot be of a measure."""
    return bool(measure) and measure in _OTHERS.get(name, ())


def is_worth_of_a_part(name: str, sentence: str) -> bool:
    """Whether a sentence that names rows tells what these alone are worth, not all or the rest."""
    return name == "value" and not _WHOLE.search(sentence) and not _APART.search(sentence)


def speaks_of_the_rest(sentence: str) -> bool:
    """Whether a sentence tells what is left without the rows it names, or how they differ."""
    return _APART.search(sentence) is not None


def is_told_of_a_part(name: str, sentence: str) -> bool:
    """Whether a sentence that names rows tells what these alone are worth, brought or cost."""
    is_left = _WHOLE.search(sentence) or _APART.search(sentence)
    return name in {"value", "income", "fee", "tax", "cost", "contribution"} and not is_left


def is_of_its_subjects_alone(sentence: str) -> bool:
    """Whether a sentence speaks of nothing but the rows it names, not of who holds them."""
    return not _OWNED.search(sentence) and not _WHOLE.search(sentence)
