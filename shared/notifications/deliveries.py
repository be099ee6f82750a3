"""Carrying notifications to channels: at least once, each attempt under one name.

An attempt is claimed with the delivery's ETag for a minute. Who dies while sending leaves the claim
to run out and the message to come back: the receiver may then get it twice, under the same
`webhook-id` (for mails: the same `Message-ID`), which tells them apart.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

import structlog

from shared.identity.reading_language import reading_language
from shared.kernel.clock import Clock
from shared.kernel.errors import InvalidInput, Malformed, NotFound, PreconditionFailed, Unavailable
from shared.kernel.ids import is_document_id
from shared.kernel.language import Language, worded
from shared.notifications.channels import Channels
from shared.notifications.documents import (
    DELIVERY,
    DELIVERY_SECONDS,
    NOTIFICATION,
    delivery_body,
    delivery_of,
    notification_of,
)
from shared.notifications.mail_text import MailLinks, mail_of
from shared.notifications.model import Channel, Delivery, Notice, Notification
from shared.notifications.notifier import Notifier, delivery_message
from shared.notifications.signing import signed_headers
from shared.notifications.webhook_body import webhook_body
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Query
from shared.platform.mail import Mailer
from shared.platform.queues import DELIVERIES, QueueSender
from shared.platform.webhooks import WebhookPoster

log = structlog.get_logger()

_CLAIM: Final = timedelta(seconds=60)  # longer than any attempt
_MOST_ATTEMPTS: Final = 14  # over about a day
_FIRST_PAUSE_SECONDS: Final = 30
_LONGEST_PAUSE_SECONDS: Final = 6 * 3600
_GIVEN_UP_AFTER: Final = timedelta(days=3)
_GIVEN_UP_FAILURES: Final = 20
_GONE: Final = 410
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Where a person gets mails; only a verified address is written to."""

    address: str
    is_verified: bool


type Addresses = Callable[[str], Awaitable[MailAddress | None]]
"""Given a user's id, returns their address, or None when there is no such user."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How an attempt went. `is_final`: trying again cannot help. `is_gone`: never send again."""

    is_sent: bool
    problem: str = ""
    is_final: bool = False
    is_gone: bool = False
    retry_after_seconds: int | None = None


class Deliverer:
    """Carries out the messages of the queue `deliveries`."""

    def __init__(
        self,
        documents: DocumentStore,
        notifier: Notifier,
        channels: Channels,
        poster: WebhookPoster,
        mailer: Mailer,
        addresses: Addresses,
        links: MailLinks,
        queue: QueueSender,
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._notifier = notifier
        self._channels = channels
        self._poster = poster
        self._mailer = mailer
        self._addresses = addresses
        self._links = links
        self._queue = queue
        self._clock = clock

    async def handle(self, message: dict[str, Any]) -> None:
        """Attempt a delivery when it is due. Raises: Malformed for what is no such message."""
        user_id, delivery_id = message.get("user_id"), message.get("delivery_id")
        if not isinstance(user_id, str) or not isinstance(delivery_id, str) or not user_id:
            raise Malformed("The message is no delivery", "invalid_job")
        if not is_document_id(DELIVERY + delivery_id):
            raise Malformed("The message names no delivery", "invalid_job")
        stored = await self._documents.find(USER_DATA.name, user_id, DELIVERY + delivery_id)
        if stored is None or delivery_of(stored).status != "pending":
            return
        delivery = delivery_of(stored)
        wait = self._seconds_left(delivery)
        if wait > 0:
            message = delivery_message(user_id, delivery.id)
            await self._queue.send(DELIVERIES, message, delay_seconds=wait)
            return
        await self._attempt(user_id, delivery, stored)

    async def sweep(self, user_id: str) -> int:
        """Queue what is pending, in case its message was lost; return how many."""
        count, after = 0, None
        while True:
            query = Query(prefix=DELIVERY, after=after, where={"status": "pending"}, limit=_PAGE)
            page = await self._documents.query(USER_DATA.name, user_id, query)
            await self._notifier.announce(user_id, [delivery_of(one).id for one in page])
            count += len(page)
            if len(page) < _PAGE:
                return count
            after = page[-1].id

    async def list_recent(self, user_id: str, channel_id: str, limit: int = 20) -> list[Delivery]:
        """Return the newest deliveries to a channel, newest first."""
        query = Query(
            prefix=DELIVERY, where={"channel_id": channel_id}, descending=True, limit=limit
        )
        found = await self._documents.query(USER_DATA.name, user_id, query)
        return [delivery_of(document) for document in found]

    def _seconds_left(self, delivery: Delivery) -> int:
        """Return for how long nobody is to attempt a delivery."""
        until = max(delivery.due_at, delivery.busy_until or delivery.due_at)
        return int((until - self._clock.now()).total_seconds())

    async def _attempt(self, user_id: str, delivery: Delivery, stored: Document) -> None:
        channel = await self._channels.find(user_id, delivery.channel_id)
        kept = await self._documents.find(
            USER_DATA.name, user_id, NOTIFICATION + delivery.notification_id
        )
        if channel is None or not channel.enabled or kept is None:
            changes = {"status": "failed", "last_error": "the channel is off, or the notice gone"}
            await self._replace(user_id, delivery.model_copy(update=changes), stored.etag)
            return
        now = self._clock.now()
        claim = {"attempts": delivery.attempts + 1, "busy_until": now + _CLAIM}
        delivery = delivery.model_copy(update=claim)
        etag = await self._replace(user_id, delivery, stored.etag)
        if etag is None:
            return  # another has it; should it die, its message comes back
        outcome = await self._sent(user_id, channel, notification_of(kept), delivery, now)
        await self._settle(user_id, channel, delivery, etag, outcome)

    async def _sent(
        self,
        user_id: str,
        channel: Channel,
        notification: Notification,
        delivery: Delivery,
        now: datetime,
    ) -> _Outcome:
        if channel.kind == "email":
            return await self._mailed(user_id, channel, notification, delivery)
        body = webhook_body(notification)
        keys = await self._channels.keys(user_id, channel.id)
        headers = {"Content-Type": "application/json", "webhook-kind": notification.kind}
        headers |= signed_headers(keys, delivery.id, now, body)
        posted = await self._poster.post(channel.url or "", body, headers)
        return _Outcome(
            posted.is_taken,
            "" if posted.is_taken else posted.problem,
            is_gone=posted.status == _GONE,
            retry_after_seconds=posted.retry_after_seconds,
        )

    async def _mailed(
        self, user_id: str, channel: Channel, notification: Notification, delivery: Delivery
    ) -> _Outcome:
        address = await self._addresses(user_id)
        if address is None or not address.is_verified:
            return _Outcome(False, "the e-mail address is not verified", is_final=True)
        mail = mail_of(
            notification,
            address.address,
            delivery.id,
            channel.unsubscribe,
            self._links,
            await self._language(user_id),
        )
        try:
            await self._mailer.send(mail)
        except InvalidInput:
            return _Outcome(False, "the mail service refused the address", is_final=True)
        except Unavailable as error:
            return _Outcome(False, error.detail)
        return _Outcome(True)

    async def _settle(
        self, user_id: str, channel: Channel, delivery: Delivery, etag: str, outcome: _Outcome
    ) -> None:
        now = self._clock.now()
        is_last = outcome.is_final or outcome.is_gone or delivery.attempts >= _MOST_ATTEMPTS
        changes: dict[str, Any] = {"busy_until": None, "last_error": outcome.problem or None}
        wait = 0
        if outcome.is_sent:
            changes |= {"status": "sent", "sent_at": now}
        elif is_last:
            changes |= {"status": "failed"}
        else:
            wait = max(pause_seconds(delivery), _asked(outcome))
            changes |= {"due_at": now + timedelta(seconds=wait)}
        if await self._replace(user_id, delivery.model_copy(update=changes), etag) is None:
            log.warning("delivery_taken_over", delivery_id=delivery.id)
        elif wait:
            message = delivery_message(user_id, delivery.id)
            await self._queue.send(DELIVERIES, message, delay_seconds=wait)
        log.info(
            "delivery_attempted",
            channel=channel.kind,
            sent=outcome.is_sent,
            attempts=delivery.attempts,
        )
        if not (outcome.is_final and channel.kind == "email"):
            await self._note(user_id, channel, outcome, now)

    async def _note(self, user_id: str, channel: Channel, outcome: _Outcome, now: datetime) -> None:
        """Remember how the channel fares; switch it off when it has failed for days."""
        try:
            after = await self._channels.edit(
                user_id, channel.id, lambda present: fared(present, outcome, now)
            )
        except NotFound:
            return
        if after.disabled_because is None or channel.disabled_because is not None:
            return
        log.warning("channel_disabled", channel_id=channel.id, kind=channel.kind)
        language = await self._language(user_id)
        await self._notifier.post(
            user_id,
            Notice(
                key=f"channel-disabled:{channel.id}:{after.version}",
                kind="system",
                title=worded(language, "{channel} was switched off", channel=channel.name),
                text=worded(
                    language,
                    "Nothing could be delivered to it: {reason}. "
                    "Switch it on again when it is repaired.",
                    reason=after.disabled_because,
                ),
                link="/settings/notifications",
                data={"channel_id": channel.id},
            ),
        )

    async def _language(self, user_id: str) -> Language:
        return await reading_language(self._documents, user_id)

    async def _replace(self, user_id: str, delivery: Delivery, etag: str) -> str | None:
        """Replace a delivery; None when another did so before."""
        try:
            stored = await self._documents.replace(
                USER_DATA.name,
                user_id,
                DELIVERY + delivery.id,
                delivery_body(delivery),
                if_match=etag,
                ttl_seconds=DELIVERY_SECONDS,
            )
        except (PreconditionFailed, NotFound):
            return None
        return stored.etag


def pause_seconds(delivery: Delivery) -> int:
    """Return how long to wait after an attempt that failed: doubling, up to six hours.

    Spread by a quarter either way, so that what failed together is not tried together; the same
    for one attempt whoever computes it.
    """
    pause = min(_FIRST_PAUSE_SECONDS * 2 ** (delivery.attempts - 1), _LONGEST_PAUSE_SECONDS)
    seed = blake2b(f"{delivery.id}:{delivery.attempts}".encode(), digest_size=4).digest()
    return int(pause * (0.75 + 0.5 * int.from_bytes(seed) / 2**32))


def fared(channel: Channel, outcome: _Outcome, now: datetime) -> Channel:
    """Return a channel after an attempt."""
    if outcome.is_sent:
        fine = {"failing_since": None, "failures": 0, "last_error": None, "last_sent_at": now}
        return channel.model_copy(update=fine)
    since = channel.failing_since or now
    failures = channel.failures + 1
    changes: dict[str, Any] = {
        "failing_since": since,
        "failures": failures,
        "last_error": outcome.problem,
    }
    if outcome.is_gone:
        changes |= {"enabled": False, "disabled_because": "it answered 410: gone for good"}
    elif now - since >= _GIVEN_UP_AFTER and failures >= _GIVEN_UP_FAILURES:
        changes |= {"enabled": False, "disabled_because": f"{outcome.problem}, for three days"}
    return channel.model_copy(update=changes)


def _asked(outcome: _Outcome) -> int:
    return min(outcome.retry_after_seconds or 0, _LONGEST_PAUSE_SECONDS)
