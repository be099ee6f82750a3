"""Digests over the whole product: once a period, with figures that say their day."""

import httpx2

from functions.wiring import Services
from shared.platform.queues import ALERT_JOBS
from tests.fakes.storage import MemoryQueue

BUY = {
    "kind": "buy",
    "symbol": "AAPL",
    "trade_date": "2021-01-04",
    "quantity": "10",
    "price": "129.41",
    "currency": "USD",
}


async def deliver(services: Services) -> int:
    assert isinstance(services.queue, MemoryQueue)
    messages = [m for m in services.queue.take(ALERT_JOBS) if m["kind"] == "digest"]
    for message in messages:
        await services.alert_jobs.handle(message)
    return len(messages)


async def test_digests_tell_worth_alerts_and_movers_once_a_period(
    client: httpx2.AsyncClient, services: Services, ada: dict[str, str]
) -> None:
    wanted = {"name": "Mine", "base_currency": "USD"}
    portfolio = (await client.post("/api/portfolios", json=wanted, headers=ada)).json()
    address = f"/api/portfolios/{portfolio['id']}/transactions"
    assert (await client.post(address, json=BUY, headers=ada)).status_code == 201
    listed = {"name": "W", "symbols": ["MSFT", "KO"]}
    await client.post("/api/watchlists", json=listed, headers=ada)
    rule = {"kind": "price_above", "symbol": "AAPL", "threshold": "120"}
    await client.post("/api/alerts", json=rule, headers=ada)
    today = services.machine_clock.now().strftime("%A").lower()
    preferences = {
        "daily_digest": True,
        "weekly_digest": True,
        "digest_hour": 0,
        "weekly_day": today,
    }
    headers = {**ada, "If-Match": "*"}
    put = await client.put("/api/notification-preferences", json=preferences, headers=headers)
    assert put.status_code == 200, put.text

    assert await services.digests.tick() == 2
    assert await services.digests.tick() == 2  # the timer ran twice before the queue was read
    assert await deliver(services) == 4
    assert await services.digests.tick() == 0
    told = (await client.get("/api/notifications", headers=ada)).json()["items"]
    by_kind = {one["kind"]: one["text"] for one in told}
    assert sorted(one["kind"] for one in told) == ["alert", "daily_digest", "weekly_digest"]
    # Ten shares at 122.15, the close of 2021-03-31.
    assert "- Mine: 1221.5 USD on 2021-03-31" in by_kind["daily_digest"]
    assert "1 alert fired:\n- AAPL at 120 or above" in by_kind["daily_digest"]
    assert "- MSFT" in by_kind["daily_digest"]
    assert "in seven days" in by_kind["weekly_digest"]
