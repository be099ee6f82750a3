"""The verdict on every figure of an answer."""

import re
from collections import Counter
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
from shared.assistant.claims.context import (
    Reading,
    Scope,
    measures_in,
    says_down,
    says_fell,
    says_rose,
)
from shared.assistant.claims.derivation import MOST_OPERANDS, Derivation, derive, spans_in_years
from shared.assistant.claims.facts import Evidence, Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.gathering import gather
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.vocabulary import (
    CUES,
    DOWN,
    GENERAL,
    OWNED,
    ROSE,
    SUPERLATIVE,
    is_qualified,
)
from shared.assistant.model import Claim, Json, ToolOutcome, Verdict

_PRECISE: Final = 5
"""Significant digits from which a match by chance is not to be feared."""
_TELLING: Final = 4
_SHORT_LIST: Final = 1
_FEW_DIGITS: Final = 3
_MAJORITY: Final = 2
_MOST_READINGS: Final = 3
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
    candidates: tuple[Fact, ...] = ()

    @property
    def rows(self) -> set[str]:
        """Every row of the evidence that has such a figure."""
        return {fact.row for fact in self.candidates}


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
        _keep_to_rows(findings)
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
        if _belongs(finding, fact, reading, evidence) and _signed(finding, fact, reading)
    ]
    finding.candidates = tuple(sorted(found, key=lambda fact: _strangeness(finding, fact)))
    if not found:
        return
    best = finding.candidates[0]
    finding.facts = (best,)
    finding.verdict = "derived" if best.how else "cited"
    finding.reason = best.how


def _keep_to_rows(findings: list[_Finding]) -> None:
    """Hold the cells of a table's row to one row of the evidence, the one that most rest on."""
    tables: dict[int, list[_Finding]] = {}
    for finding in findings:
        if finding.scope.is_row and finding.facts:
            tables.setdefault(finding.scope.number, []).append(finding)
    for cells in tables.values():
        counts = Counter(row for cell in cells for row in cell.rows if row[-1:].isdigit())
        if not counts:
            continue
        best, votes = counts.most_common(1)[0]
        if votes < _MAJORITY:
            continue
        for cell in cells:
            if best not in cell.rows and cell.figure.digits < _PRECISE:
                _reject(cell)


def _reject(finding: _Finding) -> None:
    finding.verdict, finding.facts, finding.reason = "unsupported", (), ""


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
        if (
            finding.scope.is_row
            and finding.scope.measures
            and fact.measure not in (finding.scope.measures)
        ):
            continue
        if fact.row in rows and not fact.how and _signed(finding, fact, reading):
            finding.verdict, finding.facts = "cited", (fact,)
            return


def _matching(figure: Figure, evidence: Evidence) -> Iterable[Fact]:
    """Yield the facts a figure may state, by kind, unit and magnitude alone."""
    if figure.kind == "date":
        yield from _dates(figure, evidence)
    elif figure.kind == "duration":
        yield from (f for f in evidence.near("duration", 0, 1e9) if same_duration(figure, f))
        yield from (f for f in evidence.near("count", *figure.range) if f.unit == "observations")
    else:
        yield from _amounts(figure, evidence)


def _dates(figure: Figure, evidence: Evidence) -> Iterable[Fact]:
    for fact in evidence.dates:
        # A year is not borne out by the day of a price that happens to lie in it.
        if same_date(figure, fact) and not (_is_span(figure) and fact.key.endswith("as_of")):
            yield fact
    if figure.digits == _YEAR_DIGITS:
        yield from evidence.near("count", float(figure.value), float(figure.value))


def _amounts(figure: Figure, evidence: Evidence) -> Iterable[Fact]:
    spans = [figure.range]
    if figure.other is not None:
        spans.append((float(figure.other) * (1 - 1e-9), float(figure.other) * (1 + 1e-9)))
    for bucket in BUCKETS.get(figure.kind, ()):
        for first, last in spans:
            for fact in evidence.near(bucket, first, last):
                if same_unit(figure, fact) and magnitude(figure, fact):
                    yield fact


def _is_span(figure: Figure) -> bool:
    """Whether a date is a year or a month, not a day."""
    return figure.days is not None and figure.days[0] != figure.days[1]


def _belongs(finding: _Finding, fact: Fact, reading: Reading, evidence: Evidence) -> bool:
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
    if scope.is_row and fact.kind == "date" and _is_span(figure):
        return fact.row[-1:].isdigit()
    if figure.digits >= _PRECISE or fact.kind in {"date", "duration"}:
        return True
    return _is_measured(finding, fact, reading)


def _is_measured(finding: _Finding, fact: Fact, reading: Reading) -> bool:
    """Whether the words around a figure of few digits can name the fact's measure."""
    scope = finding.scope
    clause = reading.clause(finding.figure, scope)
    if fact.measure == "return" and not is_qualified(clause, fact.key):
        return False
    if scope.is_row and scope.measures and finding.figure.kind != "count":
        is_nameless = not fact.measure and fact.kind == "number"
        return fact.measure in scope.measures or is_nameless or "#" in fact.row
    if not fact.measure or not scope.measures:
        return True
    return fact.measure in (measures_in(clause) or scope.measures)


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
    if fact.how == "count of negative":
        return DOWN.search(scope.text) is not None
    if fact.how == "count of positive":
        return ROSE.search(scope.text) is not None
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
        stands_alone = not any(
            other.facts and other.scope.number == scope.number for other in findings
        )
        finding.verdict = "general" if stands_alone else "unsupported"


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
    shown, rounded, years = _shown(finding, findings)
    clause = scope.text if scope.is_row else reading.clause(figure, scope)
    words = (f"{figure.text} {scope.text}", scope.text if figure.digits >= _PRECISE else clause)

    def agrees(derivation: Derivation) -> bool:
        if derivation.how not in {"change", "compound annual growth", "a year"}:
            return True
        signed = Fact("", derivation.value, "percent", measure="change")
        return _signed(finding, signed, reading)

    total = _sum_of_rows(finding, evidence)
    if total is not None:
        finding.verdict, finding.facts, finding.reason = "derived", total, "sum"
        return
    for operands in (shown, rounded, _named(finding, reading, evidence)):
        found = derive(figure, operands, words, years, agrees) if operands else None
        if found is not None:
            finding.verdict, finding.facts, finding.reason = "derived", found.facts, found.how
            return


def _sum_of_rows(finding: _Finding, evidence: Evidence) -> tuple[Fact, ...] | None:
    """Return the rows a sentence names if together they make the figure: "A and B make up 40 %"."""
    figure, scope = finding.figure, finding.scope
    if scope.is_row or not CUES["sum"].search(scope.text):
        return None
    for column, facts in evidence.columns.items():
        meant = tuple(fact for fact in facts if fact.labels & scope.subjects)
        if not _SHORT_LIST < len(meant) <= MOST_OPERANDS or "#" in column:
            continue
        alike = Fact("", sum(fact.value for fact in meant), meant[0].kind, meant[0].unit)
        is_share = figure.kind == "percent" and alike.kind in {"ratio", "percent"}
        is_amount = figure.kind == alike.kind and same_unit(figure, alike)
        if (is_share or is_amount) and figure.reaches(abs(alike.value)):
            return meant
    return None


def _shown(
    finding: _Finding, findings: list[_Finding]
) -> tuple[list[Fact], list[Fact], list[float]]:
    """Return facts of figures shown near by, nearest first; as they are rounded; spans in years."""
    near = [other for other in findings if _is_near(finding, other)]
    near.sort(key=lambda other: abs(other.figure.start - finding.figure.start))
    facts: list[Fact] = []
    rounded: list[Fact] = []
    days: set[int] = set()
    years: list[float] = []
    for other in near[:MOST_OPERANDS]:
        first, *others = [fact for fact in other.candidates or other.facts if not fact.how]
        fact = first
        if fact.days is not None:
            days |= {fact.days[0].toordinal(), fact.days[1].toordinal()}
        elif fact.kind == "duration":
            years += [float(other.figure.value)] * (other.figure.unit == "year")
        else:
            facts += [first, *others][:_MOST_READINGS]
            size = float(other.figure.value)
            if fact.kind != "ratio" or other.figure.kind in {"percent", "change"}:
                rounded.append(_with(fact, size if fact.value >= 0 else -size))
    ends = sorted(days)[:: max(len(days) - 1, 1)]
    spans = [(a, b) for at, a in enumerate(ends) for b in ends[at + 1 :]]
    return facts, rounded, years + spans_in_years(spans)


def _is_near(finding: _Finding, other: _Finding) -> bool:
    """Whether another figure, borne out as it is, may be an operand of this one."""
    if other is finding or other.verdict != "cited" or not other.facts:
        return False
    if finding.scope.block != other.scope.block:
        return False
    if finding.scope.is_row:
        is_same_row = finding.scope.number == other.scope.number
        return is_same_row or (other.scope.is_row and finding.scope.title == other.scope.title)
    return abs(other.scope.number - finding.scope.number) <= _NEAR


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


def _named(finding: _Finding, reading: Reading, evidence: Evidence) -> list[Fact]:
    """Return facts the sentence speaks of by name, in one object of the evidence.

    For figures of few digits these are amounts only, of measures its own clause names.
    """
    figure, scope = finding.figure, finding.scope
    if scope.is_row or (figure.digits < _FEW_DIGITS and not figure.is_worded):
        return []
    is_sure = figure.digits >= _PRECISE
    measures = scope.measures if is_sure else measures_in(reading.clause(figure, scope))
    kinds = {"money", "ratio", "percent", "number", "quantity"} if is_sure else {"money"}
    found = [
        fact
        for fact in evidence.facts
        if not fact.how
        and fact.kind in kinds
        and fact.measure in measures
        and (fact.labels & scope.subjects if fact.labels else "*" not in fact.column)
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
