"""A person's own account over HTTP."""

import io
import zipfile

import httpx2
import orjson
import pytest

from functions.wiring import Services
from shared.platform.documents import Query
from tests.http.conftest import PASSWORD, register

PROFILE = "/api/users/me"
PREFERENCES = "/api/users/me/preferences"
TOKENS = "/api/users/me/tokens"


async def test_the_name_changes_with_the_version_one_has_read(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    etag = (await client.get(PROFILE, headers=ada)).headers["etag"]
    name = {"display_name": "Ada L."}
    missing = await client.patch(PROFILE, json=name, headers=ada)
    changed = await client.patch(PROFILE, json=name, headers={**ada, "If-Match": etag})
    stale = await client.patch(PROFILE, json=name, headers={**ada, "If-Match": etag})
    assert (missing.status_code, changed.status_code, stale.status_code) == (428, 200, 412)
    read = await client.get(PROFILE, headers=ada)
    assert read.json()["display_name"] == "Ada L."
    assert read.headers["etag"] == changed.headers["etag"] != etag


async def test_preferences_have_defaults_and_are_replaced_whole(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    first = await client.get(PREFERENCES, headers=ada)
    assert first.json()["currency"] == "USD"
    wanted = {"currency": "eur", "locale": "de-DE", "time_zone": "Europe/Berlin", "theme": "dark"}
    put = await client.put(
        PREFERENCES, json=wanted, headers={**ada, "If-Match": first.headers["etag"]}
    )
    assert put.status_code == 200, put.text
    # Replaced whole: what was left out is back at its default.
    assert put.json() == {**wanted, "currency": "EUR", "goals": "", "risk_profile": ""}
    assert (await client.get(PREFERENCES, headers=ada)).json()["theme"] == "dark"
    twice = await client.put(
        PREFERENCES, json=wanted, headers={**ada, "If-Match": first.headers["etag"]}
    )
    assert twice.status_code == 412
    odd = {**wanted, "currency": "XXY"}
    refused = await client.put(PREFERENCES, json=odd, headers={**ada, "If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_currency")


async def test_an_api_token_reads_with_its_scope_and_no_more(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await client.post(TOKENS, json={"name": "script", "scopes": ["read"]}, headers=ada)
    assert made.status_code == 201, made.text
    assert made.json()["token"].startswith("plb_")
    script = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await client.get(PROFILE, headers=script)).status_code == 200
    write = await client.put(PREFERENCES, json={}, headers={**script, "If-Match": "*"})
    assert (write.status_code, write.json()["code"]) == (403, "missing_scope")
    manage = await client.get(TOKENS, headers=script)
    assert (manage.status_code, manage.json()["code"]) == (403, "session_required")


async def test_an_api_token_is_shown_once_and_is_dead_when_revoked(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    body = {"name": "mcp", "scopes": ["write"], "portfolios": ["p1"], "expires_in_days": 30}
    made = (await client.post(TOKENS, json=body, headers=ada)).json()
    script = {"Authorization": f"Bearer {made['token']}"}
    assert (await client.get(PROFILE, headers=script)).status_code == 200
    listed = (await client.get(TOKENS, headers=ada)).json()["items"]
    assert [item["id"] for item in listed] == [made["id"]]
    assert "token" not in listed[0]
    assert listed[0]["last_used_at"] is not None
    assert listed[0]["portfolios"] == ["p1"]
    assert (await client.delete(f"{TOKENS}/{made['id']}", headers=ada)).status_code == 204
    assert (await client.delete(f"{TOKENS}/{made['id']}", headers=ada)).status_code == 404
    assert (await client.get(PROFILE, headers=script)).status_code == 401


async def test_another_users_token_is_not_found(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    made = await client.post(TOKENS, json={"name": "x", "scopes": ["read"]}, headers=ada)
    answer = await client.delete(f"{TOKENS}/{made.json()['id']}", headers=bob)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["everything"]},
        {"name": "", "scopes": ["read"]},
        {"name": "x", "scopes": ["read"], "portfolios": ["../../etc"]},
        {"name": "x", "scopes": ["read"], "expires_in_days": 0},
        {"name": "x", "scopes": ["read"], "admin": True},
    ],
)
async def test_an_impossible_token_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str], body: dict[str, object]
) -> None:
    assert (await client.post(TOKENS, json=body, headers=ada)).status_code == 422


async def test_the_export_holds_what_is_kept_and_no_secret(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    made = await client.post(TOKENS, json={"name": "s", "scopes": ["read"]}, headers=ada)
    await client.put(PREFERENCES, json={"theme": "dark"}, headers={**ada, "If-Match": "*"})
    answer = await client.get("/api/users/me/export", headers=ada)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert orjson.loads(files["account.json"])["email"] == "ada@example.org"
    assert orjson.loads(files["data.json"])["preferences"]["theme"] == "dark"
    kinds = [event["kind"] for event in orjson.loads(files["audit.json"])]
    assert kinds[:2] == ["registered", "logged_in"]
    secret = made.json()["token"].rpartition(".")[2]
    everything = b"".join(files.values())
    for hidden in (secret.encode(), b"digest", b"argon2", PASSWORD.encode()):
        assert hidden not in everything


async def test_erasing_leaves_an_anonymous_audit_and_a_free_address(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    me = (await client.get(PROFILE, headers=ada)).json()
    await client.put(PREFERENCES, json={"theme": "dark"}, headers={**ada, "If-Match": "*"})
    assert (await client.delete(PROFILE, headers=ada)).status_code == 204
    assert (await client.get(PROFILE, headers=ada)).status_code == 401
    login = {"email": "ada@example.org", "password": PASSWORD}
    assert (await client.post("/api/auth/login", json=login)).status_code == 401
    assert await services.documents.query("user_data", me["id"], Query()) == []
    month = f"{services.identity._clock.now():%Y%m}"
    events = await services.audit.list_events(me["id"], month)
    assert events[-1].kind == "erased"
    assert "ada@" not in repr(events)  # random digits of a hash may well spell the name
    assert await services.audit.verify(me["id"], month) is None
    assert await services.identity.profiles.finish_erasures() == 1
    assert await services.identity.profiles.finish_erasures() == 0
    await register(client, "ada@example.org")
