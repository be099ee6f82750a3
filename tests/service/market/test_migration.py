"""Documents of an older shape are read as they are, and migrated without losing a thing."""

from datetime import date

import pytest

from shared.kernel.errors import Malformed
from shared.market.migration import MarketMigrator
from shared.market.schema_versions import current, upcast
from shared.platform.documents import Query
from tests.service.market.conftest import World, weekdays

SYMBOLS = [f"OLD{number}" for number in range(20)]


async def _aged(world: World) -> None:
    """Store twenty entries and write them back in the shape of version 1."""
    await world.market.tracker.watch(SYMBOLS, wait_seconds=30)
    for shard in range(8):
        partition = f"universe:{shard}"
        for document in await world.documents.query("ops", partition, Query()):
            body = {k: v for k, v in document.body.items() if k != "is_watched"}
            await world.documents.replace("ops", partition, document.id, {**body, "schema": 1})


async def _versions(world: World) -> list[int]:
    pages = [await world.documents.query("ops", f"universe:{n}", Query()) for n in range(8)]
    return [document.body["schema"] for page in pages for document in page]


async def test_an_entry_of_the_first_version_is_read(world: World) -> None:
    await _aged(world)
    entries = await world.market.tracker.status(SYMBOLS)
    assert len(entries) == 20
    assert not any(entry.is_watched for entry in entries)


async def test_a_dry_run_tells_and_changes_nothing(world: World) -> None:
    await _aged(world)
    told = await MarketMigrator(world.documents).run(is_dry=True)
    assert (told.changed, told.kinds) == (20, {"universe": 20})
    assert set(await _versions(world)) == {1}


async def test_migrating_twice_changes_once(world: World) -> None:
    await _aged(world)
    migrator = MarketMigrator(world.documents)
    assert (await migrator.run(is_dry=False)).changed == 20
    assert set(await _versions(world)) == {current("universe")}
    assert (await migrator.run(is_dry=False)).changed == 0
    assert len(await world.market.tracker.status(SYMBOLS)) == 20


async def test_a_run_that_was_broken_off_goes_on_where_it_was(world: World) -> None:
    await _aged(world)
    await world.documents.upsert(
        "ops", "market-migration", "market-migration", {"schema": 1, "done": "0:4"}
    )
    first = await MarketMigrator(world.documents).run(is_dry=False)
    assert 0 < first.changed < 20
    rest = await MarketMigrator(world.documents).run(is_dry=False)
    assert first.changed + rest.changed == 20


def test_a_document_of_a_newer_version_is_refused() -> None:
    with pytest.raises(Malformed, match="newer version"):
        upcast("universe", {"schema": 99})


async def _with_prices(world: World) -> None:
    world.write("ACME", weekdays(date(2024, 1, 2), 10) | {"2024-02-05": "-3"})
    await world.market.tracker.ensure(["ACME"], wait_seconds=30)
    head = await world.documents.get("prices", "ACME", "series")
    listed = ("formerly", "renamed", "delisted_on")
    old = {name: value for name, value in head.body.items() if name not in listed}
    await world.documents.replace("prices", "ACME", "series", {**old, "schema": 1})


async def test_a_series_of_the_first_version_is_read_and_migrated(world: World) -> None:
    await _with_prices(world)
    before = await world.closes("ACME")
    assert len(before) == 10
    migrated = await MarketMigrator(world.documents).run(is_dry=False)
    assert migrated.kinds == {"series": 1}
    head = await world.documents.get("prices", "ACME", "series")
    assert (head.body["schema"], head.body["delisted_on"]) == (current("series"), None)
    assert await world.closes("ACME") == before


async def test_every_document_of_the_market_says_which_version_it_is(world: World) -> None:
    await _with_prices(world)
    await world.market.tracker.track("ada", ["ACME"])
    (finding,) = await world.market.quarantine.list_findings("ACME")
    assert finding.reason == "price_not_positive"
    places = [
        *(("ops", f"universe:{shard}") for shard in range(8)),
        ("ops", "quarantine"),
        ("ops", "market-run:ACME"),
        ("ops", "trackers:ACME"),
        ("user_data", "ada"),
        ("prices", "ACME"),
        ("reference", "ACME"),
        ("reference", "instruments"),
    ]
    found = [d for place in places for d in await world.documents.query(*place, Query())]
    assert len(found) >= 9
    assert [document.id for document in found if "schema" not in document.body] == []


async def test_what_expires_is_left_to_its_reader(world: World) -> None:
    await _with_prices(world)
    await world.documents.create(
        "reference", "ACME", "news", {"schema": 1, "value": None}, ttl_seconds=60
    )
    etag = (await world.documents.get("reference", "ACME", "news")).etag
    await MarketMigrator(world.documents).run(is_dry=False)
    assert (await world.documents.get("reference", "ACME", "news")).etag == etag
