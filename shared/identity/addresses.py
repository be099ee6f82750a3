"""E-mail addresses: their canonical form, and the digest that stands for them in keys.

Stricter than RFC 5321 where it harms nobody (no quoted local parts, no address literals), and
without a list of forbidden domains: whether an address works is told by the verification mail.
"""

import hashlib
import re
import unicodedata
from typing import Final

from shared.kernel.errors import FieldError, InvalidInput

_LONGEST: Final = 254
_LONGEST_LOCAL: Final = 64
_LOCAL: Final = re.compile(r"[^\s@\"(),:;<>\[\]\\.]+(\.[^\s@\"(),:;<>\[\]\\.]+)*")
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def canonical_address(value: str) -> str:
    """Return an address in the form in which it is kept and compared: NFKC, lower case, IDNA.

    Raises: InvalidInput with a pointer to `/email`.
    """
    text = unicodedata.normalize("NFKC", value).strip().lower()
    local, at, domain = text.rpartition("@")
    host = _ascii_domain(domain)
    wrong = (
        not at
        or host is None
        or any(unicodedata.category(character).startswith("C") for character in text)
        or len(local.encode()) > _LONGEST_LOCAL
        or len(text.encode()) > _LONGEST
        or not _LOCAL.fullmatch(local)
    )
    if wrong:
        raise InvalidInput(
            "This is not an e-mail address",
            "invalid_email",
            errors=(FieldError("/email", "expected name@domain"),),
        )
    return f"{local}@{host}"


def address_digest(canonical: str) -> str:
    """Return the SHA-256 that stands for a canonical address in document ids."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def _ascii_domain(domain: str) -> str | None:
    try:
        host = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return None
    labels = host.split(".")
    if not host or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return host
