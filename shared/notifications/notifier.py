"""Keeping a notice once, whoever says it how often, and sending it on its way.

A notice, the mark that it was told, and a delivery for each channel are one batch: all, or none.
The queue's messages follow; should this die in between, whoever repeats the notice sends them, and
a delivery that is done is left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.identity.reading_language import reading_language
from shared.kernel.clock import Clock
from shared.kernel.errors import AlreadyExists
from shared.kernel.ids import new_id
from shared.kernel.language import Language
from shared.notifications.documents import (
    CHANNEL,
    DELIVERY,
    DELIVERY_SECONDS,
    NOTIFICATION,
    NOTIFICATION_SECONDS,
    NOTIFIED,
    NOTIFIED_SECONDS,
    PREFERENCES,
    channel_of,
    delivery_body,
    delivery_of,
    notification_body,
)
from shared.notifications.model import (
    MOST_CHANNELS,
    Channel,
    Delivery,
    Notice,
    Notification,
    NotificationPreferences,
)
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore, Operation, Query
from shared.platform.queues import DELIVERIES, QueueSender

_NO_FACTS: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person's channels, what they want there, and the language they are told it in."""

    channels: tuple[Channel, ...]
    preferences: NotificationPreferences
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What keeps a notice: operations for one batch, and the deliveries to queue afterwards."""

    notification: Notification
    operations: tuple[Operation, ...]
    deliveries: tuple[str, ...]


class Notifier:
    """Tells people things."""

    def __init__(self, documents: DocumentStore, queue: QueueSender, clock: Clock) -> None:
        self._documents = documents
        self._queue = queue
        self._clock = clock

    async def recipient(self, user_id: str) -> Recipient:
        """Return where a person is told."""
        query = Query(prefix=CHANNEL, limit=MOST_CHANNELS)
        found = await self._documents.query(USER_DATA.name, user_id, query)
        kept = await self._documents.find(USER_DATA.name, user_id, PREFERENCES)
        preferences = NotificationPreferences.model_validate(kept.body if kept else {})
        language = await reading_language(self._documents, user_id)
        return Recipient(tuple(map(channel_of, found)), preferences, language)

    async def were_told(self, user_id: str, keys: Sequence[str]) -> set[str]:
        """Return those of the keys under which a notice was told."""
        wanted = [(user_id, NOTIFIED + key) for key in keys]
        found = await self._documents.read_many(USER_DATA.name, wanted) if wanted else {}
        return {document.id.removeprefix(NOTIFIED) for document in found.values()}

    def prepare(
        self, notice: Notice, recipient: Recipient, facts: Mapping[str, Any] = _NO_FACTS
    ) -> Prepared:
        """Return what keeps a notice, for a batch on the person's partition.

        `facts` are kept with the mark that it was told, for longer than the notice itself. The
        batch fails with AlreadyExists when it was told before.
        """
        now = self._clock.now()
        notification = Notification(id=new_id(now), created_at=now, **notice.model_dump())
        deliveries = [
            Delivery(
                notification_id=notification.id, channel_id=channel.id, due_at=now, created_at=now
            )
            for channel in recipient.channels
            if channel.enabled and recipient.preferences.wants(notice.kind, channel.kind)
        ]
        ids = tuple(delivery.id for delivery in deliveries)
        mark = {**facts, "notification_id": notification.id, "deliveries": list(ids)}
        operations = (
            Operation("create", NOTIFIED + notice.key, mark, ttl_seconds=NOTIFIED_SECONDS),
            Operation(
                "create",
                NOTIFICATION + notification.id,
                notification_body(notification),
                ttl_seconds=NOTIFICATION_SECONDS,
            ),
            *(
                Operation(
                    "create", DELIVERY + one.id, delivery_body(one), ttl_seconds=DELIVERY_SECONDS
                )
                for one in deliveries
            ),
        )
        return Prepared(notification, operations, ids)

    async def post(self, user_id: str, notice: Notice) -> bool:
        """Tell a notice; False when it was told before. Safe to repeat until it returns."""
        prepared = self.prepare(notice, await self.recipient(user_id))
        try:
            await self._documents.batch(USER_DATA.name, user_id, prepared.operations)
        except AlreadyExists:
            mark = await self._documents.find(USER_DATA.name, user_id, NOTIFIED + notice.key)
            await self.announce(user_id, mark.body["deliveries"] if mark else ())
            return False
        await self.announce(user_id, prepared.deliveries)
        return True

    async def post_to(self, user_id: str, notice: Notice, channel: Channel) -> Delivery:
        """Tell a notice whose key is new, to one channel whatever is wanted there."""
        everything = NotificationPreferences()
        prepared = self.prepare(notice, Recipient((channel,), everything))
        await self._documents.batch(USER_DATA.name, user_id, prepared.operations)
        await self.announce(user_id, prepared.deliveries)
        (name,) = prepared.deliveries
        stored = await self._documents.get(USER_DATA.name, user_id, DELIVERY + name)
        return delivery_of(stored)

    async def announce_again(self, user_id: str, keys: Sequence[str]) -> None:
        """Queue the deliveries of what was told under these keys; those done are left alone."""
        wanted = [(user_id, NOTIFIED + key) for key in keys]
        for mark in (await self._documents.read_many(USER_DATA.name, wanted)).values():
            await self.announce(user_id, mark.body["deliveries"])

    async def announce(self, user_id: str, deliveries: Sequence[str]) -> None:
        """Queue deliveries that are kept already."""
        if deliveries:
            messages = [delivery_message(user_id, delivery) for delivery in deliveries]
            await self._queue.send_many(DELIVERIES, messages)


def delivery_message(user_id: str, delivery_id: str) -> dict[str, Any]:
    """Return the message that has a delivery attempted."""
    return {"kind": "deliver", "user_id": user_id, "delivery_id": delivery_id}


def due(delivery: Delivery, now: datetime) -> bool:
    """Say whether a delivery is to be attempted now."""
    is_free = delivery.busy_until is None or delivery.busy_until <= now
    return delivery.status == "pending" and is_free and delivery.due_at <= now
