"""A person's own account: profile, preferences, personal API tokens, export and erasure."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field, StringConstraints

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
from functions.http.schemas import Input, Output, Page
from shared.identity.model import Preferences, Role, Scope
from shared.kernel.money import currency_code

router = APIRouter(tags=["users"])

type PortfolioId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]

type TimeZone = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}$")
]


class Me(Output):
    """An account as its owner sees it."""

    id: str
    email: str
    email_verified: bool
    display_name: str
    roles: list[Role]
    created_at: datetime
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


class PreferencesInput(Input):
    """All preferences; what is left out returns to its default."""

    currency: Annotated[str, Field(min_length=3, max_length=3, examples=["EUR"])] = "USD"
    locale: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")] = "en-US"
    time_zone: TimeZone = "UTC"
    theme: Literal["system", "light", "dark"] = "system"


class TokenInput(Input):
    """A personal API token to make. `portfolios` left out: all of them, those to come too."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)]
    portfolios: Annotated[list[PortfolioId], Field(min_length=1, max_length=100)] | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class TokenView(Output):
    """A personal API token as it is listed: never the token itself."""

    id: str
    name: str
    scopes: list[Scope]
    portfolios: list[str] | None
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    last_used_at: AwareDatetime | None


class NewToken(TokenView):
    """A token just made; `token` is shown this once."""

    token: str


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
        headers={"Content-Disposition": 'attachment; filename="plumbline-export.zip"'},
    )


@router.post("/users/me/tokens", status_code=201, responses=problems(400, 401, 403, 409, 413, 422))
async def create_token(
    wanted: TokenInput, services: ServicesDep, caller: InPerson, origin: OriginDep
) -> NewToken:
    """Make a personal API token; the answer is the only place that shows it."""
    days = wanted.expires_in_days
    record, token = await services.identity.create_api_token(
        caller,
        wanted.name,
        wanted.scopes,
        wanted.portfolios,
        timedelta(days=days) if days else None,
        origin,
    )
    return NewToken(**TokenView.model_validate(record).model_dump(), token=token)


@router.get("/users/me/tokens", responses=problems(401, 403))
async def list_tokens(services: ServicesDep, caller: InPerson) -> Page[TokenView]:
    """List the caller's tokens, newest first; at most a hundred, on one page."""
    records = await services.identity.list_api_tokens(caller)
    return Page(items=[TokenView.model_validate(record) for record in records])


@router.delete("/users/me/tokens/{id}", status_code=204, responses=problems(401, 403, 404, 422))
async def revoke_token(id: str, services: ServicesDep, caller: InPerson, origin: OriginDep) -> None:
    """Revoke a token."""
    await services.identity.revoke_api_token(caller, id, origin)


def _etag(version: str) -> str:
    bare = version.strip('"')
    return f'"{bare}"'
