"""The verdict on every figure of an answer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.assistant.claims.agreement import (
    BUCKETS,
    magnitude,
    same_date,
    same_duration,
    same_unit,
    sign_agrees,
)
from shared.assistant.claims.context import Reading, Scope, says_down, says_fell, says_rose
from shared.assistant.claims.derivation import MOST_OPERANDS, Derivation, derive, spans_in_years
from shared.assistant.claims.facts import Evidence, Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.gathering import gather
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.vocabulary import CUES, GENERAL, OWNED, SUPERLATIVE
from shared.assistant.model import Claim, Json, ToolOutcome, Verdict

_PRECISE: Final = 5
"""Significant digits from which a match by chance is not to be feared."""
_TELLING: Final = 4
_SHORT_LIST: Final = 3
_NEAR: Final = 3
"""How many sentences away the operands of a derivation may be shown."""
_YEAR_DIGITS: Final = 4
_MOST_REFS: Final = 8
_PARAMETER: Final = re.compile(
    r"[\s-]+(?:(?:simple|exponential|trading|rolling)\s)?(?:moving average|sma|ema|rsi|treasur|"
    r"bond|yield|high|low|maturity|note|horizon|atr)",
    re.IGNORECASE,
)
_HOW_CUES: Final = {"sum": "sum", "average": "mean", "median": "mean", "range": "difference"}


@dataclass(slots=True)
class _Finding:
    figure: Figure
    scope: Scope
    verdict: Verdict = "unsupported"
    facts: tuple[Fact, ...] = ()
    reason: str = ""


class FigureChecker:
    """Holds the figures of an answer against tool outcomes."""

    def check(
        self, text: str, outcomes: Sequence[ToolOutcome], *, question: str = ""
    ) -> list[Claim]:
        """Return every figure of a text with its verdict, in reading order.

        Figures of the question may be repeated: they rest on `question`.
        """
        evidence = gather(outcomes)
        reading = Reading(text, evidence.names)
        findings = [_Finding(figure, reading.scope(figure)) for figure in find_figures(text)]
        for finding in findings:
            _cite(finding, reading, evidence)
        for finding in findings:
            if finding.verdict == "unsupported":
                _cite_beside(finding, findings, reading, evidence)
        asked = find_figures(question) if question else []
        for finding in findings:
            if finding.verdict == "unsupported":
                _otherwise(finding, findings, asked, reading, evidence)
        return [_claim(finding) for finding in findings]


def _cite(finding: _Finding, reading: Reading, evidence: Evidence) -> None:
    found = [
        fact
        for fact in _matching(finding.figure, evidence)
        if _belongs(finding, fact, evidence) and _signed(finding, fact, reading)
    ]
    if not found:
        return
    best = min(found, key=lambda fact: _strangeness(finding, fact))
    finding.facts = (best,)
    finding.verdict = "derived" if best.how else "cited"
    finding.reason = best.how


def _cite_beside(
    finding: _Finding, findings: list[_Finding], reading: Reading, evidence: Evidence
) -> None:
    """Cite a fact of the very row another figure of the sentence rests on, whatever it is called.

    "It would have lost $9,236 (−56.6 %)": the words name neither measure, the row is sure.
    """
    rows = {
        other.facts[0].row
        for other in findings
        if other.facts and other.verdict == "cited" and other.scope.number == finding.scope.number
        and other.figure.digits >= _TELLING and "#" not in other.facts[0].row
    }  # fmt: skip
    if not rows:
        return
    for fact in _matching(finding.figure, evidence):
        if fact.row in rows and not fact.how and _signed(finding, fact, reading):
            finding.verdict, finding.facts = "cited", (fact,)
            return


def _matching(figure: Figure, evidence: Evidence) -> Iterable[Fact]:
    if figure.kind == "date":
        yield from (fact for fact in evidence.dates if same_date(figure, fact))
        if figure.digits == _YEAR_DIGITS:
            yield from evidence.near("count", float(figure.value), float(figure.value))
        return
    if figure.kind == "duration":
        yield from (f for f in evidence.near("duration", 0, 1e9) if same_duration(figure, f))
        yield from (f for f in evidence.near("count", *figure.range) if f.unit == "observations")
        return
    low, high = figure.range
    spans = [(low, high)]
    if figure.other is not None:
        spans.append((float(figure.other) * (1 - 1e-9), float(figure.other) * (1 + 1e-9)))
    for bucket in BUCKETS.get(figure.kind, ()):
        for first, last in spans:
            for fact in evidence.near(bucket, first, last):
                if same_unit(figure, fact) and magnitude(figure, fact):
                    yield fact


def _belongs(finding: _Finding, fact: Fact, evidence: Evidence) -> bool:
    """Whether the sentence can be speaking of this fact: its row, its measure, its words."""
    figure, scope = finding.figure, finding.scope
    if not _row_is_meant(figure, scope, fact, evidence):
        return False
    if "#" in fact.row and figure.digits < _TELLING and figure.kind != "date":
        words = set(re.findall(r"[a-z]{4,}", scope.text.lower()))
        if fact.words and not words & fact.words:
            return False
    if fact.how and figure.digits < _PRECISE and not _is_cued(fact, scope):
        return False
    if figure.digits >= _PRECISE or not fact.measure or not scope.measures:
        return True
    return fact.measure in scope.measures


def _row_is_meant(figure: Figure, scope: Scope, fact: Fact, evidence: Evidence) -> bool:
    if not fact.labels:
        return True
    subjects = scope.subjects
    if subjects & fact.labels:
        return True
    column = evidence.column_labels.get(fact.column, fact.labels)
    if subjects & column and scope.has_own_subjects:
        return False
    is_short = len(evidence.columns.get(fact.column, ())) <= _SHORT_LIST
    return figure.digits >= _PRECISE or is_short or SUPERLATIVE.search(scope.text) is not None


def _is_cued(fact: Fact, scope: Scope) -> bool:
    if fact.how.startswith("sum of the top"):
        return (
            re.search(r"\b(?:top|largest|biggest|first)\b", scope.text, re.IGNORECASE) is not None
        )
    cue = _HOW_CUES.get(fact.how)
    return cue is None or CUES[cue].search(scope.text) is not None


def _signed(finding: _Finding, fact: Fact, reading: Reading) -> bool:
    figure, scope = finding.figure, finding.scope
    if fact.kind in {"date", "duration"}:
        return True
    before = reading.before(figure, scope)
    after = reading.text[figure.end : figure.end + 12]
    return sign_agrees(figure, fact, says_down(scope), says_fell(before, after), says_rose(before))


def _strangeness(finding: _Finding, fact: Fact) -> tuple[bool, ...]:
    """Order matches: found as they are first, then of the row and measure spoken of."""
    scope = finding.scope
    return (
        bool(fact.how),
        fact.row.endswith("/arguments"),
        not (scope.subjects & fact.labels if scope.subjects else not fact.labels),
        fact.measure not in scope.measures,
        finding.figure.kind == "money" and fact.kind != "money",
    )


def _otherwise(
    finding: _Finding,
    findings: list[_Finding],
    asked: list[Figure],
    reading: Reading,
    evidence: Evidence,
) -> None:
    """Look for any other standing of a figure no fact is equal to."""
    figure, scope = finding.figure, finding.scope
    if any(_repeats(figure, other) for other in asked):
        finding.verdict, finding.reason = "cited", "question"
        return
    if figure.kind == "rank":
        _rank(finding, evidence)
    elif figure.kind in {"date", "duration"}:
        _span(finding, evidence)
    else:
        _derived(finding, findings, reading, evidence)
    if finding.verdict == "unsupported" and _is_general(figure, scope, reading):
        finding.verdict = "general"


def _repeats(figure: Figure, asked: Figure) -> bool:
    if figure.kind == "date" or asked.kind == "date":
        return figure.days == asked.days and figure.days is not None
    return figure.value == asked.value and (
        figure.kind == asked.kind or "number" in {figure.kind, asked.kind}
    )


def _derived(
    finding: _Finding, findings: list[_Finding], reading: Reading, evidence: Evidence
) -> None:
    figure, scope = finding.figure, finding.scope
    shown, rounded = _shown(finding, findings)
    days = sorted(
        {fact.days[0].toordinal() for fact in evidence.dates if fact.days and not fact.labels}
    )[:12]
    years = spans_in_years([(a, b) for i, a in enumerate(days) for b in days[i + 1 :]])
    years += [
        float(f.figure.value)
        for f in findings
        if f.figure.kind == "duration" and f.figure.unit == "year"
    ]

    def agrees(derivation: Derivation) -> bool:
        if derivation.how not in {"change", "compound annual growth", "a year"}:
            return True
        signed = Fact("", derivation.value, "percent", measure="change")
        return _signed(finding, signed, reading)

    for operands in (shown, rounded, _named(figure, scope, evidence)):
        found = derive(figure, operands, scope.text, years, agrees) if operands else None
        if found is not None:
            finding.verdict, finding.facts, finding.reason = "derived", found.facts, found.how
            return


def _shown(finding: _Finding, findings: list[_Finding]) -> tuple[list[Fact], list[Fact]]:
    """Return the facts of figures shown near by, nearest first; then as they are rounded."""
    near = [
        other
        for other in findings
        if other.facts and other.verdict == "cited" and other is not finding
        and other.scope.block == finding.scope.block
        and (abs(other.scope.number - finding.scope.number) <= _NEAR or finding.scope.is_row)
    ]  # fmt: skip
    near.sort(key=lambda other: abs(other.figure.start - finding.figure.start))
    facts: list[Fact] = []
    rounded: list[Fact] = []
    for other in near[:MOST_OPERANDS]:
        fact = other.facts[0]
        if fact.kind in {"date", "duration"}:
            continue
        facts.append(fact)
        size = float(other.figure.value)
        if fact.kind != "ratio" or other.figure.kind in {"percent", "change"}:
            rounded.append(_with(fact, size if fact.value >= 0 else -size))
    return facts, rounded


def _with(fact: Fact, value: float) -> Fact:
    return Fact(
        fact.address,
        value,
        fact.kind,
        fact.unit,
        fact.key,
        fact.measure,
        fact.row,
        fact.column,
        fact.labels,
    )


def _named(figure: Figure, scope: Scope, evidence: Evidence) -> list[Fact]:
    """Return facts the sentence speaks of by name: measure, and row where it has a label."""
    if figure.digits < _SHORT_LIST and not figure.is_worded:
        return []
    found = [
        fact
        for fact in evidence.facts
        if not fact.how
        and fact.kind not in {"date", "duration"}
        and fact.measure in scope.measures
        and (not fact.labels or fact.labels & scope.subjects)
        and not fact.row.endswith("/arguments")
    ]
    return found if len(found) <= MOST_OPERANDS else []


def _rank(finding: _Finding, evidence: Evidence) -> None:
    place, subjects = int(finding.figure.value), finding.scope.subjects
    for column, facts in evidence.columns.items():
        if not evidence.column_labels[column] & subjects:
            continue
        for is_falling in (True, False):
            ordered = sorted(facts, key=lambda fact: fact.value, reverse=is_falling)
            if place <= len(ordered) and ordered[place - 1].labels & subjects:
                finding.verdict, finding.facts = "derived", (ordered[place - 1],)
                finding.reason = "rank"
                return


def _span(finding: _Finding, evidence: Evidence) -> None:
    """Support a length of time by two dates of the evidence."""
    if finding.figure.kind != "duration":
        return
    dates = [
        fact for fact in evidence.dates if not fact.labels or fact.labels & finding.scope.subjects
    ][:40]
    for a in dates:
        for b in dates:
            if a.days is None or b.days is None or a.days >= b.days:
                continue
            length = (b.days[0] - a.days[0]).days
            for days in (length, length + 1):
                if same_duration(finding.figure, Fact("", float(days), "duration", "day")):
                    finding.verdict, finding.facts = "derived", (a, b)
                    finding.reason = "time between"
                    return


def _is_general(figure: Figure, scope: Scope, reading: Reading) -> bool:
    if figure.kind == "duration" and _PARAMETER.match(reading.text, figure.end):
        return True
    return (
        bool(GENERAL.search(scope.text))
        and not OWNED.search(scope.text)
        and not scope.has_own_subjects
    )


def _claim(finding: _Finding) -> Claim:
    figure = finding.figure
    value: Json = str(figure.signed)
    if figure.days is not None:
        first, last = figure.days
        value = first.isoformat() if first == last else f"{first}/{last}"
        value = value.replace("0004-", "--")
    refs = tuple(dict.fromkeys(fact.address for fact in finding.facts))[:_MOST_REFS]
    if finding.reason == "question":
        refs = ("question",)
    return Claim(
        figure.text, value, finding.verdict, refs, figure.start, figure.end, finding.reason
    )
