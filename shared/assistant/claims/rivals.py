"""Whether a fact is one that the words of a sentence rule out: another year's, the other end's.

A true figure in the wrong place is the likeliest lie of a model. What rules a fact out is
what the sentence says itself: the year it names, `highest` of the lowest, `points` of a level.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from shared.assistant.claims.dates import YEARLESS, find_dates
from shared.assistant.claims.facts import Evidence, Fact
from shared.assistant.claims.figure import Figure

type Span = tuple[date, date]

_OPPOSITES: Final = tuple(
    (re.compile(rf"\b(?:{said})", re.IGNORECASE), re.compile(key))
    for said, key in (
        (r"high(?:est|s)?\b|peak|höchst|hoch\b|höchststand", r"(?:^|_)high(?:est)?(?:_|$)"),
        (r"low(?:est|s)?\b|trough|niedrigst|tiefst|tief\b", r"(?:^|_)low(?:est)?(?:_|$)"),
    )
)
_INCOMES: Final = tuple(
    (re.compile(rf"\b(?:{said})", re.IGNORECASE), re.compile(key))
    for said, key in ((r"dividend|ausschütt", r"^dividends?$"), (r"interest\b|zins", r"^interest$"))
)
_POINTS: Final = re.compile(r"point|punkt|\bpp", re.IGNORECASE)
_CHANGES: Final = re.compile(
    r"change|excess|alpha|differ|gap|spread|effect|contribut|active|drift|rate|yield|points|level|"
    r"result"
)
"""Fields whose values may be told in points, being differences or rates themselves."""
_ON: Final = re.compile(r"\b(?:on|am|by|per|zum)\s(?:the\s)?\w", re.IGNORECASE)
_MEANWHILE: Final = re.compile(
    r"\b(?:bought|purchased?|acquired|sold|opened|since|now|today|currently|gekauft|kauf|verkauft|"
    r"seit|jetzt|heute|aktuell|from|vom|until|bis)\b",
    re.IGNORECASE,
)
"""Words beside which the day in a clause is not that of its figure."""
_RELATIVE: Final = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|(?i:next|following|previous|prior|last|"
    r"this|later|earlier|before|after|since|then|vorjahr\w*|folgejahr\w*|danach|davor|seit|"
    r"diese[mnrs]?|letzte[mnrs]?|nächste[mnrs]?))\b"
)
"""A month without a year, or days told by others: which they are is not said in dates."""
_OF_A_DAY: Final = frozenset({"value", "price"})
"""Measures of which the close of a day is told."""
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


def is_ruled_out(
    figure: Figure, fact: Fact, clause: str, days: Iterable[Span], evidence: Evidence
) -> bool:
    """Whether the words of a figure's clause, or the days of its sentence, rule a fact out."""
    if "#" in fact.row:
        return False
    return (
        _is_other_end(fact, clause, _OPPOSITES)
        or _is_other_end(fact, clause, _INCOMES)
        or _is_a_level(figure, fact)
        or (fact.kind != "date" and _is_of_another_day(fact, clause, evidence))
        or (fact.kind != "date" and _is_of_other_days(fact, clause, list(days), evidence))
    )


def _is_other_end(
    fact: Fact, clause: str, pairs: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
) -> bool:
    (first, first_key), (second, second_key) = pairs
    says_first, says_second = first.search(clause), second.search(clause)
    if bool(says_first) == bool(says_second):
        return False
    return (second_key if says_first else first_key).search(fact.key) is not None


def _is_a_level(figure: Figure, fact: Fact) -> bool:
    """Whether a fact is no difference, and the figure is told in points."""
    is_in_points = figure.kind == "percent" and _POINTS.search(figure.text) is not None
    return is_in_points and not fact.how and _CHANGES.search(fact.key) is None


def _is_of_another_day(fact: Fact, clause: str, evidence: Evidence) -> bool:
    """Whether a clause tells on which day it was so, and the fact is known to be of another."""
    if not _ON.search(clause) or _MEANWHILE.search(clause):
        return False
    own = evidence.day_of(fact)
    if own is None and fact.measure in _OF_A_DAY:
        own = evidence.period(fact.row)
        own = None if own is None or own[0] != own[1] else own
    told = [
        one.days
        for one in find_dates(clause)
        if one.days[0] == one.days[1] and one.days[0].year != YEARLESS
    ]
    return own is not None and bool(told) and own not in told


def _is_of_other_days(fact: Fact, clause: str, days: list[Span], evidence: Evidence) -> bool:
    """Whether a fact is of none of the days named, and its like of these days is known."""
    if _RELATIVE.search(clause) and not _YEAR.search(clause):
        return False
    own = evidence.period(fact.row)
    dated = [span for span in days if span[0].year != YEARLESS]
    if own is None or fact.how or not dated or any(_overlap(own, span) for span in dated):
        return False
    likes = evidence.likes(fact)
    return any(
        _is_within(period, span)
        for like in likes
        if (period := evidence.period(like.row)) is not None
        for span in dated
    )


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _is_within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
