"""Notices, the notifications they become, and where else people want them."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

type NoticeKind = Literal["alert", "daily_digest", "weekly_digest", "report", "system"]
type ChannelKind = Literal["email", "webhook"]
type DeliveryStatus = Literal["pending", "sent", "failed"]
type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

KINDS: Final[tuple[NoticeKind, ...]] = (
    "alert",
    "daily_digest",
    "weekly_digest",
    "report",
    "system",
)
WEEKDAYS: Final[tuple[Weekday, ...]] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
MOST_CHANNELS: Final = 20


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Notice(_Frozen):
    """Something to tell a person. `key` names it: of two with one key only the first is told.

    `link`: a path of the page. `data`: what a program may want, beside the words.
    """

    key: str
    kind: NoticeKind
    title: str
    text: str
    alert_id: str | None = None
    symbol: str | None = None
    portfolio_id: str | None = None
    link: str | None = None
    data: dict[str, Any] = {}


class Notification(Notice):
    """A notice as it is kept for its reader."""

    id: str
    read: bool = False
    read_at: datetime | None = None
    created_at: datetime


class Channel(_Frozen):
    """Where else a person wants to be told. An e-mail goes to the account's own address.

    `failing_since`: the first failure since the last success; `failures` how many.
    `disabled_because` is set when it was switched off by itself. `unsubscribe` is the secret part
    of the link in mails.
    """

    id: str
    kind: ChannelKind
    name: str
    url: str | None = None
    enabled: bool = True
    disabled_because: str | None = None
    failing_since: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    last_sent_at: datetime | None = None
    unsubscribe: str = ""
    version: int = 1
    created_at: datetime
    updated_at: datetime


class NotificationPreferences(_Frozen):
    """What is told where. The page shows everything; `channels` says by kind what goes elsewhere.

    Digests come at `digest_hour` (a full hour) of the person's own time zone, the weekly one on
    `weekly_day`.
    """

    daily_digest: bool = False
    weekly_digest: bool = False
    digest_hour: int = 7
    weekly_day: Weekday = "monday"
    channels: dict[NoticeKind, tuple[ChannelKind, ...]] = {}

    def wants(self, kind: NoticeKind, channel: ChannelKind) -> bool:
        """Whether notices of a kind go to channels of a kind; all do unless told otherwise."""
        return channel in self.channels.get(kind, ("email", "webhook"))


class Delivery(_Frozen):
    """A notification on its way to a channel. `attempts` counts those begun.

    `busy_until`: until then someone is at it; `due_at`: before it nobody tries again.
    """

    notification_id: str
    channel_id: str
    status: DeliveryStatus = "pending"
    attempts: int = 0
    due_at: datetime
    busy_until: datetime | None = None
    last_error: str | None = None
    sent_at: datetime | None = None
    created_at: datetime

    @property
    def id(self) -> str:
        """Its name, and what receivers tell repetitions by."""
        return f"{self.notification_id}.{self.channel_id}"
