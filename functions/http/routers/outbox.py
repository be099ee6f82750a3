"""The mails this machine did not send. Only in the local stage: nobody else's mail is in there."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from functions.http.deps import ServicesDep
from functions.http.schemas import Output, Page
from shared.platform.mail import OutboxMailer

router = APIRouter(prefix="/operations", tags=["operations"])


class OutboxMail(Output):
    """A mail as it would have been sent."""

    id: str
    sent_at: datetime
    to: str
    subject: str
    text: str
    kind: str


@router.get("/outbox")
async def list_outbox(
    services: ServicesDep, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Page[OutboxMail]:
    """Show the newest mails of the outbox; the files are in `outbox/` of the data folder."""
    if not isinstance(services.mailer, OutboxMailer):
        return Page(items=[])
    return Page(
        items=[OutboxMail.model_validate(mail) for mail in await services.mailer.list_recent(limit)]
    )
