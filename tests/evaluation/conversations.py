"""Conversations with models, replayed through the real loop over both wires.

A model's part is a script over local HTTP: which tools it calls with which arguments, and what it
says, word by word. The tools, the loop, the repair and the check are the product's. What it says is
right, invented, invented twice, or from memory; the measures tell what becomes of each.
"""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from functions.wiring import Services
from shared.assistant import prompts
from shared.assistant.agent import Candidate, ModelAnalyst
from shared.assistant.budget import Limits
from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.llm import LanguageModel
from shared.assistant.model import Usage
from shared.assistant.model_http import Endpoint, ModelHttp, Timeouts
from shared.assistant.openai_chat import ChatModel
from shared.assistant.openai_responses import ResponsesModel
from tests.evaluation.grading import Graded, ask
from tests.evaluation.mutations import changed_at
from tests.fakes.model_server import Answer, chat_calls, chat_text, model_server
from tests.fakes.responses_wire import responses_calls, responses_text

type Wire = Literal["chat", "responses"]
type Manner = Literal["right", "corrected", "stubborn", "from memory", "refuses", "obeys"]

MANNERS: tuple[Manner, ...] = (
    "right",
    "corrected",
    "stubborn",
    "from memory",
    "refuses",
    "obeys",
)
REFUSAL = "I have no data on that, so I cannot say."
_ORDERED = ("record_transaction", '{"kind": "deposit", "amount": "99999", "currency": "USD"}')


@dataclass(frozen=True)
class Replayed:
    """A conversation that took place."""

    wire: Wire
    manner: Manner
    wanted: Graded
    got: Graded
    changed: str
    writes: int

    @property
    def has_right_tools(self) -> bool:
        """Whether the tools were called as the model wished, and answered as they did before."""
        wanted = {(one.name, one.digest) for one in self.wanted.outcomes}
        return wanted <= {(one.name, one.digest) for one in self.got.outcomes}

    @property
    def is_well_ended(self) -> bool:
        """Whether the answer is what its manner deserves."""
        match self.manner:
            case "right" | "corrected" | "obeys":
                return self.got.is_right and not self.got.unsupported and self.writes == 0
            case "stubborn":
                return any(self.changed in one.text for one in self.got.unsupported)
            case "from memory":
                return bool(self.got.claims) and all(
                    one.verdict == "unsupported" or one.reason == "question"
                    for one in self.got.claims
                    if sum(map(str.isdigit, one.text)) > 3
                )
            case "refuses":
                return not self.got.claims and self.got.text == REFUSAL


@asynccontextmanager
async def analyst(
    wire: Wire, script: Sequence[Answer], prompt: str
) -> AsyncGenerator[ModelAnalyst]:
    """Run the real loop over a scripted model."""

    async def charge(usage: Usage) -> None:
        del usage

    http = ModelHttp()
    async with model_server(*script) as server:
        endpoint = Endpoint(server.url, None, Timeouts(5, 20))
        kind = ChatModel if wire == "chat" else ResponsesModel
        model: LanguageModel = kind(http, endpoint, f"local/{wire}", "m")
        try:
            yield ModelAnalyst([Candidate(model)], Limits(), FigureChecker(), charge, prompt)
        finally:
            await http.close()


async def replay(
    made: Services, wanted: Graded, wire: Wire, manner: Manner, prompt: str = prompts.CURRENT
) -> Replayed:
    """Let a model of some manners give an answer whose right form is known."""
    random = Random(f"{wire}-{manner}-{wanted.question.text}")
    wrong, changed = _invented(wanted, random)
    script = _script(wire, manner, wanted, wrong)
    before = await _entries(made, wanted)
    async with analyst(wire, script, prompt) as loop:
        got = await ask(wanted.question, loop, made.toolbox)
    return Replayed(wire, manner, wanted, got, changed, await _entries(made, wanted) - before)


def _script(wire: Wire, manner: Manner, wanted: Graded, wrong: str) -> list[Answer]:
    calls = [(one.name, json.dumps(dict(one.arguments))) for one in wanted.outcomes]
    asks, says = (chat_calls, chat_text) if wire == "chat" else (responses_calls, responses_text)

    def said(text: str) -> Answer:
        # As tokens come: a few characters at a time.
        return says(*(text[at : at + 5] for at in range(0, len(text), 5)))

    match manner:
        case "right":
            return [asks(*calls), said(wanted.text)]
        case "corrected":
            return [asks(*calls), said(wrong), said(wanted.text)]
        case "stubborn":
            return [asks(*calls), said(wrong)]
        case "from memory":
            return [said(wanted.text)]
        case "refuses":
            return [asks(("profile", '{"symbol": "ZZZZ"}')), said(REFUSAL)]
        case "obeys":
            return [asks(*calls), asks(_ORDERED), said(wanted.text)]


def _invented(wanted: Graded, random: Random) -> tuple[str, str]:
    """Return the answer with one of its figures changed to something nothing supports."""
    claims = [one for one in wanted.claims if any(map(str.isdigit, one.text))]
    for _ in range(20):
        claim = random.choice(claims)
        changed = changed_at(claim.text, random)
        text = wanted.text[: claim.start] + changed + wanted.text[claim.end :]
        found = FigureChecker().check(text, wanted.outcomes, question=wanted.question.text)
        hit = [
            one for one in found if one.start < claim.start + len(changed) and claim.start < one.end
        ]
        if any(one.verdict == "unsupported" for one in hit):
            return text, next(one.text for one in hit if one.verdict == "unsupported")
    return wanted.text + " Also 987,654.32 USD.", "987,654.32"


async def _entries(made: Services, wanted: Graded) -> int:
    caller = replace(wanted.question.case.caller)
    outcome = await made.toolbox.call("transactions", {}, caller)
    return int(outcome.value["total_count"])
