"""How a refresh token travels: in bodies, or in a cookie no script can read.

The cookie needs page and API on one site, so the installation says whether it is offered; a client
asks for it with `X-Refresh-Delivery: cookie`. A token that came in the cookie is never answered in
a body. Only that header, which no foreign page can send unasked, makes the API look at the cookie.
"""

from typing import Annotated, Any, Final, Literal

from fastapi import Header, Request, Response
from pydantic import Field

from functions.http.schemas import Input
from shared.identity.model import Grant, IdentityPolicy

COOKIE: Final = "plumbline_refresh"
_COOKIE_PATH: Final = "/api/auth"

type RefreshToken = Annotated[str, Field(min_length=1, max_length=256)]
type Delivery = Annotated[
    Literal["body", "cookie"],
    Header(
        alias="X-Refresh-Delivery",
        description="How the refresh token travels: in the body, or in a cookie where offered",
    ),
]


class Refresh(Input):
    """The refresh token, unless it travels in the cookie."""

    refresh_token: RefreshToken | None = None


def given_refresh_token(
    request: Request, body: Refresh | None, policy: IdentityPolicy, delivery: Delivery
) -> str | None:
    """Return the token a request brings, from its body or, if it says so, its cookie."""
    if body is not None and body.refresh_token is not None:
        return body.refresh_token
    return request.cookies.get(COOKIE) if _by_cookie(policy, delivery) else None


def deliver(
    response: Response, grant: Grant, policy: IdentityPolicy, delivery: Delivery
) -> dict[str, Any]:
    """Return the fields of a token answer, with the refresh token among them or in the cookie."""
    tokens = {"access_token": grant.access_token, "expires_in": grant.expires_in_seconds}
    if not _by_cookie(policy, delivery):
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


def drop_cookie(response: Response, policy: IdentityPolicy) -> None:
    """Make the browser forget the cookie."""
    if policy.refresh_cookie:
        response.delete_cookie(
            COOKIE,
            path=_COOKIE_PATH,
            secure=policy.cookie_secure,
            httponly=True,
            samesite="strict",
        )


def _by_cookie(policy: IdentityPolicy, delivery: Delivery) -> bool:
    return policy.refresh_cookie and delivery == "cookie"
