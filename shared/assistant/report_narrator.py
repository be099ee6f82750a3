"""Words for reports: the assistant is asked, and only what its evidence bears out is printed.

The model of the route `report` writes, or the offline analyst. A sentence with a figure that the
claim check cannot trace is left out; without any sentence left there is no narrative.
"""

import re
from collections.abc import Sequence
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
from shared.assistant.offline_analyst.german import is_german
from shared.assistant.report_words import byline, question_for, sentences
from shared.assistant.service import AssistantService
from shared.kernel.errors import PlumblineError, TooManyRequests
from shared.kernel.language import Language
from shared.reports.document import Narrative
from shared.reports.manifest import Provenance
from shared.reports.model import ReportRequest

log = structlog.get_logger(__name__)

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
        question = question_for(request)
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
        if request.language == "de" and not is_german(text):
            return None  # no file mixes languages
        return self._checked(text, outcomes, model, question, request.language)

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
        self,
        text: str,
        outcomes: Sequence[ToolOutcome],
        model: str,
        question: str,
        language: Language,
    ) -> tuple[Narrative, Provenance] | None:
        claims = self._checker.check(text, outcomes)
        kept, left_out = _borne_out(text, claims, language)
        checked = sum(claim.verdict in {"cited", "derived"} for claim in claims)
        if not kept or not checked:
            return None
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
        return Narrative((" ".join(kept),), byline(language, model), checked), provenance


def _borne_out(text: str, claims: Sequence[Claim], language: Language) -> tuple[list[str], int]:
    """Return the sentences without an unsupported figure, as plain text, and how many had one."""
    kept: list[str] = []
    left_out, length = 0, 0
    for start, end in sentences(text, language):
        bad = any(
            claim.verdict == _BAD and claim.start < end and claim.end > start for claim in claims
        )
        sentence = " ".join(_MARKUP.sub("", text[start:end]).split())
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
