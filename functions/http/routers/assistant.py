"""Asking: a question in, an answer out; as a stream of events, or whole as JSON."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response

from functions.http.assistant_callers import caller_of
from functions.http.assistant_views import (
    AnswerView,
    Cancelled,
    MessageInput,
    MessageView,
    OneShotInput,
)
from functions.http.deps import Reader, ServicesDep, Writer, problems
from functions.http.event_stream import EventStream
from functions.wiring import Services
from shared.assistant.model import Done, Message, Problem
from shared.assistant.runs import Run
from shared.assistant.service import Numbered
from shared.identity.model import Principal
from shared.kernel.errors import (
    InvalidInput,
    NotFound,
    PlumblineError,
    TooManyRequests,
    Unavailable,
)

router = APIRouter(tags=["assistant"])

type Accept = Annotated[str, Header(description="`text/event-stream` for events, else JSON")]
type LastEventId = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=100, description="Continue after this")
]
_STREAM: Final = "text/event-stream"
_BOTH: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": AnswerView, "content": {_STREAM: {}}}
}


@router.post(
    "/chat/sessions/{session_id}/messages",
    response_model=AnswerView,
    responses={**_BOTH, **problems(404, 409, 422, 429, 503)},
)
async def post_message(
    session_id: str,
    message: MessageInput,
    services: ServicesDep,
    principal: Writer,
    accept: Accept = "",
    last_event_id: LastEventId = None,
) -> Response | AnswerView:
    """Ask in a conversation; one question at a time. With `Last-Event-ID`: listen again."""
    if last_event_id is not None:
        return await _resumed(services, principal, session_id, last_event_id)
    caller = await caller_of(services, principal)
    run = await services.assistant.ask(caller, message.content, session_id)
    return await _answer(services, run, accept)


@router.post(
    "/chat",
    response_model=AnswerView,
    responses={**_BOTH, **problems(404, 409, 422, 429, 503)},
)
async def post_chat(
    message: OneShotInput, services: ServicesDep, principal: Writer, accept: Accept = ""
) -> Response | AnswerView:
    """Ask once; the answer names the session it is kept in."""
    if message.model is not None:
        services.models.check(message.model)
    caller = await caller_of(services, principal, message.portfolio_id)
    run = await services.assistant.ask(
        caller, message.content, message.session_id, model=message.model
    )
    return await _answer(services, run, accept)


@router.get(
    "/chat/sessions/{session_id}/stream",
    response_class=Response,
    responses={200: {"content": {_STREAM: {}}}, **problems(404)},
)
async def get_stream(
    session_id: str,
    services: ServicesDep,
    principal: Reader,
    last_event_id: LastEventId = None,
) -> Response:
    """Listen to the answer in the making, or again to one whose event is named."""
    if last_event_id is not None:
        return await _resumed(services, principal, session_id, last_event_id)
    message_id = await services.assistant.latest(principal.user_id, session_id)
    if message_id is None:
        raise NotFound("Nothing is being answered in this session", "no_answer_in_the_making")
    return await _resumed(services, principal, session_id, f"{message_id}.0")


@router.post("/chat/sessions/{session_id}/cancel", responses=problems(404))
async def cancel(session_id: str, services: ServicesDep, principal: Writer) -> Cancelled:
    """Stop the answer in the making; what is written of it is kept."""
    stopped = await services.assistant.cancel(principal.user_id, session_id)
    return Cancelled(cancelled=stopped)


async def _answer(services: Services, run: Run, accept: str) -> Response | AnswerView:
    events = services.assistant.listen(run)
    if _STREAM in accept:
        return EventStream(run.message_id, events)
    message = await _last(events)
    if message.problem is not None and not message.content:
        raise _raised(message.problem)
    view = MessageView.model_validate(message)
    return AnswerView(**view.model_dump(), session_id=run.session_id)


async def _resumed(
    services: Services, principal: Principal, session_id: str, last_event_id: str
) -> Response:
    message_id, _, number = last_event_id.rpartition(".")
    if not message_id or not number.isdecimal():
        raise InvalidInput("Last-Event-ID is not one this API gave out", "invalid_event_id")
    await services.threads.get(principal.user_id, session_id)
    events = services.assistant.resume(principal.user_id, session_id, message_id, int(number))
    return EventStream(message_id, await _begun(events))


async def _begun(events: AsyncGenerator[Numbered]) -> AsyncGenerator[Numbered]:
    """Take the first step now, so that what is not there is answered 404."""
    first = await anext(events, None)

    async def all_of_them() -> AsyncGenerator[Numbered]:
        if first is not None:
            yield first
            async for numbered in events:
                yield numbered

    return all_of_them()


async def _last(events: AsyncGenerator[Numbered]) -> Message:
    message: Message | None = None
    async for _, batch in events:
        for event in batch:
            if isinstance(event, Done):
                message = event.message
    if message is None:
        raise Unavailable("The answer was cut off", "answer_cut_off")
    return message


def _raised(problem: Problem) -> PlumblineError:
    family = {429: TooManyRequests, 422: InvalidInput}.get(problem.status, Unavailable)
    return family(problem.detail, problem.code, retry_after_seconds=problem.retry_after_seconds)
