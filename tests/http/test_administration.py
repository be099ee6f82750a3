"""Administration over HTTP."""

import httpx2
import pytest

from functions.wiring import Services
from shared.kernel.clock import SystemClock
from tests.http.conftest import my_id

ROUTES = [
    ("GET", "/api/operations/users"),
    ("PATCH", "/api/operations/users/01HWT5V2X0AAAAAAAAAAAAAAAA"),
    ("GET", "/api/operations/audit?user_id=x&month=202611"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_nobody_but_an_administrator_gets_in(
    client: httpx2.AsyncClient, ada: dict[str, str], method: str, path: str
) -> None:
    body = {"disabled": True} if method == "PATCH" else None
    nobody = await client.request(method, path, json=body)
    user = await client.request(method, path, json=body, headers=ada)
    assert (nobody.status_code, user.status_code) == (401, 403)
    assert user.json()["code"] == "missing_role"


async def test_accounts_are_listed_and_one_is_shut_out(
    client: httpx2.AsyncClient, admin: dict[str, str], ada: dict[str, str]
) -> None:
    first = (await client.get("/api/operations/users?limit=1", headers=admin)).json()
    path = f"/api/operations/users?cursor={first['next_cursor']}"
    second = (await client.get(path, headers=admin)).json()
    emails = [item["email"] for item in first["items"] + second["items"]]
    assert emails == ["root@example.org", "ada@example.org"]

    user_id = await my_id(client, ada)
    shut = await client.patch(
        f"/api/operations/users/{user_id}", json={"disabled": True}, headers=admin
    )
    assert (shut.status_code, shut.json()["disabled"]) == (200, True)
    assert (await client.get("/api/users/me", headers=ada)).status_code == 401


async def test_a_change_of_nothing_of_nobody_or_of_oneself_is_refused(
    client: httpx2.AsyncClient, admin: dict[str, str]
) -> None:
    async def change(id: str, body: dict[str, object]) -> int:
        answer = await client.patch(f"/api/operations/users/{id}", json=body, headers=admin)
        return answer.status_code

    mine = await my_id(client, admin)
    assert await change(mine, {}) == 422
    assert await change(mine, {"disabled": True}) == 409
    assert await change("01HWT5V2X0AAAAAAAAAAAAAAAA", {"disabled": True}) == 404
    assert await change("é", {"disabled": True}) == 404
    assert await change(mine, {"roles": ["god"]}) == 422


async def test_the_trail_is_shown_with_its_verdict(
    client: httpx2.AsyncClient, services: Services, admin: dict[str, str], ada: dict[str, str]
) -> None:
    user_id = await my_id(client, ada)
    month = f"{SystemClock().now():%Y%m}"
    path = f"/api/operations/audit?user_id={user_id}&month={month}"
    trail = (await client.get(path, headers=admin)).json()
    assert [event["kind"] for event in trail["items"]] == ["registered", "logged_in", "logged_in"]
    assert trail["broken_at"] is None
    second = (await client.get(path + "&limit=1", headers=admin)).json()
    onward = await client.get(f"{path}&cursor={second['next_cursor']}", headers=admin)
    assert onward.json()["items"] == trail["items"][1:]

    entry = await services.documents.get("audit", f"{user_id}:{month}", "e0000000002")
    forged = {**entry.body, "kind": "forged"}
    await services.documents.replace("audit", f"{user_id}:{month}", entry.id, forged)
    assert (await client.get(path, headers=admin)).json()["broken_at"] == 2
