"""Access tokens: JWTs signed with ES256, fifteen minutes long (RFC 7519, RFC 9068).

Times are checked against our clock, not the library's. One refusal for every defect: what exactly
was wrong with a token helps only those who make them up.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import jwt

from shared.identity.model import IdentityPolicy, User
from shared.identity.signing_keys import SigningKey, SigningKeys
from shared.kernel.clock import Clock
from shared.kernel.errors import NotAuthenticated
from shared.kernel.ids import is_document_id, new_id

ALGORITHM: Final = "ES256"
_TYPE: Final = "at+jwt"
_LONGEST: Final = 4096
_SKEW_SECONDS: Final = 10
_MOST_REMEMBERED: Final = 10_000
_OPTIONS: Final[Any] = {
    "require": ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a valid access token says; times in seconds since 1970."""

    user_id: str
    session_id: str
    starts: int
    ends: int


class AccessTokens:
    """Issues and verifies access tokens."""

    def __init__(self, keys: SigningKeys, clock: Clock, policy: IdentityPolicy) -> None:
        self._keys = keys
        self._clock = clock
        self._policy = policy
        self._verified: OrderedDict[bytes, AccessClaims] = OrderedDict()

    @property
    def lifetime(self) -> timedelta:
        """How long a token is valid."""
        return self._policy.access_lifetime

    async def issue(self, user: User, session_id: str) -> str:
        """Return a token for a user's session, signed with the newest key."""
        now = self._clock.now()
        issued = int(now.timestamp())
        claims = {
            "iss": self._policy.issuer,
            "aud": self._policy.audience,
            "sub": user.id,
            "sid": session_id,
            "jti": new_id(now),
            "roles": [role.value for role in user.roles],
            "iat": issued,
            "nbf": issued,
            "exp": issued + int(self.lifetime.total_seconds()),
        }
        key = await self._keys.newest()
        headers = {"kid": key.kid, "typ": _TYPE}
        return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers=headers)

    async def verify(self, token: str) -> AccessClaims:
        """Return what a token says. Raises: NotAuthenticated."""
        # A client sends the same token for minutes; its signature need not be checked every time.
        seen = sha256(token.encode(errors="replace")).digest()
        claims = self._verified.get(seen)
        if claims is None:
            claims = await self._read(token)
        self._check_times(claims)
        self._verified[seen] = claims
        while len(self._verified) > _MOST_REMEMBERED:
            self._verified.popitem(last=False)
        return claims

    async def _read(self, token: str) -> AccessClaims:
        key = await self._keys.find(_kid(token))
        if key is None:
            raise _refusal()
        claims = self._decode(token, key)
        user_id, session_id = claims["sub"], claims["sid"]
        starts, ends = claims["nbf"], claims["exp"]
        if not (_is_id(user_id) and _is_id(session_id)):
            raise _refusal()
        if not (isinstance(starts, int) and isinstance(ends, int)):
            raise _refusal()
        return AccessClaims(user_id, session_id, starts, ends)

    async def jwks(self) -> list[dict[str, str]]:
        """Return the public keys for those who verify tokens themselves, newest first."""
        return [key.jwk() for key in reversed(await self._keys.all())]

    def _decode(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._policy.audience,
                issuer=self._policy.issuer,
                options=_OPTIONS,
            )
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise _refusal() from error

    def _check_times(self, claims: AccessClaims) -> None:
        now = self._clock.now().timestamp()
        if now >= claims.ends:
            raise NotAuthenticated("The access token has expired; refresh it", "token_expired")
        if now < claims.starts - _SKEW_SECONDS:
            raise _refusal()


def _kid(token: str) -> str:
    """Read the key id from a header that nobody has verified yet; it only picks a key of ours."""
    if len(token) > _LONGEST or not token.isascii():
        raise _refusal()
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError) as error:
        raise _refusal() from error
    kid = header.get("kid")
    if header.get("typ") != _TYPE or header.get("alg") != ALGORITHM or not isinstance(kid, str):
        raise _refusal()
    return kid


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_document_id(value)


def _refusal() -> NotAuthenticated:
    return NotAuthenticated("The access token is not valid", "invalid_token")
