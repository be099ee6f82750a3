"""Tokens that travel by mail, each good for one purpose, once, until its time is over."""

from datetime import datetime, timedelta
from typing import Final, Literal

from shared.identity.opaque import MAIL, OpaqueToken, new_token, parse_token
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import InvalidInput, NotAuthenticated, NotFound, PreconditionFailed
from shared.kernel.ids import new_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore

type Purpose = Literal["verify_email", "reset_password"]

_PREFIX: Final = "mail-token:"


class MailTokens:
    """Makes tokens and takes them back."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def issue(self, user_id: str, epoch: int, purpose: Purpose, lifetime: timedelta) -> str:
        """Return a new token. One made in an older epoch (before a password change) is dead."""
        token = new_token(MAIL, user_id, new_id(self._clock.now()))
        body = {
            "purpose": purpose,
            "epoch": epoch,
            "digest": token.digest(),
            "expires_at": rfc3339(self._clock.now() + lifetime),
        }
        await self._documents.create(
            USER_DATA.name,
            user_id,
            _PREFIX + token.record_id,
            body,
            ttl_seconds=int(lifetime.total_seconds()),
        )
        return token.text()

    def user_of(self, text: str) -> str:
        """Return whose token this claims to be. Raises: InvalidInput."""
        return self._parse(text).user_id

    async def redeem(self, text: str, epoch: int, purpose: Purpose) -> None:
        """Use a token up. Raises: InvalidInput for an unknown, used, expired or unfit one."""
        token = self._parse(text)
        found = await self._documents.find(USER_DATA.name, token.user_id, _PREFIX + token.record_id)
        if found is None or not _fits(found, token, epoch, purpose):
            raise invalid_link()
        if datetime.fromisoformat(found.body["expires_at"]) <= self._clock.now():
            raise invalid_link()
        try:
            await self._documents.delete(
                USER_DATA.name, token.user_id, found.id, if_match=found.etag
            )
        except (NotFound, PreconditionFailed) as error:
            raise invalid_link() from error

    def _parse(self, text: str) -> OpaqueToken:
        try:
            return parse_token(MAIL, text)
        except NotAuthenticated as error:
            raise invalid_link() from error


def _fits(found: Document, token: OpaqueToken, epoch: int, purpose: Purpose) -> bool:
    body = found.body
    return token.matches(body["digest"]) and body["purpose"] == purpose and body["epoch"] == epoch


def invalid_link() -> InvalidInput:
    """Return the refusal of a mailed token, whatever is wrong with it."""
    return InvalidInput("This link is not valid any more; ask for a new one", "invalid_mail_token")
