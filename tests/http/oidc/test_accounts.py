"""Which account a sign-in with a provider leads to, or makes."""

import asyncio
import json
from hashlib import sha256
from urllib.parse import urlsplit

import httpx2
import pytest

from functions.wiring import Services
from tests.fakes.openid_provider import CLIENT_SECRET, OpenIdServer
from tests.http.conftest import PASSWORD
from tests.http.oidc.browser import CHALLENGE, VERIFIER, Browser, error_of


async def test_somebody_new_signs_in_and_has_an_account_with_a_proven_address(
    browser: Browser, provider: OpenIdServer
) -> None:
    location = await browser.sign_in(next="/portfolios/1")
    assert urlsplit(location).query == "next=/portfolios/1"
    answer = await browser.exchange(location)
    assert answer.status_code == 200
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    me = (await browser.client.get("/api/users/me", headers=headers)).json()
    assert (me["email"], me["email_verified"]) == ("grace@example.org", True)
    assert me["display_name"] == "Grace Hopper"
    # Without `client_secret_post` in the metadata the secret travels as HTTP Basic.
    assert "client_secret" not in provider.token_requests[0]
    assert provider.authorizations[0] is not None
    again = await browser.client.get("/api/users/me", headers=await browser.tokens())
    assert again.json()["id"] == me["id"]


async def test_the_page_learns_the_providers_name_and_no_secret(
    client: httpx2.AsyncClient,
) -> None:
    shown = (await client.get("/api/config")).text
    assert json.loads(shown)["oidc_provider"] == "Acme"
    assert CLIENT_SECRET not in shown


async def test_the_refresh_token_travels_in_the_cookie_where_asked(browser: Browser) -> None:
    location = await browser.sign_in()
    ticket = urlsplit(location).fragment.removeprefix("ticket=")
    answer = await browser.client.post(
        "/api/auth/oidc/exchange",
        json={"ticket": ticket, "verifier": VERIFIER},
        headers={"X-Refresh-Delivery": "cookie"},
    )
    assert "refresh_token" not in answer.json()
    assert "plumbline_refresh=" in answer.headers["set-cookie"]


async def test_the_cookie_of_a_sign_in_is_for_this_browser_and_these_routes_only(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/api/auth/oidc/start", params={"challenge": CHALLENGE})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/api/auth/oidc" in cookie
    assert answer.headers["cache-control"] == "no-store"


async def test_an_address_proven_on_both_sides_leads_to_the_account_that_is_there(
    browser: Browser, services: Services
) -> None:
    grant = await services.identity.register("grace@example.org", PASSWORD)
    await prove(services, grant.user.id)
    me = (await browser.client.get("/api/users/me", headers=await browser.tokens())).json()
    assert me["id"] == grant.user.id
    assert (await services.identity.login("grace@example.org", PASSWORD)).user.id == me["id"]


async def test_an_account_made_in_waiting_for_its_owner_keeps_no_way_in_for_its_maker(
    browser: Browser, services: Services
) -> None:
    identity = services.identity
    thief = await identity.register("grace@example.org", PASSWORD)
    caller = await identity.authenticate(thief.access_token)
    _, token = await identity.create_api_token(caller, "back door", [])
    headers = await browser.tokens()
    me = (await browser.client.get("/api/users/me", headers=headers)).json()
    assert (me["id"], me["email_verified"]) == (thief.user.id, True)
    for left in (thief.access_token, token):
        answer = await browser.client.get(
            "/api/users/me", headers={"Authorization": f"Bearer {left}"}
        )
        assert answer.status_code == 401
    old = {"email": "grace@example.org", "password": PASSWORD}
    assert (await browser.client.post("/api/auth/login", json=old)).status_code == 401
    refreshed = await browser.client.post(
        "/api/auth/refresh", json={"refresh_token": thief.refresh_token}
    )
    assert refreshed.status_code == 401


@pytest.mark.parametrize("told", [False, None, "yes", 0])
async def test_an_address_the_provider_has_not_proven_opens_nobodys_account(
    browser: Browser, services: Services, provider: OpenIdServer, told: object
) -> None:
    await services.identity.register("grace@example.org", PASSWORD)
    provider.claims = {"email_verified": told}
    assert error_of(await browser.sign_in()) == "oidc_email_not_verified"


async def test_entra_says_in_its_own_way_that_an_address_is_proven(
    browser: Browser, services: Services, provider: OpenIdServer
) -> None:
    grant = await services.identity.register("grace@example.org", PASSWORD)
    await prove(services, grant.user.id)
    provider.claims = {"email_verified": None, "xms_edov": True}
    assert "#ticket=" in await browser.sign_in()


async def test_the_account_follows_the_subject_not_the_address(
    browser: Browser, provider: OpenIdServer
) -> None:
    first = (await browser.client.get("/api/users/me", headers=await browser.tokens())).json()
    provider.person = {**provider.person, "email": "other@example.org"}
    moved = (await browser.client.get("/api/users/me", headers=await browser.tokens())).json()
    provider.person = {**provider.person, "sub": "subject-2"}
    other = (await browser.client.get("/api/users/me", headers=await browser.tokens())).json()
    assert moved["id"] == first["id"]
    assert other["id"] != first["id"]


async def test_who_has_no_address_gets_no_account(browser: Browser, provider: OpenIdServer) -> None:
    provider.claims = {"email": None}
    assert error_of(await browser.sign_in()) == "oidc_no_email"


async def test_a_disabled_account_stays_out(
    browser: Browser, services: Services, admin: dict[str, str]
) -> None:
    me = (await browser.client.get("/api/users/me", headers=await browser.tokens())).json()
    await browser.client.patch(
        f"/api/operations/users/{me['id']}", json={"disabled": True}, headers=admin
    )
    assert error_of(await browser.sign_in()) == "account_disabled"


async def test_an_erased_account_leaves_no_link_and_its_person_starts_anew(
    browser: Browser, services: Services
) -> None:
    headers = await browser.tokens()
    me = (await browser.client.get("/api/users/me", headers=headers)).json()
    assert (await browser.client.delete("/api/users/me", headers=headers)).status_code == 204
    key = f"oidc:{sha256(f'{browser.provider.url} subject-1'.encode()).hexdigest()}"
    assert await services.documents.find("identity", key, key) is None
    again = (await browser.client.get("/api/users/me", headers=await browser.tokens())).json()
    assert again["id"] != me["id"]


async def test_two_clicks_at_once_make_one_account(browser: Browser, services: Services) -> None:
    answers = [browser.provider.approve(await browser.leave()) for _ in range(4)]
    locations = await asyncio.gather(*(browser.come_back(answer) for answer in answers))
    exchanged = [await browser.exchange(location) for location in locations]
    assert {answer.status_code for answer in exchanged} == {200}
    assert len(await services.identity.administration.list_users()) == 1


async def prove(services: Services, user_id: str) -> None:
    accounts = services.identity._accounts
    await accounts.change(user_id, lambda account: account.with_user(email_verified=True))
