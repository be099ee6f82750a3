"""Finding every figure in a text, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.assistant.claims.asides import names
from shared.assistant.claims.dates import find_dates, year_span
from shared.assistant.claims.east_asian import find_east_asian, may_hold
from shared.assistant.claims.figure import Figure, Kind, Sign
from shared.assistant.claims.german_halves import find_german_halves
from shared.assistant.claims.german_words import CARDINAL as GERMAN_CARDINAL
from shared.assistant.claims.german_words import FRACTION as GERMAN_FRACTION
from shared.assistant.claims.german_words import MULTIPLE as GERMAN_MULTIPLE
from shared.assistant.claims.german_words import (
    is_german,
    is_german_one,
    read_german_cardinal,
    read_german_fraction,
    read_german_multiple,
)
from shared.assistant.claims.hedging import bound, is_rough
from shared.assistant.claims.numerals import NUMERAL, Numeral, read_numeral, uses_decimal_comma
from shared.assistant.claims.odd_numerals import ROMAN, find_odd_numerals
from shared.assistant.claims.proportions import find_proportions
from shared.assistant.claims.skipping import skipped
from shared.assistant.claims.taken import Taken
from shared.assistant.claims.units import (
    Left,
    Right,
    look_left,
    look_right,
    nouns_after,
)
from shared.assistant.claims.vocabulary import COUNTED, DURATIONS
from shared.assistant.claims.words import (
    CARDINAL,
    FRACTIONS,
    HALVES,
    PART_OF_POINT,
    PHRASES,
    read_cardinal,
    read_fraction,
    read_halves,
    read_part_of_point,
)

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_BETWEEN: Final = re.compile(r"\s?(?:[-–—]|to|and|bis|auf)\s?")
_PLAIN_MOST: Final = 1_000
_RANK: Final = re.compile(
    r"(?:#|\bNo\.?\s?|\bnumber\s|\brank(?:s|ed)?\s(?:#|no\.?\s?)?)$", re.IGNORECASE
)
_ORDINAL_SKIP: Final = {"percentile", "century", "anniversary", "day", "of"}
_RANK_WORD: Final = re.compile(
    r"\b(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[\s-]"
    r"(?=(?:largest|biggest|highest|smallest|lowest|best|worst|most|least|heaviest|strongest|"
    r"weakest|place)\b)|\b(?:ranks?|ranked|comes|came|placed)\s(?:in\s)?"
    r"(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b",
    re.IGNORECASE,
)
_LETTERS: Final = {"d": "day", "w": "week", "m": "month", "mo": "month", "y": "year", "yr": "year"}
_LETTER: Final = re.compile(r"(?:d|w|mo|m|yr|y)\b")
_RANKS: Final[tuple[str, ...]] = tuple(
    "second third fourth fifth sixth seventh eighth ninth tenth".split()
)
_DIGIT: Final = re.compile(r"\d")
_PIECES: Final = (
    "one two three four five six seven eight nine ten eleven twelve zero second third quarter "
    "fifth twice thrice doubl tripl trebl uadrup tupl fold half halv tenth dozen doppel fach mal "
    "dred thous illion illiard "
    "teen enty irty orty ifty ixty ghty inety verdoppel dreifach vierfach halbier dozen "
    "dritte vierte fünfte jede every halb zwei drei vier fünf sechs sieben acht elf zwölf zehn zig "
    "hälfte tel hundert tausend magnitude"
).split()
"""Every figure in words has one of these; most sentences have none."""
_LONE_ONE: Final = re.compile(r"one", re.IGNORECASE)


def find_figures(text: str, *, with_idle: bool = False) -> list[Figure]:
    """Return the figures of a text; `with_idle`: also those mostly mere words, as in `one of`."""
    if not _may_hold_figures(text):
        return []
    taken = skipped(text)
    found: list[Figure] = []
    comma = uses_decimal_comma(text)
    sources = [
        _dates(text), find_east_asian(text), find_odd_numerals(text), find_proportions(text),
        find_german_halves(text), _phrases(text), _numerals(text, taken, comma),
        _words(text, with_idle), _german_fractions(text),
    ]  # fmt: skip
    if is_german(text):
        sources.append(_german_words(text, with_idle))
    for source in sources:
        for figure in source:
            if not taken.has_any(figure.start, figure.end):
                found.append(figure)
                taken.take(figure.start, figure.end)
    found.sort(key=lambda figure: figure.start)
    return _ranges(text, found)


def _may_hold_figures(text: str) -> bool:
    if _DIGIT.search(text) or ROMAN.search(text) or may_hold(text):
        return True
    lower = text.lower()
    return any(piece in lower for piece in _PIECES)


def _dates(text: str) -> Iterator[Figure]:
    for item in find_dates(text):
        days = item.days
        first = Decimal(days[0].toordinal())
        yield Figure(
            text[item.start : item.end], item.start, item.end, "date", first, Decimal(0), 8,
            days=days,
        )  # fmt: skip


def _is_exact(text: str, start: int) -> bool:
    return (
        re.search(
            r"\b(?:exactly|precisely|genau|exakt)\s$",
            text[max(0, start - 12) : start],
            re.IGNORECASE,
        )
        is not None
    )


def _phrases(text: str) -> Iterator[Figure]:
    for match in PART_OF_POINT.finditer(text):
        yield Figure(
            match.group(), match.start(), match.end(), "percent", read_part_of_point(match),
            Decimal(0), 1, is_worded=True, bound=bound(text[: match.start()]),
        )  # fmt: skip
    for match in HALVES.finditer(text):
        yield _half(text, match)
    for match in GERMAN_MULTIPLE.finditer(text):
        times, is_growth = read_german_multiple(match)
        yield Figure(
            match.group(), match.start(), match.end(), "change" if is_growth else "multiple",
            Decimal(100 * (times - 1) if is_growth else times), Decimal(0), 1, is_worded=True,
            bound=bound(text[: match.start()]),
        )  # fmt: skip
    for pattern, form in PHRASES:
        for match in pattern.finditer(text):
            yield Figure(
                match.group(), match.start(), match.end(), form.kind, abs(form.value),
                Decimal(0), 1, sign="-" if form.value < 0 else "",
                is_worded=not _is_exact(text, match.start()),
                bound=bound(text[: match.start()]),
            )  # fmt: skip
    for match in FRACTIONS.finditer(text):
        share = read_fraction(match)
        yield Figure(
            match.group(), match.start(), match.end(), "percent", share, Decimal(0), 1,
            is_worded=True, bound=bound(text[: match.start()]),
        )  # fmt: skip
    for match in _RANK_WORD.finditer(text):
        group = 1 if match[1] else 2
        place = Decimal(_RANKS.index(match[group].lower()) + 2)
        yield Figure(
            match[group], match.start(group), match.end(group), "rank", place, Decimal(0), 1
        )


def _half(text: str, match: re.Match[str]) -> Figure:
    left, right = look_left(text, match.start()), look_right(text, match.end(), False, False)
    kind, unit = _kind(text, right, left.currency, match.end())
    value = read_halves(match)
    if match["span"]:
        kind, unit = "duration", match["span"].lower()
    return Figure(
        text[match.start() : right.end], match.start(), right.end, kind, value, value / 10, 2, unit
    )


def _words(text: str, with_idle: bool) -> Iterator[Figure]:
    for match in CARDINAL.finditer(text):
        phrase = match.group().rstrip()
        end = match.start() + len(phrase)
        right = look_right(text, end, False, True)
        kind, unit = _kind(text, right, "", end)
        if not with_idle and _is_idle(phrase, kind, right):
            continue
        before = text[: match.start()]
        factor = right.scale * _share(right)
        value, step = read_cardinal(phrase)
        sign = "-" if re.search(r"\b(?:minus|negative)\s$", before[-12:]) else ""
        yield Figure(
            text[match.start() : right.end], match.start(), right.end, kind, value * factor,
            step * factor, len(str(value).strip("0.")) or 1, unit, sign=sign,
            is_rough=is_rough(before, text[right.end :]), bound=bound(before, text[right.end :]),
        )  # fmt: skip


def _german_fractions(text: str) -> Iterator[Figure]:
    for match in GERMAN_FRACTION.finditer(text):
        share = read_german_fraction(match)
        yield Figure(
            match.group(), match.start(), match.end(), "percent", share, Decimal(0), 1,
            is_worded=True, bound=bound(text[: match.start()]),
        )  # fmt: skip


def _german_words(text: str, with_idle: bool) -> Iterator[Figure]:
    for match in GERMAN_CARDINAL.finditer(text):
        word, before = match.group(), text[: match.start()]
        right = look_right(text, match.end(), False, True)
        kind, unit = _kind(text, right, "", match.end())
        is_bare = kind == "number" and not right.has_scale
        if is_german_one(word) and kind not in {"money", "percent"} and not right.has_scale:
            continue
        if is_bare and not with_idle:
            continue
        value, factor = read_german_cardinal(word), right.scale * _share(right)
        sign = "-" if re.search(r"\bminus\s$", before[-8:], re.IGNORECASE) else ""
        yield Figure(
            text[match.start() : right.end], match.start(), right.end, kind, value * factor,
            factor, len(str(value).strip("0.")) or 1, unit, sign=sign,
            is_rough=is_rough(before, text[right.end :]), bound=bound(before, text[right.end :]),
        )  # fmt: skip


def _is_idle(phrase: str, kind: Kind, right: Right) -> bool:
    """Whether a number word is only a word: `one of them`, `two things`."""
    if right.has_scale:
        return False
    if _LONE_ONE.fullmatch(phrase) is not None:
        return kind not in {"money", "percent"}
    return kind == "number" and len(phrase.split()) == 1 and "-" not in phrase


def _numerals(text: str, taken: Taken, comma: bool) -> Iterator[Figure]:
    for match in NUMERAL.finditer(text):
        if taken.has_any(match.start(), match.end()):
            continue
        figure = _numeral(text, match, comma)
        if figure is not None:
            yield figure


def _numeral(text: str, match: re.Match[str], comma: bool) -> Figure | None:
    raw = match.group()
    numeral = read_numeral(raw, comma)
    left = look_left(text, match.start())
    is_plain = "," not in raw and "." not in raw and numeral.value < _PLAIN_MOST
    right = look_right(text, match.end(), bool(left.currency), is_plain)
    letter = _LETTER.match(text, match.end())
    if letter and not right.has_scale and not left.currency:
        return _period_letter(text, match, numeral, letter)
    kind, unit = _kind(text, right, left.currency, match.end())
    if (
        (kind == "number" or _is_fiscal(kind, text[right.end :]))
        and _YEAR.fullmatch(raw)
        and not left.currency
        and not right.has_scale
        and not left.sign
    ):
        days = year_span(int(raw))
        return Figure(
            raw, match.start(), match.end(), "date", numeral.value, Decimal(0), 4, days=days
        )
    if right.form == "ordinal":
        nouns = nouns_after(text, right.end)
        if nouns and nouns[0] in _ORDINAL_SKIP:
            return None
        kind = "rank"
    elif kind == "number" and _RANK.search(text[max(0, match.start() - 16) : match.start()]):
        kind = "rank"
    return _figure(text, match, numeral, left, right, kind, unit)


def _is_fiscal(kind: Kind, after: str) -> bool:
    """Whether a number before `year` names one: `the 2019 fiscal year`, not `2019 years`."""
    return kind == "duration" and re.match(r"\s(?:[a-z]+\s)?year\b", after) is not None


def _figure(
    text: str,
    match: re.Match[str],
    numeral: Numeral,
    left: Left,
    right: Right,
    kind: Kind,
    unit: str,
) -> Figure:
    factor = left.scale * right.scale * _share(right)
    is_wrapped = left.is_bracketed and (right.closes or text[right.end : right.end + 1] == ")")
    bracketed: Sign = "-" if right.is_minus else "±"
    is_aside = is_wrapped and bracketed == "±" and kind == "percent" and names(text, left.start)
    sign: Sign = left.sign or (bracketed if is_wrapped and not is_aside else "")
    start, end = left.start, right.end
    if left.is_bracketed and not is_wrapped:
        start = match.start()
    before, after = text[:start], text[end : end + 24]
    if (
        is_wrapped
        and kind == "money"
        and re.search(r"[$€£¥]\s?\($", text[max(0, match.start() - 4) : match.start()])
    ):
        sign = "-"
    shown = text[start:end].strip()
    offset = text[start:end].find(shown[:1]) if shown else 0
    return Figure(
        shown, start + offset, start + offset + len(shown), kind, numeral.value * factor,
        numeral.step * factor, numeral.digits, unit, sign=sign, is_rough=is_rough(before, after),
        bound=bound(before, after), other=_other(match.group(), numeral, right, factor),
    )  # fmt: skip


def _other(shown: str, numeral: Numeral, right: Right, factor: Decimal) -> Decimal | None:
    """Return the second reading, scaled: `26.276 million` has none, nobody groups that way."""
    if numeral.other is None or (right.has_scale and "." in shown):
        return None
    return numeral.other * factor


def _period_letter(
    text: str, match: re.Match[str], numeral: Numeral, letter: re.Match[str]
) -> Figure:
    return Figure(
        text[match.start() : letter.end()], match.start(), letter.end(), "duration",
        numeral.value, Decimal(1), numeral.digits, _LETTERS[letter.group()],
    )  # fmt: skip


def _share(right: Right) -> Decimal:
    return {"bps": Decimal("0.01"), "permille": Decimal("0.1")}.get(right.form, Decimal(1))


def _kind(text: str, right: Right, currency: str, end: int) -> tuple[Kind, str]:
    if right.form in {"percent", "bps", "permille"}:
        return "percent", ""
    if currency or right.currency or right.form == "cent":
        return "money", currency or right.currency
    if right.form == "times":
        return "multiple", ""
    nouns = nouns_after(text, right.end)
    for noun in nouns:
        if noun in DURATIONS:
            return "duration", DURATIONS[noun]
        if noun in COUNTED:
            return "count", COUNTED[noun]
    return "number", ""


def _ranges(text: str, found: list[Figure]) -> list[Figure]:
    """Let both ends of a range share what only one of them says: `$1.2–1.5 million`, `5 to 7%`."""
    for at in range(len(found) - 1):
        low, high = found[at], found[at + 1]
        between = text[low.end : high.start]
        if not _BETWEEN.fullmatch(between) and between != "":
            continue
        if between == "" and high.text[:1] not in {"-", "–", "—"}:
            continue
        if "and" in between and not re.search(r"between\s$", text[: low.start]):
            continue
        found[at], found[at + 1] = _shared(low, high)
    return found


def _shared(low: Figure, high: Figure) -> tuple[Figure, Figure]:
    if high.text[:1] in "-–—" and high.sign == "-" and low.end == high.start:
        high = replace(high, sign="", text=high.text[1:], start=high.start + 1)
    if low.kind == "money" and high.kind == "number":
        high = replace(high, kind="money", unit=low.unit)
    if low.kind in {"number", "money"} and high.kind in {
        "percent",
        "money",
        "duration",
        "count",
        "multiple",
    }:
        if low.kind == "number":
            low = replace(low, kind=high.kind, unit=high.unit)
        factor = _factor(high)
        if factor != 1 and low.value * factor <= high.value:
            low = replace(low, value=low.value * factor, step=low.step * factor)
    return low, high


def _factor(high: Figure) -> Decimal:
    """Return the scale that the words after the upper end give both."""
    scale = look_right(high.text, _numeral_end(high.text), bool(high.unit), False)
    return scale.scale * _share(scale)


def _numeral_end(text: str) -> int:
    match = NUMERAL.search(text)
    return match.end() if match else len(text)
