"""Symbols that change and shares that are traded no more.

Facebook traded as META from 2022-06-09 on (its release of 2022-05-31). Twitter was traded for the
last time on 2022-10-27 (NYSE's notice of delisting).
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel.errors import Conflict, InvalidInput, NotFound
from shared.market.listings import is_gone
from shared.market.model import SymbolChange
from shared.market.registry import Entry, RunSummary
from tests.service.market.conftest import NOW, World, weekdays

CHANGE = SymbolChange(date(2022, 6, 9), "FB", "META")
BEFORE = weekdays(date(2022, 6, 1), 6, "195")
AFTER = weekdays(date(2022, 6, 9), 5, "184")


async def _held(world: World, *symbols: str) -> None:
    await world.market.tracker.ensure(symbols, wait_seconds=30)
    await world.deliver()


async def test_a_series_goes_on_under_the_new_symbol(world: World) -> None:
    world.write("FB", BEFORE)
    await _held(world, "FB")
    await world.market.listings.rename(CHANGE)
    assert await world.closes("META") == BEFORE
    world.write("META", AFTER)
    await world.market.schedule.enqueue_due()
    await world.deliver()
    assert await world.closes("META") == BEFORE | AFTER
    series = (await world.market.history.prices(["META"]))["META"]
    assert series.listing.formerly == (CHANGE,)


async def test_the_old_symbol_has_the_new_ones_prices(world: World) -> None:
    world.write("FB", BEFORE)
    world.write("META", BEFORE | AFTER)
    await _held(world, "FB", "META")
    before = (await world.market.history.prices(["FB"]))["FB"]
    await world.market.listings.rename(CHANGE)
    after = (await world.market.history.prices(["FB"]))["FB"]
    assert await world.closes("FB") == BEFORE | AFTER
    assert after.listing.renamed == CHANGE
    assert after.version != before.version


async def test_the_quote_of_an_old_symbol_is_its_own_last_close(world: World) -> None:
    world.write("FB", BEFORE)
    world.write("META", BEFORE | AFTER)
    await _held(world, "FB", "META")
    await world.market.listings.rename(CHANGE)
    quotes = await world.market.quotes.latest(["FB", "META"])
    old, new = quotes["FB"], quotes["META"]
    assert (str(old.price), old.as_of, old.renamed_to) == ("195", date(2022, 6, 8), "META")
    assert old.is_stale
    assert (str(new.price), new.as_of, new.renamed_to) == ("184", date(2022, 6, 15), None)


async def test_an_old_symbol_without_a_price_is_quoted_as_its_successor(world: World) -> None:
    world.write("META", AFTER)
    await _held(world, "META", "FB")
    await world.market.listings.rename(CHANGE)
    quote = (await world.market.quotes.latest(["FB"]))["FB"]
    assert (str(quote.price), quote.renamed_to) == ("184", "META")


async def test_two_sources_are_not_joined_by_a_change(world: World) -> None:
    world.write("FB", BEFORE)
    world.write("META", AFTER)
    await _held(world, "FB", "META")
    head = await world.documents.get("prices", "FB", "series")
    await world.documents.replace("prices", "FB", "series", {**head.body, "source": "elsewhere"})
    await world.market.listings.rename(CHANGE)
    assert await world.closes("META") == AFTER


async def test_who_holds_the_old_symbol_wants_the_new_one(world: World) -> None:
    world.write("FB", BEFORE)
    await _held(world, "FB")
    await world.market.listings.rename(CHANGE)
    old, new = await world.market.tracker.status(["FB", "META"])
    assert (old.is_wanted, old.renamed_to) == (False, "META")
    assert (new.is_held, new.is_wanted) == (True, True)
    await world.market.tracker.watch(["FB"])
    assert (await world.market.tracker.status(["META"]))[0].is_watched
    world.clock.advance(10 * 86_400)
    await world.market.schedule.enqueue_due()
    assert {message["symbol"] for message in world.queue.take("market-jobs")} == {"META"}


async def test_a_change_is_found_by_the_old_name(world: World) -> None:
    world.write("FB", BEFORE)
    await _held(world, "FB")
    await world.market.listings.rename(CHANGE)
    found = await world.market.catalog.search("FB", 5)
    assert [item.symbol for item in found] == ["META", "FB"]
    assert (found[0].formerly, found[1].renamed_to) == (("FB",), "META")


async def test_noting_a_change_twice_changes_nothing(world: World) -> None:
    world.write("FB", BEFORE)
    await _held(world, "FB")
    await world.market.listings.rename(CHANGE)
    first = await world.documents.get("prices", "META", "series")
    await world.market.listings.rename(CHANGE)
    assert (await world.documents.get("prices", "META", "series")).etag == first.etag
    assert await world.market.listings.changes() == [CHANGE]


async def test_a_change_can_be_taken_back(world: World) -> None:
    world.write("FB", BEFORE)
    world.write("META", AFTER)
    await _held(world, "FB", "META")
    await world.market.listings.rename(CHANGE)
    await world.market.listings.take_back("FB")
    assert await world.closes("FB") == BEFORE
    assert await world.market.listings.changes() == []
    assert (await world.market.tracker.status(["FB"]))[0].is_wanted
    with pytest.raises(NotFound):
        await world.market.listings.take_back("FB")


async def test_a_change_of_a_symbol_without_prices_leads_to_those_there_are(world: World) -> None:
    world.write("META", AFTER)
    await _held(world, "META", "FB")
    assert await world.closes("FB") == {}
    await world.market.listings.rename(CHANGE)
    assert await world.closes("FB") == AFTER


async def test_changes_that_cannot_be_are_refused(world: World) -> None:
    world.write("FB", BEFORE)
    await _held(world, "FB")
    listings = world.market.listings
    with pytest.raises(InvalidInput, match="still to come"):
        await listings.rename(SymbolChange(NOW.date() + timedelta(days=1), "FB", "META"))
    with pytest.raises(InvalidInput, match="leads back"):
        await listings.rename(SymbolChange(CHANGE.day, "FB", "FB"))
    await listings.rename(CHANGE)
    with pytest.raises(InvalidInput, match="leads back"):
        await listings.rename(SymbolChange(date(2023, 1, 2), "META", "FB"))
    with pytest.raises(Conflict):
        await listings.rename(SymbolChange(CHANGE.day, "FB", "OTHER"))


TWITTER = weekdays(date(2022, 10, 17), 9, "53.7")


async def test_a_delisted_share_keeps_its_last_price_and_says_so(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    ended = await world.market.listings.delist("TWTR")
    assert ended.last_day == date(2022, 10, 27)
    series = (await world.market.history.prices(["TWTR"]))["TWTR"]
    assert series.listing.delisted_on == date(2022, 10, 27)
    quote = (await world.market.quotes.latest(["TWTR"]))["TWTR"]
    assert (str(quote.price), quote.is_stale) == ("53.7", True)
    assert quote.delisted_on == date(2022, 10, 27)


async def test_nobody_is_asked_for_a_delisted_share(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    await world.market.listings.delist("TWTR")
    world.clock.advance(30 * 86_400)
    assert await world.market.schedule.enqueue_due() == 0
    assert await world.market.tracker.ensure(["TWTR"]) == {"TWTR": "ready"}
    assert world.queue.take("market-jobs") == []


async def test_a_job_that_comes_after_the_end_loads_nothing(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    world.clock.advance(86_400 * 4)
    await world.market.schedule.enqueue_due()
    await world.market.listings.delist("TWTR")
    world.write("TWTR", TWITTER | {"2024-05-01": "1"})
    await world.deliver()
    assert await world.closes("TWTR") == TWITTER
    assert (await world.market.runs.list_runs("TWTR"))[0]["warnings"] == ["listing_ended"]


async def test_a_delisting_can_be_taken_back(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    await world.market.listings.delist("TWTR", date(2022, 10, 28))
    await world.market.listings.relist("TWTR")
    assert await world.market.listings.delistings() == []
    assert await world.market.schedule.enqueue_due() == 1
    with pytest.raises(NotFound):
        await world.market.listings.relist("TWTR")


async def test_noting_or_taking_back_an_end_twice_is_remembered_once(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    await world.market.listings.delist("TWTR")
    first = await world.documents.get("prices", "TWTR", "series")
    world.clock.advance(3_600)
    await world.market.listings.delist("TWTR")
    assert (await world.documents.get("prices", "TWTR", "series")).etag == first.etag
    await world.market.listings.relist("TWTR")
    # As if the process had ended before its entry was told, which is the last step.
    await world.market.tracker._universe.change(
        "TWTR", lambda entry: replace(entry, delisted_on="2022-10-27")
    )
    world.clock.advance(3_600)
    await world.market.listings.relist("TWTR")
    series = (await world.market.history.prices(["TWTR"]))["TWTR"]
    (taken_back,) = series.listing.relisted
    assert taken_back.noted.day == date(2022, 10, 27)
    assert (taken_back.noted.noted_at, taken_back.at) == (NOW, NOW + timedelta(hours=1))


async def test_an_end_noted_before_times_were_kept_is_known_ever_since(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    await world.market.listings.delist("TWTR")
    head = (await world.documents.get("prices", "TWTR", "series")).body
    del head["delisting_noted_at"]
    await world.documents.replace("prices", "TWTR", "series", head)
    listing = (await world.market.history.prices(["TWTR"]))["TWTR"].listing
    assert listing.known_at(datetime(2000, 1, 1, tzinfo=UTC)).delisted_on == date(2022, 10, 27)


async def test_delistings_that_cannot_be_are_refused(world: World) -> None:
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    listings = world.market.listings
    with pytest.raises(InvalidInput, match="has a price"):
        await listings.delist("TWTR", date(2022, 10, 20))
    with pytest.raises(InvalidInput, match="still to come"):
        await listings.delist("TWTR", NOW.date() + timedelta(days=1))
    with pytest.raises(NotFound):
        await listings.delist("NEVER")


async def test_a_source_may_tell_of_a_delisting_itself(world: World) -> None:
    (world.folder / "symbols.json").write_text('{"TWTR": {"delisted_on": "2022-10-28"}}')
    world.write("TWTR", TWITTER)
    await _held(world, "TWTR")
    assert (await world.market.history.prices(["TWTR"]))["TWTR"].listing.delisted_on == date(
        2022, 10, 28
    )
    assert await world.market.schedule.enqueue_due() == 0


async def test_what_becomes_of_a_listing_is_not_known_before_it_happens(world: World) -> None:
    world.write("FB", BEFORE)
    world.write("TWTR", TWITTER)
    await _held(world, "FB", "TWTR")
    await world.market.listings.rename(CHANGE)
    await world.market.listings.delist("TWTR")
    world.clock.advance(-(NOW - datetime(2022, 6, 8, 23, tzinfo=UTC)).total_seconds())
    assert not (await world.market.history.prices(["FB"]))["FB"].listing.has_ended
    world.clock.advance(100 * 86_400)
    assert (await world.market.history.prices(["FB"]))["FB"].listing.renamed == CHANGE


def _denied(source: str, last_day: str, *skipped: tuple[str, str]) -> bool:
    entry = Entry("X", "ready", NOW, NOW, is_held=True, source=source, last_day=last_day)
    run = RunSummary("refresh:X", "unknown", NOW, skipped=skipped)
    return is_gone(entry, run, NOW.date())


def test_only_a_live_source_that_denies_its_own_symbol_ends_it() -> None:
    long_ago, lately = "2024-04-01", "2024-04-20"
    assert _denied("yahoo", long_ago, ("yahoo", "unknown_symbol"))
    assert not _denied("yahoo", lately, ("yahoo", "unknown_symbol"))
    assert not _denied("yahoo", long_ago, ("yahoo", "timeout"), ("sample", "unknown_symbol"))
    assert not _denied("sample", long_ago, ("sample", "unknown_symbol"))
