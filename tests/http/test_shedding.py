"""Past its knee the API turns requests away with 503 and Retry-After, and recovers by itself."""

import asyncio
import time
from typing import Any

from httpx2 import ASGITransport, AsyncClient
from starlette.types import Receive, Scope, Send

from functions.http.shedding import LoopLag, Shedding


class Slow:
    """An application whose answers begin when it is let, and a stream that never ends."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/api/fails":
            raise ValueError
        if scope["path"] != "/api/stream":
            await self.gate.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/api/stream":
            await self.gate.wait()
        await send({"type": "http.response.body", "body": b"done"})


def client(app: Any) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app), base_url="http://test")


async def test_more_than_can_wait_are_refused_with_when_to_come_back() -> None:
    slow = Slow()
    async with client(Shedding(slow, most_waiting=2)) as api:
        waiting = [asyncio.create_task(api.get("/api/x")) for _ in range(2)]
        await asyncio.sleep(0.01)
        refused = await api.get("/api/x")
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["code"] == "overloaded"
        slow.gate.set()
        assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200, 200]
        assert (await api.get("/api/x")).status_code == 200


async def test_health_is_answered_however_busy() -> None:
    slow = Slow()
    async with client(Shedding(slow, most_waiting=0)) as api:
        slow.gate.set()
        assert (await api.get("/api/health")).status_code == 200
        assert (await api.get("/api/x")).status_code == 503


async def test_a_stream_that_has_begun_waits_no_more() -> None:
    slow = Slow()
    shedding = Shedding(slow, most_waiting=1)
    async with client(shedding) as api:
        stream = asyncio.create_task(api.get("/api/stream"))
        await asyncio.sleep(0.01)
        asked = asyncio.create_task(api.get("/api/x"))
        await asyncio.sleep(0.01)
        slow.gate.set()
        assert (await asked).status_code == 200
        assert (await stream).status_code == 200


async def test_what_failed_or_went_away_leaves_its_place() -> None:
    slow = Slow()
    async with client(Shedding(slow, most_waiting=1)) as api:
        for _ in range(3):
            try:
                await api.get("/api/fails")
            except ValueError:
                continue
        gone = asyncio.create_task(api.get("/api/x"))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.sleep(0.01)
        slow.gate.set()
        assert (await api.get("/api/x")).status_code == 200


async def test_a_loop_that_stays_behind_is_overload_and_once_late_is_not() -> None:
    lag = LoopLag()
    assert lag.seconds() == 0.0
    time.sleep(0.4)  # noqa: ASYNC251 - what is measured
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert lag.seconds() < 0.2  # once
    time.sleep(0.4)  # noqa: ASYNC251
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert lag.seconds() > 0.2


async def test_what_was_late_before_a_pause_does_not_count_after_it() -> None:
    lag = LoopLag()
    for _ in range(2):
        lag.seconds()
        time.sleep(0.4)  # noqa: ASYNC251 - what is measured
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await asyncio.sleep(0.5)  # nobody asks
    assert lag.seconds() == 0.0


async def test_a_loop_that_is_behind_refuses_until_it_has_caught_up() -> None:
    slow = Slow()
    slow.gate.set()
    shedding = Shedding(slow, most_lag_seconds=0.2)
    async with client(shedding) as api:
        assert (await api.get("/api/x")).status_code == 200
        for _ in range(2):
            time.sleep(0.5)  # noqa: ASYNC251 - what is measured
            shedding._lag.seconds()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert (await api.get("/api/x")).status_code == 503
        deadline = time.monotonic() + 60
        while (await api.get("/api/x")).status_code == 503:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
