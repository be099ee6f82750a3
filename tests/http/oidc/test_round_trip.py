"""The way to the provider and back: states, tickets, tabs, and where it ends."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from functions.http.app import create_api
from functions.wiring import Services
from shared.platform.documents import Query
from shared.settings import Settings
from tests.fakes.openid_provider import CLIENT_SECRET, OpenIdServer
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.oidc.browser import CHALLENGE, PAGE, Browser, error_of


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
