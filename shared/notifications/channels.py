"""Where else people want to be told: their e-mail, their own systems. Changes are audited."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from shared.audit import NOWHERE, AuditLog, Origin
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    PreconditionFailed,
)
from shared.kernel.ids import is_document_id, new_id
from shared.notifications.documents import CHANNEL, SECRET, channel_body, channel_of
from shared.notifications.model import MOST_CHANNELS, Channel, ChannelKind
from shared.notifications.registry import Registry
from shared.notifications.signing import new_secret
from shared.platform.containers import OPS, USER_DATA
from shared.platform.documents import DocumentStore, Operation, Query
from shared.platform.webhooks import WebhookPoster

_ATTEMPTS: Final = 8
_OLD_SECRET_COUNTS: Final = timedelta(days=1)
_TOKEN: Final = "token"  # noqa: S105 - a document's id


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Whom and what the link in a mail is about."""

    user_id: str
    channel_id: str


class Channels:
    """One person's channels; another's are not found."""

    def __init__(
        self,
        documents: DocumentStore,
        registry: Registry,
        poster: WebhookPoster,
        audit: AuditLog,
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._registry = registry
        self._poster = poster
        self._audit = audit
        self._clock = clock

    async def create(
        self,
        user_id: str,
        kind: ChannelKind,
        name: str,
        url: str | None = None,
        *,
        enabled: bool = True,
        origin: Origin = NOWHERE,
    ) -> tuple[Channel, str | None]:
        """Make a channel; a webhook's secret comes with it and is shown nowhere else.

        Raises: InvalidInput for a refused address; Conflict for a second e-mail or too many.
        """
        self._check(kind, url)
        present = await self.list_all(user_id)
        if len(present) >= MOST_CHANNELS:
            raise Conflict(f"There are {MOST_CHANNELS} channels already", "too_many_channels")
        if kind == "email" and any(one.kind == "email" for one in present):
            raise Conflict("There is an e-mail channel already", "email_channel_exists")
        now = self._clock.now()
        token = secrets.token_urlsafe(32) if kind == "email" else ""
        channel = Channel(
            id=new_id(now),
            kind=kind,
            name=name,
            url=url,
            enabled=enabled,
            unsubscribe=token,
            created_at=now,
            updated_at=now,
        )
        secret = new_secret() if kind == "webhook" else None
        await self._registry.add(user_id)
        if token:
            place = {"user_id": user_id, "channel_id": channel.id}
            await self._documents.create(OPS.name, _token_partition(token), _TOKEN, place)
        operations = [Operation("create", CHANNEL + channel.id, channel_body(channel))]
        if secret is not None:
            operations.append(Operation("create", SECRET + channel.id, {"secret": secret}))
        await self._documents.batch(USER_DATA.name, user_id, operations)
        await self._record(user_id, f"{kind}_channel_created", channel, origin)
        return channel, secret

    async def list_all(self, user_id: str) -> list[Channel]:
        """Return a person's channels, oldest first; there are twenty at most."""
        query = Query(prefix=CHANNEL, limit=MOST_CHANNELS)
        found = await self._documents.query(USER_DATA.name, user_id, query)
        return [channel_of(document) for document in found]

    async def get(self, user_id: str, channel_id: str) -> Channel:
        """Return a channel. Raises: NotFound."""
        return (await self._get(user_id, channel_id))[0]

    async def find(self, user_id: str, channel_id: str) -> Channel | None:
        """Return a channel, or None."""
        try:
            return await self.get(user_id, channel_id)
        except NotFound:
            return None

    async def change(
        self,
        user_id: str,
        channel_id: str,
        changes: dict[str, Any],
        *,
        expected_version: int | None = None,
        origin: Origin = NOWHERE,
    ) -> Channel:
        """Change name, url or enabled; switching on forgives earlier failures.

        Raises: NotFound, PreconditionFailed, InvalidInput for a refused address.
        """
        old = await self.get(user_id, channel_id)
        if changes.get("url") is not None:
            self._check(old.kind, changes["url"])
        fresh: dict[str, Any] = {}
        if changes.get("enabled") or "url" in changes:
            fresh = {"disabled_because": None, "failing_since": None, "failures": 0}

        def edit(present: Channel) -> Channel:
            if expected_version is not None and present.version != expected_version:
                raise PreconditionFailed("The channel has changed since you read it", "stale_etag")
            stamp = {"version": present.version + 1, "updated_at": self._clock.now()}
            return present.model_copy(update={**fresh, **changes, **stamp})

        changed = await self.edit(user_id, channel_id, edit)
        await self._record(user_id, f"{old.kind}_channel_changed", changed, origin, before=old)
        return changed

    async def edit(
        self, user_id: str, channel_id: str, edit: Callable[[Channel], Channel]
    ) -> Channel:
        """Apply a pure edit to the present channel. Raises: NotFound."""
        for _ in range(_ATTEMPTS):
            present, etag = await self._get(user_id, channel_id)
            changed = edit(present)
            if changed == present:
                return present
            try:
                await self._documents.replace(
                    USER_DATA.name,
                    user_id,
                    CHANNEL + channel_id,
                    channel_body(changed),
                    if_match=etag,
                )
            except PreconditionFailed:
                continue
            return changed
        raise Conflict("The channel is being changed by others", "contended")

    async def delete(self, user_id: str, channel_id: str, origin: Origin = NOWHERE) -> None:
        """Delete a channel; what is on its way to it is dropped. Raises: NotFound."""
        channel = await self.get(user_id, channel_id)
        operations = [Operation("delete", CHANNEL + channel_id)]
        if channel.kind == "webhook":
            operations.append(Operation("delete", SECRET + channel_id))
        await self._documents.batch(USER_DATA.name, user_id, operations)
        await self._forget_token(channel)
        await self._record(user_id, f"{channel.kind}_channel_deleted", channel, origin)

    async def rotate(self, user_id: str, channel_id: str, origin: Origin = NOWHERE) -> str:
        """Give a webhook a new secret; the old one signs beside it for a day.

        Raises: NotFound, InvalidInput for what is no webhook.
        """
        channel = await self.get(user_id, channel_id)
        if channel.kind != "webhook":
            raise InvalidInput("Only a webhook has a secret", "no_secret")
        stored = await self._documents.get(USER_DATA.name, user_id, SECRET + channel_id)
        secret = new_secret()
        until = rfc3339(self._clock.now() + _OLD_SECRET_COUNTS)
        body = {"secret": secret, "before": stored.body["secret"], "before_until": until}
        await self._documents.replace(
            USER_DATA.name, user_id, SECRET + channel_id, body, if_match=stored.etag
        )
        await self._record(user_id, "webhook_secret_rotated", channel, origin)
        return secret

    async def keys(self, user_id: str, channel_id: str) -> list[str]:
        """Return what a webhook is signed with: its secret, and the one before while it counts."""
        found = await self._documents.find(USER_DATA.name, user_id, SECRET + channel_id)
        if found is None:
            return []
        keys = [str(found.body["secret"])]
        until = found.body.get("before_until")
        if until is not None and self._clock.now() < datetime.fromisoformat(until):
            keys.append(str(found.body["before"]))
        return keys

    async def find_by_token(self, token: str) -> Unsubscribe | None:
        """Return whom an unsubscribe link is about, or None."""
        found = await self._documents.find(OPS.name, _token_partition(token), _TOKEN)
        return Unsubscribe(**found.body) if found else None

    async def forget(self, user_id: str) -> None:
        """Remove what lies outside the person's partition."""
        for channel in await self.list_all(user_id):
            await self._forget_token(channel)
        await self._registry.forget(user_id)

    def _check(self, kind: ChannelKind, url: str | None) -> None:
        if kind == "email" and url is not None:
            raise _wrong("/url", "an e-mail channel has no url: it goes to the account's address")
        if kind == "webhook":
            if url is None:
                raise _wrong("/url", "a webhook needs a url")
            self._poster.check(url)

    async def _get(self, user_id: str, channel_id: str) -> tuple[Channel, str]:
        found = None
        if is_document_id(CHANNEL + channel_id):
            found = await self._documents.find(USER_DATA.name, user_id, CHANNEL + channel_id)
        if found is None:
            raise NotFound(f"There is no channel {channel_id[:40]!r}", "channel_not_found")
        return channel_of(found), found.etag

    async def _forget_token(self, channel: Channel) -> None:
        if not channel.unsubscribe:
            return
        try:
            await self._documents.delete(OPS.name, _token_partition(channel.unsubscribe), _TOKEN)
        except NotFound:
            return

    async def _record(
        self,
        user_id: str,
        kind: str,
        channel: Channel,
        origin: Origin,
        before: Channel | None = None,
    ) -> None:
        await self._audit.record(
            user_id,
            kind,
            subject=channel.id,
            origin=origin,
            before=before.model_dump(mode="json") if before else None,
            after=channel.model_dump(mode="json"),
        )


def _token_partition(token: str) -> str:
    return "unsubscribe:" + sha256(token.encode()).hexdigest()


def _wrong(pointer: str, message: str) -> InvalidInput:
    return InvalidInput(f"{pointer}: {message}", errors=(FieldError(pointer, message),))
