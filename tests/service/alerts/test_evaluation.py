"""Each datum once: whatever is doubled, lost, overtaken, restated, or judged by two at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared.kernel.errors import Unavailable
from shared.market.model import Split
from shared.market.quotes import Quote
from tests.fakes.manual_clock import ManualClock
from tests.service.alerts.conftest import NOW, OWNER, World

MONDAY = {"2024-04-29": "90"}
TUESDAY = {**MONDAY, "2024-04-30": "101"}
WEDNESDAY = {**TUESDAY, "2024-05-01": "103"}


async def test_an_alert_fires_on_the_datum_that_reaches_its_threshold_and_only_then(
    world: World,
) -> None:
    world.prices(MONDAY)
    alert = await world.make()
    assert await world.told() == []
    world.prices(WEDNESDAY)
    await world.ingested()
    (told,) = await world.told()
    assert (told.title, told.data["day"]) == ("ACME at 100 or above", "2024-04-30")
    assert told.text == "101 USD at the close of 2024-04-30 (source: sample)."
    after = await world.service.get(OWNER, alert.id)
    assert (after.state.outcome, after.state.fired) == ("met", 1)


async def test_a_message_delivered_many_times_changes_nothing(world: World) -> None:
    world.prices(MONDAY)
    await world.make()
    world.prices(TUESDAY)
    for _ in range(5):
        await world.ingested()
    assert await world.days_told() == ["2024-04-30"]


async def test_days_whose_messages_were_lost_are_made_up_for_in_their_order(world: World) -> None:
    world.prices(MONDAY)
    await world.make(kind="percent_move", threshold=Decimal("0.05"))
    # Three days come, and only the last one's message arrives.
    world.prices({**MONDAY, "2024-04-30": "96", "2024-05-01": "97", "2024-05-02": "80"})
    await world.ingested()
    assert await world.days_told() == ["2024-04-30", "2024-05-02"]


async def test_two_workers_whose_clocks_differ_by_days_tell_each_datum_once(world: World) -> None:
    world.prices(MONDAY)
    alerts = [await world.make(threshold=Decimal(95 + n % 3)) for n in range(20)]
    world.prices(WEDNESDAY)
    references = [(OWNER, alert.id) for alert in alerts]
    early = world.evaluation(ManualClock(NOW - timedelta(days=2)))
    late = world.evaluation(ManualClock(NOW + timedelta(days=2)))
    await asyncio.gather(
        early.evaluate_many(references),
        late.evaluate_many(references[::-1]),
        early.evaluate_many(references[::-1]),
    )
    told = await world.told()
    assert sorted(one.alert_id or "" for one in told) == sorted(alert.id for alert in alerts)


async def test_a_corrected_newest_close_is_a_new_datum_and_an_older_one_is_not(
    world: World,
) -> None:
    world.prices({**MONDAY, "2024-04-30": "99"})
    await world.make()
    await world.ingested()
    assert await world.told() == []
    world.prices({"2024-04-29": "150", "2024-04-30": "99"})
    await world.ingested()
    assert await world.told() == []
    world.prices({**MONDAY, "2024-04-30": "100.5"})
    await world.ingested()
    assert await world.days_told() == ["2024-04-30"]
    # Corrected away and back again: the day has had its notification.
    for price in ("80", "101"):
        world.prices({**MONDAY, "2024-04-30": price})
        await world.ingested()
    assert await world.days_told() == ["2024-04-30"]


async def test_older_data_that_arrives_late_does_not_turn_an_alert_back(world: World) -> None:
    world.prices(TUESDAY)
    await world.make()
    assert await world.days_told() == ["2024-04-30"]
    world.prices(MONDAY)  # another worker's stale read
    await world.ingested()
    world.prices(TUESDAY)
    await world.ingested()
    assert await world.days_told() == ["2024-04-30"]


async def test_it_fires_again_after_coming_back_by_the_hysteresis_not_before(world: World) -> None:
    world.prices(MONDAY)
    await world.make()  # 100, hysteresis 1 %
    closes = {
        **MONDAY,
        "2024-04-30": "101",
        "2024-05-01": "99.5",
        "2024-05-02": "102",
        "2024-05-03": "98",
        "2024-05-06": "100",
    }
    world.prices(closes)
    await world.ingested()
    assert await world.days_told() == ["2024-04-30", "2024-05-06"]


async def test_a_price_of_the_session_fires_and_the_days_close_does_not_again(
    world: World,
) -> None:
    world.prices(MONDAY)
    await world.make()
    world.quotes.live["ACME"] = live("101.5", 14)
    await world.ingested()
    world.quotes.live["ACME"] = live("95", 15)
    await world.ingested()
    world.quotes.live["ACME"] = live("102", 16)
    await world.ingested()
    world.prices(TUESDAY)
    await world.ingested()
    (told,) = await world.told()
    assert told.text.startswith("101.5 USD on 2024-04-30")


async def test_a_live_price_that_does_not_continue_the_history_is_not_believed(
    world: World,
) -> None:
    world.prices(MONDAY)
    alert = await world.make(kind="percent_move", threshold=Decimal("0.1"))
    world.quotes.live["ACME"] = live("23", 14, previous="22.5")  # four for one, told by nobody yet
    await world.ingested()
    assert await world.told() == []
    after = await world.service.get(OWNER, alert.id)
    assert (after.state.outcome, after.state.reason) == (
        "no_data",
        "the live price does not continue the stored history",
    )


async def test_a_split_is_no_fall(world: World) -> None:
    world.prices({"2024-04-29": "400"})
    below = await world.make(kind="price_below", threshold=Decimal(300))
    move = await world.make(kind="percent_move", threshold=Decimal("0.5"))
    split = Split(datetime(2024, 4, 30, tzinfo=UTC).date(), 4, 1)
    world.prices({"2024-04-29": "400", "2024-04-30": "101"}, splits=(split,))
    await world.ingested()
    assert await world.told() == []
    world.prices({"2024-04-29": "400", "2024-04-30": "101", "2024-05-01": "74"}, splits=(split,))
    await world.ingested()
    # 74 of the new shares are 296 of the old ones, in which the threshold was given.
    (told,) = await world.told()
    assert (told.alert_id, told.text) == (
        below.id,
        "74 USD at the close of 2024-05-01 (source: sample).",
    )
    assert (await world.service.get(OWNER, move.id)).state.outcome == "not_met"


async def test_missing_prices_are_said_and_never_fire(world: World) -> None:
    alert = await world.make(kind="price_below", threshold=Decimal(50))
    assert alert.state.outcome == "no_data"
    assert alert.state.reason == "no price of ACME is known"
    world.prices(MONDAY)
    average = await world.make(kind="moving_average_cross", threshold=None)
    assert average.state.reason == "there are prices of 1 days, 200 are needed"
    assert await world.told() == []


async def test_a_worker_that_dies_before_keeping_what_it_found_has_done_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.prices(MONDAY)
    await world.make()
    world.prices(TUESDAY)
    batch = world.documents.batch

    async def dies(*_: object, **__: object) -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(world.documents, "batch", dies)
    with pytest.raises(Unavailable):
        await world.ingested()
    monkeypatch.setattr(world.documents, "batch", batch)
    assert await world.told() == []
    await world.ingested()
    assert await world.days_told() == ["2024-04-30"]


async def test_an_alert_switched_on_again_begins_with_the_newest_datum(world: World) -> None:
    world.prices(MONDAY)
    alert = await world.make()
    await world.service.update(OWNER, alert.id, {"enabled": False})
    world.prices({**WEDNESDAY, "2024-05-02": "90"})
    await world.ingested()
    await world.service.update(OWNER, alert.id, {"enabled": True})
    assert await world.told() == []


async def test_an_entry_of_the_index_whose_alert_is_gone_is_removed(world: World) -> None:
    world.prices(MONDAY)
    alert = await world.make()
    await world.documents.delete("user_data", OWNER, f"alert:{alert.id}")
    await world.ingested()
    assert await world.repository.woken_by("ACME") == []


async def test_many_alerts_on_one_symbol_are_judged_in_parts(world: World) -> None:
    world.prices(MONDAY)
    for _ in range(130):
        await world.make()
    world.prices(TUESDAY)
    await world.ingested()
    assert len(await world.told()) == 130


def live(price: str, hour: int, previous: str = "90") -> Quote:
    at = datetime(2024, 4, 30, hour, tzinfo=UTC)
    return Quote(
        symbol="ACME",
        price=Decimal(price),
        currency="USD",
        as_of=at.date(),
        fetched_at=at,
        source="yahoo",
        is_stale=False,
        previous_close=Decimal(previous),
        is_live=True,
        traded_at=at,
    )
