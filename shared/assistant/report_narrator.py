"""Words for reports: the assistant is asked, and only what its evidence bears out is printed.

The model of the route `report` writes, or the offline analyst. A sentence with a figure that the
claim check cannot trace is left out; without any sentence left there is no narrative.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import structlog

from shared.assistant.model import (
    Caller,
    Claim,
    ClaimChecker,
    Failure,
    TextDelta,
    Toolbox,
    ToolOutcome,
    ToolResult,
    Usage,
)
from shared.assistant.service import AssistantService
from shared.kernel.errors import PlumblineError, TooManyRequests
from shared.reports.document import Narrative
from shared.reports.manifest import Provenance
from shared.reports.model import ReportKind, ReportRequest
from shared.reports.periods import days_of

log = structlog.get_logger(__name__)

_QUESTIONS: Final[Mapping[ReportKind, str]] = {
    "portfolio_review": "How is my portfolio doing{period}?",
    "performance": "How did my portfolio perform{period}?",
    "risk": "How risky is my portfolio{period}?",
    "tax_gains": "What are my realised gains{period}?",
    "income": "How much dividend income did my portfolio earn{period}?",
}
_PERIODS: Final = {
    "mtd": " this month",
    "ytd": " this year",
    "1y": " over the last year",
    "3y": " over the last three years",
    "5y": " over the last five years",
    "max": " since the beginning",
}
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])|\n+")
_MARKUP: Final = re.compile(r"\*\*|__|`|^#+\s*|^\s*[-*]\s+|\s*\[\^?\w+(?:/[^\]]*)?\]", re.MULTILINE)
_LONGEST: Final = 1_200
_BAD: Final = "unsupported"


class ReportNarrator:
    """Asks the assistant for a few sentences on what a report is about."""

    def __init__(
        self, assistant: AssistantService, toolbox: Toolbox, checker: ClaimChecker
    ) -> None:
        self._assistant, self._toolbox, self._checker = assistant, toolbox, checker

    async def write(
        self, owner: str, request: ReportRequest
    ) -> tuple[Narrative, Provenance] | None:
        """Return checked sentences and what they came from; None when there are none to tell."""
        question = _question(request)
        if question is None or request.as_of is None or request.portfolio_id is None:
            return None
        caller = Caller(
            owner,
            frozenset({"read"}),
            frozenset({request.portfolio_id}),
            request.as_of,
            request.portfolio_id,
        )
        try:
            text, outcomes, model = await self._ask(question, caller)
        except TooManyRequests:
            return None  # the day's budget is spent: a report without words is one all the same
        except PlumblineError as error:
            log.warning("report_without_words", code=error.code)
            return None
        return self._checked(text, outcomes, model, question)

    async def _ask(self, question: str, caller: Caller) -> tuple[str, list[ToolOutcome], str]:
        info, analyst = await self._assistant.report_writer(caller)
        text, model = "", info.id
        outcomes: list[ToolOutcome] = []
        async for event in analyst.answer(question, [], caller, self._toolbox):
            match event:
                case TextDelta():
                    text = event.text if event.replace else text + event.text
                case ToolResult():
                    outcomes.append(event.outcome)
                case Usage():
                    model = event.model or model
                case Failure():
                    return "", [], model
                case _:
                    pass
        return text, outcomes, model

    def _checked(
        self, text: str, outcomes: Sequence[ToolOutcome], model: str, question: str
    ) -> tuple[Narrative, Provenance] | None:
        claims = self._checker.check(text, outcomes)
        kept, left_out = _borne_out(text, claims)
        checked = sum(claim.verdict in {"cited", "derived"} for claim in claims)
        if not kept or not checked:
            return None
        who = "the offline analyst" if model == "offline" else model
        by = f"Written by {who}; each figure was held against the portfolio's data."
        calls: list[dict[str, Any]] = [
            {
                "name": one.name,
                "arguments": dict(one.arguments),
                "result_sha256": one.digest,
            }
            for one in outcomes
        ]
        digest = sha256(question.encode()).hexdigest()
        provenance = Provenance(model, digest, tuple(calls), checked, left_out)
        return Narrative((" ".join(kept),), by, checked), provenance


def _question(request: ReportRequest) -> str | None:
    found = _QUESTIONS.get(request.kind)
    return found and found.format(period=_period(request) + _currency(request))


def _period(request: ReportRequest) -> str:
    """Return the period of the report as a question names it, so that its words are of it too."""
    if request.kind == "tax_gains":
        return f" in {request.year}" if request.year else ""
    days = (request.first, request.last) if request.first and request.last else None
    if days is None and request.period in _PERIODS:
        return _PERIODS[request.period]
    days = days or days_of(request.period)
    return f" from {days[0]} to {days[1]}" if days else ""


def _currency(request: ReportRequest) -> str:
    return f" in {request.currency}" if request.currency else ""


def _borne_out(text: str, claims: Sequence[Claim]) -> tuple[list[str], int]:
    """Return the sentences without an unsupported figure, as plain text, and how many had one."""
    kept: list[str] = []
    left_out, start, length = 0, 0, 0
    ends = [*((found.start(), found.end()) for found in _SENTENCE_END.finditer(text))]
    for end, following in [*ends, (len(text), len(text))]:
        bad = any(
            claim.verdict == _BAD and claim.start < end and claim.end > start for claim in claims
        )
        sentence = " ".join(_MARKUP.sub("", text[start:end]).split())
        start = following
        is_row = sentence.startswith("|") or not sentence.endswith((".", "!", "?"))
        if not sentence or is_row or length + len(sentence) > _LONGEST:
            continue
        if bad:
            left_out += 1
            continue
        if sentence in kept:
            continue
        kept.append(sentence)
        length += len(sentence)
    return kept, left_out
