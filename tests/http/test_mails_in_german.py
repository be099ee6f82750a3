"""Mails about an account are in the language that it was made with, or that was chosen since."""

from typing import Any

import httpx2

from functions.wiring import Services
from shared.platform.mail import OutboxMailer
from tests.http.conftest import PASSWORD

ADA = {"email": "ada@example.org", "password": PASSWORD}


async def newest(services: Services) -> dict[str, Any]:
    assert isinstance(services.mailer, OutboxMailer)
    return (await services.mailer.list_recent(1))[0]


async def test_an_account_made_on_a_german_page_is_written_to_in_german(
    client: httpx2.AsyncClient, services: Services
) -> None:
    made = await client.post("/api/auth/register", json={**ADA, "locale": "de"})
    assert made.status_code == 201, made.text
    mail = await newest(services)
    assert mail["subject"] == "Bestätigen Sie Ihre E-Mail-Adresse"
    assert mail["text"].startswith("Hallo ada,\n\nbitte bestätigen Sie, dass diese Adresse Ihnen")
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    kept = await client.get("/api/users/me/preferences", headers=headers)
    assert (kept.json()["locale"], kept.json()["currency"]) == ("de", "USD")
    wanted = {**kept.json(), "locale": "en-GB"}
    changed = await client.put(
        "/api/users/me/preferences",
        json=wanted,
        headers={**headers, "If-Match": kept.headers["etag"]},
    )
    assert changed.status_code == 200, changed.text
    await client.post("/api/auth/password/forgot", json={"email": ADA["email"]})
    assert (await newest(services))["subject"] == "Choose a new password"


async def test_without_a_locale_mails_are_english(
    client: httpx2.AsyncClient, services: Services
) -> None:
    assert (await client.post("/api/auth/register", json=ADA)).status_code == 201
    assert (await newest(services))["subject"] == "Confirm your e-mail address"
    odd = await client.post(
        "/api/auth/register", json={**ADA, "email": "b@example.org", "locale": "no language"}
    )
    assert odd.status_code == 422


async def test_a_tried_channel_and_its_way_out_are_german(
    client: httpx2.AsyncClient, services: Services
) -> None:
    from shared.identity.repository import AccountRepository

    made = await client.post("/api/auth/register", json={**ADA, "locale": "de-AT"})
    accounts = AccountRepository(services.documents, services.machine_clock)
    await accounts.change(
        made.json()["user"]["id"], lambda account: account.with_user(email_verified=True)
    )
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    wanted = {"kind": "email", "name": "Post"}
    channel = await client.post("/api/notification-channels", json=wanted, headers=headers)
    path = f"/api/notification-channels/{channel.json()['id']}/test"
    tried = await client.post(path, headers=headers)
    assert tried.status_code == 202, tried.text
    message = {
        "kind": "deliver",
        "user_id": made.json()["user"]["id"],
        "delivery_id": f"{tried.json()['notification_id']}.{channel.json()['id']}",
    }
    await services.deliverer.handle(message)
    mail = await newest(services)
    assert mail["subject"] == "Ein Test von Plumbline"
    assert "So erreichen Benachrichtigungen Post." in mail["text"]
    assert "Keine Mails dieser Art mehr: " in mail["text"]
