"""Conversations: sessions, their messages, titles, archive, search, export."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from functions.http.assistant_views import (
    MessageView,
    SessionChange,
    SessionInput,
    SessionView,
)
from functions.http.deps import (
    IfMatch,
    PageDep,
    Reader,
    ServicesDep,
    Writer,
    problems,
    require_match,
)
from functions.http.schemas import Page
from functions.wiring import Services
from shared.assistant.codec import message_to
from shared.assistant.threads import Session

router = APIRouter(prefix="/chat/sessions", tags=["assistant"])


@router.post("", status_code=201, responses=problems(404, 422))
async def create_session(
    wanted: SessionInput, services: ServicesDep, caller: Writer, response: Response
) -> SessionView:
    """Start an empty conversation."""
    await _check(services, caller.user_id, wanted.model, wanted.portfolio_id)
    session = await services.threads.create(caller.user_id, **wanted.model_dump())
    response.headers["Location"] = f"/api/chat/sessions/{session.id}"
    return _view(session, response)


@router.get("", responses=problems(422))
async def list_sessions(
    services: ServicesDep,
    caller: Reader,
    page: PageDep,
    archived: Annotated[bool | None, Query(description="Both unless given")] = None,
    q: Annotated[
        str, Query(max_length=100, description="Text in the title or in what was asked")
    ] = "",
) -> Page[SessionView]:
    """List conversations, newest first."""
    found = await services.threads.list_page(
        caller.user_id, archived=archived, wanted=q, limit=page.and_one, after=page.after
    )
    shown, more = page.cut(found, lambda each: each.id)
    return Page(items=[SessionView.model_validate(each) for each in shown], next_cursor=more)


@router.get("/{session_id}", responses=problems(404))
async def get_session(
    session_id: str, services: ServicesDep, caller: Reader, response: Response
) -> SessionView:
    """Show a conversation without its messages."""
    return _view(await services.threads.get(caller.user_id, session_id), response)


@router.patch("/{session_id}", responses=problems(404, 412, 422, 428))
async def change_session(
    session_id: str,
    change: SessionChange,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> SessionView:
    """Rename, archive, or choose another model or portfolio."""
    old = await services.threads.get(caller.user_id, session_id)
    require_match(if_match, _etag(old))
    await _check(services, caller.user_id, change.model, change.portfolio_id)
    changes = {
        name: value
        for name, value in change.model_dump(exclude_unset=True).items()
        if value is not None or name in {"model", "portfolio_id"}
    }
    changed = await services.threads.change(
        caller.user_id, session_id, changes, expected_version=old.version
    )
    return _view(changed, response)


@router.delete("/{session_id}", status_code=204, responses=problems(404))
async def delete_session(session_id: str, services: ServicesDep, caller: Writer) -> None:
    """Delete a conversation with its messages, for good; an answer in the making is stopped."""
    await services.assistant.cancel(caller.user_id, session_id)
    await services.threads.delete(caller.user_id, session_id)


@router.get("/{session_id}/messages", responses=problems(404))
async def list_messages(
    session_id: str, services: ServicesDep, caller: Reader, page: PageDep
) -> Page[MessageView]:
    """List messages, oldest first."""
    threads = services.threads
    await threads.get(caller.user_id, session_id)
    await threads.recover(caller.user_id, session_id)
    found = await threads.messages(caller.user_id, session_id, limit=page.and_one, after=page.after)
    shown, more = page.cut(found, lambda each: each.id)
    return Page(items=[MessageView.model_validate(each) for each in shown], next_cursor=more)


@router.get("/{session_id}/export", responses=problems(404))
async def export_session(session_id: str, services: ServicesDep, caller: Reader) -> JSONResponse:
    """Download a conversation with all its evidence, as JSON."""
    session = await services.threads.get(caller.user_id, session_id)
    kept = services.threads.all_messages(caller.user_id, session_id)
    body: dict[str, Any] = {
        "session": SessionView.model_validate(session).model_dump(mode="json"),
        "messages": [message_to(each) async for each in kept],
    }
    name = f'attachment; filename="conversation-{session_id}.json"'
    return JSONResponse(body, headers={"Content-Disposition": name})


async def _check(
    services: Services, user_id: str, model: str | None, portfolio_id: str | None
) -> None:
    if model is not None:
        services.models.check(model)
    if portfolio_id is not None:
        await services.portfolios.get(user_id, portfolio_id)


def _etag(session: Session) -> str:
    return f'"{session.version}"'


def _view(session: Session, response: Response) -> SessionView:
    response.headers["ETag"] = _etag(session)
    return SessionView.model_validate(session)
