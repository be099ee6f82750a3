"""Documents of an older shape are read as they are, and migrated without losing a thing."""

import pytest

from shared.kernel.errors import Malformed
from shared.market.migration import MarketMigrator
from shared.market.schema_versions import current, upcast
from shared.platform.documents import Query
from tests.service.market.conftest import World

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
    assert (told.read, told.changed) == (20, 20)
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
        "ops", "market-migration", "market-migration", {"shard": 4, "after": None}
    )
    first = await MarketMigrator(world.documents).run(is_dry=False)
    assert 0 < first.read < 20
    rest = await MarketMigrator(world.documents).run(is_dry=False)
    assert first.changed + rest.changed == 20


def test_a_document_of_a_newer_version_is_refused() -> None:
    with pytest.raises(Malformed, match="newer version"):
        upcast("universe", {"schema": 99})
