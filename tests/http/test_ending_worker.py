"""A worker that is told to end while it is asked sends away politely, to come again."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from fastapi import FastAPI

from functions.http import problems


async def _asked(work: Callable[[], Awaitable[object]]) -> httpx2.Response:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    async def route() -> None:
        await work()

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/")


async def test_a_request_that_meets_an_ending_worker_is_told_to_come_again() -> None:
    await asyncio.get_running_loop().shutdown_default_executor()
    answer = await _asked(lambda: asyncio.to_thread(int))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["code"] == "restarting"


async def test_one_of_several_reads_that_meets_it_is_enough() -> None:
    await asyncio.get_running_loop().shutdown_default_executor()

    async def together() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(int))

    assert (await _asked(together)).status_code == 503


@pytest.mark.parametrize(
    "error", [RuntimeError("ours"), ExceptionGroup("several", [ValueError("ours")])]
)
async def test_a_mistake_of_ours_stays_one(error: Exception) -> None:
    async def fail() -> None:
        raise error

    assert (await _asked(fail)).status_code == 500
