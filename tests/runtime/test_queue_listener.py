"""The queue trigger's semantics, against a real Azurite.

What is expected is what Microsoft documents for the storage queue trigger: five tries, then the
poison queue; ten minutes invisible, renewed; exponential back-off between empty polls.
https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
"""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from azure.storage.queue.aio import QueueClient

from tests.azurite import Azurite
from tools.localhost.host_json import QueueOptions
from tools.localhost.in_flight import InFlight
from tools.localhost.queue_listener import QueueListener, polling_pauses
from tools.localhost.runtime import Outcome

OPTIONS = QueueOptions(max_polling_seconds=0.3)
FAILED = Outcome("it failed")


class Queues:
    """A fresh queue with its poison queue."""

    def __init__(self, main: QueueClient, poison: QueueClient, folder: Path) -> None:
        self.main = main
        self.poison = poison
        self.in_flight = folder / "in-flight.json"

    async def send(self, *bodies: str) -> None:
        for body in bodies:
            await self.main.send_message(base64.b64encode(body.encode()).decode())

    async def waiting(self) -> int:
        return (await self.main.get_queue_properties()).approximate_message_count or 0

    async def poisoned(self) -> list[str]:
        messages = await self.poison.peek_messages(32)
        return [base64.b64decode(m.content).decode() for m in messages]

    def listener(self, run: Callable[..., Awaitable[Outcome]], **options: Any) -> QueueListener:
        options = {"options": OPTIONS, **options}
        return QueueListener(self.main, self.poison, run, InFlight(self.in_flight), **options)


@pytest.fixture
async def queues(azurite: Azurite, tmp_path: Path) -> AsyncIterator[Queues]:
    name = f"q{uuid4().hex}"
    async with AsyncExitStack() as stack:
        clients: list[QueueClient] = []
        for each in (name, f"{name}-poison"):
            client = QueueClient.from_connection_string(azurite.connection_string, each)
            clients.append(await stack.enter_async_context(client))
            await client.create_queue()
        yield Queues(clients[0], clients[1], tmp_path)


@asynccontextmanager
async def listening(listener: QueueListener) -> AsyncGenerator[None]:
    task = asyncio.create_task(listener.listen())
    try:
        async with asyncio.timeout(120):
            yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        await listener.settle_all()


async def until(claim: Callable[[], Awaitable[bool]]) -> None:
    while not await claim():  # noqa: ASYNC110 - what changes is in another process
        await asyncio.sleep(0.05)


async def test_a_message_that_succeeds_is_deleted(queues: Queues) -> None:
    seen: list[str] = []

    async def run(body: str, metadata: dict[str, Any]) -> Outcome:
        seen.append(body)
        assert metadata["DequeueCount"] == 1
        return Outcome()

    await queues.send('{"n": 1}', '{"n": 2}')
    async with listening(queues.listener(run)):
        await until(lambda: _is(queues.waiting(), 0))
    assert sorted(seen) == ['{"n": 1}', '{"n": 2}']
    assert await queues.poisoned() == []


async def test_the_fifth_failure_moves_the_body_to_the_poison_queue(queues: Queues) -> None:
    counts: list[int] = []

    async def run(_body: str, metadata: dict[str, Any]) -> Outcome:
        counts.append(metadata["DequeueCount"])
        return FAILED

    await queues.send("bad")
    async with listening(queues.listener(run)):
        await until(lambda: _is(queues.poisoned(), ["bad"]))
        await until(lambda: _is(queues.waiting(), 0))
    assert counts == [1, 2, 3, 4, 5]


async def test_a_message_that_recovers_is_not_poisoned(queues: Queues) -> None:
    async def run(_body: str, metadata: dict[str, Any]) -> Outcome:
        return FAILED if metadata["DequeueCount"] < 4 else Outcome()

    await queues.send("flaky")
    async with listening(queues.listener(run)):
        await until(lambda: _is(queues.waiting(), 0))
    assert await queues.poisoned() == []


async def test_a_body_that_is_not_base64_is_poisoned_and_never_run(queues: Queues) -> None:
    ran: list[str] = []

    async def run(body: str, _metadata: dict[str, Any]) -> Outcome:
        ran.append(body)
        return Outcome()

    await queues.main.send_message("%%% not base64 %%%")
    async with listening(queues.listener(run)):
        await until(lambda: _is(queues.waiting(), 0))
    assert [m.content for m in await queues.poison.peek_messages(5)] == ["%%% not base64 %%%"]
    assert ran == []


async def test_a_failed_message_rests_for_the_visibility_timeout(queues: Queues) -> None:
    async def run(_body: str, _metadata: dict[str, Any]) -> Outcome:
        return FAILED

    options = QueueOptions(visibility_timeout_seconds=3600, max_polling_seconds=0.3)
    await queues.send("later")
    async with listening(queues.listener(run, options=options)):
        await until(lambda: _is(_receipts(queues), {}))
        await until(lambda: _is(_receipts(queues), {}))
    # It is neither gone nor to be had.
    assert await queues.waiting() == 1
    assert [m async for m in queues.main.receive_messages()] == []


async def test_a_long_run_keeps_its_message_invisible(queues: Queues) -> None:
    runs: list[int] = []
    renewals: set[str] = set()

    async def run(_body: str, metadata: dict[str, Any]) -> Outcome:
        runs.append(metadata["DequeueCount"])
        while len(renewals) < 4:  # each renewal has a receipt of its own
            renewals.update((await _receipts(queues)).values())
            await asyncio.sleep(0.05)
        return Outcome()

    await queues.send("long")
    async with listening(queues.listener(run, invisible_seconds=12)):
        await until(lambda: _is(queues.waiting(), 0))
    assert runs == [1]


async def test_at_most_a_batch_and_the_threshold_run_at_once(queues: Queues) -> None:
    running = most = 0
    release = asyncio.Event()

    async def run(_body: str, _metadata: dict[str, Any]) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await release.wait()
        running -= 1
        return Outcome()

    await queues.send(*(str(n) for n in range(10)))
    options = QueueOptions(batch_size=4, new_batch_threshold=2, max_polling_seconds=0.3)
    async with listening(queues.listener(run, options=options)):
        await until(lambda: _is(_running(lambda: running), 4))
        release.set()
        await until(lambda: _is(queues.waiting(), 0))
    assert most <= 6


def test_an_empty_queue_is_asked_less_and_less_often() -> None:
    pauses = list(islice(polling_pauses(2.0), 12))
    assert pauses[0] == 0.1
    assert pauses == sorted(pauses)
    assert pauses[-1] == 2.0


async def test_what_a_dead_host_had_taken_is_given_back_at_once(queues: Queues) -> None:
    await queues.send("cut off")
    taken = [m async for m in queues.main.receive_messages(visibility_timeout=600)]
    queues.in_flight.write_text(json.dumps({taken[0].id: taken[0].pop_receipt, "gone": "x"}))
    counts: list[int] = []

    async def run(_body: str, metadata: dict[str, Any]) -> Outcome:
        counts.append(metadata["DequeueCount"])
        return Outcome()

    async with listening(queues.listener(run)):
        await until(lambda: _is(queues.waiting(), 0))
    assert counts == [2]
    assert json.loads(queues.in_flight.read_text()) == {}


async def test_a_message_whose_hosts_kept_dying_is_poisoned(queues: Queues) -> None:
    await queues.send("killer")
    for _ in range(5):
        message = await queues.main.receive_message(visibility_timeout=600)
        assert message is not None
        await queues.main.update_message(message.id, message.pop_receipt, visibility_timeout=0)

    async def run(_body: str, _metadata: dict[str, Any]) -> Outcome:
        raise AssertionError("it must not run a sixth time")

    async with listening(queues.listener(run)):
        await until(lambda: _is(queues.poisoned(), ["killer"]))


async def _is(value: Awaitable[object], wanted: object) -> bool:
    return await value == wanted


async def _receipts(queues: Queues) -> dict[str, str]:
    try:
        return json.loads(queues.in_flight.read_text())
    except FileNotFoundError:
        return {"not": "yet"}


async def _running(count: Callable[[], int]) -> int:
    return count()
