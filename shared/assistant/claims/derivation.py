"""Recomputing a figure from others: the search is short, so that chance finds nothing.

Operands are figures the answer itself shows near by, or fields the sentence speaks of, in rows it
names. Two operands are of one unit; few digits need a word that tells the operation.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import exp, log
from typing import Final

from shared.assistant.claims.context import HERE
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.units import same_currency
from shared.assistant.claims.vocabulary import CUES

MOST_OPERANDS: Final = 28
_SURE_DIGITS: Final = 5
_WHOLE: Final = 100
_MOST_LOG: Final = 20.0
_YEAR: Final = 365.25
_LOOSE: Final = ("sum", "ratio", "rest", "product", "difference")
"""Operations whose word may stand anywhere in the sentence."""
_POINTS: Final = re.compile(
    r"\b(?:points?|difference|more|less|gap|ahead|behind|higher|lower|above|below|spread|exceed\w*|"
    r"beat\w*|lag\w*|trail\w*|outperform\w*|underperform\w*|excess|better|worse|prozentpunkte|"
    r"hinter|vor)\b",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    rf"{HERE}\W*(?:of|on|in)\b|\b(?:share|proportion|fraction|ratio|yield|as much|accounts?|"
    r"makes? up|represents?|i\.e\.|that is|which is|equals?|equivalent|out of)",
    re.IGNORECASE,
)
_RATIO: Final = re.compile(r"\bratio\b", re.IGNORECASE)
_IMPLIED: Final = re.compile(r"\b(?:would|mean|imply|implies|times|if)\b", re.IGNORECASE)
_COMPARABLE: Final = frozenset({"money", "number", "quantity", "count"})
_PERIODS: Final = (
    (12, "a month"),
    (4, "a quarter"),
    (52, "a week"),
    (365, "a day"),
    (252, "a trading day"),
)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure was reached, and from what."""

    how: str
    facts: tuple[Fact, ...]
    value: float


type Check = Callable[[Derivation], bool]


def derive(
    figure: Figure,
    operands: Sequence[Fact],
    words: tuple[str, str],
    years: Sequence[float],
    check: Check,
) -> Derivation | None:
    """Return the first derivation of a figure from operands that the check accepts.

    `words`: the sentence, and the part of it that holds the figure.
    """
    pool = operands[:MOST_OPERANDS]
    for derivation in _candidates(figure, pool, words, years):
        if figure.reaches(abs(derivation.value)) and check(derivation):
            return derivation
    return None


def _candidates(
    figure: Figure, pool: Sequence[Fact], words: tuple[str, str], years: Sequence[float]
) -> Iterator[Derivation]:
    cued = _cued(figure, words)
    alike = [fact for fact in pool if _is_like(figure, fact)]
    if "sum" in cued or "mean" in cued:
        yield from _many(alike, cued)
    if cued & {"difference", "sum"}:
        yield from _sums(alike, cued)
    if figure.kind in {"percent", "change", "multiple"} or _RATIO.search(words[1]):
        yield from _ratios(figure, pool, cued, years)
    if figure.kind == "money":
        yield from _products(figure, pool, cued)
    if figure.kind == "percent":
        yield from _other_shares(pool, alike, cued, words[0])


def _cued(figure: Figure, words: tuple[str, str]) -> set[str]:
    """Return the operations that the words allow: all of the likely ones for many digits."""
    sentence, clause = words
    cued = {name for name in _LOOSE if CUES[name].search(sentence)}
    cued |= {name for name, pattern in CUES.items() if pattern.search(clause)}
    if figure.kind == "percent" and not _POINTS.search(f"{figure.text} {clause}"):
        cued -= {"difference"}
    if figure.digits >= _SURE_DIGITS:
        cued |= {"sum", "difference", "ratio", "growth", "product"}
    if figure.kind == "percent" and not _SHARE.search(clause):
        cued -= {"ratio"}
    return cued


def _other_shares(
    pool: Sequence[Fact], alike: Sequence[Fact], cued: set[str], sentence: str
) -> Iterator[Derivation]:
    if "product" in cued and _IMPLIED.search(sentence):
        yield from _scaled_shares(pool)
    if "rest" in cued:
        for fact in alike:
            yield Derivation("100 % less", (fact,), 100 - fact.value)


def _is_like(figure: Figure, fact: Fact) -> bool:
    match figure.kind:
        case "percent" | "change":
            return fact.kind in {"ratio", "percent"}
        case "money":
            if "#" in fact.row and fact.kind == "number":
                return True
            return fact.kind == "money" and any(
                same_currency(figure.unit, code) for code in fact.unit.split("|")
            )
        case "count":
            return fact.kind in {"count", "quantity"}
        case _:
            return fact.kind not in {"duration", "date", "ratio", "percent"}


def _many(alike: Sequence[Fact], cued: set[str]) -> Iterator[Derivation]:
    """Yield sums and averages of whole columns, and of everything shown."""
    groups: dict[str, list[Fact]] = {}
    for fact in alike:
        groups.setdefault(fact.column, []).append(fact)
    for group in [*groups.values(), list(alike)]:
        for size in range(len(group), 1, -1):
            part = tuple(group[:size])
            total = sum(fact.value for fact in part)
            if "sum" in cued:
                yield Derivation("sum", part, total)
            if "mean" in cued:
                yield Derivation("average", part, total / size)


def _sums(alike: Sequence[Fact], cued: set[str]) -> Iterator[Derivation]:
    for a, b in combinations(alike, 2):
        if not _same_unit(a, b):
            continue
        if "difference" in cued:
            yield Derivation("difference", (a, b), a.value - b.value)
        if "sum" in cued:
            yield Derivation("sum", (a, b), a.value + b.value)
        if "difference" in cued and a.value * b.value < 0:
            yield Derivation("difference", (a, b), abs(a.value) - abs(b.value))


def _ratios(
    figure: Figure, pool: Sequence[Fact], cued: set[str], years: Sequence[float]
) -> Iterator[Derivation]:
    is_share = figure.kind in {"percent", "change"}
    shares = [fact for fact in pool if fact.kind in {"ratio", "percent"} and fact.value]
    plain = [fact for fact in pool if fact.kind in _COMPARABLE and fact.value]
    plain += shares if not is_share or figure.digits >= _SURE_DIGITS else []
    for a, b in permutations(plain, 2):
        if not _same_unit(a, b):
            continue
        ratio = a.value / b.value
        if "ratio" in cued and figure.kind != "change":
            yield Derivation("ratio", (a, b), ratio * 100 if is_share else ratio)
        if is_share:
            yield from _growth(a, b, cued, years)
    if is_share and "annual" in cued:
        for fact in shares[:1]:
            if fact.value > -_WHOLE:
                for span in years:
                    value = _annual(1 + fact.value / 100, span)
                    yield Derivation("a year", (fact,), value)


def _growth(a: Fact, b: Fact, cued: set[str], years: Sequence[float]) -> Iterator[Derivation]:
    if "growth" in cued:
        yield Derivation("change", (a, b), (a.value - b.value) / abs(b.value) * 100)
    ratio = a.value / b.value
    if "annual" in cued and ratio > 0:
        for span in years:
            yield Derivation("compound annual growth", (a, b), _annual(ratio, span))


def _annual(ratio: float, years: float) -> float:
    """Return growth by a ratio over years as per cent a year; without bound it means nothing."""
    return (exp(min(log(ratio) / years, _MOST_LOG)) - 1) * 100


def _products(figure: Figure, pool: Sequence[Fact], cued: set[str]) -> Iterator[Derivation]:
    money = [fact for fact in pool if fact.kind == "money"]
    factors = [
        fact for fact in pool if fact.kind in {"quantity", "ratio", "percent", "number", "count"}
    ]
    if cued & {"product", "ratio"}:
        for amount in money:
            for factor in factors:
                times = factor.value / 100 if factor.kind in {"ratio", "percent"} else factor.value
                yield Derivation("product", (amount, factor), amount.value * times)
                if times:
                    yield Derivation("quotient", (amount, factor), amount.value / times)
    if "mean" in cued:
        for amount in money:
            for parts, name in _PERIODS:
                yield Derivation(name, (amount,), amount.value / parts)
                yield Derivation(f"{parts} times", (amount,), amount.value * parts)


def _scaled_shares(pool: Sequence[Fact]) -> Iterator[Derivation]:
    """Yield shares times plain numbers: a beta of 1.2 and a market that falls by 10 %."""
    shares = [fact for fact in pool if fact.kind in {"ratio", "percent"}]
    for factor in (fact for fact in pool if fact.kind == "number"):
        for share in shares:
            yield Derivation("product", (factor, share), factor.value * share.value)


def _same_unit(a: Fact, b: Fact) -> bool:
    if a.kind != b.kind:
        return {a.kind, b.kind} <= {"ratio", "percent"} or (
            "number" in {a.kind, b.kind} and "#" in a.row + b.row
        )
    if a.kind == "money":
        return any(same_currency(x, y) for x in a.unit.split("|") for y in b.unit.split("|"))
    return True


def spans_in_years(days: Sequence[tuple[int, int]]) -> list[float]:
    """Return the lengths in years of spans of ordinal days, each with and without its first day."""
    found = {round((last - first + extra) / _YEAR, 6) for first, last in days for extra in (0, 1)}
    return sorted(span for span in found if span > 0)
