"""A figure of an answer with what has been found out about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.assistant.claims.agreement import sign_agrees
from shared.assistant.claims.context import Reading, Scope, says_down, says_fell, says_rose
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.model import Verdict

PRECISE: Final = 5
"""Significant digits from which a match by chance is not to be feared."""
TELLING: Final = 4
FEW_DIGITS: Final = 3


@dataclass(slots=True)
class Finding:
    """A figure, where it stands, and what it rests on; `candidates` are all facts it may state.

    `days` are the days its sentence names.
    """

    figure: Figure
    scope: Scope
    verdict: Verdict = "unsupported"
    facts: tuple[Fact, ...] = ()
    reason: str = ""
    candidates: tuple[Fact, ...] = ()
    days: Sequence[tuple[date, date]] = ()
    said: tuple[bool, bool, bool] | None = None
    """Whether its surroundings speak of a minus, a fall, a rise; read once, not for every fact."""

    @property
    def rows(self) -> set[str]:
        """Every row of the evidence that has such a figure."""
        return {fact.row for fact in self.candidates}

    def rest_on(self, verdict: Verdict, facts: tuple[Fact, ...], reason: str = "") -> None:
        """Record on what the figure rests."""
        self.verdict, self.facts, self.reason = verdict, facts, reason


def is_signed(finding: Finding, fact: Fact, reading: Reading) -> bool:
    """Whether the sign shown, or the words around it, agree with a fact's."""
    if fact.kind in {"date", "duration"}:
        return True
    if finding.said is None:
        finding.said = _said(finding, reading)
    return sign_agrees(finding.figure, fact, *finding.said)


def _said(finding: Finding, reading: Reading) -> tuple[bool, bool, bool]:
    figure, scope = finding.figure, finding.scope
    before = reading.before(figure, scope)
    after = reading.text[figure.end : figure.end + 12]
    return says_down(scope), says_fell(before, after), says_rose(before)
