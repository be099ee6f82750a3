"""Sign-in with an OpenID provider, as a browser goes through it.

The first two routes are visited, not called: they answer with a redirect, also when something is
wrong, and the page says what (`/login?error=CODE`). They lead to the provider and to the page's own
address from the settings, never to anything a request names.
"""

from typing import Annotated, Final
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from functions.http.deps import ServicesDep, problems
from functions.http.origin import OriginDep
from functions.http.refresh_delivery import Delivery, deliver
from functions.http.schemas import Input
from functions.http.token_views import Tokens
from functions.wiring import Services
from shared.identity.oidc.flows import FLOW_SECONDS, digest
from shared.identity.oidc.sign_in import OidcSignIn
from shared.kernel.errors import NotFound, PlumblineError

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/auth/oidc", tags=["auth"])

_COOKIE: Final = "plumbline_oidc_"
_COOKIE_PATH: Final = "/api/auth/oidc"
_REDIRECT: Final = {
    303: {
        "description": "To the provider, or to the page",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}

type Challenge = Annotated[
    str,
    Query(
        pattern=r"^[A-Za-z0-9_-]{43}$",
        description="SHA-256, base64url, of a secret the page's tab keeps for `exchange`",
        examples=["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
    ),
]


class Exchange(Input):
    """The ticket the page was given behind the `#`, and the secret of its tab."""

    ticket: Annotated[str, Field(min_length=1, max_length=128)]
    verifier: Annotated[str, Field(min_length=43, max_length=128)]


@router.get(
    "/start",
    status_code=303,
    response_class=RedirectResponse,
    responses={**_REDIRECT, **problems(404, 422)},
)
async def start(
    services: ServicesDep,
    challenge: Challenge,
    next_path: Annotated[
        str, Query(alias="next", max_length=512, description="Where on the page to go afterwards")
    ] = "",
) -> Response:
    """Send a browser to the provider."""
    sign_in = _configured(services)
    try:
        begun = await sign_in.begin(challenge, next_path)
    except PlumblineError as error:
        return _to_page_with(error, services)
    response = RedirectResponse(begun.url, 303)
    response.set_cookie(
        _cookie_name(begun.state),
        begun.browser,
        max_age=FLOW_SECONDS,
        path=_COOKIE_PATH,
        secure=services.identity.policy.cookie_secure,
        httponly=True,
        samesite="lax",  # it has to come along when the provider sends the browser back
    )
    return response


@router.get(
    "/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses={**_REDIRECT, **problems(404)},
)
async def callback(services: ServicesDep, origin: OriginDep, request: Request) -> Response:
    """Take the provider's answer and send the browser back to the page with a ticket."""
    sign_in = _configured(services)
    answer = dict(request.query_params)
    name = _cookie_name(answer.get("state", ""))
    try:
        done = await sign_in.complete(answer, request.cookies.get(name, ""), origin)
    except PlumblineError as error:
        response = _to_page_with(error, services)
    else:
        where = f"?next={quote(done.next_path, safe='/')}" if done.next_path else ""
        # Behind the # it stays out of server logs and referrers.
        response = _to_page(f"{where}#ticket={done.ticket}", services)
    response.delete_cookie(
        name,
        path=_COOKIE_PATH,
        secure=services.identity.policy.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post(
    "/exchange",
    response_model_exclude_none=True,
    responses=problems(400, 401, 403, 404, 413, 422),
)
async def exchange(
    given: Exchange,
    services: ServicesDep,
    origin: OriginDep,
    response: Response,
    delivery: Delivery = "body",
) -> Tokens:
    """Exchange a ticket for tokens; it is good once, for two minutes, in the tab that began."""
    grant = await _configured(services).redeem(given.ticket, given.verifier, origin)
    return Tokens(**deliver(response, grant, services.identity.policy, delivery))


def _configured(services: Services) -> OidcSignIn:
    if services.oidc is None:
        raise NotFound("No sign-in provider is configured here", "oidc_not_configured")
    return services.oidc


def _to_page_with(error: PlumblineError, services: Services) -> RedirectResponse:
    log.info("oidc_refused", code=error.code)
    return _to_page(f"?error={quote(error.code)}", services)


def _to_page(rest: str, services: Services) -> RedirectResponse:
    return RedirectResponse(f"{services.identity.policy.page_url}/login{rest}", 303)


def _cookie_name(state: str) -> str:
    # One a sign-in, so that two tabs do not disturb each other.
    return _COOKIE + digest(state)[:12]
