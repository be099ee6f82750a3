"""Odd ways to write a figure, in the words of plain prose: for texts whose figure is known."""

import re
from decimal import Decimal
from typing import Final

from shared.assistant.claims.odd_dates import with_iso_days
from shared.assistant.claims.proportions import ORDINALS
from shared.assistant.claims.respelling import respelled

_POWERS: Final = {"thousand": 3, "million": 6, "billion": 9}
_LETTERS: Final = {
    "k": "thousand", "m": "million", "mn": "million", "mm": "million", "mio": "million",
    "bn": "billion", "b": "billion", "mrd": "billion", "grand": "thousand", "thou": "thousand",
}  # fmt: skip
_STATED: Final = re.compile(
    r"\b(?:in|amounts in|expressed in)\s(?:USD\s|US\$\s?|\$\s?|EUR\s|€\s?)?"
    r"(?P<scale>thousand|million|billion)s?\b|"
    r"^\s*[(\[]?(?:[$€£]|USD|EUR)\s?(?P<other>thousand|million|billion)s?\b[)\]:,]*",
    re.IGNORECASE,
)
_HEADED: Final = re.compile(
    r"(?<!\d\s)(?<!\d)\((?:in\s)?(?:US\$|\$|€|£|USD|EUR|GBP)\s?['’]?(?P<scale>000|thousand|"
    r"million|billion|mn|mm|"
    r"bn|m|k)['’]?s?(?:\sof[^()\d]*)?\)|"
    r"(?<!\d\s)(?<!\d)\(['’]?(?P<other>000)['’]?s?(?:\s(?:of\s)?[A-Za-z ]+)?\)",
    re.IGNORECASE,
)
"""A scale in the head of a row: `Debt ($000): 503`."""
_OWN: Final = re.compile(r"\d\s*\([^)\d]*$")
_BEFORE: Final = re.compile(
    r"(?P<mark>[$€£]|\b(?:USD|EUR|GBP|CHF))\s?(?P<scale>thousand|million|billion|mio|mrd|mn|mm|"
    r"bn|k|m|b)"
    r"\.?s?[:\s]\s*(?P<digits>[-−]?\d[\d.,]*\d|\d)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"(?P<digits>\d)\s(?P<mark>USD|EUR|GBP|CHF|US\$|\$|€|£)\s?(?P<scale>thousand|million|billion|"
    r"mn|bn|m)"
    r"s?\b",
    re.IGNORECASE,
)
_SPACED: Final = re.compile(r"(?<!\d )(?<![\w.,])(\d{1,3}) (\d{3})(?![\d\w]|[ .,]\d)(?=[\s.,;)]|$)")


_LETTER: Final = re.compile(r"(?<=\d)\s(?P<scale>[mMbBkK]|grand|thou)\b(?![-'’])")
_THOUSANDS: Final = re.compile(r"(?P<mark>[$€£])['’]?000s?\s(?P<digits>\d)")
_POWER: Final = re.compile(
    r"(?P<digits>\d+(?:\.\d+)?)(?:\s?[x×*]\s?10\s?\^?\s?|[eE]\+?)(?P<power>\d{1,2})\b"
)
_FACTOR: Final = re.compile(r"\bby a factor of (?P<digits>\d[\d.,]*\d|\d)", re.IGNORECASE)
_ARROWS: Final = (("▼", " down "), ("↓", " down "), ("▲", " up "), ("↑", " up "))
_QUOTED_YEAR: Final = re.compile(r"(?<!\w)['’](?P<year>\d\d)\b")
_NAMES: Final = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_GERMAN_NAMES: Final = {
    word: value
    for value, word in enumerate("einer zwei drei vier fünf sechs sieben acht neun zehn".split(), 1)
}
_EVERY: Final = re.compile(
    rf"\b(?:every|jede[rsnm]?)\s(?P<all>{'|'.join(ORDINALS)})[nrs]?\b(?!\s(?:day|week|month|"
    rf"quarter|year|tag|"
    r"woche|monat|quartal|jahr))",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    r"(?<!not )(?<!above )(?<!after )(?<!at )\ball\sof(?=\s(?:the|its|our|their|your|that|it)\b)|"
    r"\bthe\s(?:whole|entire|full)"
    r"(?:\samount)?\b(?:\sof)?",
    re.IGNORECASE,
)
_NUMBER: Final = rf"(?:\d{{1,3}}|{'|'.join([*_NAMES, *_GERMAN_NAMES])})"
_OUT_OF: Final = re.compile(
    rf"\b(?P<top>{_NUMBER})[\s-](?:in|out[\s-]of|von)[\s-](?:every\s)?(?P<all>{_NUMBER})\b|"
    r"(?<![\d/.])(?P<top2>\d{1,2})/(?P<all2>\d{1,2})(?![\d/.])",
    re.IGNORECASE,
)
_VULGAR: Final = {"½": "50%", "¼": "25%", "¾": "75%", "⅓": "33.3333%", "⅔": "66.6667%"}
_COUNTS: Final = (
    (re.compile(r"\bboth\b|\ba (?:couple|pair)(?: of)?\b|\btwice\b", re.IGNORECASE), "two"),
    (re.compile(r"\bonce\b|\ba single\b|\bthe only\b", re.IGNORECASE), "one"),
)


_OFTEN: Final = re.compile(
    r"\b(?P<times>ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)mal\b(?!\sso)", re.IGNORECASE
)
_RANKED: Final = {
    word: place
    for place, word in enumerate("zweit dritt viert fünft sechst siebt acht neunt zehnt".split(), 2)
}
_GERMAN_RANK: Final = re.compile(
    rf"\b(?P<rank>{'|'.join(_RANKED)})(?=größt|höchst|best|schlechtest|kleinst|stärkst|wichtigst)|"
    rf"\b(?P<place>{'|'.join(_RANKED)})en?\s(?=Platz|Rang|Stelle)",
    re.IGNORECASE,
)


_NEAREST: Final = re.compile(
    r"\b(?:(?:to|rounded\sto)\sthe\s(?:nearest|closest)\s(?:full\s|whole\s)?|"
    r"rounded\sto\s(?:full\s|whole\s)?)[$€£]?(?P<unit>"
    r"ten|hundred|ten\sthousand|hundred\sthousand|thousand|million|billion|dollar|euro|pound|"
    r"franc|\d[\d,]*)s?\b|"
    r"\bauf\s(?:volle\s|ganze\s)?(?P<german>zehner|hunderter?|tausender?|millionen|euro)\sgerundet",
    re.IGNORECASE,
)
_NEAREST_TO: Final = {
    "ten": Decimal(10), "hundred": Decimal(100), "thousand": Decimal(1_000),
    "ten thousand": Decimal(10_000), "hundred thousand": Decimal(100_000),
    "million": Decimal(10**6), "billion": Decimal(10**9), "dollar": Decimal(1), "euro": Decimal(1),
    "pound": Decimal(1), "franc": Decimal(1), "zehner": Decimal(10), "hundert": Decimal(100),
    "hunderter": Decimal(100), "tausend": Decimal(1_000), "tausender": Decimal(1_000),
    "millionen": Decimal(10**6),
}  # fmt: skip


def table_scale(text: str) -> int:
    """Return the power of ten that a text states for its figures: `in millions`; 0 for none.

    A scale in brackets behind a figure is that figure's own, and read with it.
    """
    for match in _STATED.finditer(text):
        if not _OWN.search(text[: match.start()]):
            return _POWERS[(match["scale"] or match["other"]).lower()]
    for match in _HEADED.finditer(text):
        if not _OWN.search(text[: match.start()]):
            word = (match["scale"] or match["other"]).lower()
            return 3 if word == "000" else _POWERS[_word(word)]
    return 0


def rounding(text: str) -> Decimal | None:
    """Return to what a text says that its figures are rounded: `to the nearest thousand`."""
    match = _NEAREST.search(text)
    if match is None:
        return None
    word = (match["unit"] or match["german"]).lower().rstrip("s")
    return Decimal(word.replace(",", "")) if word[0].isdigit() else _NEAREST_TO.get(word)


def tidied(text: str) -> str:
    """Write figures as prose has them: mark before, scale in words, thousands closed.

    `USDm 154` and `154 USD million` become `USD 154 million`, `721 453` becomes `721,453`, `5.6e7`
    becomes `56000000`, `▼ 2%` becomes `down 2%`.
    """
    text = respelled(text)
    for arrow, word in _ARROWS:
        text = text.replace(arrow, word)
    text = _POWER.sub(
        lambda match: f"{Decimal(match['digits']).scaleb(int(match['power'])):f}", text
    )
    text = _THOUSANDS.sub(r"\g<mark>\g<digits>", text) + (
        " (in thousands)" if _THOUSANDS.search(text) else ""
    )
    text = _LETTER.sub(lambda match: f" {_word(match['scale'])}", text)
    text = _BEFORE.sub(lambda match: _put(match, match["digits"]), text)
    text = _BETWEEN.sub(
        lambda match: f"{match['digits']} {_word(match['scale'])} {_code(match['mark'])}", text
    )
    text = _FACTOR.sub(r"by \g<digits>x", text)
    return _SPACED.sub(r"\1,\2", text)


def with_shares(text: str) -> str:
    """Write `one in three`, `3/4` and `½` as percentages."""
    text = re.sub(r"(?<=\d)\s?½", ".5", text)
    for mark, share in _VULGAR.items():
        text = text.replace(mark, share)
    text = _ALL.sub("100% of", text)
    text = _EVERY.sub(lambda match: f"{100 / ORDINALS[match['all'].lower()]:.1f}%", text)
    return _OUT_OF.sub(_share, text)


def with_counts(text: str) -> str:
    """Write words that count without a number as numbers: `both`, `zweimal`, `drittgrößte`."""
    text = _OFTEN.sub(
        lambda match: str(_named(match["times"].lower().replace("ein", "einer"))), text
    )
    text = _GERMAN_RANK.sub(
        lambda match: f"#{_RANKED[(match['rank'] or match['place']).lower()]} ", text
    )
    for pattern, word in _COUNTS:
        text = pattern.sub(word, text)
    return text


def with_years(text: str) -> str:
    """Write `'19` as a year, and days in odd spellings plainly."""
    text = with_iso_days(text)
    return _QUOTED_YEAR.sub(r"20\g<year>", text)


def _share(match: re.Match[str]) -> str:
    top, whole = (match[name] or match[name + "2"] for name in ("top", "all"))
    of, parts = _named(whole.lower()), _named(top.lower())
    return f"{100 * parts / of:.1f}%" if 0 < parts < of else match.group()


def _named(word: str) -> int:
    return _NAMES.get(word) or _GERMAN_NAMES.get(word) or int(word)


def _put(match: re.Match[str], digits: str) -> str:
    return f"{match['mark']} {digits} {_word(match['scale'])}"


def _word(scale: str) -> str:
    return _LETTERS.get(scale.lower(), scale.lower())


def _code(mark: str) -> str:
    return {"$": "dollars", "US$": "USD", "€": "EUR", "£": "GBP"}.get(mark, mark.upper())
