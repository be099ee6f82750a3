"""For administrators: the accounts of this installation and its audit trail."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StrictBool

from functions.http.account_schemas import Profile
from functions.http.deps import Admin, InPerson, PageDep, ServicesDep, problems
from functions.http.origin import OriginDep
from functions.http.schemas import Input, Output, Page
from shared.identity.model import Role
from shared.kernel.errors import InvalidInput, Malformed

router = APIRouter(tags=["operations"])

type UserId = Annotated[str, Query(pattern=r"^[A-Za-z0-9-]{1,64}$", description="Whose trail")]
type Month = Annotated[str, Query(pattern=r"^\d{4}(0[1-9]|1[0-2])$", examples=["202611"])]


class AccountView(Profile):
    """An account as administrators see it."""

    disabled: bool


class AccountChange(Input):
    """What to change of an account; `user` is always among the roles."""

    roles: Annotated[list[Role], Field(max_length=3)] | None = None
    disabled: StrictBool | None = None


class EventView(Output):
    """One entry of the audit trail."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    subject: str
    network: str
    user_agent: str
    details: Mapping[str, str | int | bool]
    before: str | None
    after: str | None
    hash: str


class Trail(Page[EventView]):
    """A month of a user's trail; `broken_at` is the first entry that was tampered with."""

    broken_at: int | None


@router.get("/operations/users", responses=problems(400, 401, 403, 422))
async def list_users(services: ServicesDep, admin: Admin, page: PageDep) -> Page[AccountView]:
    """List accounts in order of registration."""
    administration = services.identity.administration
    found = await administration.list_users(after=page.after, limit=page.and_one)
    shown, more = page.cut(found, lambda user: user.id)
    return Page(items=[AccountView.model_validate(user) for user in shown], next_cursor=more)


@router.patch("/operations/users/{id}", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def change_user(
    id: str,
    change: AccountChange,
    services: ServicesDep,
    admin: Admin,
    in_person: InPerson,
    origin: OriginDep,
) -> AccountView:
    """Give an account other roles, or shut it out; nobody changes their own."""
    if change.roles is None and change.disabled is None:
        raise InvalidInput("Name roles or disabled, or both", "nothing_to_change")
    user = await services.identity.administration.change(
        in_person, id, roles=change.roles, disabled=change.disabled, origin=origin
    )
    return AccountView.model_validate(user)


@router.get("/operations/audit", responses=problems(400, 401, 403, 422))
async def read_audit(
    services: ServicesDep, admin: Admin, page: PageDep, user_id: UserId, month: Month
) -> Trail:
    """Show a month of a user's audit trail, and whether it hangs together."""
    events = await services.audit.list_events(
        user_id, month, after=_sequence(page.after), limit=page.and_one
    )
    shown, more = page.cut(events, lambda event: str(event.sequence))
    return Trail(
        items=[EventView.model_validate(event) for event in shown],
        next_cursor=more,
        broken_at=await services.audit.verify(user_id, month),
    )


def _sequence(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if re.fullmatch(r"[0-9]{1,10}", cursor) is None:
        raise Malformed("The cursor is not one this API gave out", "invalid_cursor")
    return int(cursor)
