"""Deliveries: back-off, taking over, giving up; at least once under one name."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.audit import AuditLog
from shared.notifications.channels import Channels
from shared.notifications.deliveries import Deliverer, MailAddress
from shared.notifications.inbox import Inbox
from shared.notifications.mail_text import MailLinks
from shared.notifications.model import Notice
from shared.notifications.notifier import Notifier
from shared.notifications.registry import Registry
from shared.platform.mail import OutboxMailer
from shared.platform.queues import DELIVERIES
from shared.platform.sqlite import SqliteDocumentStore
from shared.platform.webhooks import Posted
from tests.fakes.manual_clock import ManualClock
from tests.fakes.storage import MemoryQueue

WHO = "ada"


@dataclass
class FakePoster:
    """Answers what a test says and notes under which names it was called."""

    answer: Posted = field(default_factory=lambda: Posted(204))
    names: list[str] = field(default_factory=list[str])
    dies: bool = False

    def check(self, url: str) -> None: ...

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        del url, body
        self.names.append(headers["webhook-id"])
        if self.dies:
            raise KeyboardInterrupt  # nothing after this runs, as when the process is killed
        return self.answer


@dataclass
class World:
    clock: ManualClock
    queue: MemoryQueue
    poster: FakePoster
    channels: Channels
    notifier: Notifier
    deliverer: Deliverer
    inbox: Inbox

    async def tell(self, key: str = "k") -> None:
        notice = Notice(key=key, kind="alert", title="T", text="Text")
        assert await self.notifier.post(WHO, notice)

    async def deliver(self) -> None:
        for message in self.queue.take(DELIVERIES):
            await self.deliverer.handle(message)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock, queue, poster = ManualClock(), MemoryQueue(), FakePoster()
    documents = SqliteDocumentStore(tmp_path / "store.db", clock)
    registry = Registry(documents)
    channels = Channels(documents, registry, poster, AuditLog(documents, clock), clock)
    notifier = Notifier(documents, queue, clock)

    async def address(user_id: str) -> MailAddress:
        return MailAddress(f"{user_id}@example.org", is_verified=True)

    deliverer = Deliverer(
        documents,
        notifier,
        channels,
        poster,
        OutboxMailer(tmp_path / "outbox", clock),
        address,
        MailLinks("https://app.example.org", "https://api.example.org"),
        queue,
        clock,
    )
    inbox = Inbox(documents, registry, clock)
    yield World(clock, queue, poster, channels, notifier, deliverer, inbox)
    await documents.close()


async def hook(world: World) -> str:
    channel, _ = await world.channels.create(WHO, "webhook", "Hook", "https://hooks.example.org/")
    return channel.id


async def test_a_delivery_is_sent_once_however_often_its_message_comes(world: World) -> None:
    channel = await hook(world)
    await world.tell()
    (message,) = world.queue.take(DELIVERIES)
    for _ in range(3):
        await world.deliverer.handle(message)
    assert len(world.poster.names) == 1
    (sent,) = await world.deliverer.list_recent(WHO, channel)
    assert (sent.status, sent.attempts) == ("sent", 1)


async def test_a_failure_is_tried_again_later_and_later_under_the_same_name(world: World) -> None:
    channel = await hook(world)
    world.poster.answer = Posted(500, "it answered 500")
    await world.tell()
    waits: list[float] = []
    for _ in range(6):
        await world.deliver()
        (pending,) = await world.deliverer.list_recent(WHO, channel)
        waits.append((pending.due_at - world.clock.now()).total_seconds())
        world.clock.advance(waits[-1] - 1)
        await world.deliver()  # too early: only put back
        world.clock.advance(2)
    assert len(world.poster.names) == 6
    assert len(set(world.poster.names)) == 1
    # 30 s, then twice as long each time, spread by a quarter either way.
    for number, wait in enumerate(waits):
        assert 0.73 <= wait / (30 * 2**number) <= 1.27
    world.poster.answer = Posted(200)
    await world.deliver()
    (sent,) = await world.deliverer.list_recent(WHO, channel)
    assert (sent.status, sent.attempts) == ("sent", 7)
    after = await world.channels.get(WHO, channel)
    assert (after.failures, after.failing_since) == (0, None)


async def test_what_a_receiver_asks_for_is_waited(world: World) -> None:
    channel = await hook(world)
    world.poster.answer = Posted(429, "it answered 429", retry_after_seconds=3600)
    await world.tell()
    await world.deliver()
    (pending,) = await world.deliverer.list_recent(WHO, channel)
    assert (pending.due_at - world.clock.now()).total_seconds() == 3600


async def test_a_killed_worker_is_taken_over_and_the_name_tells_the_repeat(world: World) -> None:
    await hook(world)
    await world.tell()
    (message,) = world.queue.take(DELIVERIES)
    world.poster.dies = True
    with pytest.raises(KeyboardInterrupt):
        await world.deliverer.handle(message)
    world.poster.dies = False
    await world.deliverer.handle(message)  # the queue gives it again: someone may still be at it
    assert len(world.poster.names) == 1
    world.clock.advance(61)
    await world.deliver()
    assert len(world.poster.names) == 2
    assert len(set(world.poster.names)) == 1


async def test_a_message_that_was_lost_is_made_up_for_by_the_round(world: World) -> None:
    await hook(world)
    await world.tell()
    world.queue.take(DELIVERIES)
    assert await world.deliverer.sweep(WHO) == 1
    await world.deliver()
    assert len(world.poster.names) == 1


async def test_after_days_of_failures_a_channel_is_switched_off_and_its_owner_told(
    world: World,
) -> None:
    channel = await hook(world)
    world.poster.answer = Posted(None, "it could not be reached")
    for number in range(30):
        await world.tell(f"k{number}")
        await world.deliver()
        world.clock.advance(4 * 3600)
        if not (await world.channels.get(WHO, channel)).enabled:
            break
    after = await world.channels.get(WHO, channel)
    assert (after.enabled, after.disabled_because) == (
        False,
        "it could not be reached, for three days",
    )
    (told,) = await world.inbox.list_page(WHO, kind="system")
    assert told.title == "Hook was switched off"
    on = await world.channels.change(WHO, channel, {"enabled": True})
    assert (on.disabled_because, on.failures) == (None, 0)


async def test_a_receiver_that_is_gone_for_good_is_left_alone_at_once(world: World) -> None:
    channel = await hook(world)
    world.poster.answer = Posted(410, "it answered 410")
    await world.tell()
    await world.deliver()
    assert not (await world.channels.get(WHO, channel)).enabled


async def test_what_a_person_does_not_want_somewhere_does_not_go_there(world: World) -> None:
    await hook(world)
    preferences, version = await world.inbox.preferences(WHO)
    wanted = preferences.model_copy(update={"channels": {"alert": ("email",)}})
    await world.inbox.set_preferences(WHO, wanted, version)
    await world.tell()
    assert world.queue.take(DELIVERIES) == []
    assert len(await world.inbox.list_page(WHO)) == 1
