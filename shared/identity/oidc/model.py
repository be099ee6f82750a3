"""What signing in with an OpenID provider needs to know, and what it finds out."""

from dataclasses import dataclass
from typing import Final

from shared.kernel.errors import NotAuthenticated

FAILED: Final = "oidc_failed"
STALE: Final = "oidc_stale"


@dataclass(frozen=True, slots=True)
class ProviderPolicy:
    """An OpenID provider and what we are to it.

    `trusts_email`: its addresses count as proven even where it does not say `email_verified`; only
    for a provider whose addresses nobody but its operator can set.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    client_secret: str = ""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    trusts_email: bool = False

    def __repr__(self) -> str:
        return f"ProviderPolicy({self.issuer!r})"


@dataclass(frozen=True, slots=True)
class ExternalIdentity:
    """Who a provider says somebody is: `issuer` and `subject` for good, the address as of now."""

    issuer: str
    subject: str
    email: str
    is_email_proven: bool
    name: str


def refusal(code: str = FAILED) -> NotAuthenticated:
    """Return the refusal of a sign-in; what exactly was wrong helps only those who forge."""
    return NotAuthenticated("Signing in with the provider did not work; try again", code)
