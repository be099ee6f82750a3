"""A person's own account: profile, preferences, export and erasure."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from functions.http.account_schemas import Locale, Profile
from functions.http.deps import (
    CurrentUser,
    IfMatch,
    InPerson,
    ServicesDep,
    Writer,
    problems,
    require_match,
)
from functions.http.origin import OriginDep
from functions.http.schemas import Input, Output
from shared.identity.model import Preferences, RiskProfile
from shared.kernel.money import currency_code

router = APIRouter(tags=["users"])

type TimeZone = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}$")
]


class Me(Profile):
    """The caller's account."""

    updated_at: datetime


class MeChange(Input):
    """What one may change of one's profile."""

    display_name: Annotated[str, Field(min_length=1, max_length=100)]


class PreferencesView(Output):
    """How a person wants the product to behave."""

    currency: str
    locale: str
    time_zone: str
    theme: Literal["system", "light", "dark"]
    goals: str
    risk_profile: RiskProfile


class PreferencesInput(Input):
    """All preferences; what is left out returns to its default."""

    currency: Annotated[str, Field(min_length=3, max_length=3, examples=["EUR"])] = "USD"
    locale: Locale = "en-US"
    time_zone: TimeZone = "UTC"
    theme: Literal["system", "light", "dark"] = "system"
    goals: Annotated[str, Field(max_length=500)] = ""
    risk_profile: RiskProfile = ""


@router.get("/users/me", responses=problems(401, 403))
async def get_me(services: ServicesDep, caller: CurrentUser, response: Response) -> Me:
    """Show the caller's profile."""
    user, version = await services.identity.profiles.get(caller)
    response.headers["ETag"] = _etag(version)
    return Me.model_validate(user)


@router.patch("/users/me", responses=problems(400, 401, 403, 412, 413, 422, 428))
async def change_me(
    change: MeChange,
    services: ServicesDep,
    caller: Writer,
    origin: OriginDep,
    response: Response,
    if_match: IfMatch = None,
) -> Me:
    """Change the caller's name."""
    profiles = services.identity.profiles
    _, version = await profiles.get(caller)
    require_match(if_match, _etag(version))
    user, version = await profiles.rename(caller, change.display_name, version, origin)
    response.headers["ETag"] = _etag(version)
    return Me.model_validate(user)


@router.delete("/users/me", status_code=204, responses=problems(401, 403))
async def delete_me(services: ServicesDep, caller: InPerson, origin: OriginDep) -> None:
    """Delete the account and everything in it, for good."""
    await services.identity.profiles.erase(caller, origin)


@router.get("/users/me/preferences", responses=problems(401, 403))
async def get_preferences(
    services: ServicesDep, caller: CurrentUser, response: Response
) -> PreferencesView:
    """Show the caller's preferences."""
    preferences, version = await services.identity.profiles.preferences(caller)
    response.headers["ETag"] = _etag(version)
    return PreferencesView.model_validate(preferences)


@router.put("/users/me/preferences", responses=problems(400, 401, 403, 412, 413, 422, 428))
async def put_preferences(
    wanted: PreferencesInput,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> PreferencesView:
    """Replace the caller's preferences."""
    profiles = services.identity.profiles
    _, version = await profiles.preferences(caller)
    require_match(if_match, _etag(version))
    preferences = Preferences(
        currency=currency_code(wanted.currency),
        locale=wanted.locale,
        time_zone=wanted.time_zone,
        theme=wanted.theme,
        goals=wanted.goals,
        risk_profile=wanted.risk_profile,
    )
    version = await profiles.set_preferences(caller, preferences, version)
    response.headers["ETag"] = _etag(version)
    return PreferencesView.model_validate(preferences)


@router.get(
    "/users/me/export",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}, **problems(401, 403)},
)
async def export_me(services: ServicesDep, caller: InPerson, origin: OriginDep) -> Response:
    """Return everything kept about the caller as a zip file."""
    content = await services.identity.profiles.export(caller, origin)
    return Response(
        content,
        media_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="plumbline-export.zip"',
            "Cache-Control": "no-store",  # all of somebody: not even their own cache keeps it
        },
    )


def _etag(version: str) -> str:
    bare = version.strip('"')
    return f'"{bare}"'
