"""Resting a figure on the fact it states: same unit and magnitude, and the sentence can mean it."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from shared.assistant.claims.agreement import (
    BUCKETS,
    magnitude,
    same_date,
    same_duration,
    same_unit,
)
from shared.assistant.claims.calling import (
    is_called_otherwise,
    is_of_its_subjects_alone,
    is_worth_of_a_part,
)
from shared.assistant.claims.context import Reading, Scope, measures_in
from shared.assistant.claims.facts import WHOLES, Evidence, Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.finding import PRECISE, TELLING, Finding, is_signed
from shared.assistant.claims.rivals import is_ruled_out
from shared.assistant.claims.vocabulary import CUES, DOWN, ROSE, SUPERLATIVE, is_qualified

_LONG_WORD: Final = 4
_SHORT_LIST: Final = 1
_MAJORITY: Final = 2
_YEAR_DIGITS: Final = 4
_MIDDLES: Final = frozenset({"average", "median"})
"""What may be one of its rows, or so close to one that only its word tells them apart."""
_A_SHARE: Final = re.compile(r"\b(?:shares?|each|aktien?|stück|anteil)\b", re.IGNORECASE)
"""Words without which an amount for one share is not meant: all dividends are not one's."""
_OF_EACH: Final = frozenset({"return", "volatility", "drawdown", "ratio"})
"""Measures that a portfolio has, and a benchmark or a holding just as well."""
_HOW_CUES: Final = {"sum": "sum", "average": "mean", "median": "mean", "range": "difference"}


def cite(finding: Finding, reading: Reading, evidence: Evidence) -> None:
    """Rest a figure on the fact it states, if the evidence holds one its sentence can mean."""
    found = [
        fact
        for fact in _matching(finding.figure, evidence)
        if _belongs(finding, fact, reading, evidence) and is_signed(finding, fact, reading)
    ]
    finding.candidates = tuple(sorted(found, key=lambda fact: _strangeness(finding, fact)))
    if not found:
        return
    best = finding.candidates[0]
    finding.rest_on("derived" if best.how else "cited", (best,), best.how)


def keep_to_rows(findings: list[Finding]) -> None:
    """Hold the cells of a table's row to one row of the evidence, the one that most rest on."""
    tables: dict[int, list[Finding]] = {}
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
            if not _is_in(best, cell.rows) and cell.figure.digits < PRECISE:
                cell.rest_on("unsupported", ())


def _is_in(row: str, rows: set[str]) -> bool:
    """Whether one of some rows is a row, or a text within it."""
    return any(one == row or one.startswith(f"{row}/") for one in rows)


def cite_beside(
    finding: Finding, findings: list[Finding], reading: Reading, evidence: Evidence
) -> None:
    """Cite a fact of the very row another figure of the sentence rests on, whatever it is called.

    "It would have lost $9,236 (−56.6 %)": the words name neither measure, the row is sure.
    """
    rows = {
        fact.row
        for other in findings
        if other.facts and other.verdict == "cited" and other.scope.number == finding.scope.number
        and other.figure.digits >= TELLING
        for fact in _same(other)
        if "#" not in fact.row
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
        if fact.row not in rows or fact.how or not is_signed(finding, fact, reading):
            continue
        if _is_called_so(finding, fact, reading, evidence):
            finding.rest_on("cited", (fact,))
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


def _same(finding: Finding) -> Iterable[Fact]:
    """Return the fact a figure rests on and, of a precise one, those other tools tell to the cent.

    The cash among the holdings is the cash of the allocation: its weight stands there alone.
    """
    best = finding.facts[0]
    if finding.figure.digits < PRECISE or best.kind != "money":
        return (best,)
    return (best, *(fact for fact in finding.candidates if not fact.how and fact.unit == best.unit))


def _belongs(finding: Finding, fact: Fact, reading: Reading, evidence: Evidence) -> bool:
    """Whether the sentence can be speaking of this fact: its row, its measure, its words."""
    figure, scope = finding.figure, finding.scope
    if not (
        _row_is_meant(figure, scope, fact, evidence)
        and _is_called_so(finding, fact, reading, evidence)
    ) or _is_of_one_share(scope, fact):
        return False
    if "#" in fact.row and figure.digits < TELLING and figure.kind != "date":
        words = set(re.findall(r"[a-z]{4,}", scope.text.lower()))
        if fact.words and not words & fact.words:
            return False
    is_top = fact.how.startswith("sum of the top") and scope.has_own_subjects
    is_sure = figure.digits >= PRECISE and fact.how not in _MIDDLES and not is_top
    if fact.how and not is_sure and not _is_cued(fact, scope):
        return False
    if scope.is_row and fact.kind == "date" and _is_span(figure):
        return fact.row[-1:].isdigit()
    if figure.digits >= PRECISE or fact.kind in {"date", "duration"}:
        return True
    return _is_measured(finding, fact, reading)


def _is_called_so(finding: Finding, fact: Fact, reading: Reading, evidence: Evidence) -> bool:
    """Whether what the words around a figure, or the head of its column, call it may be a fact."""
    scope = finding.scope
    name = reading.name(finding.figure, scope)
    clause = reading.clause(finding.figure, scope)
    if is_called_otherwise(name, fact.measure) or is_ruled_out(
        finding.figure, fact, clause, finding.days, evidence
    ):
        return False
    if not scope.has_own_subjects or scope.is_row:
        return True
    if fact.how or (fact.key in WHOLES and not fact.labels):
        return not is_worth_of_a_part(name, scope.text)
    # "SPY returned 60 %" is not borne out by what the portfolio has returned.
    is_named = bool(evidence.named.get(fact.key, set()) & scope.subjects)
    is_of_others = not fact.labels and fact.measure in _OF_EACH and is_named
    return not (is_of_others and is_of_its_subjects_alone(scope.text))


def _is_measured(finding: Finding, fact: Fact, reading: Reading) -> bool:
    """Whether the words around a figure of few digits can name the fact's measure."""
    scope = finding.scope
    clause = reading.clause(finding.figure, scope)
    is_own = bool(fact.labels & scope.subjects) and fact.kind == "money"
    if is_own and finding.figure.digits >= TELLING and not scope.is_row:
        return True
    if fact.measure == "return" and not is_qualified(clause, fact.key):
        return False
    if scope.is_row and scope.measures and finding.figure.kind != "count":
        is_nameless = not fact.measure and fact.kind == "number"
        return fact.measure in scope.measures or is_nameless or "#" in fact.row
    if not fact.measure or not scope.measures:
        return True
    if fact.measure in scope.measures and _is_named(fact.key, clause):
        return True
    return fact.measure in (measures_in(clause) or scope.measures)


def _is_named(key: str, clause: str) -> bool:
    """Whether a clause has the last word of a field's name: `and 2.1 % on its cost`."""
    last = key.rpartition("_")[2]
    return len(last) >= _LONG_WORD and "_" in key and last in clause.lower()


def _row_is_meant(figure: Figure, scope: Scope, fact: Fact, evidence: Evidence) -> bool:
    if not fact.labels:
        return True
    subjects = scope.subjects
    if subjects & fact.labels:
        return True
    rivals = evidence.column_labels.get(fact.column, fact.labels)
    if fact.measure == "weight":
        # The share of cash is no holding's, were that one alone in its list.
        rivals = evidence.named[fact.key]
    elif fact.measure == "price":
        rivals = evidence.priced
    if subjects & rivals and scope.has_own_subjects:
        return False
    is_short = len(evidence.columns.get(fact.column, ())) <= _SHORT_LIST
    return figure.digits >= PRECISE or is_short or SUPERLATIVE.search(scope.text) is not None


def _is_of_one_share(scope: Scope, fact: Fact) -> bool:
    """Whether a fact is an amount a share, and the sentence speaks of no shares."""
    return fact.key.endswith("per_share") and not scope.is_row and not _A_SHARE.search(scope.text)


def _is_cued(fact: Fact, scope: Scope) -> bool:
    if fact.how.startswith("sum of the top"):
        return (
            re.search(r"\b(?:top|largest|biggest|first|größten)\b", scope.text, re.IGNORECASE)
            is not None
        )
    if fact.how == "count of negative":
        return DOWN.search(scope.text) is not None
    if fact.how == "count of positive":
        return ROSE.search(scope.text) is not None
    cue = _HOW_CUES.get(fact.how)
    return cue is None or CUES[cue].search(scope.text) is not None


def _strangeness(finding: Finding, fact: Fact) -> tuple[bool, ...]:
    """Order matches: found as they are first, then of the row and measure spoken of."""
    scope = finding.scope
    return (
        bool(fact.how),
        fact.row.endswith("/arguments"),
        not (scope.subjects & fact.labels if scope.subjects else not fact.labels),
        fact.measure not in scope.measures,
        finding.figure.kind == "money" and fact.kind != "money",
    )
