"""For operators: poison messages, runs, metrics; and the outbox of a person's own machine."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from functions.http.app import create_api
from functions.wiring import Services
from shared.market.jobs import Job
from shared.market.registry import RunSummary
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


RUNS = "/api/operations/ingestion-runs"


async def finished_runs(
    client: httpx2.AsyncClient, who: dict[str, str], query: str = ""
) -> list[Any]:
    for _ in range(6_000):
        if runs := (await get(client, who, f"{RUNS}{query}"))["items"]:
            return runs
        await asyncio.sleep(0.02)
    return []


async def test_ingestion_runs_are_listed_by_outcome_and_symbol(
    client: httpx2.AsyncClient, admin: dict[str, str], services: Services
) -> None:
    await services.tracker.track(await my_id(client, admin), ["SPY"])
    (run,) = await finished_runs(client, admin, "?status=loaded")
    assert (run["symbol"], run["status"], run["kind"]) == ("SPY", "loaded", "history")
    assert run["loaded"] == run["counts"]["accepted"] > 0
    assert run["attempts"] == 1
    assert (await get(client, admin, f"{RUNS}?status=failed"))["items"] == []
    assert len((await get(client, admin, f"{RUNS}?symbol=spy"))["items"]) == 1
    assert (await get(client, admin, f"{RUNS}?symbol=AAPL"))["items"] == []


async def test_every_run_of_a_symbol_stays_in_the_history_page_by_page(
    client: httpx2.AsyncClient, admin: dict[str, str], services: Services
) -> None:
    history = services.market.runs.history
    start = services.machine_clock.now() - timedelta(days=29)
    for day in range(0, 29, 4):  # over the turn of a month, whatever today is
        job = Job("history", "SPY", f"job-{day}", "due")
        summary = RunSummary(job.job_id, "loaded", start, counts={"accepted": day})
        await history.note(job, start + timedelta(days=day), 1, summary)
        await history.note(job, start + timedelta(days=day), 2, summary)  # delivered again
    seen: list[int] = []
    cursor = ""
    while True:
        page = await get(client, admin, f"{RUNS}?limit=3{cursor}")
        seen += [run["counts"]["accepted"] for run in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == list(range(28, -1, -4))
    wrong = await client.get(f"{RUNS}?cursor=%C3%A9", headers=admin)
    assert wrong.status_code == 400


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
