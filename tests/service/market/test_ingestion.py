"""From a message to the stored history, and what happens when things go wrong on the way."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from shared.kernel.errors import InvalidInput, Malformed, NotFound
from shared.market.jobs import Job
from shared.market.providers.sample import SampleProvider
from shared.platform.containers import PRICES
from shared.platform.documents import Query
from shared.platform.queues import MARKET_JOBS
from tests.service.market.conftest import HEADER, MakeWorld, World, weekdays
from tests.service.market.store_image import image


def jobs(world: World) -> list[dict[str, Any]]:
    """Return the messages about one symbol each."""
    return [message for _, message in world.queue.sent if "job_id" in message]


async def test_a_symbol_is_ready_when_ensure_returns_and_its_source_is_quick(world: World) -> None:
    world.write("ACME", {"2024-04-30": "10.5", "2024-05-01": "10.75"})
    assert await world.market.tracker.ensure(["acme"]) == {"ACME": "ready"}
    assert await world.closes("ACME") == {"2024-04-30": "10.5", "2024-05-01": "10.75"}
    assert [message["symbol"] for message in jobs(world)] == ["ACME"]


async def test_delivering_every_job_twice_changes_nothing(world: World) -> None:
    world.write("ACME", weekdays(date(2023, 1, 2), 300))
    world.write("OTHER", weekdays(date(2022, 6, 1), 200, "25"))
    await world.market.tracker.ensure(["ACME", "OTHER", "NOPE"])
    await world.market.history.fx(["USD"])
    messages = jobs(world)
    before = image(world.folder / "store.db", world.blobs)
    for message in [*messages, *reversed(messages)]:
        await world.market.pipeline.handle(message)
    assert image(world.folder / "store.db", world.blobs) == before


async def test_a_symbol_nobody_has_is_unknown_and_asked_for_again_later(world: World) -> None:
    assert await world.market.tracker.ensure(["NOPE"]) == {"NOPE": "unknown"}
    assert await world.market.tracker.ensure(["NOPE"]) == {"NOPE": "unknown"}
    assert len(jobs(world)) == 1
    world.write("NOPE", {"2024-05-01": "1"})
    world.clock.advance(86_401)
    assert await world.market.tracker.ensure(["NOPE"]) == {"NOPE": "ready"}


async def test_what_is_due_is_refreshed_with_what_is_new(world: World) -> None:
    world.write("ACME", {"2024-04-30": "10", "2024-05-01": "11"})
    await world.market.tracker.ensure(["ACME"])
    await world.deliver()
    assert await world.market.schedule.enqueue_due() == 0
    world.clock.advance(86_400)
    world.write("ACME", {"2024-04-30": "10", "2024-05-01": "11", "2024-05-02": "12"})
    assert await world.market.schedule.enqueue_due() == 1
    assert await world.market.schedule.enqueue_due() == 1  # a second tick before it ran
    assert len({message["job_id"] for _, message in world.queue.sent}) == 1
    await world.deliver()
    assert list(await world.closes("ACME")) == ["2024-04-30", "2024-05-01", "2024-05-02"]
    assert await world.market.schedule.enqueue_due() == 0


async def test_a_refresh_without_news_rewrites_no_year(world: World) -> None:
    world.write("ACME", weekdays(date(2022, 1, 3), 600))
    await world.market.tracker.ensure(["ACME"])
    await world.deliver()
    years = Query(prefix="1d:")
    before = await world.documents.query(PRICES.name, "ACME", years)
    world.clock.advance(86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    assert await world.documents.query(PRICES.name, "ACME", years) == before


async def test_a_lost_job_is_found_by_the_timer(world: World) -> None:
    world.write("ACME", {"2024-05-01": "11"})
    await world.market.tracker.ensure(["ACME"], wait_seconds=0)
    await world.market.tracker.close()  # the process that wanted to try at once is gone
    world.queue.take(MARKET_JOBS)  # and the message too
    world.clock.advance(301)
    assert await world.market.schedule.enqueue_due() == 1
    await world.deliver()
    assert await world.closes("ACME") == {"2024-05-01": "11"}


async def test_bad_rows_are_listed_with_reason_and_evidence_and_not_loaded(world: World) -> None:
    rows = (
        "2024-04-29,10,10,10,10,1,0,0\n2024-04-30,10,9,11,10,1,0,0\n2024-05-01,10,10,10,ten,1,0,0\n"
    )
    (world.folder / "ACME.csv").write_text(HEADER + rows)
    await world.market.tracker.ensure(["ACME"])
    assert list(await world.closes("ACME")) == ["2024-04-29"]
    findings = await world.market.quarantine.list_findings("ACME")
    assert [(f.reason, f.first_day, f.row) for f in findings] == [
        ("high_below_low", date(2024, 4, 30), 3),
        ("not_a_number", date(2024, 5, 1), 4),
    ]
    assert findings[1].evidence["close"] == "ten"
    (entry,) = await world.market.tracker.status()
    assert entry.quarantined == 2


async def test_a_row_that_its_source_corrects_leaves_quarantine(world: World) -> None:
    (world.folder / "ACME.csv").write_text(
        HEADER + "2024-04-29,10,10,10,10,1,0,0\n2024-04-30,9,9,9,x,1,0,0\n"
    )
    await world.market.tracker.ensure(["ACME"])
    world.write("ACME", {"2024-04-29": "10", "2024-04-30": "9"})
    world.clock.advance(86_400)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    assert await world.market.quarantine.list_findings("ACME") == []
    assert await world.closes("ACME") == {"2024-04-29": "10", "2024-04-30": "9"}


async def test_a_broken_file_is_kept_as_evidence_and_loads_nothing(world: World) -> None:
    (world.folder / "ACME.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert await world.market.tracker.ensure(["ACME"]) == {"ACME": "unreachable"}
    (entry,) = await world.market.tracker.status()
    assert entry.last_run is not None
    assert entry.last_run.skipped == (("sample", "bad_answer"),)


async def test_a_stored_payload_can_be_replayed(world: World) -> None:
    world.write("ACME", {"2024-04-30": "10", "2024-05-01": "11"})
    await world.market.tracker.ensure(["ACME"])
    (entry,) = await world.market.tracker.status()
    assert entry.last_run is not None
    payload_id = entry.last_run.payload_id
    assert payload_id is not None
    key = ("raw-payloads", payload_id)
    body, metadata = world.blobs.data[key]
    world.blobs.data[key] = (body.replace(b"11,11,11,11", b"12,12,12,12"), metadata)
    summary = await world.market.pipeline.replay(payload_id)
    assert (summary.outcome, summary.counts["accepted"]) == ("loaded", 2)
    assert await world.closes("ACME") == {"2024-04-30": "10", "2024-05-01": "12"}
    with pytest.raises(NotFound):
        await world.market.pipeline.replay("history/ACME/never")


async def test_nothing_dated_after_today_is_ever_shown(make_world: MakeWorld) -> None:
    world = make_world()
    world.write("ACME", weekdays(date(2024, 4, 25), 12))
    await world.market.tracker.ensure(["ACME"])
    assert max(await world.closes("ACME")) == "2024-05-02"
    book = await world.market.history.fx(["USD"])
    rate = book.rate("EUR", "USD", date(2026, 1, 1))
    assert rate is not None
    assert rate.day <= date(2024, 5, 2)


async def test_rates_of_ones_own_files_come_before_the_shipped_ones(world: World) -> None:
    world.write("EURUSD=X", {"2024-04-30": "2", "2024-05-01": "4"})
    book = await world.market.history.fx(["USD", "GBP"])
    rate = book.rate("EUR", "USD", date(2024, 5, 1))
    assert rate is not None
    assert (rate.rate, book.series["USD"].source) == (4, "sample")
    assert book.series["GBP"].source == "ecb"


@pytest.mark.parametrize(
    "message",
    [{}, {"kind": "history"}, {"kind": "x", "symbol": "A", "job_id": "a", "reason": "r"}, {"a": 1}],
)
async def test_a_message_that_is_no_job_is_refused(world: World, message: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        await world.market.pipeline.handle(message)


@pytest.mark.parametrize("symbol", ["../../etc/passwd", "..", "a/b", "A\\B", "%2e%2e"])
async def test_a_symbol_never_leaves_the_folder(world: World, symbol: str) -> None:
    job = Job("history", symbol, "backfill:odd:0", "test")
    with pytest.raises(Malformed):
        await world.market.pipeline.handle(job.message())
    with pytest.raises(InvalidInput):
        await SampleProvider(world.folder, world.clock).fetch("history", symbol)


async def test_thirty_symbols_of_ten_years_are_ingested(world: World) -> None:
    days = weekdays(date(2014, 1, 2), 2600, "12.34")
    symbols = [f"SYM{number}" for number in range(30)]
    for symbol in symbols:
        world.write(symbol, days)
    states = await world.market.tracker.ensure(symbols, wait_seconds=0)
    assert set(states.values()) <= {"known", "backfilling", "ready"}
    await world.deliver()
    world.clock.advance(timedelta(minutes=2).total_seconds())
    await world.deliver()
    entries = await world.market.tracker.status()
    assert {entry.state for entry in entries} == {"ready"}
    assert {entry.bars for entry in entries} == {2600}


async def test_rates_that_miss_a_day_are_brought_up_to_date_when_asked_for(world: World) -> None:
    before = (await world.market.history.fx(["USD"])).series["USD"]
    assert date.fromordinal(int(before.days[-1])) == date(2024, 5, 2)
    world.clock.advance(14 * 86_400)
    after = (await world.market.history.fx(["USD"])).series["USD"]
    assert date.fromordinal(int(after.days[-1])) == date(2024, 5, 16)


async def test_many_who_need_a_currency_at_once_fetch_it_once(world: World) -> None:
    books = await asyncio.gather(*(world.market.history.fx(["USD", "JPY"]) for _ in range(8)))
    assert all(set(book.series) == {"USD", "JPY"} for book in books)
    assert len(world.blobs.data) == 2
