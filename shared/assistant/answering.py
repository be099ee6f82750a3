"""One answer from start to end: run the analyst, hold its figures against the evidence, store it.

Whatever happens (an error, a budget, a cancel, a client that is gone) ends in a stored message and
a Done; nothing is stored twice.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import structlog

from shared.assistant.citations import cite
from shared.assistant.links import SafeText, addresses
from shared.assistant.model import (
    Analyst,
    Caller,
    Citation,
    Claim,
    ClaimCheck,
    ClaimChecker,
    Done,
    Event,
    Failure,
    Finish,
    Message,
    Problem,
    Start,
    TextDelta,
    Toolbox,
    ToolOutcome,
    ToolResult,
    ToolUse,
    Turn,
    Usage,
)
from shared.assistant.runs import Run
from shared.assistant.threads import Held, Threads
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import NotFound, PlumblineError, TooManyRequests
from shared.platform.measures import CLAIMS, record

log = structlog.get_logger(__name__)

_STATUS_UNAVAILABLE: Final = 503
_RENEWALS: Final = 6
"""How often a lock is renewed before it would be another's."""
_FAILED: Final = Problem("internal_error", "Something went wrong on our side", 500)


@dataclass(slots=True)
class Draft:
    """What has come of the answer so far."""

    model: str
    texts: list[str] = field(default_factory=list[str])
    outcomes: dict[str, ToolOutcome] = field(default_factory=dict[str, ToolOutcome])
    uses: dict[str, ToolUse] = field(default_factory=dict[str, ToolUse])
    citations: dict[str, Citation] = field(default_factory=dict[str, Citation])
    claims: tuple[Claim, ...] = ()
    usage: Usage | None = None
    problem: Problem | None = None
    safe: SafeText = field(init=False)

    def __post_init__(self) -> None:
        self.safe = SafeText(self._addresses)

    def _addresses(self) -> set[str]:
        """Return the addresses that tools have named."""
        return {url for each in self.outcomes.values() for url in addresses(each.value)}

    @property
    def text(self) -> str:
        """The Markdown so far."""
        return "".join(self.texts)

    def take(self, event: Event) -> None:
        """Take in an event."""
        match event:
            case TextDelta():
                if event.replace:
                    self.texts.clear()
                self.texts.append(event.text)
            case ToolResult():
                self.outcomes[event.outcome.ref] = event.outcome
                self.uses[event.id] = _use(event)
            case Citation():
                self.citations[event.ref] = event
            case Usage():
                self.usage = event
                self.model = event.model or self.model
            case Failure():
                self.problem = event.problem
            case _:
                pass


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to answer, for whom, and who answers."""

    question: str
    caller: Caller
    analyst: Analyst
    model: str
    held: Held
    history: Callable[[], Awaitable[Sequence[Turn]]]
    on_stored: Callable[[Held], Awaitable[None]]


class Answering:
    """Carries out assignments."""

    def __init__(
        self,
        threads: Threads,
        toolbox: Toolbox,
        checker: ClaimChecker,
        clock: Clock,
        seconds: float,
    ) -> None:
        self._threads, self._toolbox, self._checker = threads, toolbox, checker
        self._clock, self._seconds = clock, seconds

    async def carry_out(self, run: Run, task: Assignment) -> Message:
        """Answer, store, and send Done. Never raises."""
        started, draft = perf_counter(), Draft(task.model)
        keeper = _Keeper(self._threads, task.held, run, draft)
        renewing = asyncio.create_task(keeper.renew())
        finish: Finish = "failed"
        try:
            finish = await self._answer(run, task, draft)
        finally:
            run.settle()
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
        if rest := draft.safe.finish():
            delta = TextDelta(rest)
            draft.take(delta)
            run.add(delta)
        if finish == "complete" or draft.texts:
            self._check(run, task.question, draft)
        message = self._message(task, draft, finish)
        await self._store(task, keeper.held, message)
        run.add(Done(message))
        _log(message, perf_counter() - started)
        return message

    async def _answer(self, run: Run, task: Assignment, draft: Draft) -> Finish:
        """Run the analyst to whatever end. A cancellation of the run's task ends here."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._listen(run, task, draft)
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None:
                current.uncancel()
            return run.stopped or "interrupted"
        except TimeoutError:
            detail = f"The answer took longer than {self._seconds:.0f} s"
            self._fail(run, draft, Problem("answer_timed_out", detail, _STATUS_UNAVAILABLE))
        except PlumblineError as error:
            status = 429 if isinstance(error, TooManyRequests) else _STATUS_UNAVAILABLE
            again = error.retry_after_seconds
            self._fail(run, draft, Problem(error.code, error.detail, status, again))
        except Exception:
            log.exception("answer_failed")
            self._fail(run, draft, _FAILED)
        return "failed" if draft.problem else "complete"

    async def _listen(self, run: Run, task: Assignment, draft: Draft) -> None:
        history = await task.history()
        events = task.analyst.answer(task.question, history, task.caller, self._toolbox)
        async with aclosing(events) as stream:
            async for event in stream:
                if isinstance(event, TextDelta):
                    self._say(run, draft, event)
                elif not isinstance(event, Start | Done | ClaimCheck):
                    draft.take(event)
                    run.add(event)

    def _say(self, run: Run, draft: Draft, said: TextDelta) -> None:
        """Pass text on, without what would load or lead elsewhere."""
        if said.replace:
            draft.safe.finish()
            text = draft.safe.feed(said.text) + draft.safe.finish()
        else:
            text = draft.safe.feed(said.text)
        if text or said.replace:
            delta = TextDelta(text, said.replace)
            draft.take(delta)
            run.add(delta)

    def _fail(self, run: Run, draft: Draft, problem: Problem) -> None:
        failure = Failure(problem)
        draft.take(failure)
        run.add(failure)

    def _check(self, run: Run, question: str, draft: Draft) -> None:
        """Give every figure its verdict, and every piece of evidence its citation."""
        outcomes = list(draft.outcomes.values())
        try:
            draft.claims = tuple(self._checker.check(draft.text, outcomes, question=question))
        except Exception:
            # Unchecked is said to be unchecked: the page shows no badge, the log tells us.
            log.exception("claims_not_checked")
            return
        for ref in dict.fromkeys(ref for claim in draft.claims for ref in claim.refs):
            citation = None if ref in draft.citations else cite(ref, outcomes)
            if citation is not None:
                draft.take(citation)
                run.add(citation)
        run.add(ClaimCheck(draft.claims))
        for verdict, count in Counter(claim.verdict for claim in draft.claims).items():
            record(CLAIMS, count, verdict=verdict)

    def _message(self, task: Assignment, draft: Draft, finish: Finish) -> Message:
        return Message(
            id=task.held.message_id,
            role="assistant",
            content=draft.text,
            created_at=rfc3339(self._clock.now()),
            citations=tuple(draft.citations.values()),
            claims=draft.claims,
            tool_calls=tuple(draft.uses.values()),
            model=draft.model,
            usage=draft.usage,
            finish=finish,
            problem=draft.problem,
        )

    async def _store(self, task: Assignment, held: Held, message: Message) -> None:
        try:
            if await self._threads.finish(held, message):
                await task.on_stored(held)
            else:
                log.warning("answer_stored_by_another")
        except PlumblineError as error:
            log.exception("answer_not_stored", code=error.code)


class _Keeper:
    """Holds on to the session's lock while the answer is made."""

    def __init__(self, threads: Threads, held: Held, run: Run, draft: Draft) -> None:
        self.held = held
        self._threads, self._run, self._draft = threads, run, draft

    async def renew(self) -> None:
        """Renew now and then, noting the text; stop the run when someone asked for that."""
        while True:
            await asyncio.sleep(self._threads.lease_seconds / _RENEWALS)
            try:
                # Shielded: a write that is under way must tell its ETag.
                renewed = await asyncio.shield(self._threads.renew(self.held, self._draft.text))
            except NotFound:
                renewed = None
            except PlumblineError as error:
                log.warning("answer_not_renewed", code=error.code)
                continue
            if renewed is None:
                self._run.stop("cancelled")
                return
            self.held = renewed


def _use(event: ToolResult) -> ToolUse:
    outcome = event.outcome
    return ToolUse(
        event.id,
        outcome.name,
        outcome.arguments,
        outcome.digest,
        outcome.ref,
        outcome.is_error,
    )


def _log(message: Message, seconds: float) -> None:
    usage = message.usage or Usage()
    verdicts = [claim.verdict for claim in message.claims]
    log.info(
        "answer_finished",
        finish=message.finish,
        code=message.problem.code if message.problem else None,
        model=message.model,
        turns=usage.turns,
        tool_calls=len(message.tool_calls),
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        claims=len(verdicts),
        unsupported=verdicts.count("unsupported"),
        citations=len(message.citations),
        milliseconds=round(seconds * 1000),
    )
