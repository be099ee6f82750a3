"""Resting a figure on others: computed from figures shown near by, from rows named, from dates."""

import re
from typing import Final

from shared.assistant.claims.agreement import same_duration, same_unit
from shared.assistant.claims.calling import is_told_of_a_part, speaks_of_the_rest
from shared.assistant.claims.context import Reading, measures_in
from shared.assistant.claims.derivation import MOST_OPERANDS, Derivation, derive, spans_in_years
from shared.assistant.claims.facts import WHOLES, Evidence, Fact
from shared.assistant.claims.finding import FEW_DIGITS, PRECISE, Finding, is_signed
from shared.assistant.claims.vocabulary import CUES

_NEAR: Final = 3
"""How many sentences away the operands of a derivation may be shown."""
_MOST_READINGS: Final = 3
_MOST_BESIDE: Final = 6
_MOST_BASES: Final = 4
_MOST_LINES: Final = 3
_LONGEST_LINE: Final = 16
_VALUES: Final = frozenset({"market_value", "value"})
_IDLE: Final = frozenset(
    "that this from with were have been your their than more less rose fell increase decrease "
    "million billion thousand percent year years total compared".split()
)
_ALIKE: Final = ("value",)
"""What ranks as weights do."""
_LARGE: Final = re.compile(r"(?:larg|bigg|high|best|most|heav|strong|größt|höchst)", re.IGNORECASE)
_SMALL: Final = re.compile(r"(?:small|low|worst|least|weak|light|kleinst|niedrigst)", re.IGNORECASE)
_MOST_DATES: Final = 40


def recompute(
    finding: Finding, findings: list[Finding], reading: Reading, evidence: Evidence
) -> None:
    """Rest a figure on others it can be computed from, nearest first."""
    figure, scope = finding.figure, finding.scope
    shown, rounded, years = _shown(finding, findings)
    clause = scope.text if scope.is_row else reading.clause(figure, scope)
    words = (f"{figure.text} {scope.text}", scope.text if figure.digits >= PRECISE else clause)

    name = reading.name(figure, scope)
    speaks_of_rest = speaks_of_the_rest(scope.text)
    is_of_part = scope.has_own_subjects and is_told_of_a_part(name, scope.text)

    def agrees(derivation: Derivation) -> bool:
        if derivation.how == "difference" and (
            is_of_part or (not speaks_of_rest and _is_rest(derivation, finding))
        ):
            return False
        if derivation.how not in {"change", "compound annual growth", "a year"}:
            return True
        signed = Fact("", derivation.value, "percent", measure="change")
        return is_signed(finding, signed, reading)

    total = _sum_of_rows(finding, evidence)
    if total is not None:
        finding.rest_on("derived", total, "sum")
        return
    bases = _bases(finding, evidence)
    pools = [shown, rounded, _named(finding, reading, evidence)]
    if bases:
        pools += [[*shown[:_MOST_BESIDE], *bases], [*rounded[:_MOST_BESIDE], *bases]]
    for operands in [*pools, *_passage_lines(finding, evidence)]:
        found = derive(figure, operands, words, years, agrees) if operands else None
        if found is not None:
            finding.rest_on("derived", found.facts, found.how)
            return


def _is_rest(derivation: Derivation, finding: Finding) -> bool:
    """Whether a difference is of the whole and a row its sentence names."""
    subjects = finding.scope.subjects if finding.scope.has_own_subjects else frozenset[str]()
    return any(fact.key in WHOLES and not fact.labels for fact in derivation.facts) and any(
        fact.labels & subjects for fact in derivation.facts
    )


def _sum_of_rows(finding: Finding, evidence: Evidence) -> tuple[Fact, ...] | None:
    """Return the rows a sentence names if together they make the figure: "A and B make up 40 %"."""
    figure, scope = finding.figure, finding.scope
    is_told = scope.has_own_subjects or CUES["sum"].search(scope.text) is not None
    if scope.is_row or not is_told:
        return None
    for column, facts in evidence.columns.items():
        meant = tuple(fact for fact in facts if fact.labels & scope.subjects)
        if not 1 < len(meant) <= MOST_OPERANDS or "#" in column:
            continue
        alike = Fact("", sum(fact.value for fact in meant), meant[0].kind, meant[0].unit)
        is_share = figure.kind == "percent" and alike.kind in {"ratio", "percent"}
        is_amount = figure.kind == alike.kind and same_unit(figure, alike)
        if (is_share or is_amount) and figure.reaches(abs(alike.value)):
            return meant
    return None


def _shown(finding: Finding, findings: list[Finding]) -> tuple[list[Fact], list[Fact], list[float]]:
    """Return facts of figures shown near by, nearest first; as they are rounded; spans in years."""
    near = [other for other in findings if _is_near(finding, other)]
    near.sort(key=lambda other: abs(other.figure.start - finding.figure.start))
    facts: list[Fact] = []
    rounded: list[Fact] = []
    days: set[int] = set()
    years: list[float] = []
    for other in near[:MOST_OPERANDS]:
        first, *others = _readings(other)
        fact = first
        if fact.days is not None:
            days |= {fact.days[0].toordinal(), fact.days[1].toordinal()}
        elif fact.kind == "duration":
            years += [float(other.figure.value)] * (other.figure.unit == "year")
        else:
            facts += [first, *others][:_MOST_READINGS]
            size = float(other.figure.value)
            if fact.kind != "ratio" or other.figure.kind in {"percent", "change"}:
                rounded.append(fact._replace(value=size if fact.value >= 0 else -size))
    ends = sorted(days)[:: max(len(days) - 1, 1)]
    spans = [(a, b) for at, a in enumerate(ends) for b in ends[at + 1 :]]
    return facts, rounded, years + spans_in_years(spans)


def _readings(other: Finding) -> list[Fact]:
    """Return the facts a figure shown may be; one derived is what it shows."""
    plain = [fact for fact in other.candidates or other.facts if not fact.how]
    if other.verdict == "cited" and plain:
        return plain
    figure = other.figure
    kind = "percent" if figure.kind in {"percent", "change"} else figure.kind
    if kind not in {"percent", "money", "count", "duration"}:
        kind = "number"
    address = other.facts[0].address if other.facts else "question"
    return [Fact(address, float(figure.signed), kind, figure.unit)]  # pyright: ignore[reportArgumentType]


def _bases(finding: Finding, evidence: Evidence) -> list[Fact]:
    """Return what shares are usually of: the whole's value, and that of the rows named."""
    scope = finding.scope
    if scope.is_row:
        return []
    wholes = [
        fact
        for fact in evidence.facts
        if fact.key in WHOLES and not fact.labels and "*" not in fact.column and not fact.how
    ]
    rows = [
        fact
        for facts in evidence.columns.values()
        for fact in facts
        if fact.key in _VALUES and fact.labels & scope.subjects
    ]
    return [*wholes[:_MOST_BASES], *rows[:_MOST_BASES]]


def _passage_lines(finding: Finding, evidence: Evidence) -> list[list[Fact]]:
    """Return the figures of those lines of passages whose words a sentence uses most."""
    words = frozenset(re.findall(r"[a-z]{4,}", finding.scope.text.lower())) - _IDLE
    lines = [
        (len(shared), facts)
        for row, facts in evidence.rows.items()
        if "#" in row and 1 < len(facts) <= _LONGEST_LINE and (shared := facts[0].words & words)
    ]
    lines.sort(key=lambda one: -one[0])
    return [facts for _, facts in lines[:_MOST_LINES]]


def _is_near(finding: Finding, other: Finding) -> bool:
    """Whether another figure, borne out as it is, may be an operand of this one."""
    is_known = other.verdict in {"cited", "derived"}
    if other is finding or not is_known or not (other.facts or other.reason == "question"):
        return False
    if finding.scope.block != other.scope.block:
        return False
    if finding.scope.is_row:
        is_same_row = finding.scope.number == other.scope.number
        return is_same_row or (other.scope.is_row and finding.scope.title == other.scope.title)
    return abs(other.scope.number - finding.scope.number) <= _NEAR


def _named(finding: Finding, reading: Reading, evidence: Evidence) -> list[Fact]:
    """Return facts the sentence speaks of by name, in one object of the evidence.

    For figures of few digits these are amounts only, of measures its own clause names.
    """
    figure, scope = finding.figure, finding.scope
    if scope.is_row or (figure.digits < FEW_DIGITS and not figure.is_worded):
        return []
    is_sure = figure.digits >= PRECISE
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


def find_rank(finding: Finding, evidence: Evidence) -> None:
    """Support a place in an order, "second-largest", by a column of the rows named."""
    place, subjects = int(finding.figure.value), finding.scope.subjects
    measures, ways = finding.scope.measures, _ways(finding)
    for column, facts in evidence.columns.items():
        if not evidence.column_labels[column] & subjects:
            continue
        if measures and facts[0].measure not in {*measures, "", *_ALIKE[: "weight" in measures]}:
            continue
        for is_falling in ways:
            ordered = sorted(facts, key=lambda fact: fact.value, reverse=is_falling)
            if place <= len(ordered) and ordered[place - 1].labels & subjects:
                finding.rest_on("derived", (ordered[place - 1],), "rank")
                return


def _ways(finding: Finding) -> tuple[bool, ...]:
    """Return from which end a place is counted: True from the largest."""
    end = finding.figure.end - finding.scope.start
    after = finding.scope.text[end:].lstrip("- ")
    if _LARGE.match(after):
        return (True,)
    return (False,) if _SMALL.match(after) else (True, False)


def find_span(finding: Finding, evidence: Evidence) -> None:
    """Support a length of time by two dates of the evidence."""
    if finding.figure.kind != "duration":
        return
    dates = [
        fact for fact in evidence.dates if not fact.labels or fact.labels & finding.scope.subjects
    ][:_MOST_DATES]
    for a in dates:
        for b in dates:
            if a.days is None or b.days is None or a.days >= b.days:
                continue
            length = (b.days[0] - a.days[0]).days
            for days in (length, length + 1):
                if same_duration(finding.figure, Fact("", float(days), "duration", "day")):
                    finding.rest_on("derived", (a, b), "time between")
                    return
