"""For operators: poison messages, runs, metrics; and the outbox of a person's own machine."""

from typing import Any

import httpx2
import pytest

from functions.http.app import create_api
from functions.wiring import Services
from shared.platform.queues import MARKET_JOBS, poison_name
from shared.settings import Settings
from tests.fakes.storage import MemoryQueue
from tests.http.conftest import my_id

POISON = "/api/operations/poison"


@pytest.fixture
async def poisoned(services: Services) -> MemoryQueue:
    queue = services.queue
    assert isinstance(queue, MemoryQueue)
    await queue.send(poison_name(MARKET_JOBS), {"kind": "history", "symbol": "AAPL"})
    await queue.send(poison_name(MARKET_JOBS), {"kind": "nonsense"})
    return queue


async def get(client: httpx2.AsyncClient, who: dict[str, str], path: str) -> Any:
    answer = await client.get(path, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_poison_message_is_looked_at_and_sent_again(
    client: httpx2.AsyncClient, admin: dict[str, str], poisoned: MemoryQueue, services: Services
) -> None:
    first, second = (await get(client, admin, POISON))["items"]
    assert (first["queue"], first["body"]) == (
        MARKET_JOBS,
        {"kind": "history", "symbol": "AAPL"},
    )
    path = f"{POISON}/{MARKET_JOBS}/{first['id']}"
    assert (await client.post(f"{path}/requeue", headers=admin)).status_code == 204
    assert poisoned.take(MARKET_JOBS) == [{"kind": "history", "symbol": "AAPL"}]
    assert (await client.post(f"{path}/requeue", headers=admin)).status_code == 404
    left = (await get(client, admin, POISON))["items"]
    assert [item["body"] for item in left] == [second["body"]]
    month = f"{services.machine_clock.now():%Y%m}"
    events = await services.audit.list_events(await my_id(client, admin), month)
    assert events[-1].kind == "poison_requeued"
    assert events[-1].subject == first["id"]


async def test_a_poison_message_is_dropped(
    client: httpx2.AsyncClient, admin: dict[str, str], poisoned: MemoryQueue
) -> None:
    for item in (await get(client, admin, f"{POISON}?queue={MARKET_JOBS}"))["items"]:
        path = f"{POISON}/{MARKET_JOBS}/{item['id']}"
        assert (await client.delete(path, headers=admin)).status_code == 204
        assert (await client.delete(path, headers=admin)).status_code == 404
    assert await poisoned.depth(poison_name(MARKET_JOBS)) == 0
    assert (await client.get(f"{POISON}?queue=nowhere", headers=admin)).status_code == 404


async def test_metrics_count_what_was_answered_and_what_waits(
    client: httpx2.AsyncClient, admin: dict[str, str], poisoned: MemoryQueue
) -> None:
    await client.get("/api/nowhere")
    shown = await get(client, admin, "/api/operations/metrics")
    assert shown["requests"]["by_status"]["404"] == 1
    assert shown["requests"]["p95_milliseconds"] >= shown["requests"]["p50_milliseconds"]
    jobs = next(queue for queue in shown["queues"] if queue["name"] == MARKET_JOBS)
    assert (jobs["waiting"], jobs["poison"]) == (0, 2)


async def test_ingestion_runs_are_listed_by_outcome(
    client: httpx2.AsyncClient, admin: dict[str, str], services: Services
) -> None:
    await services.tracker.track(await my_id(client, admin), ["SPY"])
    path = "/api/operations/ingestion-runs"
    runs: list[Any] = []
    for _ in range(200):
        runs = (await get(client, admin, path))["items"]
        if runs:
            break
    assert (runs[0]["symbol"], runs[0]["status"]) == ("SPY", "loaded")
    assert (await get(client, admin, f"{path}?status=failed"))["items"] == []


async def test_the_outbox_shows_the_mail_that_verifies_an_address(
    client: httpx2.AsyncClient, ada: dict[str, str]
) -> None:
    del ada
    (mail,) = (await get(client, {}, "/api/operations/outbox"))["items"]
    assert (mail["to"], mail["kind"]) == ("ada@example.org", "verify_email")


@pytest.mark.parametrize("stage", ["dev", "staging", "production"])
def test_no_other_stage_has_an_outbox(stage: str) -> None:
    services = Services(Settings.model_validate({"stage": stage}))
    assert "/api/operations/outbox" not in create_api(services).openapi()["paths"]
