"""A write sent again under its Idempotency-Key takes effect once and is answered alike."""

import asyncio

import httpx2

BODY = {"name": "Pension", "base_currency": "EUR"}


async def names(client: httpx2.AsyncClient, who: dict[str, str]) -> list[str]:
    answer = await client.get("/api/portfolios", headers=who)
    return [item["name"] for item in answer.json()["items"]]


async def test_two_hundred_equal_requests_have_one_effect_and_equal_answers(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    headers = {**ada, "Idempotency-Key": "k-1"}
    answers = await asyncio.gather(
        *(client.post("/api/portfolios", json=BODY, headers=headers) for _ in range(200))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await names(client, ada) == ["Pension"]


async def test_the_same_key_with_another_body_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    headers = {**ada, "Idempotency-Key": "k-1"}
    await client.post("/api/portfolios", json=BODY, headers=headers)
    other = await client.post("/api/portfolios", json={**BODY, "name": "Other"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert await names(client, ada) == ["Pension"]


async def test_keys_of_two_people_do_not_meet(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    for who in (ada, bob):
        answer = await client.post(
            "/api/portfolios", json=BODY, headers={**who, "Idempotency-Key": "k-1"}
        )
        assert "idempotency-replayed" not in answer.headers
    assert await names(client, ada) == await names(client, bob) == ["Pension"]


async def test_the_same_file_sent_again_is_the_same_request(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    created = await client.post("/api/portfolios", json=BODY, headers=ada)
    url = f"/api/portfolios/{created.json()['id']}/imports"
    csv = b"date,kind,symbol,quantity,price,currency\n2021-01-04,buy,AAPL,1,129.41,USD\n"
    headers = {**ada, "Idempotency-Key": "file-1"}
    # Each attempt has a multipart boundary of its own.
    answers = [
        await client.post(url, files={"file": ("trades.csv", csv)}, headers=headers)
        for _ in range(2)
    ]
    assert answers[0].status_code == 201, answers[0].text
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_an_impossible_key_is_refused(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    answer = await client.post(
        "/api/portfolios", json=BODY, headers={**ada, "Idempotency-Key": "k" * 300}
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_idempotency_key"


async def test_an_api_token_is_not_answered_what_a_log_in_was(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    mine = (await client.post("/api/portfolios", json=BODY, headers=ada)).json()["id"]
    other = (await client.post("/api/portfolios", json=BODY, headers=ada)).json()["id"]
    key = {"Idempotency-Key": "k-1"}
    shock = {"crises": [], "shocks": [{"name": "s", "market": -0.5}]}
    plan = f"/api/portfolios/{mine}/scenarios"
    for url, body in (("/api/portfolios", BODY), (plan, shock)):
        answer = await client.post(url, json=body, headers={**ada, **key})
        assert answer.status_code in {201, 422}  # nothing is held
        for wanted in ({"scopes": ["read"]}, {"scopes": ["write"], "portfolios": [other]}):
            made = await client.post(
                "/api/users/me/tokens", json={"name": "t", **wanted}, headers=ada
            )
            token = {"Authorization": f"Bearer {made.json()['token']}"}
            narrow = await client.post(url, json=body, headers={**token, **key})
            assert "idempotency-replayed" not in narrow.headers
            # The token that reads may read the plan, worked out anew.
            if (url, wanted["scopes"]) != (plan, ["read"]):
                assert narrow.status_code in {403, 404}
        key = {"Idempotency-Key": "k-2"}


async def test_a_key_is_good_after_the_token_was_renewed(client: httpx2.AsyncClient) -> None:
    given = {"email": "ada@example.org", "password": "correct-horse-battery-staple-9"}
    first = (await client.post("/api/auth/register", json=given)).json()
    renewed = (
        await client.post("/api/auth/refresh", json={"refresh_token": first["refresh_token"]})
    ).json()
    answers = [
        await client.post(
            "/api/portfolios",
            json=BODY,
            headers={"Authorization": f"Bearer {one['access_token']}", "Idempotency-Key": "k"},
        )
        for one in (first, renewed)
    ]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotency-replayed"] == "true"
