"""What is SQLite's own: several processes, sudden death, full disks, damaged files."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.kernel.clock import SystemClock
from shared.kernel.errors import AlreadyExists, Unavailable
from shared.platform.documents import Operation, Query
from shared.platform.sqlite import SqliteDocumentStore
from tests.contract import sqlite_worker
from tests.fakes.manual_clock import ManualClock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(file: Path, clock: ManualClock) -> AsyncIterator[SqliteDocumentStore]:
    store = SqliteDocumentStore(file, clock, busy_seconds=0.2)
    yield store
    await store.close()


def worker(file: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, sqlite_worker.__file__, str(file), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


async def code_of(store: SqliteDocumentStore) -> str:
    """Return the code with which a read and a write are refused."""
    with pytest.raises(Unavailable) as read:
        await store.find("user_data", "u", "a")
    with pytest.raises(Unavailable) as written:
        await store.upsert("user_data", "u", "a", {})
    assert read.value.code == written.value.code
    assert "store.db" in read.value.detail
    return read.value.code


# --- several processes ----------------------------------------------------------------------


async def test_three_processes_on_a_new_file_lose_no_update(
    file: Path, store: SqliteDocumentStore
) -> None:
    processes = [worker(file, "increment", "40") for _ in range(3)]
    for process in processes:
        process.communicate(timeout=240)
        assert process.returncode == 0
    assert (await store.get("user_data", "u", "counter")).body == {"n": 120}


async def test_a_new_file_that_another_is_just_making_is_waited_for(file: Path) -> None:
    # SQLite refuses at once, whatever its time-out, to change the journal of a locked file.
    first = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    first.execute("BEGIN IMMEDIATE")
    first.execute("CREATE TABLE early (a)")
    store = SqliteDocumentStore(file, SystemClock(), busy_seconds=30)
    waiting = asyncio.gather(*(store.find("user_data", "u", f"d{n}") for n in range(4)))
    await asyncio.sleep(0.1)
    first.execute("COMMIT")
    first.close()
    assert await waiting == [None] * 4
    await store.close()


async def test_a_batch_may_meet_a_document_twice(store: SqliteDocumentStore) -> None:
    first = Operation("create", "a", {"n": 1})
    again = Operation("replace", "a", {"n": 2})
    await store.batch("user_data", "u", [first, again, Operation("create", "b", {})])
    assert (await store.get("user_data", "u", "a")).body == {"n": 2}
    with pytest.raises(AlreadyExists) as refused:
        await store.batch("user_data", "u", [Operation("delete", "a"), first, first])
    assert refused.value.errors[0].pointer == "/2"
    assert (await store.get("user_data", "u", "a")).body == {"n": 2}


async def test_after_kill_9_each_batch_is_whole_or_absent_and_none_acknowledged_is_lost(
    file: Path, store: SqliteDocumentStore
) -> None:
    acknowledged: list[str] = []
    for round_ in range(3):
        process = worker(file, "batches", f"r{round_}")
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(10)]
        process.kill()
        acknowledged += process.stdout.read().split()
        process.stdout.close()
        process.wait(timeout=240)
    found = await store.query("user_data", "u", Query(limit=100_000))
    batches = Counter(document.id.rsplit(":", 1)[0] for document in found)
    assert set(batches.values()) == {sqlite_worker.BATCH}
    assert set(acknowledged) <= set(batches)


async def test_a_file_locked_by_another_process_is_busy_for_writers_and_open_to_readers(
    file: Path, store: SqliteDocumentStore
) -> None:
    await store.create("user_data", "u", "a", {"x": 1})
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        writing = asyncio.create_task(store.upsert("user_data", "u", "a", {"x": 2}))
        assert (await store.get("user_data", "u", "a")).body == {"x": 1}
        with pytest.raises(Unavailable) as caught:
            await writing
        assert caught.value.code == "store_busy"
        assert caught.value.retry_after_seconds == 1
        other.execute("ROLLBACK")
    other.close()
    await store.upsert("user_data", "u", "a", {"x": 3})


async def test_what_was_stored_is_there_when_opened_again(file: Path, clock: ManualClock) -> None:
    first = SqliteDocumentStore(file, clock)
    created = await first.create("user_data", "u", "a", {"x": 1})
    await first.close()
    second = SqliteDocumentStore(file, clock)
    assert await second.get("user_data", "u", "a") == created
    await second.close()


# --- many at once ---------------------------------------------------------------------------


async def test_a_refused_write_leaves_those_committed_with_it_alone(
    store: SqliteDocumentStore,
) -> None:
    await store.create("user_data", "u", "taken", {})
    names = [f"n{n:03}" for n in range(100)]
    attempts = [
        store.batch(
            "user_data", "u", [Operation("create", name, {}), Operation("create", other, {})]
        )
        for name, other in zip(names, ["taken", "x"] * 50, strict=True)
    ]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyExists) for outcome in outcomes) == 99
    found = await store.query("user_data", "u", Query(prefix="n"))
    assert len(found) == 1


async def test_a_write_that_is_cancelled_does_not_stop_the_others(
    store: SqliteDocumentStore,
) -> None:
    tasks = [asyncio.create_task(store.upsert("user_data", "u", f"n{n:02}", {})) for n in range(50)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found = {document.id for document in await store.query("user_data", "u", Query())}
    assert {f"n{n:02}" for n in range(1, 50, 2)} <= found


# --- expiry ---------------------------------------------------------------------------------


async def test_purging_deletes_what_expired_and_nothing_else(
    file: Path, store: SqliteDocumentStore, clock: ManualClock
) -> None:
    for start in range(0, 1200, 100):
        steps = [
            Operation("create", f"n{start + n:04}", {}, ttl_seconds=10 if start < 1100 else 60)
            for n in range(100)
        ]
        await store.batch("user_data", "u", steps)
    await store.create("ops", "k", "kept", {})
    assert await store.purge_expired() == 0
    clock.advance(10)
    assert await store.purge_expired() == 1100
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT count(*) FROM user_data").fetchone() == (100,)
        assert raw.execute("SELECT count(*) FROM ops").fetchone() == (1,)
    raw.close()


# --- full disks and damaged files -----------------------------------------------------------


async def limit_pages(store: SqliteDocumentStore, pages: int) -> None:
    """Make the file full at so many pages: what a full disk is to SQLite."""
    await store._writer.run(lambda raw: raw.execute(f"PRAGMA max_page_count={pages}").fetchone())


async def test_a_full_disk_refuses_the_write_whole_and_spares_what_is_there(
    store: SqliteDocumentStore,
) -> None:
    await store.create("user_data", "u", "a", {"x": 1})
    await limit_pages(store, 60)
    steps = [Operation("create", f"n{n}", {"text": "x" * 50_000}) for n in range(20)]
    with pytest.raises(Unavailable) as caught:
        await store.batch("user_data", "u", steps)
    assert caught.value.code == "store_full"
    assert [d.id for d in await store.query("user_data", "u", Query())] == ["a"]
    await store.upsert("user_data", "u", "a", {"x": 2})
    await limit_pages(store, 100_000)
    await store.batch("user_data", "u", steps)


async def test_one_write_too_many_for_the_disk_does_not_fail_the_small_ones_beside_it(
    store: SqliteDocumentStore,
) -> None:
    await store.ping()
    await limit_pages(store, 60)
    large = store.create("user_data", "u", "large", {"text": "x" * 1_000_000})
    small = [store.create("user_data", "u", f"s{n}", {}) for n in range(5)]
    outcomes = await asyncio.gather(large, *small, return_exceptions=True)
    assert isinstance(outcomes[0], Unavailable)
    assert not any(isinstance(outcome, BaseException) for outcome in outcomes[1:])


def damage(file: Path, start: int, end: int) -> None:
    file.touch()
    with file.open("r+b") as raw:
        raw.seek(start)
        raw.write(b"\xff" * (end - start))


async def test_a_file_that_is_no_database_is_named_as_damaged(
    file: Path, store: SqliteDocumentStore
) -> None:
    damage(file, 0, 4096)
    assert await code_of(store) == "store_damaged"


async def test_a_file_with_overwritten_pages_is_named_as_damaged(
    file: Path, clock: ManualClock, store: SqliteDocumentStore
) -> None:
    healthy = SqliteDocumentStore(file, clock)
    steps = [Operation("create", f"n{n}", {"text": "x" * 5000}) for n in range(50)]
    await healthy.batch("user_data", "u", steps)
    await healthy.close()
    damage(file, 4096, 300_000)
    assert await code_of(store) == "store_damaged"


async def test_a_file_of_a_newer_version_is_left_alone(
    file: Path, store: SqliteDocumentStore
) -> None:
    with sqlite3.connect(file) as newer:
        newer.execute("PRAGMA user_version=99")
    newer.close()
    assert await code_of(store) == "store_newer"


async def test_a_folder_that_is_a_file_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    store = SqliteDocumentStore(tmp_path / "data" / "store.db", SystemClock())
    assert await code_of(store) == "store_unreachable"
    await store.close()


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    store = SqliteDocumentStore(tmp_path / "a" / "b" / "store.db", SystemClock())
    await store.ping()
    await store.close()
