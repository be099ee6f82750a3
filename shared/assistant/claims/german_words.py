"""Figures in German words: `zwölf`, `zwei Drittel`; and whether a text is German."""

import re
from decimal import Decimal
from typing import Final

_ONES: Final = {
    word: value
    for value, word in enumerate(
        "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
        "fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
    )
} | {"eins": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1}
_TENS: Final = {
    word: value * 10
    for value, word in enumerate(
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(), 2
    )
}
_SMALL: Final = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
CARDINAL: Final = re.compile(rf"\b(?:{_SMALL}|hundert|tausend|und(?=\w))+\b", re.IGNORECASE)
_PIECE: Final = re.compile(rf"{_SMALL}|hundert|tausend", re.IGNORECASE)

_PARTS: Final = {
    word: parts
    for parts, word in enumerate(
        "hälfte drittel viertel fünftel sechstel siebtel achtel neuntel zehntel".split(), 2
    )
}
FRACTION: Final = re.compile(
    rf"\b(?:(?:d(?:ie|er)|zur)\s(?P<half>Hälfte)|(?P<top>ein(?:em|en|es|e|er)?|zwei|drei|vier|fünf|"
    rf"sechs|"
    rf"sieben|acht|neun)\s(?P<parts>{'|'.join(_PARTS)}))\b",
    re.IGNORECASE,
)
_TIMES: Final = {
    word: value
    for value, word in enumerate("zwei drei vier fünf sechs sieben acht neun zehn".split(), 2)
} | {"hundert": 100}
MULTIPLE: Final = re.compile(
    rf"\b(?:(?P<double>doppelt\sso|(?:das|aufs)\sdoppelte)|(?P<times>{'|'.join(_TIMES)})\s?mal\sso|"
    rf"das\s(?P<fold>{'|'.join(_TIMES)})fache|"
    rf"(?:ver(?P<grown>{'|'.join(_TIMES)})fach|(?P<doubled>verdoppel))(?:t(?:e[nr]?)?|en|ung)?)\b",
    re.IGNORECASE,
)
_GERMAN: Final = re.compile(
    r"\b(?:der|das|den|dem|und|ist|sind|hat|haben|wurden?|Sie|Ihr\w*|um|von|vom|zum|zur|im|am|"
    r"eine?[mnrs]?|"
    r"des|bei|beträgt|steckt|liegt|lag|nicht|mit|auf|für|über|unter|aus|mein\w*|kein\w*|Euro|"
    r"Prozent|Mrd|Mio|Tsd)\b",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"\b(?:the|of|is|are|were|and|to|you|your|it|its|by|at|for|on|from|with|has|have|had|that)\b",
    re.IGNORECASE,
)
_UMLAUT: Final = re.compile(r"[äöüÄÖÜß]")


def is_german(text: str) -> bool:
    """Whether a text is in German, by its small words: `2.500` is thousands then."""
    marks = len(_GERMAN.findall(text)) + len(_UMLAUT.findall(text))
    return marks > len(_ENGLISH.findall(text))


def read_german_cardinal(text: str) -> Decimal:
    """Read what `CARDINAL` has found: `zweihundertfünfzig` is 250."""
    total = group = 0
    for piece in _PIECE.findall(text.lower()):
        if piece == "tausend":
            total, group = total + max(group, 1) * 1_000, 0
        elif piece == "hundert":
            group = max(group, 1) * 100
        else:
            group += _ONES.get(piece, 0) + _TENS.get(piece, 0)
    return Decimal(total + group)


def read_german_multiple(match: re.Match[str]) -> tuple[int, bool]:
    """Return what `MULTIPLE` says, and whether it is a growth: `verdreifacht` is 3, by 200 %."""
    word = match["times"] or match["fold"] or match["grown"]
    is_growth = bool(match["grown"] or match["doubled"])
    return (_TIMES[word.lower()] if word else 2), is_growth


def is_german_one(text: str) -> bool:
    """Whether a word is an article as often as a number."""
    return text.lower().startswith("ein") and _ONES.get(text.lower()) == 1


def read_german_fraction(match: re.Match[str]) -> Decimal:
    """Read what `FRACTION` has found, as per cent: `zwei Drittel` is 66.7."""
    if match["half"]:
        return Decimal(50)
    top = _ONES.get(match["top"].lower(), 1)
    return Decimal(100 * top) / _PARTS[match["parts"].lower()]
