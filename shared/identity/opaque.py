"""Opaque tokens: 256 random bits that carry, beside the secret, where its record is kept.

`plr_…` refreshes a session, `plb_…` is a personal API token, `plm_…` came by mail. Only a digest
of the secret is stored; SHA-256 without salt is enough for 256 random bits.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from secrets import token_bytes
from typing import Final

from shared.kernel.errors import NotAuthenticated

REFRESH: Final = "plr"
API: Final = "plb"
MAIL: Final = "plm"
SECRET_HEX: Final = 64
# prefix _ owner's id . record's id . secret in hex
_FORM: Final = re.compile(
    r"(pl[rbm])_([0-9A-HJKMNP-TV-Z]{26})\.([0-9A-HJKMNP-TV-Z]{26})\.([0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True, repr=False)
class OpaqueToken:
    """A token taken apart. It has no repr, so that no log can show it."""

    kind: str
    user_id: str
    record_id: str
    secret: str

    def text(self) -> str:
        """Return the token as clients keep it."""
        return f"{self.kind}_{self.user_id}.{self.record_id}.{self.secret}"

    def digest(self) -> str:
        """Return what is stored instead of the secret."""
        return hashlib.sha256(bytes.fromhex(self.secret)).hexdigest()

    def matches(self, digest: str) -> bool:
        """Compare with a stored digest in constant time."""
        return hmac.compare_digest(self.digest(), digest)

    def successor(self, salt: str) -> "OpaqueToken":
        """Return the token that follows this one in a family.

        It follows from this token and a salt only the family's record knows: a retry can be given
        the same successor although neither is stored.
        """
        key, message = bytes.fromhex(self.secret), bytes.fromhex(salt)
        secret = hmac.new(key, message, hashlib.sha256).hexdigest()
        return OpaqueToken(self.kind, self.user_id, self.record_id, secret)


def new_token(kind: str, user_id: str, record_id: str) -> OpaqueToken:
    """Return a fresh token."""
    return OpaqueToken(kind, user_id, record_id, new_salt())


def new_salt() -> str:
    """Return 256 random bits in hex."""
    return token_bytes(SECRET_HEX // 2).hex()


def parse_token(kind: str, text: str) -> OpaqueToken:
    """Take a token of one kind apart. Raises: NotAuthenticated."""
    found = _FORM.fullmatch(text)
    if found is None or found[1] != kind:
        raise NotAuthenticated("This token is not one we gave out", "invalid_token")
    return OpaqueToken(*found.groups())
