"""How notifications lie in the document store, all in their owner's partition of `user_data`.

notification:{id}            what the person reads; newest last, kept half a year
notified:{key}               that a notice was told, under the key that says what it is
channel:{id}                 where else to tell
channel-secret:{id}          what a webhook is signed with: never exported
delivery:{notification}.{channel}   one on its way
notification-preferences

What a person deletes is gone at once; marks and deliveries run out by themselves.
"""

from typing import Any, Final

from shared.notifications.model import Channel, Delivery, Notification
from shared.platform.documents import Document, Json

NOTIFICATION: Final = "notification:"
NOTIFIED: Final = "notified:"
CHANNEL: Final = "channel:"
SECRET: Final = "channel-secret:"  # noqa: S105 - where it lies, not what it is
DELIVERY: Final = "delivery:"
PREFERENCES: Final = "notification-preferences"
NOTIFICATION_SECONDS: Final = 180 * 86_400
NOTIFIED_SECONDS: Final = 2 * 366 * 86_400
DELIVERY_SECONDS: Final = 60 * 86_400
_SCHEMA: Final = 1


def notification_body(notification: Notification) -> Json:
    """Return a notification as it is stored."""
    return {"schema": _SCHEMA, **notification.model_dump(mode="json", exclude={"id"})}


def notification_of(document: Document) -> Notification:
    """Return a stored notification."""
    return Notification(id=document.id.removeprefix(NOTIFICATION), **document.body)


def channel_body(channel: Channel) -> Json:
    """Return a channel as it is stored."""
    return {"schema": _SCHEMA, **channel.model_dump(mode="json", exclude={"id"})}


def channel_of(document: Document) -> Channel:
    """Return a stored channel."""
    return Channel(id=document.id.removeprefix(CHANNEL), **document.body)


def delivery_body(delivery: Delivery) -> Json:
    """Return a delivery as it is stored."""
    return {"schema": _SCHEMA, **delivery.model_dump(mode="json")}


def delivery_of(document: Document) -> Delivery:
    """Return a stored delivery."""
    body: dict[str, Any] = document.body
    return Delivery.model_validate(body)
