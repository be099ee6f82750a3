"""The mails this machine did not send. Only in the local stage: nobody else's mail is in there."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from functions.http import outbox_page
from functions.http.deps import ServicesDep, problems
from functions.http.schemas import Output, Page
from functions.wiring import Services
from shared.kernel.errors import NotAllowed
from shared.platform.mail import OutboxMailer


async def _at_this_machine(request: Request) -> None:
    if not outbox_page.is_own_host(request.headers.get("host", "")):
        raise NotAllowed("The outbox is shown at localhost only", "not_at_localhost")


router = APIRouter(
    prefix="/operations",
    tags=["operations"],
    dependencies=[Depends(_at_this_machine)],
    responses=problems(403),
)

type Limit = Annotated[int, Query(ge=1, le=500)]


class OutboxMail(Output):
    """A mail as it would have been sent."""

    id: str
    sent_at: datetime
    to: str
    subject: str
    text: str
    kind: str


@router.get("/outbox")
async def list_outbox(services: ServicesDep, limit: Limit = 100) -> Page[OutboxMail]:
    """Show the newest mails of the outbox; the files are in `outbox/` of the data folder."""
    mails = await _recent(services, limit)
    return Page(items=[OutboxMail.model_validate(mail) for mail in mails])


@router.get("/outbox/page", response_class=HTMLResponse)
async def show_outbox(services: ServicesDep, limit: Limit = 100) -> HTMLResponse:
    """Show the newest mails as a page, with links that work."""
    page = outbox_page.render(await _recent(services, limit), services.settings.web_origins)
    return HTMLResponse(page, headers={"Content-Security-Policy": outbox_page.POLICY})


async def _recent(services: Services, limit: int) -> list[dict[str, Any]]:
    if not isinstance(services.mailer, OutboxMailer):
        return []
    return await services.mailer.list_recent(limit)
