"""Personal API tokens: for scripts and MCP clients, limited in scope and, if wished, portfolios."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from shared.identity.model import ApiToken, Scope
from shared.identity.opaque import API, OpaqueToken, new_token
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from shared.kernel.ids import new_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Query

_PREFIX: Final = "api-token:"
_MOST: Final = 100
_NOTE_USE_EVERY: Final = timedelta(minutes=10)


class ApiTokens:
    """Makes, lists, checks and revokes tokens; they lie in the user's partition."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def create(
        self,
        user_id: str,
        name: str,
        scopes: Sequence[Scope],
        portfolios: Sequence[str] | None,
        lifetime: timedelta | None,
    ) -> tuple[ApiToken, OpaqueToken]:
        """Return a new token's record and the token, which cannot be shown again.

        Raises: Conflict when the user has a hundred already.
        """
        if len(await self.list_all(user_id)) >= _MOST:
            raise Conflict(f"You have {_MOST} tokens; revoke one first", "too_many_tokens")
        now = self._clock.now()
        record = ApiToken(
            id=new_id(now),
            user_id=user_id,
            name=name,
            scopes=tuple(sorted(set(scopes), key=list(Scope).index)),
            portfolios=None if portfolios is None else tuple(dict.fromkeys(portfolios)),
            created_at=now,
            expires_at=now + lifetime if lifetime else None,
        )
        token = new_token(API, user_id, record.id)
        body = {"token": record.model_dump(mode="json"), "digest": token.digest()}
        await self._documents.create(
            USER_DATA.name,
            user_id,
            _PREFIX + record.id,
            body,
            ttl_seconds=int(lifetime.total_seconds()) if lifetime else None,
        )
        return record, token

    async def list_all(self, user_id: str) -> list[ApiToken]:
        """Return a user's tokens, newest first."""
        query = Query(prefix=_PREFIX, descending=True, limit=_MOST)
        found = await self._documents.query(USER_DATA.name, user_id, query)
        return [_record(document) for document in found]

    async def check(self, token: OpaqueToken) -> ApiToken | None:
        """Return the record of a valid token and note its use now and then; None otherwise."""
        found = await self._documents.find(USER_DATA.name, token.user_id, _PREFIX + token.record_id)
        if found is None or not token.matches(found.body["digest"]):
            return None
        record, now = _record(found), self._clock.now()
        if record.expires_at is not None and record.expires_at <= now:
            return None
        if record.last_used_at is None or now - record.last_used_at >= _NOTE_USE_EVERY:
            record = await self._note_use(found, record, now)
        return record

    async def revoke(self, user_id: str, token_id: str) -> None:
        """Delete a token. Raises: NotFound."""
        try:
            await self._documents.delete(USER_DATA.name, user_id, _PREFIX + token_id)
        except (NotFound, InvalidInput) as error:
            raise NotFound("There is no such token", "token_not_found") from error

    async def revoke_all(self, user_id: str) -> None:
        """Delete every token of a user."""
        for record in await self.list_all(user_id):
            with suppress(NotFound):
                await self.revoke(user_id, record.id)

    async def _note_use(self, found: Document, record: ApiToken, now: datetime) -> ApiToken:
        used = record.model_copy(update={"last_used_at": now})
        left = int((record.expires_at - now).total_seconds()) if record.expires_at else None
        try:
            await self._documents.replace(
                USER_DATA.name,
                record.user_id,
                found.id,
                {**found.body, "token": used.model_dump(mode="json")},
                if_match=found.etag,
                ttl_seconds=max(left, 1) if left is not None else None,
            )
        except (PreconditionFailed, NotFound):
            # Another worker noted it, or the token was revoked this instant.
            return record
        return used


def _record(document: Document) -> ApiToken:
    return ApiToken.model_validate(document.body["token"])
