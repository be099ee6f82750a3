"""What goes through a person's mailbox or replaces a password."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks
from pydantic import Field

from functions.http.account_schemas import Email, Password, Profile
from functions.http.deps import InPerson, ServicesDep, problems
from functions.http.origin import OriginDep
from functions.http.schemas import Input
from shared.identity.addresses import canonical_address

router = APIRouter(tags=["auth"])

type MailToken = Annotated[str, Field(min_length=1, max_length=256)]


class Address(Input):
    """An address of a person who may have an account."""

    email: Email


class Reset(Input):
    """A mailed token and the password it buys."""

    token: MailToken
    new_password: Password


class Change(Input):
    """The password one has and the one to have."""

    current_password: Password
    new_password: Password


class Verification(Input):
    """A mailed token."""

    token: MailToken


@router.post("/auth/password/forgot", status_code=202, responses=problems(400, 413, 422))
async def forgot_password(
    address: Address, services: ServicesDep, origin: OriginDep, background: BackgroundTasks
) -> None:
    """Mail a link for a new password, if there is such an account; the answer never tells."""
    email = canonical_address(address.email)
    background.add_task(services.identity.recovery.forgot_password, email, origin)


@router.post("/auth/password/reset", status_code=204, responses=problems(400, 413, 422))
async def reset_password(reset: Reset, services: ServicesDep, origin: OriginDep) -> None:
    """Choose a new password with a mailed token; every session ends."""
    recovery = services.identity.recovery
    await recovery.reset_password(reset.token, reset.new_password, origin)


@router.post(
    "/auth/password/change", status_code=204, responses=problems(400, 401, 403, 413, 422, 429)
)
async def change_password(
    change: Change, services: ServicesDep, origin: OriginDep, caller: InPerson
) -> None:
    """Replace the password; every other session ends."""
    await services.identity.recovery.change_password(
        caller, change.current_password, change.new_password, origin
    )


@router.post("/auth/verify-email", responses=problems(400, 413, 422))
async def verify_email(
    verification: Verification, services: ServicesDep, origin: OriginDep
) -> Profile:
    """Prove an address with a mailed token."""
    user = await services.identity.recovery.verify_email(verification.token, origin)
    return Profile.model_validate(user)


@router.post("/auth/verify-email/resend", status_code=202, responses=problems(401, 403))
async def resend_verification(
    services: ServicesDep, caller: InPerson, background: BackgroundTasks
) -> None:
    """Mail the link again, unless the address is proven."""
    background.add_task(services.identity.recovery.send_verification, caller.user_id)
