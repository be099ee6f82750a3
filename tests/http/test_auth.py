"""Accounts and sessions over HTTP: what a client developer meets."""

import asyncio
from base64 import urlsafe_b64encode
from typing import Any

import httpx2
import jwt
import pytest

from functions.wiring import Services
from shared.platform.mail import OutboxMailer
from tests.http.conftest import PASSWORD

EMAIL = "grace@example.org"
NEW_PASSWORD = "a-very-different-passphrase-7"


async def sign_up(client: httpx2.AsyncClient, email: str = EMAIL) -> dict[str, Any]:
    answer = await client.post("/api/auth/register", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def log_in(
    client: httpx2.AsyncClient, password: str = PASSWORD, email: str = EMAIL
) -> httpx2.Response:
    return await client.post("/api/auth/login", json={"email": email, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def status_of_me(client: httpx2.AsyncClient, token: str) -> int:
    return (await client.get("/api/users/me", headers=bearer(token))).status_code


async def mailed_token(services: Services, kind: str) -> str:
    assert isinstance(services.mailer, OutboxMailer)
    mails = await services.mailer.list_recent()
    text: str = next(mail["text"] for mail in mails if mail["kind"] == kind)
    return text.partition("#token=")[2].split()[0]


async def test_registering_answers_the_account_already_logged_in(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.post(
        "/api/auth/register",
        json={"email": " Grace@Example.ORG ", "password": PASSWORD, "display_name": "Grace  H."},
    )
    body = answer.json()
    assert answer.status_code == 201
    assert body["user"]["email"] == "grace@example.org"
    assert body["user"]["display_name"] == "Grace H."
    assert body["user"]["roles"] == ["user"]
    assert body["user"]["email_verified"] is False
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    me = await client.get("/api/users/me", headers=bearer(body["access_token"]))
    assert me.json()["id"] == body["user"]["id"]


async def test_an_address_can_be_registered_once_in_whatever_spelling(
    client: httpx2.AsyncClient,
) -> None:
    await sign_up(client)
    again = await client.post(
        "/api/auth/register", json={"email": "GRACE@example.org", "password": PASSWORD}
    )
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")
    assert again.json()["errors"][0]["pointer"] == "/email"


async def test_of_ten_who_register_one_address_at_once_one_succeeds(
    client: httpx2.AsyncClient,
) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    answers = await asyncio.gather(
        *(client.post("/api/auth/register", json=body) for _ in range(10))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert (await log_in(client)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("password", "tiny one", "weak_password"),
        ("password", "P@ssw0rd2024!", "weak_password"),
        ("password", "grace.hopper1", "weak_password"),
        ("email", "nobody", "invalid_email"),
        ("email", "a b@example.org", "invalid_email"),
        ("email", "x@y\r\nBcc: z@example.org", "invalid_email"),
        ("display_name", "\x00\x01", "invalid_name"),
    ],
)
async def test_a_bad_registration_names_the_field(
    client: httpx2.AsyncClient, field: str, value: str, code: str
) -> None:
    body = {"email": "grace.hopper@example.org", "password": PASSWORD, field: value}
    answer = await client.post("/api/auth/register", json=body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"] == f"/{field}"
    assert value not in problem["detail"] or field != "password"


async def test_wrong_password_and_unknown_address_are_answered_alike(
    client: httpx2.AsyncClient,
) -> None:
    await sign_up(client)
    wrong = await log_in(client, "not-the-password-at-all")
    unknown = await log_in(client, email="nobody@example.org")
    assert wrong.status_code == unknown.status_code == 401
    ignored = {"correlation_id"}
    first, second = (
        {key: value for key, value in answer.json().items() if key not in ignored}
        for answer in (wrong, unknown)
    )
    assert first == second


async def test_guessing_is_slowed_down_and_says_when_to_come_back(
    client: httpx2.AsyncClient,
) -> None:
    await sign_up(client)
    answers = [await log_in(client, f"wrong-guess-{n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 2
    assert (await log_in(client)).status_code == 429
    assert (await log_in(client, email="other@example.org")).status_code == 401


async def test_a_session_goes_on_by_refreshing_and_the_old_token_is_replaced(
    client: httpx2.AsyncClient,
) -> None:
    first = (await log_in_fresh(client))["refresh_token"]
    answer = await client.post("/api/auth/refresh", json={"refresh_token": first})
    body = answer.json()
    assert answer.status_code == 200
    assert body["refresh_token"] != first
    assert await status_of_me(client, body["access_token"]) == 200


async def log_in_fresh(client: httpx2.AsyncClient) -> dict[str, Any]:
    await sign_up(client)
    return (await log_in(client)).json()


async def test_fifty_refreshes_of_one_token_at_once_all_continue_one_session(
    client: httpx2.AsyncClient,
) -> None:
    tokens = await log_in_fresh(client)
    body = {"refresh_token": tokens["refresh_token"]}
    answers = await asyncio.gather(
        *(client.post("/api/auth/refresh", json=body) for _ in range(50))
    )
    assert {answer.status_code for answer in answers} == {200}
    successors = {answer.json()["refresh_token"] for answer in answers}
    assert len(successors) == 1
    onward = await client.post("/api/auth/refresh", json={"refresh_token": successors.pop()})
    assert onward.status_code == 200


@pytest.mark.parametrize("body", [{}, {"refresh_token": "x"}, {"refresh_token": "plr_" + "0" * 99}])
async def test_a_refresh_token_that_is_none_is_401(
    client: httpx2.AsyncClient, body: dict[str, str]
) -> None:
    answer = await client.post("/api/auth/refresh", json=body)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_logging_out_ends_the_session_at_once(client: httpx2.AsyncClient) -> None:
    tokens = await log_in_fresh(client)
    assert await status_of_me(client, tokens["access_token"]) == 200
    out = await client.post("/api/auth/logout", headers=bearer(tokens["access_token"]))
    assert (out.status_code, out.content) == (204, b"")
    assert await status_of_me(client, tokens["access_token"]) == 401
    again = await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert again.status_code == 401


async def test_a_refresh_token_is_enough_to_log_out(client: httpx2.AsyncClient) -> None:
    tokens = await log_in_fresh(client)
    body = {"refresh_token": tokens["refresh_token"]}
    assert (await client.post("/api/auth/logout", json=body)).status_code == 204
    assert await status_of_me(client, tokens["access_token"]) == 401
    assert (await client.post("/api/auth/logout")).status_code == 401


async def test_logging_out_everywhere_ends_every_session(client: httpx2.AsyncClient) -> None:
    one, two = await sign_up(client), (await log_in(client)).json()
    out = await client.post("/api/auth/logout-all", headers=bearer(one["access_token"]))
    assert out.status_code == 204
    assert await status_of_me(client, one["access_token"]) == 401
    assert await status_of_me(client, two["access_token"]) == 401
    assert (await log_in(client)).status_code == 200


async def test_sessions_are_listed_and_one_of_them_ended(client: httpx2.AsyncClient) -> None:
    one, two = await sign_up(client), (await log_in(client)).json()
    listed = await client.get("/api/auth/sessions", headers=bearer(two["access_token"]))
    items = listed.json()["items"]
    assert [item["is_current"] for item in items] == [True, False]
    first_page = await client.get("/api/auth/sessions?limit=1", headers=bearer(two["access_token"]))
    cursor = first_page.json()["next_cursor"]
    second_page = await client.get(
        f"/api/auth/sessions?limit=1&cursor={cursor}", headers=bearer(two["access_token"])
    )
    assert first_page.json()["items"] + second_page.json()["items"] == items
    assert second_page.json()["next_cursor"] is None

    path = f"/api/auth/sessions/{items[1]['id']}"
    gone = await client.delete(path, headers=bearer(two["access_token"]))
    assert gone.status_code == 204
    assert await status_of_me(client, one["access_token"]) == 401
    assert await status_of_me(client, two["access_token"]) == 200


async def test_another_users_session_is_not_found(
    client: httpx2.AsyncClient, ada: dict[str, str], bob: dict[str, str]
) -> None:
    theirs = (await client.get("/api/auth/sessions", headers=ada)).json()["items"][0]["id"]
    answer = await client.delete(f"/api/auth/sessions/{theirs}", headers=bob)
    assert answer.status_code == 404
    assert (await client.get("/api/users/me", headers=ada)).status_code == 200


async def test_the_page_can_keep_its_refresh_token_where_no_script_reads_it(
    client: httpx2.AsyncClient,
) -> None:
    by_cookie = {"X-Refresh-Delivery": "cookie"}
    await sign_up(client)
    login = await client.post(
        "/api/auth/login", json={"email": EMAIL, "password": PASSWORD}, headers=by_cookie
    )
    assert "refresh_token" not in login.json()
    cookie = login.headers["set-cookie"]
    for attribute in ("HttpOnly", "SameSite=strict", "Path=/api/auth", "Max-Age=2592000"):
        assert attribute in cookie
    refreshed = await client.post("/api/auth/refresh", headers=by_cookie)
    assert refreshed.status_code == 200
    assert "refresh_token" not in refreshed.json()
    # Without the header, which needs a CORS preflight, the cookie is not looked at.
    assert (await client.post("/api/auth/refresh")).status_code == 401
    out = await client.post("/api/auth/logout", headers=by_cookie)
    assert out.status_code == 204
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert (await client.post("/api/auth/refresh", headers=by_cookie)).status_code == 401


async def test_an_address_is_proven_by_the_mailed_token_once(
    client: httpx2.AsyncClient, services: Services
) -> None:
    account = await sign_up(client)
    token = await mailed_token(services, "verify_email")
    proven = await client.post("/api/auth/verify-email", json={"token": token})
    assert (proven.status_code, proven.json()["email_verified"]) == (200, True)
    again = await client.post("/api/auth/verify-email", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (422, "invalid_mail_token")
    me = await client.get("/api/users/me", headers=bearer(account["access_token"]))
    assert me.json()["email_verified"] is True


async def test_a_forgotten_password_is_replaced_by_mail_and_every_session_ends(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tokens = await sign_up(client)
    asked = await client.post("/api/auth/password/forgot", json={"email": EMAIL})
    assert asked.status_code == 202
    token = await mailed_token(services, "reset_password")
    weak = {"token": token, "new_password": "password123"}
    assert (await client.post("/api/auth/password/reset", json=weak)).status_code == 422
    good = {"token": token, "new_password": NEW_PASSWORD}
    assert (await client.post("/api/auth/password/reset", json=good)).status_code == 204
    assert (await client.post("/api/auth/password/reset", json=good)).status_code == 422
    assert await status_of_me(client, tokens["access_token"]) == 401
    assert (await log_in(client)).status_code == 401
    assert (await log_in(client, NEW_PASSWORD)).status_code == 200


async def test_forgetting_answers_the_same_for_an_unknown_address_and_mails_nothing(
    client: httpx2.AsyncClient, services: Services
) -> None:
    asked = await client.post("/api/auth/password/forgot", json={"email": "who@example.org"})
    assert asked.status_code == 202
    assert not (services.settings.data_dir / "outbox").exists()


async def test_changing_the_password_keeps_this_session_and_ends_the_others(
    client: httpx2.AsyncClient,
) -> None:
    one, two = await sign_up(client), (await log_in(client)).json()
    path, mine = "/api/auth/password/change", bearer(one["access_token"])
    wrong = {"current_password": "not-my-password-9", "new_password": NEW_PASSWORD}
    refused = await client.post(path, json=wrong, headers=mine)
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_password")
    right = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert (await client.post(path, json=right, headers=mine)).status_code == 204
    assert await status_of_me(client, one["access_token"]) == 200
    assert await status_of_me(client, two["access_token"]) == 401
    kept = await client.post("/api/auth/refresh", json={"refresh_token": one["refresh_token"]})
    assert kept.status_code == 200


async def test_the_published_keys_verify_an_access_token(client: httpx2.AsyncClient) -> None:
    token = (await sign_up(client))["access_token"]
    keys = jwt.PyJWKSet.from_dict((await client.get("/api/auth/jwks")).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token, key.key, algorithms=["ES256"], audience="plumbline-api", issuer="plumbline"
    )
    assert claims["exp"] - claims["iat"] == 900
    assert claims["roles"] == ["user"]


async def test_a_token_nobody_signed_is_refused(client: httpx2.AsyncClient) -> None:
    token = (await sign_up(client))["access_token"]
    _, payload, signature = token.split(".")
    none = urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    for forged in (f"{none}.{payload}.", f"{none}.{payload}.{signature}", token[:-4] + "AAAA"):
        assert await status_of_me(client, forged) == 401


async def test_the_first_proof_of_an_address_ends_what_a_stranger_left_behind(
    client: httpx2.AsyncClient, services: Services
) -> None:
    stranger = await sign_up(client)
    made = await client.post(
        "/api/users/me/tokens",
        json={"name": "back door", "scopes": ["write"]},
        headers=bearer(stranger["access_token"]),
    )
    await client.post("/api/auth/password/forgot", json={"email": EMAIL})
    token = await mailed_token(services, "reset_password")
    reset = {"token": token, "new_password": NEW_PASSWORD}
    assert (await client.post("/api/auth/password/reset", json=reset)).status_code == 204
    assert await status_of_me(client, made.json()["token"]) == 401
    # An owner who forgets their password later keeps their tokens.
    owner = (await log_in(client, NEW_PASSWORD)).json()
    kept = await client.post(
        "/api/users/me/tokens",
        json={"name": "script", "scopes": ["read"]},
        headers=bearer(owner["access_token"]),
    )
    await client.post("/api/auth/password/forgot", json={"email": EMAIL})
    token = await mailed_token(services, "reset_password")
    reset = {"token": token, "new_password": PASSWORD}
    assert (await client.post("/api/auth/password/reset", json=reset)).status_code == 204
    assert await status_of_me(client, kept.json()["token"]) == 200


async def test_nobody_fills_a_strangers_mailbox_by_asking_again(
    client: httpx2.AsyncClient, services: Services
) -> None:
    me = bearer((await sign_up(client))["access_token"])
    for _ in range(20):
        answer = await client.post("/api/auth/verify-email/resend", headers=me)
        assert answer.status_code == 202
    assert isinstance(services.mailer, OutboxMailer)
    mails = [mail for mail in await services.mailer.list_recent() if mail["kind"] == "verify_email"]
    assert 1 < len(mails) <= 6
