"""Owners are told once how a report ended, wherever they want it, in their language."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from shared.identity.reading_language import PREFERENCES
from shared.kernel.errors import InvalidInput, Unavailable
from shared.notifications.documents import CHANNEL, channel_body
from shared.notifications.documents import PREFERENCES as WANTED
from shared.notifications.inbox import Inbox
from shared.notifications.model import Channel, Notification
from shared.notifications.registry import Registry
from shared.platform.containers import USER_DATA
from shared.platform.queues import DELIVERIES, REPORT_JOBS
from shared.reports.model import MOST_ATTEMPTS
from tests.service.reports.conftest import REQUEST, START, Office


async def told(office: Office, owner: str = "ada") -> list[Notification]:
    inbox = Inbox(office.documents, Registry(office.documents), office.clock)
    return await inbox.list_page(owner)


async def with_channel(office: Office, owner: str = "ada") -> None:
    channel = Channel(id="hook", kind="webhook", name="Mine", created_at=START, updated_at=START)
    await office.documents.create(USER_DATA.name, owner, CHANNEL + "hook", channel_body(channel))


async def test_a_finished_report_is_told_and_sent_to_the_channels(office: Office) -> None:
    await with_channel(office)
    report = await office.service.request("ada", REQUEST)
    await office.deliver()
    [notice] = await told(office)
    assert (notice.kind, notice.title) == ("report", "Performance report: Growth is ready")
    # Asked for on 5 March 2024 and kept for ninety days.
    assert notice.text == "To be read and downloaded as Markdown until 2024-06-03."
    assert (notice.link, notice.portfolio_id) == ("/reports", "p")
    assert notice.data == {
        "report_id": report.id,
        "report_kind": "performance",
        "status": "ready",
    }
    [message] = office.queue.take(DELIVERIES)
    assert message["delivery_id"] == f"{notice.id}.hook"


async def test_channels_not_wanted_for_reports_are_left_alone(office: Office) -> None:
    await with_channel(office)
    wanted = {"channels": {"report": ["email"]}}
    await office.documents.upsert(USER_DATA.name, "ada", WANTED, wanted)
    await office.service.request("ada", REQUEST)
    await office.deliver()
    assert len(await told(office)) == 1
    assert office.queue.take(DELIVERIES) == []


async def test_deliveries_again_and_at_once_tell_once(office: Office) -> None:
    await with_channel(office)
    await office.service.request("ada", REQUEST)
    [message] = office.queue.take(REPORT_JOBS)
    await asyncio.gather(*(office.worker.handle(message) for _ in range(4)))
    await office.worker.handle(message)
    assert len(await told(office)) == 1
    # A message is only a wake-up: all of them name the one delivery.
    assert len({one["delivery_id"] for one in office.queue.take(DELIVERIES)}) == 1


async def test_a_notice_whose_sender_died_is_sent_on_by_the_next_delivery(office: Office) -> None:
    await with_channel(office)
    report = await office.service.request("ada", REQUEST)
    [message] = office.queue.take(REPORT_JOBS)
    send_many, office.queue.send_many = office.queue.send_many, _down
    with pytest.raises(Unavailable):
        await office.worker.handle(message)
    office.queue.send_many = send_many
    assert await office.status(report) == "ready"
    await office.worker.handle(message)
    assert len(office.queue.take(DELIVERIES)) == 1
    assert (len(await told(office)), office.press.made) == (1, [report.id])


async def _down(queue: str, messages: Sequence[dict[str, Any]]) -> None:
    del queue, messages
    raise Unavailable("The queue is down")


async def test_a_failed_report_says_why_and_once_more_when_it_is_tried_again(
    office: Office,
) -> None:
    report = await office.service.request("ada", REQUEST)
    office.press.failures = [InvalidInput("There is nothing in that year")]
    await office.deliver()
    [notice] = await told(office)
    assert notice.title == "Performance report: Growth could not be made"
    assert notice.text == (
        "There is nothing in that year. It can be tried again among your reports."
    )
    await office.service.retry("ada", report.id)
    await office.deliver()
    assert [one.data["status"] for one in await told(office)] == ["ready", "failed"]


async def test_an_attempt_that_is_repeated_tells_nothing_before_the_last(office: Office) -> None:
    await office.service.request("ada", REQUEST)
    [message] = office.queue.take(REPORT_JOBS)
    office.press.failures = [Unavailable("The store is down") for _ in range(2 * MOST_ATTEMPTS)]
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(Unavailable):
            await office.worker.handle(message)
        assert len(await told(office)) == (attempt == MOST_ATTEMPTS)
    # Sent on from the poison by an operator, and failing again: its owner knows already.
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Unavailable):
            await office.worker.handle(message)
    assert len(await told(office)) == 1
    await office.worker.handle(message)
    assert [one.data["status"] for one in await told(office)] == ["ready", "failed"]


async def test_what_its_owner_cancelled_or_deleted_is_not_told(office: Office) -> None:
    cancelled = await office.service.request("ada", REQUEST)
    await office.service.cancel("ada", cancelled.id)
    deleted = await office.service.request("ada", REQUEST)
    await office.service.delete("ada", deleted.id)
    await office.deliver()
    assert await told(office) == []


async def test_who_reads_german_is_told_in_german(office: Office) -> None:
    german = {"locale": "de-DE"}
    await office.documents.upsert(USER_DATA.name, "ada", PREFERENCES, german)
    await office.service.request("ada", REQUEST)
    await office.deliver()
    [notice] = await told(office)
    assert notice.title.endswith("Growth ist fertig")
    assert notice.text == "Zum Lesen und Herunterladen als Markdown bis zum 03.06.2024."
