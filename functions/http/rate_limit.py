"""Rate limits: how many requests a minute one caller may send, and when to come back.

    what                                     counted by       of the configured limit
    any request without a valid token        address          1
    any request with one                     user             1, and its address 10
    POST auth/…, auth/oidc/…                 address          1/5
    what costs much (imports, models, …)     user             1/10

Planning by MCP counts as what costs much, too (`mcp_server`). The address limit of known callers is
wide, as an office shares one. Health is free. The answer tells of the bucket that is nearest to
empty.
"""

import re
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.origin import client_address, client_network
from functions.http.problems import error_response
from functions.wiring import Services
from shared.kernel.errors import PlumblineError, TooManyRequests
from shared.platform.rate_limit import Quota, RateLimiter, Verdict

log = structlog.get_logger(__name__)

_FREE: Final = "/api/health"
_AUTH: Final = "/api/auth/"
_OIDC: Final = "/api/auth/oidc/"  # each step keeps something, or asks the provider
_HEAVY: Final = re.compile(
    r"/api/(portfolios/[^/]+/(imports(/from-broker)?"
    r"|(scenarios|simulate|what-if|optimise|rebalance)(/explain)?)"
    r"|documents|reports(/[^/]+/retry)?|chat(/sessions/[^/]+/messages)?|stock-data/(track|replay)"
    r"|alerts/preview|notification-channels/[^/]+/test)"
)
_HEAVY_READS: Final = frozenset({"/api/users/me/export"})
_AUTHORIZATION: Final = b"authorization"


def heavy_quota(services: Services) -> Quota | None:
    """Return what one person may send of what costs much; None where limits are off."""
    limit = services.settings.requests_per_minute
    return Quota("heavy", max(1, limit // 10)) if limit else None


class RateLimit:
    """Answers 429 with `Retry-After` to who sends too much; every answer carries `RateLimit-*`."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self.app, self.services = app, services
        limit = services.settings.requests_per_minute
        self._is_off = limit == 0
        self._anonymous = Quota("anonymous", max(1, limit))
        self._user = Quota("user", max(1, limit))
        self._address = Quota("address", max(1, limit * 10))
        self._auth = Quota("auth", max(1, limit // 5))
        self._heavy = heavy_quota(services)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_off or scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self.app(scope, receive, send)
            return
        verdict = await self._judge(scope)
        headers = _headers(verdict)

        async def send_labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                labelled = MutableHeaders(scope=message)
                for name, value in headers.items():
                    labelled[name] = value
            await send(message)

        if verdict.is_allowed:
            await self.app(scope, receive, send_labelled)
            return
        log.info("rate_limited", path=scope["path"], limit=verdict.limit)
        wait = verdict.retry_after_seconds
        refusal = TooManyRequests(
            f"More than {verdict.limit} such requests a minute; try again in {wait} s",
            "rate_limited",
            retry_after_seconds=wait,
        )
        correlation_id = str(scope.get("plumbline.correlation_id", ""))
        await error_response(refusal, correlation_id)(scope, receive, send_labelled)

    async def _judge(self, scope: Scope) -> Verdict:
        """Take from one bucket after the other; stop at the first that is empty."""
        limiter = self.services.rate_limiter
        network = client_network(client_address(scope))
        # Before anything is looked up for the token: what it costs is limited too.
        tightest = await limiter.take(self._address, network)
        if not tightest.is_allowed:
            return tightest
        user_id = await self._user_id(scope)
        whose = (self._user, user_id) if user_id else (self._anonymous, network)
        tightest = _tighter(tightest, await limiter.take(*whose))
        special = self._special(scope)
        if tightest.is_allowed and special is not None:
            tightest = await self._take_special(limiter, special, network, user_id, tightest)
        return tightest

    async def _take_special(
        self,
        limiter: RateLimiter,
        quota: Quota,
        network: str,
        user_id: str | None,
        tightest: Verdict,
    ) -> Verdict:
        who = network if quota is self._auth else user_id or network
        return _tighter(tightest, await limiter.take(quota, who))

    def _special(self, scope: Scope) -> Quota | None:
        method, path = scope["method"], scope["path"]
        if path.startswith(_AUTH) and (method == "POST" or path.startswith(_OIDC)):
            return self._auth
        if method == "POST" and _HEAVY.fullmatch(path.rstrip("/")):
            return self._heavy
        return self._heavy if path in _HEAVY_READS else None

    async def _user_id(self, scope: Scope) -> str | None:
        header = next((value for name, value in scope["headers"] if name == _AUTHORIZATION), b"")
        scheme, _, token = header.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return (await self.services.identity.authenticate(token.strip())).user_id
        except PlumblineError:
            return None  # the route says so itself


def _tighter(one: Verdict, other: Verdict) -> Verdict:
    if one.is_allowed != other.is_allowed:
        return other if one.is_allowed else one
    return one if one.remaining <= other.remaining else other


def _headers(verdict: Verdict) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(verdict.limit),
        "RateLimit-Remaining": str(verdict.remaining),
        "RateLimit-Reset": str(verdict.reset_seconds),
    }
