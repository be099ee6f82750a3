"""Register, log in, go on, log out; how the refresh token travels: see `refresh_delivery`."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field

from functions.http.account_schemas import Email, Locale, Password, Profile
from functions.http.deps import InPerson, ServicesDep, in_person, problems
from functions.http.origin import OriginDep
from functions.http.refresh_delivery import (
    Delivery,
    Refresh,
    deliver,
    drop_cookie,
    given_refresh_token,
)
from functions.http.schemas import Input, Output
from functions.http.token_views import Tokens
from shared.kernel.errors import NotAuthenticated

router = APIRouter(tags=["auth"])

_optional_bearer = HTTPBearer(auto_error=False, description="Access token")


class Registration(Input):
    """What it takes to have an account; without a name the address's first part is shown.

    `locale` is the first of its preferences: what it is written to in.
    """

    email: Email
    password: Password
    display_name: Annotated[str, Field(max_length=100)] | None = None
    locale: Locale | None = None


class Login(Input):
    """An address and a password."""

    email: Email
    password: Password


class Registered(Tokens):
    """The new account, logged in."""

    user: Profile


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
        registration.email,
        registration.password,
        registration.display_name,
        origin,
        locale=registration.locale,
    )
    background.add_task(identity.recovery.send_verification, grant.user.id)
    tokens = deliver(response, grant, identity.policy, delivery)
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
    return Tokens(**deliver(response, grant, identity.policy, delivery))


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
    given = given_refresh_token(request, body, identity.policy, delivery)
    if given is None:
        raise NotAuthenticated("There is no refresh token to exchange", "no_refresh_token")
    grant = await identity.refresh(given, origin)
    return Tokens(**deliver(response, grant, identity.policy, delivery))


@router.post(
    "/auth/logout",
    status_code=204,
    responses=problems(400, 401, 403, 413, 422),
    openapi_extra={"security": [{}]},  # or the refresh token alone
)
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
    drop_cookie(response, identity.policy)
    given = given_refresh_token(request, body, identity.policy, delivery)
    if given is not None:
        await identity.logout_by_refresh_token(given, origin)
    elif credentials is not None:
        caller = await in_person(await identity.authenticate(credentials.credentials))
        await identity.logout(caller, origin)
    else:
        raise NotAuthenticated("There is no session to end", "no_token")


@router.post("/auth/logout-all", status_code=204, responses=problems(401, 403))
async def logout_all(
    services: ServicesDep, origin: OriginDep, response: Response, caller: InPerson
) -> None:
    """End every session of the caller, this one too; personal API tokens stay."""
    drop_cookie(response, services.identity.policy)
    await services.identity.logout_all(caller, origin)


@router.get("/auth/jwks")
async def jwks(services: ServicesDep) -> KeySet:
    """Show the public keys that verify access tokens, newest first."""
    keys = await services.identity.access_tokens.jwks()
    return KeySet(keys=[Key(**key) for key in keys])
