"""Where the caller is logged in."""

from datetime import datetime

from fastapi import APIRouter

from functions.http.deps import InPerson, PageDep, ServicesDep, problems
from functions.http.origin import OriginDep
from functions.http.schemas import Output, Page

router = APIRouter(tags=["auth"])


class SessionView(Output):
    """A log-in on one device; `network` is where it was last used from, without the host part."""

    id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    network: str
    user_agent: str
    is_current: bool


@router.get("/auth/sessions", responses=problems(400, 401, 403, 422))
async def list_sessions(
    services: ServicesDep, caller: InPerson, page: PageDep
) -> Page[SessionView]:
    """List where the caller is logged in, newest first."""
    sessions = await services.identity.list_sessions(caller, after=page.after, limit=page.and_one)
    shown, more = page.cut(sessions, lambda session: session.id)
    return Page(
        items=[
            SessionView(**session.model_dump(), is_current=session.id == caller.session_id)
            for session in shown
        ],
        next_cursor=more,
    )


@router.delete("/auth/sessions/{id}", status_code=204, responses=problems(401, 403, 404, 422))
async def end_session(id: str, services: ServicesDep, caller: InPerson, origin: OriginDep) -> None:
    """End one of the caller's sessions."""
    await services.identity.end_session(caller, id, origin)
