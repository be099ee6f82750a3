"""A whole store in a file: out of either adapter, into either, and no damaged file is taken."""

import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.kernel.errors import NotFound
from shared.platform.documents import Operation
from tests.contract.conftest import SCRIPTED, Bench
from tests.fakes.manual_clock import ManualClock
from tools.store_file import StoreFileError, check, export, main, restore

PAIRS = [(one, other) for one in SCRIPTED for other in SCRIPTED]


class Stores:
    """Stores of the adapters that run here, opened when asked for."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.count = 0

    async def open(self, kind: str) -> Bench:
        self.count += 1
        folder = self.folder / str(self.count)
        return await self.stack.enter_async_context(SCRIPTED[kind](folder))


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with AsyncExitStack() as stack:
        yield Stores(tmp_path, stack)


async def fill(bench: Bench) -> None:
    store = bench.store
    for person in range(3):
        for first in range(0, 250, 50):
            operations = [
                Operation("create", f"d{number:04}", {"n": number, "ü": "€"})
                for number in range(first, first + 50)
            ]
            await store.batch("user_data", f"u{person}", operations)
    await store.upsert("chat", ("ada", "s1"), "m:1", {"message": {"content": "Hello"}})
    await store.upsert("ops", "lease", "l1", {"held": True}, ttl_seconds=3600)
    await store.upsert("ops", "lease", "l2", {"held": True}, ttl_seconds=5)


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_what_is_exported_from_one_is_in_the_other(
    stores: Stores, tmp_path: Path, one: str, other: str
) -> None:
    source, target = await stores.open(one), await stores.open(other)
    await fill(source)
    file = tmp_path / "store.jsonl.gz"
    assert await export(source.store, file) == check(file) == 753

    clock = ManualClock()
    clock.advance(60)
    await target.pass_seconds(60)
    assert await restore(file, target.store, clock) == 752
    found = await target.store.get("user_data", "u2", "d0249")
    assert found.body == {"n": 249, "ü": "€"}
    assert (await target.store.get("chat", ("ada", "s1"), "m:1")).partition == ("ada", "s1")
    assert (await target.store.get("ops", "lease", "l1")).body == {"held": True}
    with pytest.raises(NotFound):
        await target.store.get("ops", "lease", "l2")
    await target.pass_seconds(3541)
    with pytest.raises(NotFound):
        await target.store.get("ops", "lease", "l1")

    again = tmp_path / "again.jsonl.gz"
    await target.store.delete("user_data", "u0", "d0000")
    assert await export(target.store, again) == 750


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :]


def without_a_line(whole: bytes) -> bytes:
    lines = gzip.decompress(whole).splitlines(keepends=True)
    return gzip.compress(b"".join(lines[:5] + lines[6:]))


def changed(whole: bytes) -> bytes:
    return gzip.compress(gzip.decompress(whole).replace(b'"n":7,', b'"n":8,', 1))


def from_tomorrow(whole: bytes) -> bytes:
    return gzip.compress(gzip.decompress(whole).replace(b'"format":1', b'"format":2', 1))


@pytest.mark.parametrize("damage", [cut, flipped, without_a_line, changed, from_tomorrow])
@pytest.mark.parametrize("kind", SCRIPTED)
async def test_a_damaged_file_is_told_and_nothing_written(
    stores: Stores, tmp_path: Path, kind: str, damage: Callable[[bytes], bytes]
) -> None:
    source, target = await stores.open("sqlite"), await stores.open(kind)
    await fill(source)
    file = tmp_path / "store.jsonl.gz"
    await export(source.store, file)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StoreFileError, match=r"store\.jsonl\.gz"):
        await restore(file, target.store, ManualClock())
    assert [each async for each in target.store.scan("user_data")] == []


def test_a_damaged_file_is_one_line_at_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "store.jsonl.gz"
    file.write_bytes(b"no gzip")
    assert main(["check", str(file)]) == 1
    assert capsys.readouterr().err.startswith(f"plumbline: {file} is damaged")


@pytest.mark.parametrize("kind", SCRIPTED)
async def test_a_store_that_holds_something_is_left_alone_unless_told(
    stores: Stores, tmp_path: Path, kind: str
) -> None:
    source, target = await stores.open("sqlite"), await stores.open(kind)
    await fill(source)
    await target.store.upsert("user_data", "u0", "d0001", {"n": "mine"})
    file = tmp_path / "store.jsonl.gz"
    await export(source.store, file)
    with pytest.raises(StoreFileError, match="not empty"):
        await restore(file, target.store, ManualClock())
    assert (await target.store.get("user_data", "u0", "d0001")).body == {"n": "mine"}
    await restore(file, target.store, ManualClock(), replaces=True)
    assert (await target.store.get("user_data", "u0", "d0001")).body["n"] == 1
