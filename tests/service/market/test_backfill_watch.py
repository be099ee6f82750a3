"""What was registered is fetched, also when its process died before any message of it was sent."""

from typing import Any

import pytest

from shared.kernel.errors import Malformed
from shared.platform.queues import MARKET_JOBS
from tests.fakes.storage import MemoryQueue
from tests.service.market.conftest import World, build

SYMBOLS = ["ACME", "BOLT", "CLIP"]


class Died(Exception):
    """The process is gone."""


class DyingQueue(MemoryQueue):
    """The queue of a process that is killed when the first job is to be sent."""

    async def send(self, queue: str, message: dict[str, Any], *, delay_seconds: int = 0) -> None:
        if message["kind"] == "history":
            raise Died
        await super().send(queue, message, delay_seconds=delay_seconds)


async def died_while_tracking(world: World, as_user: str = "") -> list[dict[str, Any]]:
    """Return the messages that a killed process leaves."""
    for symbol in SYMBOLS:
        world.write(symbol, {"2024-05-01": "11"})
    queue = DyingQueue()
    dying = build(world.documents, world.blobs, queue, world.clock, world.folder)
    tracker = dying.tracker
    with pytest.raises(Died):
        await (tracker.track(as_user, SYMBOLS) if as_user else tracker.ensure(SYMBOLS))
    await dying.close()
    return queue.take(MARKET_JOBS)


async def test_a_process_killed_between_registering_and_enqueueing_loses_no_symbol(
    world: World,
) -> None:
    left = await died_while_tracking(world)
    assert [entry.state for entry in await world.market.tracker.status()] == ["queued"] * 3
    for message in left:
        await world.market.jobs.handle(message)
    await world.deliver()
    assert [entry.state for entry in await world.market.tracker.status()] == ["ready"] * 3


async def test_what_somebody_tracks_is_registered_whenever_their_request_dies(
    world: World,
) -> None:
    left = await died_while_tracking(world, as_user="ada")
    tracked = await world.market.tracker.list_tracked("ada")
    assert [item.entry is not None for item in tracked] == [True] * 3
    for message in left:
        await world.market.jobs.handle(message)
    await world.deliver()
    assert [entry.state for entry in await world.market.tracker.status()] == ["ready"] * 3


async def test_a_second_look_at_what_has_come_changes_nothing(world: World) -> None:
    left = await died_while_tracking(world)
    for message in left:
        await world.market.jobs.handle(message)
    await world.deliver()
    for message in left:
        await world.market.jobs.handle(message)
    assert world.queue.take(MARKET_JOBS) == []


async def test_jobs_that_may_still_wait_in_the_queue_are_not_sent_twice(world: World) -> None:
    left = await died_while_tracking(world)
    for number in range(4):
        await world.queue.send(MARKET_JOBS, {"kind": "history", "symbol": f"X{number}"})
    for message in left:
        await world.market.jobs.handle(message)
    sent = [message for message in world.queue.take(MARKET_JOBS) if message["kind"] != "history"]
    assert [(message["symbols"], message["looks"]) for message in sent] == [(SYMBOLS, 2)]


@pytest.mark.parametrize("wrong", [{}, {"symbols": []}, {"symbols": ["ACME"], "looks": "1"}])
async def test_a_message_that_names_nothing_is_dropped(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        await world.market.jobs.handle({"kind": "backfills", **wrong})
