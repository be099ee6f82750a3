"""Signing in with an OpenID provider, step by step.

    page ─► begin ─► provider ─► complete ─► page ─► redeem: tokens

`state` is good once and in the browser that began; `nonce` ties the ID token to it; PKCE ties the
code to us; the page's own challenge ties the ticket to the tab that began, so that nobody can be
signed in to somebody else's account by a link.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.audit import Origin
from shared.identity.model import Grant
from shared.identity.oidc.flows import Flows, challenge_of
from shared.identity.oidc.links import ExternalLinks
from shared.identity.oidc.model import STALE, ExternalIdentity, ProviderPolicy, refusal
from shared.identity.oidc.provider import OpenIdProvider
from shared.platform.documents import DocumentStore

type Admit = Callable[[str, Origin], Awaitable[Grant]]
"""Opens a session for a user whose identity has been proven."""

_PATH_OF_PAGE: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}")
_LONGEST: Final = 4096
_TRUE: Final = (True, "true", 1, "1")


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes; `state` and the secret it must bring back with it."""

    url: str
    state: str
    browser: str


@dataclass(frozen=True, slots=True)
class Completed:
    """What the page can have tokens for, and where on the page the person wanted to go."""

    ticket: str
    next_path: str


class OidcSignIn:
    """The three steps. Any may raise Unavailable (`oidc_unavailable`)."""

    def __init__(
        self,
        provider: OpenIdProvider,
        documents: DocumentStore,
        links: ExternalLinks,
        admit: Admit,
    ) -> None:
        self._provider = provider
        self._flows = Flows(documents)
        self._links = links
        self._admit = admit

    @property
    def policy(self) -> ProviderPolicy:
        """The provider, and what we are to it."""
        return self._provider.policy

    async def begin(self, challenge: str, next_path: str) -> Begun:
        """Start a sign-in; a `next_path` that is none of the page's own is forgotten."""
        await self._provider.metadata()  # nothing is stored while the provider is down
        path = next_path if _PATH_OF_PAGE.fullmatch(next_path) else ""
        flow, state, browser = await self._flows.begin(self.policy.issuer, challenge, path)
        challenge_to_provider = challenge_of(flow.verifier)
        url = await self._provider.authorization_url(state, flow.nonce, challenge_to_provider)
        return Begun(url, state, browser)

    async def complete(self, answer: Mapping[str, str], browser: str, origin: Origin) -> Completed:
        """Take the provider's answer (its query) and return a ticket for the page.

        Raises: NotAuthenticated, NotAllowed for a disabled account.
        """
        flow = await self._flows.finish(answer.get("state", ""), browser)
        await self._check_sender(answer, flow.issuer)
        if "error" in answer:
            raise refusal("oidc_denied" if answer["error"] == "access_denied" else "oidc_failed")
        code = answer.get("code", "")
        if not 0 < len(code) <= _LONGEST:
            raise refusal()
        claims = await self._provider.redeem(code, flow.verifier, flow.nonce)
        user = await self._links.account_of(_person(claims, self.policy), origin)
        ticket = await self._flows.issue_ticket(user.id, flow.challenge)
        return Completed(ticket, flow.next_path)

    async def redeem(self, ticket: str, verifier: str, origin: Origin) -> Grant:
        """Open the session a ticket stands for. Raises: NotAuthenticated, NotAllowed."""
        return await self._admit(await self._flows.redeem_ticket(ticket, verifier), origin)

    async def close(self) -> None:
        """Release connections."""
        await self._provider.close()

    async def _check_sender(self, answer: Mapping[str, str], begun_with: str) -> None:
        """Refuse an answer that is another provider's (RFC 9207; mix-up)."""
        metadata = await self._provider.metadata()
        told = answer.get("iss")
        if begun_with != self.policy.issuer:
            raise refusal(STALE)
        if (told is None and metadata.names_issuer) or told not in {None, self.policy.issuer}:
            raise refusal()


def _person(claims: Mapping[str, Any], policy: ProviderPolicy) -> ExternalIdentity:
    email, name = claims.get("email"), claims.get("name")
    # Entra ID says `xms_edov` (domain owner verified) where others say `email_verified`.
    proven = claims.get("email_verified") in _TRUE or claims.get("xms_edov") in _TRUE
    return ExternalIdentity(
        issuer=policy.issuer,
        subject=claims["sub"],
        email=email if isinstance(email, str) else "",
        is_email_proven=proven or policy.trusts_email,
        name=name if isinstance(name, str) else "",
    )
