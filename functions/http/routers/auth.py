"""Accounts and sessions: register, log in, refresh, log out, recover.

The refresh token travels in the body, or, when a request says `X-Refresh-Delivery: cookie` and the
installation offers it (page and API on one site), in a cookie no script can read. A token that
came in the cookie is never answered in a body. Only that header, which no foreign page can send
unasked, makes the API look at the cookie.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field, StringConstraints

from functions.http.deps import InPerson, PageDep, ServicesDep, encode_cursor, problems
from functions.http.origin import OriginDep
from functions.http.schemas import Input, Output, Page
from shared.identity.model import Grant, IdentityPolicy, Role
from shared.kernel.errors import NotAuthenticated

router = APIRouter(tags=["auth"])

COOKIE: Final = "plumbline_refresh"
_COOKIE_PATH: Final = "/api/auth"
_optional_bearer = HTTPBearer(auto_error=False, description="Access token")

type Email = Annotated[
    str,
    Field(max_length=254, json_schema_extra={"format": "email"}, examples=["ada@example.org"]),
]
type Password = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1024)
]
type MailToken = Annotated[str, Field(min_length=1, max_length=256)]
type RefreshToken = Annotated[str, Field(min_length=1, max_length=256)]
type Delivery = Annotated[
    Literal["body", "cookie"],
    Header(
        alias="X-Refresh-Delivery",
        description="How the refresh token travels: in the body, or in a cookie where offered",
    ),
]


class Registration(Input):
    """What it takes to have an account; without a name the address's first part is shown."""

    email: Email
    password: Password
    display_name: Annotated[str, Field(max_length=100)] | None = None


class Login(Input):
    """An address and a password."""

    email: Email
    password: Password


class Refresh(Input):
    """The refresh token, unless it travels in the cookie."""

    refresh_token: RefreshToken | None = None


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


class Profile(Output):
    """An account as its owner sees it."""

    id: str
    email: str
    email_verified: bool
    display_name: str
    roles: list[Role]
    created_at: datetime


class Tokens(Output):
    """An access token, and a refresh token unless that went into the cookie."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, no secret
    expires_in: int
    refresh_token: str | None = None


class Registered(Tokens):
    """The new account, logged in."""

    user: Profile


class SessionView(Output):
    """A log-in on one device; `network` is where it was last used from, without the host part."""

    id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    network: str
    user_agent: str
    is_current: bool


class Key(Output):
    """A public key as RFC 7517 writes it."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class KeySet(Output):
    """The public keys that verify access tokens."""

    keys: list[Key]


@router.post(
    "/auth/register",
    status_code=201,
    response_model_exclude_none=True,
    responses=problems(400, 409, 413, 422),
)
async def register(
    registration: Registration,
    services: ServicesDep,
    origin: OriginDep,
    response: Response,
    background: BackgroundTasks,
    delivery: Delivery = "body",
) -> Registered:
    """Make an account and log it in. 409 `email_taken`, 422 `weak_password`."""
    identity = services.identity
    grant = await identity.register(
        registration.email, registration.password, registration.display_name, origin
    )
    background.add_task(identity.recovery.send_verification, grant.user.id)
    tokens = _deliver(response, grant, identity.policy, delivery)
    return Registered(**tokens, user=Profile.model_validate(grant.user))


@router.post(
    "/auth/login",
    response_model_exclude_none=True,
    responses=problems(400, 401, 403, 413, 422, 429),
)
async def login(
    credentials: Login,
    services: ServicesDep,
    origin: OriginDep,
    response: Response,
    delivery: Delivery = "body",
) -> Tokens:
    """Exchange an address and a password for tokens."""
    identity = services.identity
    grant = await identity.login(credentials.email, credentials.password, origin)
    return Tokens(**_deliver(response, grant, identity.policy, delivery))


@router.post(
    "/auth/refresh", response_model_exclude_none=True, responses=problems(400, 401, 413, 422, 503)
)
async def refresh(
    services: ServicesDep,
    origin: OriginDep,
    request: Request,
    response: Response,
    body: Refresh | None = None,
    delivery: Delivery = "body",
) -> Tokens:
    """Exchange a refresh token for the next one; the old one is spent.

    A spent token that comes back ends the session, except within seconds (a client that retried).
    """
    identity = services.identity
    given = _given_refresh_token(request, body, delivery)
    if given is None:
        raise NotAuthenticated("There is no refresh token to exchange", "no_refresh_token")
    grant = await identity.refresh(given, origin)
    return Tokens(**_deliver(response, grant, identity.policy, delivery))


@router.post("/auth/logout", status_code=204, responses=problems(400, 401, 403, 413, 422))
async def logout(
    services: ServicesDep,
    origin: OriginDep,
    request: Request,
    response: Response,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_optional_bearer)],
    body: Refresh | None = None,
    delivery: Delivery = "body",
) -> None:
    """End this session, named by its refresh token or by the access token."""
    identity = services.identity
    _drop_cookie(response, identity.policy)
    given = _given_refresh_token(request, body, delivery)
    if given is not None:
        await identity.logout_by_refresh_token(given, origin)
    elif credentials is not None:
        await identity.logout(await identity.authenticate(credentials.credentials), origin)
    else:
        raise NotAuthenticated("There is no session to end", "no_token")


@router.post("/auth/logout-all", status_code=204, responses=problems(401, 403))
async def logout_all(
    services: ServicesDep, origin: OriginDep, response: Response, caller: InPerson
) -> None:
    """End every session of the caller, this one too; personal API tokens stay."""
    _drop_cookie(response, services.identity.policy)
    await services.identity.logout_all(caller, origin)


@router.post("/auth/password/forgot", status_code=202, responses=problems(400, 413, 422))
async def forgot_password(
    address: Address, services: ServicesDep, origin: OriginDep, background: BackgroundTasks
) -> None:
    """Mail a link for a new password, if there is such an account; the answer never tells."""
    background.add_task(services.identity.recovery.forgot_password, address.email, origin)


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


@router.get("/auth/sessions", responses=problems(400, 401, 403, 422))
async def list_sessions(
    services: ServicesDep, caller: InPerson, page: PageDep
) -> Page[SessionView]:
    """List where the caller is logged in, newest first."""
    sessions = await services.identity.list_sessions(caller, after=page.after, limit=page.limit + 1)
    shown = sessions[: page.limit]
    more = len(sessions) > page.limit
    return Page(
        items=[
            SessionView(**session.model_dump(), is_current=session.id == caller.session_id)
            for session in shown
        ],
        next_cursor=encode_cursor(shown[-1].id) if more else None,
    )


@router.delete("/auth/sessions/{id}", status_code=204, responses=problems(401, 403, 404, 422))
async def end_session(id: str, services: ServicesDep, caller: InPerson, origin: OriginDep) -> None:
    """End one of the caller's sessions."""
    await services.identity.end_session(caller, id, origin)


@router.get("/auth/jwks")
async def jwks(services: ServicesDep) -> KeySet:
    """Show the public keys that verify access tokens, newest first."""
    keys = await services.identity.access_tokens.jwks()
    return KeySet(keys=[Key(**key) for key in keys])


def _given_refresh_token(request: Request, body: Refresh | None, delivery: Delivery) -> str | None:
    if body is not None and body.refresh_token is not None:
        return body.refresh_token
    return request.cookies.get(COOKIE) if delivery == "cookie" else None


def _deliver(
    response: Response, grant: Grant, policy: IdentityPolicy, delivery: Delivery
) -> dict[str, Any]:
    """Return the fields of the answer, with the refresh token among them or in the cookie."""
    tokens = {"access_token": grant.access_token, "expires_in": grant.expires_in_seconds}
    if delivery != "cookie" or not policy.refresh_cookie:
        return {**tokens, "refresh_token": grant.refresh_token}
    response.set_cookie(
        COOKIE,
        grant.refresh_token,
        max_age=int(policy.refresh_lifetime.total_seconds()),
        path=_COOKIE_PATH,
        secure=policy.cookie_secure,
        httponly=True,
        samesite="strict",
    )
    return tokens


def _drop_cookie(response: Response, policy: IdentityPolicy) -> None:
    if policy.refresh_cookie:
        response.delete_cookie(
            COOKIE,
            path=_COOKIE_PATH,
            secure=policy.cookie_secure,
            httponly=True,
            samesite="strict",
        )
