"""What was read of the file is kept, and never outlives what was written: by anyone, anywhere."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock

WHERE = ("user_data", "anna", "note")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(tmp_path / "store.db", clock)
    yield store
    await store.close()


@pytest.fixture
async def other(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SqliteDocumentStore]:
    """Return a second store on the same file, as a second process has one."""
    other = SqliteDocumentStore(tmp_path / "store.db", clock)
    yield other
    await other.close()


async def test_what_nobody_changed_is_not_read_from_the_file_again(
    store: SqliteDocumentStore,
) -> None:
    await store.create(*WHERE, {"text": "one"})
    await store.get(*WHERE)
    await store._reader.close()  # any further read would fail
    assert (await store.get(*WHERE)).body == {"text": "one"}
    with pytest.raises(RuntimeError, match="shutdown"):
        await store.find("user_data", "anna", "another")


async def test_what_this_process_wrote_is_read_at_once(store: SqliteDocumentStore) -> None:
    await store.create(*WHERE, {"text": "one"})
    before = await store.get(*WHERE)
    await store.replace(*WHERE, {"text": "two"}, if_match=before.etag)
    after = await store.get(*WHERE)
    assert after.body == {"text": "two"}
    assert after.etag != before.etag


async def test_what_another_process_wrote_is_read_at_once(
    store: SqliteDocumentStore, other: SqliteDocumentStore
) -> None:
    assert await store.find(*WHERE) is None
    await other.create(*WHERE, {"text": "one"})
    assert (await store.get(*WHERE)).body == {"text": "one"}
    await other.delete(*WHERE)
    assert await store.find(*WHERE) is None


async def test_what_has_expired_is_gone_though_it_is_kept(
    store: SqliteDocumentStore, clock: ManualClock
) -> None:
    await store.create(*WHERE, {"text": "one"}, ttl_seconds=10)
    assert await store.find(*WHERE) is not None
    clock.advance(seconds=10)
    assert await store.find(*WHERE) is None


async def test_what_a_reader_does_with_a_document_is_its_own_affair(
    store: SqliteDocumentStore,
) -> None:
    await store.create(*WHERE, {"list": [1]})
    first = await store.get(*WHERE)
    first.body["list"].append(2)
    assert (await store.get(*WHERE)).body == {"list": [1]}


async def test_partitions_and_containers_are_kept_apart(store: SqliteDocumentStore) -> None:
    await store.create(*WHERE, {"text": "anna's"})
    await store.get(*WHERE)
    assert await store.find("user_data", "berta", "note") is None
    assert await store.find("prices", "anna", "note") is None


async def test_a_large_document_is_read_each_time(store: SqliteDocumentStore) -> None:
    await store.create(*WHERE, {"text": "x" * 20_000})
    await store.get(*WHERE)
    await store._reader.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        await store.get(*WHERE)
