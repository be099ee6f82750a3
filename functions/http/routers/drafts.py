"""Writes that the assistant or an MCP client proposed: the person looks, confirms or discards."""

from fastapi import APIRouter

from functions.http.assistant_views import DraftView
from functions.http.deps import InPerson, Reader, ServicesDep, Writer, problems
from functions.http.schemas import Page

router = APIRouter(prefix="/chat/drafts", tags=["assistant"])


@router.get("")
async def list_drafts(services: ServicesDep, caller: Reader) -> Page[DraftView]:
    """List the drafts that wait for a decision, newest first; at most a hundred, on one page."""
    found = await services.drafts.list_open(caller.user_id)
    return Page(items=[DraftView.model_validate(each) for each in found])


@router.get("/{draft_id}", responses=problems(404))
async def get_draft(draft_id: str, services: ServicesDep, caller: Reader) -> DraftView:
    """Show a draft, decided or not; they are kept for thirty days."""
    return DraftView.model_validate(await services.drafts.get(caller.user_id, draft_id))


@router.post("/{draft_id}/confirm", responses=problems(404, 409, 422))
async def confirm_draft(draft_id: str, services: ServicesDep, caller: InPerson) -> DraftView:
    """Do what a draft proposes. Only the person, logged in, may; no API token, no model."""
    return DraftView.model_validate(await services.drafts.confirm(caller.user_id, draft_id))


@router.delete("/{draft_id}", status_code=204, responses=problems(404, 409))
async def discard_draft(draft_id: str, services: ServicesDep, caller: Writer) -> None:
    """Turn a draft down."""
    await services.drafts.discard(caller.user_id, draft_id)
