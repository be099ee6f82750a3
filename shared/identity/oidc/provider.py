"""An OpenID provider over the network: its configuration, its keys, and codes for ID tokens.

Configuration and keys are kept for an hour. A token that names an unknown key makes us look again,
at most twice a minute: a provider may change keys at any time, and anybody can make key ids up.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import quote, urlencode, urlsplit

from shared.identity.oidc.id_tokens import find_key, read_header, verify_id_token
from shared.identity.oidc.model import ProviderPolicy, refusal
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.platform.http_client import HttpAnswer, HttpClient, HttpFailure

_KEPT: Final = timedelta(hours=1)
_LOOK_FOR_UNKNOWN: Final = timedelta(seconds=30)
_OK: Final = 200
_SERVER_ERROR: Final = 500
_LARGEST_ANSWER: Final = 1_000_000
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """What we use of a provider's configuration (OpenID Connect Discovery 1.0)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    secret_in_body: bool
    names_issuer: bool  # RFC 9207: answers carry `iss`


class OpenIdProvider:
    """One provider; nothing is asked before somebody signs in. Any call may raise Unavailable."""

    def __init__(
        self, policy: ProviderPolicy, clock: Clock, http: HttpClient | None = None
    ) -> None:
        self.policy = policy
        self._clock = clock
        self._http = http or HttpClient(timeout_seconds=10.0, largest_body=_LARGEST_ANSWER)
        self._turn = asyncio.Lock()
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[list[Mapping[str, Any]], datetime] | None = None

    async def metadata(self) -> Metadata:
        """Return the provider's configuration."""
        async with self._turn:
            if self._metadata is None or self._is_older(self._metadata[1], _KEPT):
                self._metadata = (await self._discover(), self._clock.now())
            return self._metadata[0]

    async def authorization_url(self, state: str, nonce: str, challenge: str) -> str:
        """Return where to send a browser to sign in."""
        metadata = await self.metadata()
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.policy.client_id,
                "redirect_uri": self.policy.redirect_uri,
                "scope": " ".join(self.policy.scopes),
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        mark = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{mark}{query}"

    async def redeem(self, code: str, verifier: str, nonce: str) -> Mapping[str, Any]:
        """Exchange a code and return the ID token's claims. Raises: NotAuthenticated."""
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.policy.redirect_uri,
            "client_id": self.policy.client_id,
            "code_verifier": verifier,
        }
        basic: tuple[str, str] | None = None
        if self.policy.client_secret and metadata.secret_in_body:
            form["client_secret"] = self.policy.client_secret
        elif self.policy.client_secret:
            # RFC 6749 2.3.1: both halves are form-encoded first.
            basic = (quote(self.policy.client_id, ""), quote(self.policy.client_secret, ""))
        answer = await self._ask(self._http.post_form(metadata.token_endpoint, form, basic))
        if answer.status != _OK:
            raise refusal()
        token = _object(answer).get("id_token")
        if not isinstance(token, str):
            raise refusal()
        return await self._verify(token, nonce)

    async def close(self) -> None:
        """Release connections."""
        await self._http.close()

    async def _verify(self, token: str, nonce: str) -> Mapping[str, Any]:
        algorithm, kid = read_header(token)
        key = find_key(await self._current_keys(_KEPT), algorithm, kid)
        if key is None:
            key = find_key(await self._current_keys(_LOOK_FOR_UNKNOWN), algorithm, kid)
        if key is None:
            raise refusal()
        return verify_id_token(
            token,
            key,
            algorithm,
            issuer=self.policy.issuer,
            client_id=self.policy.client_id,
            nonce=nonce,
            now=self._clock.now().timestamp(),
        )

    async def _current_keys(self, longest_age: timedelta) -> list[Mapping[str, Any]]:
        metadata = await self.metadata()
        async with self._turn:
            if self._keys is None or self._is_older(self._keys[1], longest_age):
                answer = await self._ask(self._http.get(metadata.jwks_uri, follow=False))
                listed: Any = _object(answer).get("keys")
                if answer.status != _OK or not isinstance(listed, list):
                    raise _unavailable()
                keys = cast("list[Any]", listed)
                objects: list[Mapping[str, Any]] = [key for key in keys if isinstance(key, dict)]
                self._keys = (objects, self._clock.now())
            return self._keys[0]

    async def _discover(self) -> Metadata:
        url = f"{self.policy.issuer.rstrip('/')}/.well-known/openid-configuration"
        answer = await self._ask(self._http.get(url, follow=False))
        found = _object(answer)
        # Discovery 4.3: it must be the configuration of whom we asked for, to the letter.
        if answer.status != _OK or found.get("issuer") != self.policy.issuer:
            raise _unavailable()
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Metadata(
            authorization_endpoint=_endpoint(found, "authorization_endpoint"),
            token_endpoint=_endpoint(found, "token_endpoint"),
            jwks_uri=_endpoint(found, "jwks_uri"),
            secret_in_body=isinstance(methods, list) and "client_secret_post" in methods,
            names_issuer=found.get("authorization_response_iss_parameter_supported") is True,
        )

    async def _ask(self, asking: Any) -> HttpAnswer:
        try:
            answer: HttpAnswer = await asking
        except HttpFailure as error:
            raise _unavailable() from error
        if answer.status >= _SERVER_ERROR:
            raise _unavailable()
        return answer

    def _is_older(self, since: datetime, age: timedelta) -> bool:
        return abs(self._clock.now() - since) >= age


def is_safe_url(url: str) -> bool:
    """Whether an address may be asked: https, or this very machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    url = found.get(name)
    if not isinstance(url, str) or not is_safe_url(url):
        raise _unavailable()
    return url


def _object(answer: HttpAnswer) -> dict[str, Any]:
    try:
        value: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _unavailable() -> Unavailable:
    return Unavailable(
        "The sign-in provider does not answer as it should; try again later", "oidc_unavailable"
    )
