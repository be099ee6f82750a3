"""The verdict on every figure of an answer."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from shared.assistant.claims.citing import cite, cite_beside, keep_to_rows
from shared.assistant.claims.context import Reading, Scope
from shared.assistant.claims.facts import Evidence
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.finding import FEW_DIGITS, Finding
from shared.assistant.claims.gathering import gather
from shared.assistant.claims.recomputing import find_rank, find_span, recompute
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.vocabulary import GENERAL, OWNED
from shared.assistant.model import Claim, Json, ToolOutcome

_MOST_REFS: Final = 8
_PARAMETER: Final = re.compile(
    r"[\s-]+(?:(?:day|week|month|year)s?[\s-]+)?(?:(?:simple|exponential|trading|rolling)\s)?"
    r"(?:moving average|sma|ema|rsi|treasur|"
    r"bond|yield|high|low|maturity|note|horizon|atr)",
    re.IGNORECASE,
)


class FigureChecker:
    """Holds the figures of an answer against tool outcomes."""

    def check(
        self, text: str, outcomes: Sequence[ToolOutcome], *, question: str = ""
    ) -> list[Claim]:
        """Return every figure of a text with its verdict, in reading order.

        Figures of the question may be repeated: they rest on `question`.
        """
        figures = find_figures(text)
        if not figures:
            return []
        evidence = gather(outcomes)
        reading = Reading(text, evidence.names)
        findings = [Finding(figure, reading.scope(figure)) for figure in figures]
        _name_days(findings)
        for finding in findings:
            cite(finding, reading, evidence)
        keep_to_rows(findings)
        for finding in findings:
            if finding.verdict == "unsupported":
                cite_beside(finding, findings, reading, evidence)
        asked = find_figures(question) if question else []
        for finding in findings:
            if finding.verdict == "unsupported":
                _otherwise(finding, findings, asked, reading, evidence)
        return [_claim(finding) for finding in findings]


def _name_days(findings: list[Finding]) -> None:
    """Note with every figure the days its sentence names."""
    named: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for finding in findings:
        if finding.figure.days is not None:
            named[finding.scope.number].append(finding.figure.days)
    for finding in findings:
        finding.days = named[finding.scope.number]


def _otherwise(
    finding: Finding,
    findings: list[Finding],
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
        find_rank(finding, evidence)
    elif figure.kind in {"date", "duration"}:
        find_span(finding, evidence)
    else:
        recompute(finding, findings, reading, evidence)
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


def _is_general(figure: Figure, scope: Scope, reading: Reading) -> bool:
    if figure.kind == "duration" and _PARAMETER.match(reading.text, figure.end):
        return True
    if figure.kind == "money" and figure.digits > FEW_DIGITS:
        return False  # "it would have lost $37,058.29" is nobody's general knowledge
    return (
        bool(GENERAL.search(scope.text))
        and not OWNED.search(scope.text)
        and not scope.has_own_subjects
    )


def _claim(finding: Finding) -> Claim:
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
