"""What was quarantined can be found right by an operator, and is loaded then."""

import pytest

from shared.kernel.errors import Conflict, NotFound
from tests.service.market.conftest import World

DAY = "2024-04-29"


async def _fallen(world: World) -> str:
    """Ingest a share that loses 95 % in a day and stays there; return the finding's id."""
    closes = {f"2024-04-{day:02}": "100" for day in range(1, 27)}
    world.write("FALL", {**closes, DAY: "5", "2024-04-30": "5.1"})
    await world.market.tracker.ensure(["FALL"], wait_seconds=30)
    await world.deliver()
    (finding,) = await world.market.quarantine.list_findings("FALL")
    assert (finding.reason, finding.rows, finding.evidence["previous_close"]) == (
        "unexplained_move",
        2,
        "100",
    )
    assert DAY not in await world.closes("FALL")
    return finding.id


async def test_released_rows_are_loaded_from_the_payload_they_came_in(world: World) -> None:
    finding_id = await _fallen(world)
    finding = await world.market.quarantine.release(finding_id, "operator", world.clock.now())
    summary = await world.market.pipeline.replay(finding.payload_id)
    assert summary.counts["quarantined"] == 0
    closes = await world.closes("FALL")
    assert (closes[DAY], closes["2024-04-30"]) == ("5", "5.1")
    assert await world.market.quarantine.list_findings("FALL") == []


async def test_a_release_holds_for_later_answers_too(world: World) -> None:
    finding_id = await _fallen(world)
    finding = await world.market.quarantine.release(finding_id, "operator", world.clock.now())
    await world.market.pipeline.replay(finding.payload_id)
    world.clock.advance(7 * 86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    assert (await world.closes("FALL"))[DAY] == "5"
    assert await world.market.quarantine.list_findings("FALL") == []


async def test_what_can_never_be_a_price_is_not_released(world: World) -> None:
    world.write("ZERO", {"2024-04-29": "10", "2024-04-30": "-3"})
    await world.market.tracker.ensure(["ZERO"], wait_seconds=30)
    (finding,) = await world.market.quarantine.list_findings("ZERO")
    with pytest.raises(Conflict):
        await world.market.quarantine.release(finding.id, "operator", world.clock.now())
    with pytest.raises(NotFound, match="Nothing is held back as 'q:NONE'"):
        await world.market.quarantine.release("q:NONE", "operator", world.clock.now())


async def test_the_jobs_of_a_symbol_are_listed_with_their_counts(world: World) -> None:
    await _fallen(world)
    world.clock.advance(86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    latest, first = await world.market.runs.list_runs("FALL")
    assert (first["id"], first["state"], first["outcome"]) == (
        "backfill:FALL:0",
        "finished",
        "loaded",
    )
    assert (first["counts"]["accepted"], first["counts"]["quarantined"]) == (26, 2)
    assert latest["reason"] == "refresh"
