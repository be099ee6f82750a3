"""The assistant as the rest of the product calls it: ask, listen, cancel, come back."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from shared.assistant import history
from shared.assistant.agent import Candidate, ModelAnalyst
from shared.assistant.answering import Answering, Assignment
from shared.assistant.beginnings import Beginnings
from shared.assistant.budget import DayUsage, Limits, Spending
from shared.assistant.checking import RememberingChecker
from shared.assistant.choices import Choices
from shared.assistant.model import (
    OFFLINE_MODEL,
    Analyst,
    Caller,
    Citation,
    ClaimCheck,
    ClaimChecker,
    Done,
    Event,
    Failure,
    Message,
    Start,
    TextDelta,
    Toolbox,
    Turn,
    Usage,
)
from shared.assistant.models import OFFLINE, Choice, ModelCatalog, ModelInfo
from shared.assistant.runs import Run, Runs
from shared.assistant.threads import Held, Session, Threads
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import InvalidInput, NotFound, PlumblineError
from shared.kernel.repeats import is_repeated, requested_id

log = structlog.get_logger(__name__)

LONGEST_QUESTION: Final = 8_000
_POLL_SECONDS: Final = 1.0
# Where a replay from the store begins to count: behind everything a live run may have sent.
_REPLAYED: Final = 1_000_000

type Numbered = tuple[int, list[Event]]


@dataclass(frozen=True, slots=True)
class AssistantOptions:
    """How long to go on after the last listener left, and how often to show signs of life."""

    grace_seconds: float = 5.0
    heartbeat_seconds: float = 15.0


class AssistantService:
    """Answers questions in sessions, one at a time in each."""

    def __init__(
        self,
        threads: Threads,
        catalog: ModelCatalog,
        choices: Choices,
        spending: Spending,
        toolbox: Toolbox,
        checker: ClaimChecker,
        offline: Analyst,
        clock: Clock,
        options: AssistantOptions,
    ) -> None:
        self.threads, self.catalog, self.choices = threads, catalog, choices
        self.spending = spending
        self._checker = RememberingChecker(checker)
        self._offline, self._clock, self._options = offline, clock, options
        self._answering = Answering(threads, toolbox, self._checker, clock, self._limits.seconds)
        self._runs = Runs()
        self._beginnings = Beginnings()

    @property
    def _limits(self) -> Limits:
        return self.spending.limits

    async def ask(
        self,
        caller: Caller,
        content: str,
        session_id: str | None = None,
        *,
        model: str | None = None,
    ) -> Run:
        """Begin an answer; a new session, with this model, is made when none is named.

        Raises: NotFound; InvalidInput; Conflict while the session is busy; TooManyRequests when
        the day's budget for models is spent.
        """
        with self._beginnings.one():
            return await self._ask(caller, content, session_id, model)

    async def _ask(
        self, caller: Caller, content: str, session_id: str | None, model: str | None
    ) -> Run:
        question = _question(content)
        bill = _Bill(self.spending, caller.user_id)
        session, choice, today = await asyncio.gather(
            self._session(caller, session_id, model),
            self.choices.get(caller.user_id),
            self.spending.today(caller.user_id),
        )
        info, analyst = self._analyst(session, choice, today, bill)
        before = session.message_count
        if session_id is None:
            session = await self.threads.create(
                caller.user_id,
                model=model,
                portfolio_id=caller.portfolio_id,
                question=question,
            )
        asked_id, answer_id = self._ids()
        is_new = not (is_repeated() and await self._was_asked(caller.user_id, session.id, asked_id))
        if is_new:
            held = await self._begin(caller.user_id, session.id, question, asked_id, answer_id)
        else:
            held = await self.threads.begin_again(caller.user_id, session.id, answer_id)
        if held is None:
            return self._again(caller.user_id, session.id, answer_id)
        run = Run(caller.user_id, session.id, held.message_id, self._options.grace_seconds)
        run.add(Start(held.message_id, session.id, info.id))
        self._runs.add(run)
        task = Assignment(
            question,
            replace(caller, portfolio_id=session.portfolio_id or caller.portfolio_id),
            analyst,
            info.id,
            held,
            partial(self._history, held, session, before, asked_id),
            partial(
                self._settle,
                session,
                before,
                None if session_id is None else (question, 2 if is_new else 0),
                bill,
            ),
        )
        run.start(self._carry_out(run, task))
        return run

    async def cancel(self, user_id: str, session_id: str) -> bool:
        """Stop the answer in the making; False when there is none. Raises: NotFound."""
        await self.threads.get(user_id, session_id)
        message_id = await self.threads.is_answering(user_id, session_id)
        run = self._runs.find(user_id, message_id) if message_id else None
        if run is not None:
            run.stop("cancelled")
            await run.finished()
            return True
        return await self.threads.request_cancel(user_id, session_id)

    async def listen(self, run: Run, after: int = 0) -> AsyncGenerator[Numbered]:
        """Yield a run's events; see `Run.listen`."""
        async for numbered in run.listen(after, heartbeat=self._options.heartbeat_seconds):
            yield numbered

    async def resume(
        self, user_id: str, session_id: str, message_id: str, after: int
    ) -> AsyncGenerator[Numbered]:
        """Yield what came after an event: live, or, from another worker, once it is stored.

        Raises: NotFound, before anything is yielded.
        """
        run = self._runs.find(user_id, message_id)
        if run is not None and run.session_id == session_id:
            async for numbered in self.listen(run, after):
                yield numbered
            return
        waited = 0.0
        while True:
            message = await self.threads.find_message(user_id, session_id, message_id)
            if message is not None and message.role == "assistant":
                events = _replay(message, session_id)
                yield _REPLAYED + len(events), events
                return
            if await self.threads.is_answering(user_id, session_id) != message_id:
                raise NotFound(f"There is no answer {message_id[:40]!r}", "message_not_found")
            await self.threads.recover(user_id, session_id)
            await asyncio.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS
            if waited >= self._options.heartbeat_seconds:
                waited = 0.0
                yield after, []

    async def report_writer(self, caller: Caller) -> tuple[ModelInfo, Analyst]:
        """Return who writes the words of reports: the model of the route `report`, or offline.

        Raises: TooManyRequests when the day's budget for models is spent.
        """
        choice, today = await asyncio.gather(
            self.choices.get(caller.user_id), self.spending.today(caller.user_id)
        )
        bill = _Bill(self.spending, caller.user_id, is_an_answer=False)
        choice = replace(choice, model="report")
        return self._analyst(Session("", "", "", ""), choice, today, bill)

    async def latest(self, user_id: str, session_id: str) -> str | None:
        """Return the id of the answer in the making. Raises: NotFound for the session."""
        await self.threads.get(user_id, session_id)
        return await self.threads.is_answering(user_id, session_id)

    async def _session(self, caller: Caller, session_id: str | None, model: str | None) -> Session:
        if session_id is None:
            return Session("", "", "", "", model=model)
        return await self.threads.get(caller.user_id, session_id)

    def _analyst(
        self, session: Session, choice: Choice, today: DayUsage, bill: "_Bill"
    ) -> tuple[ModelInfo, Analyst]:
        if session.model is not None:
            choice = replace(choice, model=session.model)
        if self.catalog.resolve(choice.model) is OFFLINE:
            return OFFLINE, self._offline
        order = self.catalog.order(choice)
        self.spending.check(today)
        analyst = ModelAnalyst(
            [Candidate(self.catalog.client(info), info.price) for info in order],
            self._limits,
            self._checker,
            bill.charge,
        )
        falls_back = choice.allow_fallback and OFFLINE_MODEL in choice.fallback_order
        return order[0], _OrOffline(analyst, self._offline) if falls_back else analyst

    def _ids(self) -> tuple[str, str]:
        """Return ids of a question and its answer, which sorts behind it."""
        now = self._clock.now()
        return requested_id(now), requested_id(now + timedelta(milliseconds=1))

    async def _was_asked(self, user_id: str, session_id: str, asked_id: str) -> bool:
        return await self.threads.find_message(user_id, session_id, asked_id) is not None

    def _again(self, user_id: str, session_id: str, answer_id: str) -> Run:
        """Return the answer to a question that an earlier request put, wherever it is made."""
        found = self._runs.find(user_id, answer_id)
        if found is not None:
            return found
        run = Run(user_id, session_id, answer_id, self._options.grace_seconds)
        run.start(self._follow(run))
        return run

    async def _follow(self, run: Run) -> None:
        async for _, events in self.resume(run.user_id, run.session_id, run.message_id, 0):
            for event in events:
                run.add(event)

    async def _begin(
        self, user_id: str, session_id: str, question: str, asked_id: str, answer_id: str
    ) -> Held:
        asked = Message(asked_id, "user", question, rfc3339(self._clock.now()))
        return await self.threads.begin(user_id, session_id, asked, answer_id)

    async def _history(
        self, held: Held, session: Session, before: int, asked_id: str
    ) -> Sequence[Turn]:
        await self._beginnings.over()
        if before == 0:
            return []
        kept = self.threads.all_messages(
            held.user_id, session.id, after=session.summarised_until or None
        )
        messages = [message async for message in kept if message.id != asked_id]
        return history.turns(messages, session.summary)

    async def _settle(
        self,
        session: Session,
        before: int,
        asked: tuple[str, int] | None,
        bill: "_Bill",
        held: Held,
    ) -> None:
        """Bring the session up to date: count, title, search, and a summary when it is long.

        `asked`: the question, and how many messages to count; None: the session was made for it.
        """
        await bill.close()
        if asked is not None:
            await self.threads.note_asked(held.user_id, session, *asked)
        if before < history.KEPT_WHOLE:
            return
        kept = self.threads.all_messages(
            held.user_id, session.id, after=session.summarised_until or None
        )
        messages = [message async for message in kept]
        if history.is_long(messages):
            summary, until = history.condensed(session.summary, messages)
            changes = {"summary": summary, "summarised_until": until}
            await self.threads.change(held.user_id, session.id, changes)

    async def _carry_out(self, run: Run, task: Assignment) -> None:
        await self._answering.carry_out(run, task)
        self._runs.forget_later(run)


class _Bill:
    """What one answer costs: each turn as it comes, the answer itself with the first of them."""

    def __init__(self, spending: Spending, user_id: str, *, is_an_answer: bool = True) -> None:
        self._spending, self._user_id = spending, user_id
        self._answers = int(is_an_answer)

    async def charge(self, usage: Usage) -> None:
        """Count a turn. Spent it is; an answer that is paid for is not thrown away for a store."""
        answers, self._answers = self._answers, 0
        try:
            await self._spending.add(self._user_id, usage, answers=answers)
        except PlumblineError as error:
            log.warning("usage_not_counted", code=error.code, tokens=usage.output_tokens)

    async def close(self) -> None:
        """Count an answer that took no turn of a model."""
        if self._answers:
            await self.charge(Usage())


class _OrOffline:
    """A model, or, where nothing of its answer is to be seen yet, the offline analyst."""

    def __init__(self, model: Analyst, offline: Analyst) -> None:
        self._model, self._offline = model, offline

    async def answer(
        self, question: str, history: Sequence[Turn], caller: Caller, toolbox: Toolbox
    ) -> AsyncGenerator[Event]:
        is_visible = False
        try:
            async for event in self._model.answer(question, history, caller, toolbox):
                is_visible = is_visible or isinstance(event, TextDelta)
                yield event
        except PlumblineError as error:
            if is_visible:
                raise
            log.warning("offline_fallback", code=error.code)
        else:
            return
        yield Usage(model=OFFLINE_MODEL)
        async for event in self._offline.answer(question, history, caller, toolbox):
            yield event


def _question(content: str) -> str:
    question = content.strip()
    if not question:
        raise InvalidInput("The message is empty", "empty_message")
    if len(question) > LONGEST_QUESTION:
        raise InvalidInput(
            f"The message is longer than {LONGEST_QUESTION:,} characters", "message_too_long"
        )
    return question


def _replay(message: Message, session_id: str) -> list[Event]:
    """Return the events of a stored answer, its text whole."""
    citations: list[Citation] = list(message.citations)
    events: list[Event] = [
        Start(message.id, session_id, message.model or OFFLINE_MODEL),
        TextDelta(message.content, replace=True),
        *citations,
        ClaimCheck(message.claims),
    ]
    if message.usage is not None:
        events.append(message.usage)
    if message.problem is not None:
        events.append(Failure(message.problem))
    return [*events, Done(message)]
