"""Sign-ins under way: what is remembered between two visits of a browser, once and for minutes.

A flow runs from leaving for the provider to coming back; a ticket from there to the page's own
request for tokens. Each is one document, found by a digest of a secret, deleted when first used.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Final

from shared.identity.oidc.model import STALE, refusal
from shared.kernel.errors import NotFound, PreconditionFailed
from shared.platform.containers import OPS
from shared.platform.documents import DocumentStore

FLOW_SECONDS: Final = 600
_TICKET_SECONDS: Final = 120
_LONGEST_SECRET: Final = 128


@dataclass(frozen=True, slots=True)
class Flow:
    """A browser on its way to the provider. `next_path`: where on the page it wants to end.

    `challenge` is the page's own: the SHA-256 of a secret only the tab that began knows.
    """

    issuer: str
    nonce: str
    verifier: str
    challenge: str
    next_path: str


class Flows:
    """Keeps flows and tickets."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def begin(self, issuer: str, challenge: str, next_path: str) -> tuple[Flow, str, str]:
        """Return a new flow, its `state`, and the secret that binds it to the browser."""
        flow = Flow(issuer, token_urlsafe(32), token_urlsafe(48), challenge, next_path)
        state, browser = token_urlsafe(32), token_urlsafe(32)
        body = {
            "issuer": flow.issuer,
            "nonce": flow.nonce,
            "verifier": flow.verifier,
            "challenge": flow.challenge,
            "next_path": flow.next_path,
            "browser": digest(browser),
        }
        await self._put(f"oidc-flow:{digest(state)}", body, FLOW_SECONDS)
        return flow, state, browser

    async def finish(self, state: str, browser: str) -> Flow:
        """Return the flow of a state, once, to the browser that began it.

        Raises: NotAuthenticated.
        """
        body = await self._take("oidc-flow:", state)
        if not hmac.compare_digest(body.pop("browser"), digest(browser)):
            raise refusal(STALE)
        return Flow(**body)

    async def issue_ticket(self, user_id: str, challenge: str) -> str:
        """Return what the page's tab that knows the challenge's secret can have tokens for."""
        ticket = token_urlsafe(32)
        body = {"user_id": user_id, "challenge": challenge}
        await self._put(f"oidc-ticket:{digest(ticket)}", body, _TICKET_SECONDS)
        return ticket

    async def redeem_ticket(self, ticket: str, verifier: str) -> str:
        """Return whose ticket this is, once. Raises: NotAuthenticated."""
        body = await self._take("oidc-ticket:", ticket)
        if not hmac.compare_digest(body["challenge"], challenge_of(verifier)):
            raise refusal(STALE)
        return body["user_id"]

    async def _put(self, key: str, body: dict[str, Any], seconds: int) -> None:
        await self._documents.create(OPS.name, key, key, body, ttl_seconds=seconds)

    async def _take(self, prefix: str, secret: str) -> dict[str, Any]:
        if not 0 < len(secret) <= _LONGEST_SECRET:
            raise refusal(STALE)
        key = prefix + digest(secret)
        found = await self._documents.find(OPS.name, key, key)
        if found is None:
            raise refusal(STALE)
        try:
            await self._documents.delete(OPS.name, key, key, if_match=found.etag)
        except (NotFound, PreconditionFailed) as error:
            raise refusal(STALE) from error
        return found.body


def digest(secret: str) -> str:
    """Return what stands for a secret in the store."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 4.2)."""
    hashed = hashlib.sha256(verifier.encode(errors="replace")).digest()
    return urlsafe_b64encode(hashed).decode().rstrip("=")
