"""Our loop: ask the model, call the tools it wants, ask again, till it answers or a budget ends."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

import structlog

from shared.assistant import accounting, prompts, tool_calls
from shared.assistant.budget import Limits
from shared.assistant.llm import (
    Answered,
    CallPart,
    EndPart,
    Item,
    LanguageModel,
    ModelError,
    ModelRequest,
    Reply,
    Said,
    TextPart,
)
from shared.assistant.model import (
    Caller,
    ClaimChecker,
    Event,
    Failure,
    Problem,
    TextDelta,
    Toolbox,
    ToolCall,
    ToolOutcome,
    ToolResult,
    Turn,
    Usage,
)
from shared.assistant.models import FALL_BACK_ON, Price
from shared.kernel.money import plain
from shared.platform.measures import FALLBACKS, record

log = structlog.get_logger(__name__)

_LONGEST_PAUSE_SECONDS: Final = 3.0
_PAUSE_SECONDS: Final = 0.3
_LONGEST_ANSWER: Final = 200_000
_MOST_CALLS_AT_ONCE: Final = 64
_LONGEST_NAME: Final = 200

type Charge = Callable[[Usage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that may be asked, and what it costs."""

    model: LanguageModel
    price: Price | None = None


@dataclass(slots=True)
class _Job:
    """One answer in the making."""

    question: str
    caller: Caller
    toolbox: Toolbox
    items: list[Item]
    candidates: list[Candidate]
    is_retried: bool = False
    usage: Usage = field(default_factory=Usage)
    cost: Decimal | None = Decimal(0)
    texts: list[str] = field(default_factory=list[str])
    reply: list[str] = field(default_factory=list[str])
    calls: list[CallPart] = field(default_factory=list[CallPart])
    call_ids: set[str] = field(default_factory=set[str])
    is_altered: bool = False
    length: int = 0
    end: EndPart = field(default_factory=lambda: EndPart("stop"))
    outcomes: list[ToolOutcome] = field(default_factory=list[ToolOutcome])

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(self.texts)


class ModelAnalyst:
    """Answers with a language model and the toolbox.

    `candidates` are asked in order: the next only on a declared error, and never once a token of
    the answer is visible. `charge` is told of every turn's cost as it is incurred.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        limits: Limits,
        checker: ClaimChecker,
        charge: Charge,
        prompt: str = prompts.CURRENT,
    ) -> None:
        self._candidates, self._limits = list(candidates), limits
        self._checker, self._charge, self._prompt = checker, charge, prompt

    async def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        """Yield the events of one answer. Raises: ModelError when no model could go on."""
        said: list[Item] = [Said(turn.role, turn.content) for turn in history]
        items = [*said, Said("user", question)]
        job = _Job(question, caller, toolbox, items, list(self._candidates))
        async for event in self._turns(job):
            yield event
            if isinstance(event, Failure):
                return
        async for event in self._repair(job):
            yield event

    async def _turns(self, job: _Job) -> AsyncGenerator[Event]:
        while True:
            is_last = self._is_last(job)
            async for event in self._turn(job, is_last=is_last):
                yield event
            yield await self._account(job)
            if job.end.reason == "filtered" and not job.texts:
                yield Failure(Problem("model_filtered", "The model refused to answer this", 422))
                return
            if not job.calls:
                return
            if is_last:
                yield _endless()
                return
            async for event in self._call_tools(job):
                yield event

    def _is_last(self, job: _Job) -> bool:
        usage = job.usage
        return (
            usage.turns >= self._limits.turns - 1
            or usage.tool_calls >= self._limits.tool_calls
            or usage.input_tokens + usage.output_tokens >= self._limits.tokens
        )

    async def _turn(self, job: _Job, *, is_last: bool) -> AsyncGenerator[Event]:
        """Ask once, moving on to the next candidate where that is allowed."""
        instructions = prompts.instructions(job.caller, version=self._prompt)
        request = ModelRequest(
            f"{instructions}\n\n{prompts.LAST_TURN}" if is_last else instructions,
            job.items,
            () if is_last else job.toolbox.specs(job.caller),
            self._limits.output_tokens,
        )
        while True:
            job.calls, job.reply, job.is_altered = [], [], False
            asked = accounting.ModelCall(job.candidates[0].model.id)
            try:
                async with aclosing(job.candidates[0].model.stream(request)) as parts:
                    async for part in parts:
                        match part:
                            case TextPart():
                                yield _heard(job, part.text)
                            case CallPart():
                                job.calls.append(_called(job, part))
                            case EndPart():
                                job.end = part
            except ModelError as error:
                asked.end(error.kind)
                await self._move_on(job, error)
            else:
                asked.end("answered")
                return

    async def _move_on(self, job: _Job, error: ModelError) -> None:
        """Get ready to ask again, another model or (once) the same; or raise the error."""
        if job.texts or error.kind not in FALL_BACK_ON:
            raise error
        if len(job.candidates) > 1:
            failed = job.candidates.pop(0).model.id
            log.warning("model_fallback", kind=error.kind, failed=failed)
            record(FALLBACKS, gen_ai__request__model=failed, error__type=error.kind)
            return
        pause = error.retry_after_seconds or _PAUSE_SECONDS
        if job.is_retried or error.kind == "timed_out" or pause > _LONGEST_PAUSE_SECONDS:
            raise error
        job.is_retried = True
        log.warning("model_retried", kind=error.kind)
        await asyncio.sleep(pause)

    async def _account(self, job: _Job) -> Usage:
        """Add a turn's cost to the answer's and tell who keeps the accounts."""
        end, candidate = job.end, job.candidates[0]
        cost = None
        if candidate.price is not None:
            cost = candidate.price.cost(end.input_tokens, end.output_tokens, end.cached_tokens)
        job.cost = None if job.cost is None or cost is None else job.cost + cost
        turn = Usage(
            end.input_tokens,
            end.output_tokens,
            end.cached_tokens,
            turns=1,
            cost_usd=None if cost is None else plain(cost),
            model=candidate.model.id,
        )
        await self._charge(turn)
        accounting.count(turn)
        job.usage = replace(
            job.usage,
            input_tokens=job.usage.input_tokens + end.input_tokens,
            output_tokens=job.usage.output_tokens + end.output_tokens,
            cached_tokens=job.usage.cached_tokens + end.cached_tokens,
            turns=job.usage.turns + 1,
            cost_usd=None if job.cost is None else plain(job.cost),
            model=candidate.model.id,
        )
        return job.usage

    async def _call_tools(self, job: _Job) -> AsyncGenerator[Event]:
        """Call what the model asked for, all at once; results come as they are there."""
        model = job.candidates[0].model.id
        # The provider's own items only while they are what we answer to.
        replay = () if job.is_altered else job.end.replay
        job.items.append(Reply("".join(job.reply), tuple(job.calls), replay, model))
        planned = tool_calls.plan(job.calls, job.outcomes, self._limits.tool_calls)
        job.usage = replace(job.usage, tool_calls=job.usage.tool_calls + len(planned))
        for step in planned:
            yield ToolCall(step.call.id, step.call.name, step.arguments)
        tasks = {
            asyncio.create_task(tool_calls.run(step, job.caller, job.toolbox)): step
            for step in planned
        }
        try:
            async for task in asyncio.as_completed(tasks):
                outcome, step = await task, tasks[task]  # pyright: ignore[reportArgumentType]
                yield ToolResult(step.call.id, outcome)
        finally:
            for task in tasks:
                task.cancel()
        outcomes = [task.result() for task in tasks]
        job.outcomes += [each for each in outcomes if each not in job.outcomes]
        job.items += [
            Answered(step.call.id, tool_calls.told(outcome))
            for step, outcome in zip(planned, outcomes, strict=True)
        ]

    async def _repair(self, job: _Job) -> AsyncGenerator[Event]:
        """Ask once for an answer without the figures that have no evidence; keep the better one."""
        wrong = [
            claim
            for claim in self._checker.check(job.text, job.outcomes, question=job.question)
            if claim.verdict == "unsupported"
        ]
        if not wrong or self._is_last(job):
            return
        first = job.text
        job.items += [Reply(first, ()), Said("user", prompts.repair(wrong))]
        job.texts = []
        try:
            async for event in self._turns(job):
                if isinstance(event, Failure):
                    return
                if not isinstance(event, TextDelta):
                    yield event
        except ModelError as error:
            log.warning("repair_failed", kind=error.kind)
            return
        again = self._checker.check(job.text, job.outcomes, question=job.question)
        left = sum(claim.verdict == "unsupported" for claim in again)
        log.info("answer_repaired", unsupported=len(wrong), left=left)
        if job.text.strip() and left < len(wrong):
            yield TextDelta(job.text, replace=True)


def _heard(job: _Job, text: str) -> TextDelta:
    """Add text to the answer; what a later turn says begins a paragraph of its own."""
    job.length += len(text)
    if job.length > _LONGEST_ANSWER:
        raise ModelError("broken_stream", "The model's answer had no end")
    if job.texts and not job.reply and not job.texts[-1].endswith("\n"):
        text = "\n\n" + text.lstrip("\n")
    job.reply.append(text)
    job.texts.append(text)
    return TextDelta(text)


def _called(job: _Job, call: CallPart) -> CallPart:
    """Return a call under an id of its own, as small servers count anew in every turn."""
    if len(job.calls) >= _MOST_CALLS_AT_ONCE or max(len(call.name), len(call.id)) > _LONGEST_NAME:
        raise ModelError("broken_stream", "The model sent tool calls of no known form")
    name, number = call.id, 1
    while name in job.call_ids:
        number += 1
        name = f"{call.id}_{number}"
    job.call_ids.add(name)
    # Refused, and neither kept nor sent back: the whole of it would be paid for in every turn.
    is_short = len(call.arguments) <= tool_calls.LONGEST_ARGUMENTS
    kept = replace(call, id=name, arguments=call.arguments if is_short else "(too long)")
    job.is_altered = job.is_altered or kept != call
    return kept


def _endless() -> Failure:
    detail = "The model kept calling tools without answering; its budget for this answer is spent"
    return Failure(Problem("answer_budget_spent", detail, 503))
