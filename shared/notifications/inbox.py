"""What a person has been told: listing, reading, deleting."""

from collections.abc import Sequence
from typing import Final

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound, PreconditionFailed
from shared.kernel.ids import is_document_id
from shared.notifications.documents import (
    NOTIFICATION,
    NOTIFICATION_SECONDS,
    PREFERENCES,
    notification_body,
    notification_of,
)
from shared.notifications.model import NoticeKind, Notification, NotificationPreferences
from shared.notifications.registry import Registry
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Operation, Query

MOST_COUNTED: Final = 1000
_PAGE: Final = 90
_ATTEMPTS: Final = 8
NO_VERSION: Final = "default"


class Inbox:
    """One person's notifications and preferences; another's are not found."""

    def __init__(self, documents: DocumentStore, registry: Registry, clock: Clock) -> None:
        self._documents = documents
        self._registry = registry
        self._clock = clock

    async def list_page(
        self,
        user_id: str,
        *,
        unread: bool | None = None,
        kind: NoticeKind | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> list[Notification]:
        """Return notifications, newest first, after (older than) an id."""
        where: dict[str, str | bool | int | tuple[str, ...]] = {}
        if unread is not None:
            where["read"] = not unread
        if kind is not None:
            where["kind"] = kind
        query = Query(
            prefix=NOTIFICATION,
            before=NOTIFICATION + after if after else None,
            where=where,
            descending=True,
            limit=limit,
        )
        found = await self._documents.query(USER_DATA.name, user_id, query)
        return [notification_of(document) for document in found]

    async def count_unread(self, user_id: str) -> int:
        """Return how many are unread; a thousand stands for more."""
        query = Query(
            prefix=NOTIFICATION, where={"read": False}, fields=("kind",), limit=MOST_COUNTED
        )
        return len(await self._documents.query(USER_DATA.name, user_id, query))

    async def get(self, user_id: str, notification_id: str) -> Notification:
        """Return a notification. Raises: NotFound."""
        return notification_of(await self._get(user_id, notification_id))

    async def mark(self, user_id: str, notification_id: str, *, read: bool) -> Notification:
        """Mark a notification as read, or as unread again. Raises: NotFound."""
        while True:
            stored = await self._get(user_id, notification_id)
            old = notification_of(stored)
            if old.read == read:
                return old
            new = self._marked(old, read=read)
            try:
                await self._documents.replace(
                    USER_DATA.name,
                    user_id,
                    stored.id,
                    notification_body(new),
                    if_match=stored.etag,
                    ttl_seconds=self._left(new),
                )
            except PreconditionFailed:
                continue
            return new

    async def mark_all(self, user_id: str) -> int:
        """Mark everything as read that is unread now; return how many."""
        count, newest = 0, None
        while True:
            query = Query(
                prefix=NOTIFICATION,
                before=newest,
                where={"read": False},
                descending=True,
                limit=_PAGE,
            )
            page = await self._documents.query(USER_DATA.name, user_id, query)
            if not page:
                return count
            count += await self._mark_page(user_id, page)
            newest = page[-1].id

    async def delete(self, user_id: str, notification_id: str) -> None:
        """Delete a notification. Raises: NotFound."""
        stored = await self._get(user_id, notification_id)
        await self._documents.delete(USER_DATA.name, user_id, stored.id)

    async def preferences(self, user_id: str) -> tuple[NotificationPreferences, str]:
        """Return what is told where, and its version (`default` before the first change)."""
        found = await self._documents.find(USER_DATA.name, user_id, PREFERENCES)
        if found is None:
            return NotificationPreferences(), NO_VERSION
        return NotificationPreferences.model_validate(found.body), found.etag

    async def set_preferences(
        self, user_id: str, preferences: NotificationPreferences, version: str
    ) -> str:
        """Replace the preferences; return the new version. Raises: PreconditionFailed."""
        await self._registry.add(user_id)
        body = preferences.model_dump(mode="json")
        if version == NO_VERSION:
            made = await self._documents.upsert(USER_DATA.name, user_id, PREFERENCES, body)
            return made.etag
        try:
            changed = await self._documents.replace(
                USER_DATA.name, user_id, PREFERENCES, body, if_match=version
            )
        except NotFound as error:
            raise PreconditionFailed("The preferences have changed", "stale_etag") from error
        return changed.etag

    async def without_mails(self, user_id: str, kind: NoticeKind) -> None:
        """Send a person no more mails of a kind; again changes nothing."""
        for _ in range(_ATTEMPTS):
            present, version = await self.preferences(user_id)
            if not present.wants(kind, "email"):
                return
            kept = tuple(c for c in present.channels.get(kind, ("webhook",)) if c != "email")
            channels = {**present.channels, kind: kept}
            changed = present.model_copy(update={"channels": channels})
            try:
                await self.set_preferences(user_id, changed, version)
            except PreconditionFailed:
                continue
            return

    async def _get(self, user_id: str, notification_id: str) -> Document:
        found = None
        if is_document_id(NOTIFICATION + notification_id):
            key = NOTIFICATION + notification_id
            found = await self._documents.find(USER_DATA.name, user_id, key)
        if found is None:
            raise NotFound(
                f"There is no notification {notification_id[:40]!r}", "notification_not_found"
            )
        return found

    async def _mark_page(self, user_id: str, page: Sequence[Document]) -> int:
        operations = [
            Operation(
                "replace",
                document.id,
                notification_body(new),
                ttl_seconds=self._left(new),
            )
            for document in page
            for new in [self._marked(notification_of(document), read=True)]
        ]
        try:
            await self._documents.batch(USER_DATA.name, user_id, operations)
        except NotFound:
            # One was deleted meanwhile: the rest one by one.
            for document in page:
                try:
                    await self.mark(user_id, document.id.removeprefix(NOTIFICATION), read=True)
                except NotFound:
                    continue
        return len(page)

    def _marked(self, old: Notification, *, read: bool) -> Notification:
        return old.model_copy(update={"read": read, "read_at": self._clock.now() if read else None})

    def _left(self, notification: Notification) -> int:
        """Return for how long a notification is still kept, in seconds."""
        age = (self._clock.now() - notification.created_at).total_seconds()
        return max(3600, NOTIFICATION_SECONDS - int(age))
