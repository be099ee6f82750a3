"""Rate limits at the edge: who is counted together, what is free, when to come back."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from functions.http.app import create_api
from functions.wiring import Services
from shared.settings import Settings
from tests.fakes.manual_clock import ManualClock
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.http.conftest import TODAY, register
from tests.http.test_mcp import connected, portfolio, token_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        today=TODAY,
        market_providers=("sample",),
        rate_limit_per_minute=50,
    )


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    services = Services(settings)
    services.machine_clock = ManualClock()
    services.blobs = MemoryBlobs()
    services.queue = MemoryQueue()
    yield services
    await services.rate_limiter.settle()
    await services.documents.close()


async def test_every_answer_tells_the_limit_and_what_is_left(
    client: httpx2.AsyncClient,
) -> None:
    first = await client.get("/api/config")
    second = await client.get("/api/nowhere")
    assert first.headers["ratelimit-limit"] == "50"
    assert (first.headers["ratelimit-remaining"], second.headers["ratelimit-remaining"]) == (
        "49",
        "48",
    )
    assert int(second.headers["ratelimit-reset"]) == 3  # two of fifty a minute: 2.4 s


async def test_over_the_limit_is_429_with_the_second_to_come_back(
    client: httpx2.AsyncClient, services: Services
) -> None:
    for _ in range(50):
        await client.get("/api/config")
    refused = await client.get("/api/config")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "rate_limited"
    assert refused.headers["ratelimit-remaining"] == "0"
    assert refused.headers["x-content-type-options"] == "nosniff"
    clock = services.machine_clock
    assert isinstance(clock, ManualClock)
    clock.advance(int(refused.headers["retry-after"]))
    assert (await client.get("/api/config")).status_code == 200


async def test_health_is_free(client: httpx2.AsyncClient) -> None:
    for _ in range(60):
        answer = await client.get("/api/health")
        assert answer.status_code == 200
        assert "ratelimit-limit" not in answer.headers


async def test_users_of_one_address_have_a_bucket_each(
    client: httpx2.AsyncClient,
) -> None:
    ada = await register(client, "ada@example.org")
    bob = await register(client, "bob@example.org")
    for _ in range(50):
        await client.get("/api/users/me", headers=ada)
    assert (await client.get("/api/users/me", headers=ada)).status_code == 429
    assert (await client.get("/api/users/me", headers=bob)).status_code == 200


async def test_made_up_tokens_share_their_addresss_bucket(client: httpx2.AsyncClient) -> None:
    statuses = [
        (
            await client.get("/api/users/me", headers={"Authorization": f"Bearer made-up-{n}"})
        ).status_code
        for n in range(60)
    ]
    assert statuses == [401] * 50 + [429] * 10


async def test_logging_in_has_a_smaller_bucket(client: httpx2.AsyncClient) -> None:
    wrong = {"email": "ada@example.org", "password": "x"}
    answers = [await client.post("/api/auth/login", json=wrong) for _ in range(11)]
    assert answers[0].headers["ratelimit-limit"] == "10"
    assert answers[-1].json()["code"] == "rate_limited"


@pytest.mark.parametrize(
    "path",
    [
        "portfolios/p/simulate",
        "portfolios/p/simulate/explain?metric=band",
        "portfolios/p/optimise/explain?metric=weight",
        "portfolios/p/scenarios/explain?metric=gain",
        "portfolios/p/what-if/explain?metric=weight",
        "portfolios/p/rebalance/explain?metric=total",
        "portfolios/p/imports/from-broker",
        "alerts/preview?days=3660",
        "notification-channels/c/test",  # calls an address that the caller chose
    ],
)
async def test_what_costs_as_much_has_the_same_small_bucket(
    client: httpx2.AsyncClient, path: str
) -> None:
    ada = await register(client, "ada@example.org")
    answers = [await client.post(f"/api/{path}", json={}, headers=ada) for _ in range(6)]
    assert [answer.status_code for answer in answers[5:]] == [429]


async def test_plans_by_mcp_count_with_those_by_their_routes(
    client: httpx2.AsyncClient, services: Services
) -> None:
    ada = await register(client, "ada@example.org")
    pid = await portfolio(client, ada, "Mine")
    token = await token_of(services, client, ada)
    for _ in range(4):
        await client.post(f"/api/portfolios/{pid}/scenarios", json={"crises": []}, headers=ada)
    async with connected(services, token) as mcp:
        said = [str(await mcp.call_tool("scenario", {"portfolio": pid})) for _ in range(2)]
        held = await mcp.call_tool("holdings", {"portfolio": pid})
    assert ["rate_limited" in one for one in said] == [False, True]
    assert not held.is_error


async def test_the_host_says_who_called_and_not_the_caller(client: httpx2.AsyncClient) -> None:
    for n in range(50):
        forged = {"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9:4711"}
        assert (await client.get("/api/config", headers=forged)).status_code == 200
    twice = [("X-Forwarded-For", "198.51.100.77"), ("X-Forwarded-For", "203.0.113.9:4712")]
    assert (await client.get("/api/config", headers=twice)).status_code == 429
    other = {"X-Forwarded-For": "203.0.113.10:4711"}
    assert (await client.get("/api/config", headers=other)).status_code == 200


async def test_one_ipv6_customer_is_one_caller(client: httpx2.AsyncClient) -> None:
    for n in range(50):
        await client.get("/api/config", headers={"X-Forwarded-For": f"[2001:db8::{n:x}]:443"})
    same = {"X-Forwarded-For": "[2001:db8::ffff]:443"}
    other = {"X-Forwarded-For": "[2001:db8:0:1::1]:443"}
    assert (await client.get("/api/config", headers=same)).status_code == 429
    assert (await client.get("/api/config", headers=other)).status_code == 200


@pytest.mark.parametrize(("stage", "limit"), [("local", 0), ("dev", 600), ("production", 600)])
def test_only_a_persons_own_machine_may_go_without_limits(stage: str, limit: int) -> None:
    settings = Settings.model_validate({"stage": stage, "rate_limit_per_minute": 0})
    assert settings.requests_per_minute == limit


async def test_without_a_limit_no_answer_speaks_of_one(tmp_path: Path) -> None:
    services = Services(Settings(data_dir=tmp_path, rate_limit_per_minute=0))
    transport = httpx2.ASGITransport(create_api(services))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert "ratelimit-limit" not in (await client.get("/api/config")).headers
    await services.documents.close()
