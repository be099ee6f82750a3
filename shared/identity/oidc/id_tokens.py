"""ID tokens (OpenID Connect Core 3.1.3.7): which key may have signed one, and what it must say.

Only asymmetric algorithms are known here: a token signed with "none", or with a public key used as
a shared secret, fits no key. Times are checked against our clock, not the library's.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.identity.oidc.model import refusal

SKEW_SECONDS: Final = 60
_LONGEST: Final = 32_768
_LONGEST_SUBJECT: Final = 255
_RSA_BITS: Final = 2048
_SIGNED_PARTS: Final = 3
_RSA: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
# algorithm → (key type, curves)
_FITTING: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    **dict.fromkeys(_RSA, ("RSA", frozenset[str]())),
    "ES256": ("EC", frozenset({"P-256"})),
    "ES384": ("EC", frozenset({"P-384"})),
    "ES512": ("EC", frozenset({"P-521"})),
    "EdDSA": ("OKP", frozenset({"Ed25519"})),
}
ALGORITHMS: Final = frozenset(_FITTING)
_OPTIONS: Final[Any] = {
    "require": ["iss", "aud", "sub", "iat", "exp"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


def read_header(token: str) -> tuple[str, str | None]:
    """Return algorithm and key id of a token nobody has verified yet. Raises: NotAuthenticated."""
    if len(token) > _LONGEST or not token.isascii() or token.count(".") != _SIGNED_PARTS - 1:
        raise refusal()
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError) as error:
        raise refusal() from error
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS or "crit" in header or not isinstance(kid, str | None):
        raise refusal()
    return str(algorithm), kid


def find_key(
    keys: Sequence[Mapping[str, Any]], algorithm: str, kid: str | None
) -> Mapping[str, Any] | None:
    """Return the published key that may have signed; without a key id only if there is one."""
    fitting = [key for key in keys if _fits(key, algorithm)]
    if kid is None:
        return fitting[0] if len(fitting) == 1 else None
    return next((key for key in fitting if key.get("kid") == kid), None)


def verify_id_token(
    token: str,
    key: Mapping[str, Any],
    algorithm: str,
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    now: float,
) -> Mapping[str, Any]:
    """Return the claims of a token meant for us, now, and for this sign-in.

    Raises: NotAuthenticated.
    """
    try:
        public = jwt.PyJWK.from_dict(dict(key), algorithm).key
        if isinstance(public, RSAPublicKey) and public.key_size < _RSA_BITS:
            raise refusal()
        claims: Mapping[str, Any] = jwt.decode(
            token,
            public,
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            options=_OPTIONS,
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise refusal() from error
    _check_party(claims, client_id)
    _check_times(claims, now)
    _check_nonce(claims, nonce)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise refusal()
    return claims


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    kind, curves = _FITTING[algorithm]
    operations = key.get("key_ops")
    return (
        key.get("kty") == kind
        and (not curves or key.get("crv") in curves)
        and key.get("use") in {None, "sig"}
        and key.get("alg") in {None, algorithm}
        and (not isinstance(operations, list) or "verify" in operations)
    )


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    """A token for several audiences must name us as the one it was issued to."""
    audience, party = claims["aud"], claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:  # pyright: ignore[reportUnknownArgumentType]
        raise refusal()
    if party is not None and party != client_id:
        raise refusal()


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    times = [claims["exp"], claims["iat"], claims.get("nbf", claims["iat"])]
    if not all(isinstance(time, int | float) and not isinstance(time, bool) for time in times):
        raise refusal()
    ends, issued, starts = times
    # Written so that a time that is no number to compare with refuses, too.
    if not (now < ends + SKEW_SECONDS and max(issued, starts) <= now + SKEW_SECONDS):
        raise refusal()


def _check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    told = claims.get("nonce")
    if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
        raise refusal()
