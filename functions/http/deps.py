"""What routers ask for: the caller, the services, a page, a version; as `Annotated` aliases."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from functions.http.schemas import Problem
from functions.wiring import Services
from shared.identity.model import Principal
from shared.kernel.errors import (
    Malformed,
    NotAllowed,
    NotAuthenticated,
    PreconditionFailed,
    PreconditionRequired,
)

_bearer = HTTPBearer(auto_error=False, description="Access token or personal API token")


async def _services(request: Request) -> Services:
    return request.app.state.services


type ServicesDep = Annotated[Services, Depends(_services)]


async def _principal(
    services: ServicesDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal:
    if credentials is None:
        raise NotAuthenticated("This needs an access token: Authorization: Bearer …", "no_token")
    return await services.identity.authenticate(credentials.credentials)


type AnyCaller = Annotated[Principal, Depends(_principal)]
"""Anyone with a valid token, whatever its scopes."""


def _with_scope(scope: str) -> Callable[[Principal], Any]:
    async def check(principal: AnyCaller) -> Principal:
        if scope not in principal.scopes:
            raise NotAllowed(f"This token lacks the scope {scope!r}", "missing_scope")
        return principal

    return check


type CurrentUser = Annotated[Principal, Depends(_with_scope("read"))]
"""A caller who may read their own data."""


async def _reading_everywhere(principal: CurrentUser) -> Principal:
    if principal.portfolios is not None:
        raise NotAllowed("This token is limited to certain portfolios", "limited_token")
    return principal


type Reader = Annotated[Principal, Depends(_reading_everywhere)]
"""A caller who may read all of their own data; conversations tell of every portfolio."""

type PortfolioWriter = Annotated[Principal, Depends(_with_scope("write"))]
"""A caller who may change portfolios; whether this one, `portfolio_access` asks."""


async def _everywhere(principal: PortfolioWriter) -> Principal:
    if principal.portfolios is not None:
        raise NotAllowed("This token is limited to certain portfolios", "limited_token")
    return principal


type Writer = Annotated[Principal, Depends(_everywhere)]
"""A caller who may change any of their own data; no token limited to portfolios."""


async def in_person(principal: AnyCaller) -> Principal:
    """Return the caller. Raises: NotAllowed for an API token."""
    if not principal.is_logged_in:
        raise NotAllowed("This needs a log-in, not an API token", "session_required")
    return principal


type InPerson = Annotated[Principal, Depends(in_person)]
"""Someone who logged in; API tokens may not manage accounts, sessions or tokens."""


def _with_role(*roles: str) -> Callable[[Principal], Any]:
    async def check(principal: CurrentUser) -> Principal:
        if not set(roles) & set(principal.roles):
            raise NotAllowed(f"This needs the role {' or '.join(roles)}", "missing_role")
        return principal

    return check


type Analyst = Annotated[Principal, Depends(_with_role("analyst", "admin"))]
type Admin = Annotated[Principal, Depends(_with_role("admin"))]


async def _admin_writer(admin: Admin, _writer: Writer) -> Principal:
    return admin


type AdminWriter = Annotated[Principal, Depends(_admin_writer)]
"""An administrator with the scope to change things."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`?limit=&cursor=`: how many, and after which; `after` is the decoded cursor."""

    limit: int
    after: str | None

    @property
    def and_one(self) -> int:
        """Return one more than is shown: whether it is there tells of a next page."""
        return self.limit + 1

    def cut[Found](
        self, found: Sequence[Found], place: Callable[[Found], str]
    ) -> tuple[Sequence[Found], str | None]:
        """Return what is shown of `and_one` that were asked for, and `next_cursor`.

        Nothing but one too many tells that there is more: a full page may be the last.
        """
        shown = found[: self.limit]
        return shown, encode_cursor(place(shown[-1])) if len(found) > self.limit else None


# A function, for FastAPI calls a class in another thread.
async def _page(
    limit: Annotated[int, Query(ge=1, le=500, description="Most items to return")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=512, description="`next_cursor` of the page before")
    ] = None,
) -> PageRequest:
    return PageRequest(limit, decode_cursor(cursor) if cursor else None)


type PageDep = Annotated[PageRequest, Depends(_page)]


def encode_cursor(last_id: str) -> str:
    """Return an opaque cursor that continues after an id."""
    return urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Return the id a cursor continues after. Raises: Malformed."""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, UnicodeDecodeError) as error:
        raise Malformed("The cursor is not one this API gave out", "invalid_cursor") from error


type IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="ETag of the version to change")
]


def require_match(if_match: str | None, etag: str) -> None:
    """Check an update's `If-Match` against the resource's present ETag (both quoted).

    Raises: PreconditionRequired when it is missing, PreconditionFailed when it is stale.
    """
    if if_match is None:
        raise PreconditionRequired(
            f"Send If-Match with the resource's ETag, now {etag}", "if_match_required"
        )
    candidates = [part.strip().removeprefix("W/") for part in if_match.split(",")]
    if "*" not in candidates and etag.removeprefix("W/") not in candidates:
        raise PreconditionFailed(
            f"The resource has changed since you read it: its ETag is {etag}", "stale_etag"
        )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` entry documenting the problem statuses a route can answer."""
    return {
        status: {"model": Problem, "content": {"application/problem+json": {}}}
        for status in statuses
    }
