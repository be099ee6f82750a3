"""Personal API tokens, for scripts and MCP clients."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field, StrictInt, StringConstraints

from functions.http.deps import InPerson, ServicesDep, problems
from functions.http.origin import OriginDep
from functions.http.schemas import Input, Output, Page
from shared.identity.model import Scope

router = APIRouter(tags=["users"])

type PortfolioId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]


class TokenInput(Input):
    """A personal API token to make. `portfolios` left out: all of them, those to come too."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)]
    portfolios: Annotated[list[PortfolioId], Field(min_length=1, max_length=100)] | None = None
    expires_in_days: Annotated[StrictInt, Field(ge=1, le=3650)] | None = None


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
