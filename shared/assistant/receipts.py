"""Receipts: proof of what a tool was asked and what it answered, checkable without us.

A receipt is a compact JWS (RFC 7515, ES256) over {iss, iat, typ, tool, request, result, as_of}:
`request` is the SHA-256 of the canonical JSON of {"name", "arguments"}, `result` that of the
result's value. Anyone who kept both can compute the digests (`digests.canonical` says how) and
check the signature with the public keys of `GET /api/auth/jwks`; no person is named in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.assistant.digests import digest
from shared.assistant.model import Json, ToolOutcome
from shared.identity.signing_keys import SigningKeys
from shared.kernel.clock import Clock
from shared.kernel.errors import InvalidInput

_ALGORITHM: Final = "ES256"
_TYPE: Final = "plumbline-receipt+jwt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a valid receipt says."""

    tool: str
    request: str
    result: str
    issued_at: int
    as_of: str | None


class Receipts:
    """Signs receipts with the installation's newest key."""

    def __init__(self, keys: SigningKeys, clock: Clock) -> None:
        self._keys, self._clock = keys, clock

    async def sign(self, outcome: ToolOutcome) -> str:
        """Return the receipt for an outcome."""
        import jwt

        key = await self._keys.newest()
        claims = {
            "iss": "plumbline",
            "iat": int(self._clock.now().timestamp()),
            "tool": outcome.name,
            "request": request_digest(outcome.name, outcome.arguments),
            "result": outcome.digest,
            "as_of": outcome.as_of.isoformat() if outcome.as_of else None,
        }
        headers = {"kid": key.kid, "typ": _TYPE}
        return jwt.encode(claims, key.private, algorithm=_ALGORITHM, headers=headers)


def request_digest(name: str, arguments: Mapping[str, Json]) -> str:
    """Return the digest of a call."""
    return digest({"name": name, "arguments": dict(arguments)})


def verify(
    receipt: str, jwks: Mapping[str, Any], name: str, arguments: Mapping[str, Json], value: Json
) -> Receipt:
    """Check a receipt against a call and its result, offline.

    Raises: InvalidInput when the signature, the call or the result is not the receipt's.
    """
    import jwt

    try:
        header = jwt.get_unverified_header(receipt)
        keys = jwt.PyJWKSet.from_dict(dict(jwks))
        options: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False}
        claims = jwt.decode(
            receipt, keys[header["kid"]].key, algorithms=[_ALGORITHM], options=options
        )
    except (jwt.PyJWTError, KeyError, ValueError) as error:
        raise InvalidInput("The receipt is not one of this installation", "bad_receipt") from error
    asked, answered = request_digest(name, arguments), digest(value)
    told = claims.get("request"), claims.get("result")
    if header.get("typ") != _TYPE or told != (asked, answered):
        raise InvalidInput("The receipt is for another call or result", "bad_receipt")
    return Receipt(name, asked, answered, int(claims["iat"]), claims.get("as_of"))
