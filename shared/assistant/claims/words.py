"""Figures in words: cardinals, fractions, multiples, and growth that is a verb."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.assistant.claims.figure import Kind

_UNITS: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS: Final = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES: Final = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_SMALL: Final = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_BIG: Final = "|".join(_SCALES)

CARDINAL: Final = re.compile(
    rf"\b(?:(?:{_SMALL})|an?\s+(?=(?:{_BIG})\b))"
    rf"(?:(?:[\s-]+(?:and[\s-]+)?)(?:{_SMALL}|{_BIG})\b|(?:{_BIG})\b)*"
    rf"(?:\s+point(?:\s+(?:{'|'.join(_UNITS)})\b)+(?:\s+(?:{_BIG})\b)?)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WordForm:
    """What a phrase says: a kind and its value (per cent for shares and changes)."""

    kind: Kind
    value: Decimal


def _third(parts: int) -> Decimal:
    return Decimal(100 * parts) / Decimal(3)


PHRASES: Final[tuple[tuple[re.Pattern[str], WordForm], ...]] = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), form)
    for pattern, form in (
        (r"half a dozen", WordForm("number", Decimal(6))),
        (
            r"half as (?=much|many|large|big|high|long|strong|wide|heavy)",
            WordForm("multiple", Decimal("0.5")),
        ),
        (r"three[\s-]quarters|three[\s-]fourths", WordForm("percent", Decimal(75))),
        (r"two[\s-]thirds", WordForm("percent", _third(2))),
        (r"(?:a|one)[\s-]third", WordForm("percent", _third(1))),
        (
            r"(?:a|one)[\s-]quarter(?= (?:of|higher|lower|more|less)\b)|(?:a|one)[\s-]fourth|"
            r"(?:(?<=\bby )|(?<=rise of )|(?<=gain of )|(?<=fall of )|(?<=drop of )|(?<=loss of ))"
            r"a quarter",
            WordForm("percent", Decimal(25)),
        ),
        (r"(?:a|one)[\s-]fifth", WordForm("percent", Decimal(20))),
        (r"two[\s-]fifths", WordForm("percent", Decimal(40))),
        (r"three[\s-]fifths", WordForm("percent", Decimal(60))),
        (r"four[\s-]fifths", WordForm("percent", Decimal(80))),
        (r"(?:a|one)[\s-]sixth", WordForm("percent", Decimal(100) / 6)),
        (r"(?:an?|one)[\s-]eighth", WordForm("percent", Decimal("12.5"))),
        (r"(?:a|one)[\s-]tenth", WordForm("percent", Decimal(10))),
        (
            r"halved|halving|cut in half|fell by half|lost half|half (?:of )?its value",
            WordForm("change", Decimal(-50)),
        ),
        (
            r"(?:one[\s-])?half(?= (?:of|the|your|its|their|a|that|came|comes?|was|were|is|are|"
            r"went|goes|stems|"
            r"consists?)\b)|a half|(?:(?<=\bover )|(?<=\bthan )|(?<=\bby )|(?<=\bnearly )|"
            r"(?<=\babout )|"
            r"(?<=\bunder )|(?<=\broughly )|(?<=\balmost )|(?<=\bexactly )|(?<=\baround "
            r"))half(?! an?\b)",
            WordForm("percent", Decimal(50)),
        ),
        (r"doubled|doubling", WordForm("change", Decimal(100))),
        (r"tripled|trebled|tripling", WordForm("change", Decimal(200))),
        (r"(?:sex|six)tupled", WordForm("change", Decimal(500))),
        (r"halbier\w+", WordForm("change", Decimal(-50))),
        (r"quadrupled", WordForm("change", Decimal(300))),
        (r"quintupled", WordForm("change", Decimal(400))),
        (r"octupled", WordForm("change", Decimal(700))),
        (r"(?:an|one) order of magnitude", WordForm("multiple", Decimal(10))),
        (
            r"twice|double(?= (?:the|your|its|that|what)\b)|twofold",
            WordForm("multiple", Decimal(2)),
        ),
        (
            r"thrice|triple(?= (?:the|your|its|that|what)\b)|threefold",
            WordForm("multiple", Decimal(3)),
        ),
        (r"(?:a|one) dozen", WordForm("number", Decimal(12))),
        (r"two dozen", WordForm("number", Decimal(24))),
        (r"three dozen", WordForm("number", Decimal(36))),
        (r"four dozen", WordForm("number", Decimal(48))),
        (r"fourfold", WordForm("multiple", Decimal(4))),
        (r"fivefold", WordForm("multiple", Decimal(5))),
        (r"tenfold", WordForm("multiple", Decimal(10))),
    )
)


_PARTS: Final = {
    word: parts
    for parts, word in enumerate(
        "halves thirds quarters fifths sixths sevenths eighths ninths tenths".split(), 2
    )
} | {"fourths": 4, "twentieths": 20, "hundredths": 100}
FRACTIONS: Final = re.compile(
    rf"\b(?P<top>{'|'.join(_UNITS)})[\s-](?P<parts>{'|'.join(_PARTS)})\b(?! of \d{{4}})",
    re.IGNORECASE,
)


def read_fraction(match: re.Match[str]) -> Decimal:
    """Read what `FRACTIONS` has found, as per cent: `seven tenths` is 70."""
    return Decimal(100 * _UNITS[match["top"].lower()]) / _PARTS[match["parts"].lower()]


PART_OF_POINT: Final = re.compile(
    rf"\b(?<!and a )(?<!and )(?:(?P<half>half)|(?P<top>an?|\d{{1,2}}|"
    rf"{'|'.join(_UNITS)})[\s-](?P<parts>half|third|quarter|fourth|fifth|"
    rf"eighth|tenth|hundredth|{'|'.join(_PARTS)})s?)[\s-](?:of[\s-])?(?:(?:an?|one)[\s-])?(?P<unit>"
    r"percent(?:age[\s-]points?)?|per\s?cent|percentage[\s-]points?|points?|basis[\s-]points?|"
    r"pp)\b|"
    r"\b(?:ein(?:e[nms]?)?\s)?(?:(?P<german>halbe[nrs]?)\s|(?P<viertel>viertel)[\s-]?)"
    r"prozent(?:punkte?s?)?\b",
    re.IGNORECASE,
)


def read_part_of_point(match: re.Match[str]) -> Decimal:
    """Read what `PART_OF_POINT` has found, as per cent: `three quarters of a point` is 0.75."""
    if match["half"] or match["german"] or match["viertel"]:
        share = Decimal("0.25") if match["viertel"] else Decimal("0.5")
    else:
        top, parts = match["top"].lower(), match["parts"].lower().rstrip("s")
        count = 1 if top in {"a", "an"} else int(top) if top.isdigit() else _UNITS[top]
        named = {"half": 2, "hal": 2, "halve": 2} | {
            word.rstrip("s"): n for word, n in _PARTS.items()
        }
        share = Decimal(count) / named[parts]
    is_basis = (match["unit"] or "").lower().startswith("basis")
    return share / 100 if is_basis else share


HALVES: Final = re.compile(
    rf"\b(?:(?:(?P<whole>{_SMALL}|\d+) and a )?half(?: a)? (?P<scale>thousand|million|billion|"
    rf"trillion)|(?P<bare>{_SMALL}|\d+) and a half|"
    rf"(?P<spans>an?|{_SMALL}|\d+) (?P<span>day|week|month|quarter|year)s? and a half)\b",
    re.IGNORECASE,
)


def read_halves(match: re.Match[str]) -> Decimal:
    """Read what `HALVES` has found: `half a million`, `a year and a half`."""
    word = (match["whole"] or match["bare"] or match["spans"] or "zero").lower()
    word = "one" if word in {"a", "an"} else word
    whole = Decimal(word) if word.isdigit() else Decimal(_UNITS.get(word, 0) + _TENS.get(word, 0))
    return (whole + Decimal("0.5")) * _SCALES.get((match["scale"] or "").lower(), 1)


def read_cardinal(text: str) -> tuple[Decimal, Decimal]:
    """Read a number in words and the worth of its last place.

    `one hundred and seventy-two million` is good to a million, `twelve point six` to a tenth.
    """
    whole, _, rest = text.lower().partition(" point ")
    words = re.findall(r"[a-z]+", whole)
    value = _integer(words)
    if not rest:
        return value, Decimal(_SCALES.get(words[-1], 1))
    words = rest.split()
    scale = Decimal(_SCALES.get(words[-1], 1))
    places = "".join(str(_UNITS[word]) for word in words if word in _UNITS)
    return (value + Decimal(f"0.{places}")) * scale, scale.scaleb(-len(places))


def _integer(words: list[str]) -> Decimal:
    total = group = 0
    for word in words:
        if word in {"a", "an"}:
            group += 1
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _SCALES:
            total += max(group, 1) * _SCALES[word]
            group = 0
        else:
            group += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return Decimal(total + group)
