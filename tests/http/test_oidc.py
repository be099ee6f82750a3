"""Sign-in with an OpenID provider, against a provider on a socket that signs real tokens."""

import asyncio
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from functions.http.app import create_api
from functions.wiring import Services
from shared.identity.oidc.provider import OpenIdProvider
from shared.kernel.clock import SystemClock
from shared.platform.documents import Query
from shared.settings import Settings
from tests.fakes.manual_clock import ManualClock
from tests.fakes.openid_provider import CLIENT_ID, CLIENT_SECRET, Key, OpenIdServer, serve_openid
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.conftest import PASSWORD, TODAY

PAGE = "http://localhost:4280"
VERIFIER = "a-secret-of-the-tab-that-began-0123456789-0123456789"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
async def provider() -> AsyncIterator[OpenIdServer]:
    async with serve_openid() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, provider: OpenIdServer) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": tmp_path,
            "today": TODAY,
            "market_providers": ("sample",),
            "rate_limit_per_minute": 0,
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
            "oidc_name": "Acme",
            "oidc_redirect_uri": "http://localhost/api/auth/oidc/callback",
        }
    )


@dataclass
class Browser:
    """A browser that visits, with its cookies, and follows nothing by itself."""

    client: httpx2.AsyncClient
    provider: OpenIdServer

    async def leave(self, **parameters: str) -> str:
        answer = await self.client.get(
            "/api/auth/oidc/start", params={"challenge": CHALLENGE, **parameters}
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def come_back(self, answer: dict[str, str]) -> str:
        back = await self.client.get("/api/auth/oidc/callback", params=answer)
        assert back.status_code == 303, back.text
        location: str = back.headers["location"]
        assert location.startswith(f"{PAGE}/login")
        return location

    async def sign_in(self, **parameters: str) -> str:
        return await self.come_back(self.provider.approve(await self.leave(**parameters)))

    async def exchange(self, location: str, verifier: str = VERIFIER) -> httpx2.Response:
        ticket = urlsplit(location).fragment.removeprefix("ticket=")
        return await self.client.post(
            "/api/auth/oidc/exchange", json={"ticket": ticket, "verifier": verifier}
        )

    async def tokens(self) -> dict[str, str]:
        answer = await self.exchange(await self.sign_in())
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture
async def services(services: Services) -> AsyncIterator[Services]:
    yield services
    assert services.oidc is not None
    await services.oidc.close()


@pytest.fixture
def browser(client: httpx2.AsyncClient, provider: OpenIdServer) -> Browser:
    return Browser(client, provider)


def error_of(location: str) -> str:
    assert "ticket" not in location
    return parse_qs(urlsplit(location).query)["error"][0]


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


async def test_a_ticket_is_good_once_and_only_in_the_tab_that_began(browser: Browser) -> None:
    location = await browser.sign_in()
    wrong = await browser.exchange(location, verifier="b" * 50)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "oidc_stale")
    location = await browser.sign_in()
    assert (await browser.exchange(location)).status_code == 200
    assert (await browser.exchange(location)).status_code == 401


async def test_a_state_is_good_once(browser: Browser) -> None:
    answer = browser.provider.approve(await browser.leave())
    cookies = dict(browser.client.cookies)
    assert "#ticket=" in await browser.come_back(answer)
    browser.client.cookies.update(cookies)
    assert error_of(await browser.come_back(answer)) == "oidc_stale"


async def test_a_state_means_nothing_in_another_browser(browser: Browser) -> None:
    answer = browser.provider.approve(await browser.leave())
    browser.client.cookies.clear()
    assert error_of(await browser.come_back(answer)) == "oidc_stale"


@pytest.mark.parametrize("state", ["", "made-up", "x" * 5000, "é"])
async def test_a_made_up_state_is_refused(browser: Browser, state: str) -> None:
    assert error_of(await browser.come_back({"state": state, "code": "c"})) == "oidc_stale"


async def test_whoever_cancels_comes_back_to_the_page(browser: Browser) -> None:
    answer = browser.provider.approve(await browser.leave())
    del answer["code"]
    location = await browser.come_back(
        {**answer, "error": "access_denied", "error_description": "<script>alert(1)</script>"}
    )
    assert error_of(location) == "oidc_denied"
    assert "script" not in location


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nX: 1", "javascript:1"],
)
async def test_no_sign_in_ends_on_another_site(browser: Browser, elsewhere: str) -> None:
    location = await browser.sign_in(next=elsewhere)
    assert location.startswith(f"{PAGE}/login#ticket=")


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
async def test_where_a_browser_is_sent_does_not_depend_on_what_it_says(
    browser: Browser, header: str
) -> None:
    forged = {header: "evil.example"}
    start = await browser.client.get(
        "/api/auth/oidc/start", params={"challenge": CHALLENGE}, headers=forged
    )
    assert "evil" not in start.headers["location"]
    back = await browser.client.get("/api/auth/oidc/callback", headers=forged)
    assert back.headers["location"].startswith(f"{PAGE}/login?error=")


# The token, one defect each.
def from_now(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", "another"]},
        {"aud": [CLIENT_ID, "another"]},  # several audiences, and nobody it was issued to
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": []},
        {"exp": from_now(-120)},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": from_now(600)},
        {"iat": None},
        {"nbf": from_now(600)},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 5},
        {"sub": ""},
        {"sub": None},
        {"sub": "s" * 300},
    ],
    ids=str,
)
async def test_a_token_that_is_not_meant_for_this_sign_in_is_refused(
    browser: Browser, provider: OpenIdServer, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert error_of(await browser.sign_in()) == "oidc_failed"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": from_now(-20), "iat": from_now(-320)},  # clocks differ by seconds
        {"iat": from_now(20), "nbf": from_now(20), "exp": from_now(320)},
        {"aud": [CLIENT_ID]},
        {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
    ],
    ids=str,
)
async def test_a_token_that_is_fine_is_taken(
    browser: Browser, provider: OpenIdServer, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert "#ticket=" in await browser.sign_in()


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256"])
async def test_the_usual_algorithms_are_known(
    browser: Browser, provider: OpenIdServer, algorithm: str
) -> None:
    provider.signing = Key("k", algorithm)
    assert "#ticket=" in await browser.sign_in()


async def forged_sign_in(browser: Browser, sign: Any) -> str:
    """Sign in with a token of the honest claims, signed as an attacker would."""
    location = await browser.leave()
    answer = browser.provider.approve(location)
    nonce = browser.provider.codes[answer["code"]]["nonce"]
    browser.provider.forged = sign(browser.provider.honest_claims(nonce))
    return error_of(await browser.come_back(answer))


def part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def test_an_unsigned_token_is_refused(browser: Browser) -> None:
    def sign(claims: dict[str, Any]) -> str:
        return jwt.encode(claims, "", algorithm="none", headers={"kid": "key-1"})

    assert await forged_sign_in(browser, sign) == "oidc_failed"


async def test_the_public_key_is_no_shared_secret(browser: Browser) -> None:
    def sign(claims: dict[str, Any]) -> str:
        # By hand: the library refuses to make such a token.
        head = part({"alg": "HS256", "typ": "JWT", "kid": "key-1"})
        body = f"{head}.{part(claims)}"
        mac = hmac.new(browser.provider.signing.pem(), body.encode(), sha256).digest()
        return f"{body}.{urlsafe_b64encode(mac).decode().rstrip('=')}"

    assert await forged_sign_in(browser, sign) == "oidc_failed"


@pytest.mark.parametrize("kid", ["key-1", "unknown", None])
async def test_a_token_of_somebody_elses_key_is_refused(browser: Browser, kid: str | None) -> None:
    stranger = Key("key-1")

    def sign(claims: dict[str, Any]) -> str:
        headers = {"kid": kid} if kid else {}
        return jwt.encode(claims, stranger.private, algorithm="RS256", headers=headers)

    assert await forged_sign_in(browser, sign) == "oidc_failed"


async def test_a_key_that_comes_with_the_token_is_not_believed(browser: Browser) -> None:
    stranger = Key("theirs")

    def sign(claims: dict[str, Any]) -> str:
        headers = {"kid": "theirs", "jwk": stranger.jwk(), "jku": "https://evil.example/keys"}
        return jwt.encode(claims, stranger.private, algorithm="RS256", headers=headers)

    assert await forged_sign_in(browser, sign) == "oidc_failed"


async def test_a_short_key_is_refused(browser: Browser, provider: OpenIdServer) -> None:
    short = Key("short", private=rsa.generate_private_key(65537, 1024))  # noqa: S505
    provider.published = [short.jwk()]

    def sign(claims: dict[str, Any]) -> str:
        # By hand: the library refuses to make such a token.
        body = f"{part({'alg': 'RS256', 'kid': 'short'})}.{part(claims)}"
        signature = short.private.sign(body.encode(), PKCS1v15(), SHA256())
        return f"{body}.{urlsafe_b64encode(signature).decode().rstrip('=')}"

    assert await forged_sign_in(browser, sign) == "oidc_failed"


@pytest.mark.parametrize("marked", [{"use": "enc"}, {"alg": "RS512"}, {"key_ops": ["encrypt"]}])
async def test_a_key_published_for_something_else_verifies_nothing(
    browser: Browser, provider: OpenIdServer, marked: dict[str, Any]
) -> None:
    provider.published = [{**provider.signing.jwk(), **marked}]
    assert error_of(await browser.sign_in()) == "oidc_failed"


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "a.b.c.d.e", "x" * 40_000, "é.é.é", "....", "e30.e30."]
)
async def test_what_is_no_token_is_refused(
    browser: Browser, provider: OpenIdServer, token: str
) -> None:
    provider.forged = token or "-"
    assert error_of(await browser.sign_in()) == "oidc_failed"


async def test_an_answer_of_another_provider_is_refused(
    browser: Browser, provider: OpenIdServer
) -> None:
    answer = provider.approve(await browser.leave())
    mixed_up = await browser.come_back({**answer, "iss": "https://evil.example"})
    assert error_of(mixed_up) == "oidc_failed"
    assert provider.token_requests == []


async def test_a_provider_that_says_it_signs_its_answers_must(
    browser: Browser, provider: OpenIdServer
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    assert error_of(await browser.sign_in()) == "oidc_failed"
    answer = provider.approve(await browser.leave())
    assert "#ticket=" in await browser.come_back({**answer, "iss": provider.url})


async def test_a_flow_begun_with_another_provider_is_not_finished_with_this_one(
    browser: Browser, services: Services, provider: OpenIdServer
) -> None:
    answer = provider.approve(await browser.leave())
    state = sha256(answer["state"].encode()).hexdigest()
    key = f"oidc-flow:{state}"
    stored = await services.documents.get("ops", key, key)
    await services.documents.replace(
        "ops", key, key, {**stored.body, "issuer": "https://old.example"}
    )
    assert error_of(await browser.come_back(answer)) == "oidc_stale"


async def test_a_code_taken_by_a_thief_is_worth_nothing_without_our_verifier(
    browser: Browser, provider: OpenIdServer
) -> None:
    victim = provider.approve(await browser.leave())
    thief = provider.approve(await browser.leave())
    swapped = await browser.come_back({**thief, "code": victim["code"]})
    assert error_of(swapped) == "oidc_failed"


async def test_the_secret_goes_into_the_form_where_the_provider_wants_it(
    browser: Browser, provider: OpenIdServer
) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert "#ticket=" in await browser.sign_in()
    assert provider.token_requests[0]["client_secret"] == CLIENT_SECRET
    assert provider.authorizations == [None]


async def test_a_provider_that_is_down_is_told_on_the_page(
    browser: Browser, provider: OpenIdServer
) -> None:
    provider.is_down = True
    assert error_of(await browser.leave()) == "oidc_unavailable"
    provider.is_down = False
    answer = provider.approve(await browser.leave())
    provider.is_down = True
    assert error_of(await browser.come_back(answer)) == "oidc_unavailable"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": None},
    ],
    ids=str,
)
async def test_a_configuration_that_is_not_the_providers_is_not_used(
    browser: Browser, provider: OpenIdServer, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    assert error_of(await browser.leave()) == "oidc_unavailable"


class WatchedProvider:
    """The provider's adapter on a clock of the test's own."""

    def __init__(self, services: Services) -> None:
        assert services.oidc is not None
        self.clock = ManualClock(SystemClock().now())
        self.adapter: OpenIdProvider = services.oidc._provider
        self.adapter._clock = self.clock


async def test_a_new_key_is_found_when_a_token_names_it_and_at_most_twice_a_minute(
    browser: Browser, services: Services, provider: OpenIdServer
) -> None:
    watched = WatchedProvider(services)
    assert "#ticket=" in await browser.sign_in()
    provider.signing = Key("key-2")
    assert error_of(await browser.sign_in()) == "oidc_failed"  # looked a moment ago
    assert provider.key_requests == 1
    watched.clock.advance(31)
    assert "#ticket=" in await browser.sign_in()
    assert provider.key_requests == 2
    provider.header = {"kid": "made-up"}
    for _ in range(5):
        assert error_of(await browser.sign_in()) == "oidc_failed"
    assert provider.key_requests == 2


async def test_a_key_taken_back_is_refused_within_the_hour(
    browser: Browser, services: Services, provider: OpenIdServer
) -> None:
    watched = WatchedProvider(services)
    assert "#ticket=" in await browser.sign_in()
    provider.published = [Key("key-2").jwk()]
    watched.clock.advance(3660)
    provider.claims = {"exp": from_now(10_000), "iat": from_now(0)}
    assert error_of(await browser.sign_in()) == "oidc_failed"


async def test_sign_ins_under_way_hold_no_secret_in_clear_and_run_out(
    browser: Browser, services: Services
) -> None:
    location = await browser.leave()
    asked = parse_qs(urlsplit(location).query)
    state = asked["state"][0]
    key = f"oidc-flow:{sha256(state.encode()).hexdigest()}"
    stored = await services.documents.query("ops", key, Query())
    kept = json.dumps([document.body for document in stored])
    assert state not in kept
    assert all(cookie not in kept for cookie in dict(browser.client.cookies).values())
    assert browser.provider.codes == {}


async def test_without_a_provider_there_are_no_such_routes(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path, rate_limit_per_minute=0))
    services.blobs, services.queue = MemoryBlobs(), MemoryQueue()
    transport = httpx2.ASGITransport(create_api(services))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/api/auth/oidc/start", params={"challenge": CHALLENGE})
        assert (answer.status_code, answer.json()["code"]) == (404, "oidc_not_configured")
        assert (await client.get("/api/config")).json()["oidc_provider"] is None
    await services.documents.close()


async def prove(services: Services, user_id: str) -> None:
    accounts = services.identity._accounts
    await accounts.change(user_id, lambda account: account.with_user(email_verified=True))
