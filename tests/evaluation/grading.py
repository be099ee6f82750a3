"""Asking the analyst, and grading what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import Analyst, Claim, TextDelta, Toolbox, ToolOutcome, ToolResult
from tests.evaluation.questions import Expected, Question

_KINDS = {
    "money": {"money"},
    "price": {"money"},
    "percent": {"percent"},
    "count": {"count", "number"},
    "number": {"number"},
    "date": {"date"},
}


@dataclass(frozen=True)
class Graded:
    """An answer: is the figure asked for in it, and which figures have no evidence?"""

    question: Question
    text: str
    outcomes: Sequence[ToolOutcome]
    claims: Sequence[Claim]
    is_right: bool

    @property
    def unsupported(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.verdict not in {"cited", "derived"}]


async def ask(question: Question, analyst: Analyst, toolbox: Toolbox) -> Graded:
    """Put a question and grade the answer."""
    text, outcomes = "", list[ToolOutcome]()
    async for event in analyst.answer(question.text, (), question.case.caller, toolbox):
        match event:
            case TextDelta():
                text = event.text if event.replace else text + event.text
            case ToolResult():
                outcomes.append(event.outcome)
            case _:
                pass
    claims = FigureChecker().check(text, outcomes, question=question.text)
    leading = text.split("\n\n")[0]
    is_right = any(_is(figure, question.expected) for figure in find_figures(leading))
    return Graded(question, text, outcomes, claims, is_right)


def _is(figure: Figure, expected: Expected) -> bool:
    """Whether a figure states what was expected, to the place it shows."""
    if figure.kind not in _KINDS[expected.unit]:
        return False
    if expected.unit == "date":
        return figure.days is not None and figure.days[0].toordinal() == int(expected.value)
    slack = float(figure.step) / 2 + 1e-7
    return abs(float(figure.value) - float(expected.value)) <= slack
