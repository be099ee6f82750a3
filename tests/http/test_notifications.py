"""Notifications and channels over HTTP: reading, webhooks and secrets, mails with a way out."""

import json
from typing import Any

import httpx2
import pytest

from functions.wiring import Services
from shared.notifications.model import Notice
from shared.platform.mail import OutboxMailer
from shared.platform.queues import DELIVERIES
from tests.fakes.storage import MemoryQueue
from tests.http.conftest import my_id

CHANNELS = "/api/notification-channels"
HOOK = {"kind": "webhook", "name": "Mine", "url": "https://hooks.example.org/in"}


async def tell(services: Services, user_id: str, count: int) -> None:
    for number in range(count):
        notice = Notice(key=f"k{number}", kind="system", title=f"T{number}", text="Text")
        assert await services.notifier.post(user_id, notice)


async def deliver(services: Services) -> None:
    queue = services.queue
    assert isinstance(queue, MemoryQueue)
    for message in queue.take(DELIVERIES):
        await services.deliverer.handle(message)


async def test_what_fired_is_listed_newest_first_counted_and_read(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    await tell(services, await my_id(client, ada), 3)
    first = (await client.get("/api/notifications?limit=2", headers=ada)).json()
    assert [one["title"] for one in first["items"]] == ["T2", "T1"]
    assert first["unread_count"] == 3
    rest = await client.get(f"/api/notifications?cursor={first['next_cursor']}", headers=ada)
    assert [one["title"] for one in rest.json()["items"]] == ["T0"]
    newest = f"/api/notifications/{first['items'][0]['id']}"
    read = (await client.patch(newest, json={"read": True}, headers=ada)).json()
    assert read["read_at"]
    unread = (await client.get("/api/notifications?unread=true", headers=ada)).json()
    assert [one["title"] for one in unread["items"]] == ["T1", "T0"]
    all_read = await client.patch("/api/notifications", json={"read": True}, headers=ada)
    assert all_read.json() == {"marked": 2, "unread_count": 0}
    assert (await client.delete(newest, headers=ada)).status_code == 204
    assert (await client.get(newest, headers=ada)).json()["code"] == "notification_not_found"


async def test_polling_costs_nothing_while_nothing_is_new(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    await tell(services, await my_id(client, ada), 1)
    etag = (await client.get("/api/notifications", headers=ada)).headers["etag"]
    again = await client.get("/api/notifications", headers={**ada, "If-None-Match": etag})
    assert again.status_code == 304


async def test_a_notice_with_the_same_key_is_told_once(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    user_id = await my_id(client, ada)
    notice = Notice(key="same", kind="system", title="T", text="Text")
    assert await services.notifier.post(user_id, notice)
    assert not await services.notifier.post(user_id, notice)
    assert (await client.get("/api/notifications", headers=ada)).json()["unread_count"] == 1


async def test_a_webhooks_secret_is_shown_once_and_rotated(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = (await client.post(CHANNELS, json=HOOK, headers=ada)).json()
    assert made["secret"].startswith("whsec_")
    address = f"{CHANNELS}/{made['id']}"
    shown = await client.get(address, headers=ada)
    listed = await client.get(CHANNELS, headers=ada)
    assert made["secret"] not in shown.text + listed.text
    rotated = (await client.post(f"{address}/rotate-secret", headers=ada)).json()["secret"]
    assert rotated != made["secret"]
    exported = await client.get("/api/users/me/export", headers=ada)
    assert rotated.encode() not in exported.content


async def test_changes_of_a_webhook_are_in_the_audit_trail(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    made = (await client.post(CHANNELS, json=HOOK, headers=ada)).json()
    address = f"{CHANNELS}/{made['id']}"
    change = {"url": "https://other.example.org/in"}
    changed = await client.patch(address, json=change, headers={**ada, "If-Match": "*"})
    assert changed.status_code == 200, changed.text
    await client.post(f"{address}/rotate-secret", headers=ada)
    await client.delete(address, headers=ada)
    month = f"{services.machine_clock.now():%Y%m}"
    events = await services.audit.list_events(await my_id(client, ada), month)
    assert [one.kind for one in events if one.subject == made["id"]] == [
        "webhook_channel_created",
        "webhook_channel_changed",
        "webhook_secret_rotated",
        "webhook_channel_deleted",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/in",
        "https://127.0.0.1/in",
        "https://[::1]/in",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/in",
        "https://[::ffff:10.0.0.1]/in",
        "https://hooks.example.org:22/in",
        "https://user:password@hooks.example.org/in",
        "https://localhost/in",
        "https://good.example\\@evil.example/",
        "https://①②⑦.0.0.1/",
        "ftp://hooks.example.org/in",
        "no address",
    ],
)
async def test_an_address_that_leads_inside_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], url: str
) -> None:
    answer = await client.post(CHANNELS, json={**HOOK, "url": url}, headers=ada)
    assert (answer.status_code, answer.json()["code"]) == (422, "refused_address")


async def make_verified(services: Services, user_id: str) -> None:
    from shared.identity.repository import AccountRepository

    accounts = AccountRepository(services.documents, services.machine_clock)
    await accounts.change(user_id, lambda account: account.with_user(email_verified=True))


async def test_mails_go_to_a_verified_address_alone_with_a_way_out_in_one_click(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    user_id = await my_id(client, ada)
    made = (await client.post(CHANNELS, json={"kind": "email"}, headers=ada)).json()
    assert (made["verified"], made["secret"]) == (False, None)
    test = f"{CHANNELS}/{made['id']}/test"
    assert (await client.post(test, headers=ada)).status_code == 202
    await deliver(services)
    tried = await client.get(f"{CHANNELS}/{made['id']}/deliveries", headers=ada)
    (first,) = tried.json()["items"]
    assert first["status"] == "failed"
    assert first["last_error"] == "the e-mail address is not verified"

    await make_verified(services, user_id)
    await tell(services, user_id, 1)
    await deliver(services)
    mail = await last_mail(services, "system")
    assert (mail["to"], mail["subject"]) == ("ada@example.org", "T0")
    link = mail["headers"]["List-Unsubscribe"].strip("<>")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link.removeprefix("http://localhost:7071")
    one_click = {"List-Unsubscribe": "One-Click"}
    assert (await client.post(path, data=one_click)).json() == {"kind": "system"}
    preferences = (await client.get("/api/notification-preferences", headers=ada)).json()
    assert preferences["channels"] == {"system": ["webhook"]}


async def last_mail(services: Services, kind: str) -> dict[str, Any]:
    mailer = services.mailer
    assert isinstance(mailer, OutboxMailer)
    return next(mail for mail in await mailer.list_recent() if mail["kind"] == kind)


async def test_preferences_are_replaced_under_their_version(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    address = "/api/notification-preferences"
    got = await client.get(address, headers=ada)
    assert got.json()["daily_digest"] is False
    wanted = {"daily_digest": True, "digest_hour": 6, "channels": {"alert": ["email"]}}
    put = await client.put(address, json=wanted, headers={**ada, "If-Match": got.headers["etag"]})
    assert put.status_code == 200, put.text
    assert json.loads(put.text)["channels"] == {"alert": ["email"]}
    stale = await client.put(address, json={}, headers={**ada, "If-Match": got.headers["etag"]})
    assert stale.status_code == 412


async def test_everything_told_is_in_the_export_and_gone_with_the_account(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    user_id = await my_id(client, ada)
    rule = {"kind": "price_above", "symbol": "AAPL", "threshold": "120"}
    await client.post("/api/alerts", json=rule, headers=ada)
    await client.post(CHANNELS, json={"kind": "email"}, headers=ada)
    assert (await client.delete("/api/users/me", headers=ada)).status_code == 204
    assert await services.inbox.list_page(user_id) == []
    assert await services._alert_repository.woken_by("AAPL") == []
    assert await services._registry.page() == []
