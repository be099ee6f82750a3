"""Killed before or after any write, a job comes to the same end when it is delivered again."""

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from shared.market.jobs import backfill
from shared.market.registry import Entry, Universe
from shared.market.runs import LEASE_SECONDS
from shared.platform.blobs import BlobStore
from shared.platform.documents import DocumentStore
from shared.platform.sqlite import SqliteDocumentStore
from tests.fakes.manual_clock import ManualClock
from tests.fakes.storage import MemoryBlobs, MemoryQueue
from tests.service.market.conftest import HEADER, NOW, World, build, weekdays
from tests.service.market.store_image import image

_WRITES = frozenset({"create", "replace", "upsert", "delete", "batch", "put"})


class Killed(BaseException):
    """The process is gone: no handler runs."""


class Fuse:
    """Kills at the n-th write, before or after it is carried out."""

    def __init__(self, target: Any, counter: list[int], fatal: int, *, is_after: bool) -> None:
        self._target = target
        self._counter = counter
        self._fatal = fatal
        self._is_after = is_after

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._target, name)
        if name not in _WRITES:
            return member

        async def fused(*args: Any, **options: Any) -> Any:
            self._counter[0] += 1
            is_fatal = self._counter[0] == self._fatal
            if is_fatal and not self._is_after:
                raise Killed
            result = await member(*args, **options)
            if is_fatal:
                raise Killed
            return result

        return fused


def _files(folder: Path) -> None:
    days = weekdays(date(2022, 1, 3), 400)
    bars = "".join(f"{day},{p},{p},{p},{p},1,0,0\n" for day, p in days.items())
    folder.mkdir()
    (folder / "ACME.csv").write_text(HEADER + bars + "2024-04-30,9,8,9,9,1,0,0\n")


async def _run(folder: Path, fatal: int, *, is_after: bool) -> tuple[Any, int, bool]:
    """Ingest with a death at the given write; return the end, the writes, and if it died."""
    _files(folder)
    clock = ManualClock(NOW)
    documents = SqliteDocumentStore(folder / "s.db", clock)
    blobs, queue = MemoryBlobs(), MemoryQueue()
    market = build(documents, blobs, queue, clock, folder)
    entry = Entry("ACME", "queued", NOW, NOW, is_held=True)
    await Universe(documents, clock).add(entry)
    message = backfill("ACME", 0).message()
    counter = [0]
    fused = build(
        cast("DocumentStore", Fuse(documents, counter, fatal, is_after=is_after)),
        cast("BlobStore", Fuse(blobs, counter, fatal, is_after=is_after)),
        queue,
        clock,
        folder,
    )
    try:
        await fused.pipeline.handle(message)
        has_died = False
    except Killed:
        has_died = True
    # The message becomes visible again; at first the dead worker's lease still holds.
    await market.pipeline.handle(message)
    clock.advance(LEASE_SECONDS + 1)
    for _, waiting in [*queue.sent, ("", message)]:
        await market.pipeline.handle(waiting)
    world = World(market, documents, blobs, queue, clock, folder)
    result = {
        "closes": await world.closes("ACME"),
        "findings": [
            (f.reason, f.first_day) for f in await market.quarantine.list_findings("ACME")
        ],
        "states": [(e.symbol, e.state, e.bars) for e in await market.tracker.status()],
        "payloads": sorted(blobs.data),
        "ids": _ids(folder / "s.db", blobs),
    }
    await documents.close()
    return result, counter[0], has_died


def _ids(database: Path, blobs: MemoryBlobs) -> list[tuple[str, str]]:
    tables, _ = image(database, blobs)
    return sorted((name, str(row[:2])) for name, rows in tables.items() for row in rows)


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
async def test_a_death_at_any_write_leaves_no_duplicate_and_no_hole(
    tmp_path: Path, *, is_after: bool
) -> None:
    clean, writes, _ = await _run(tmp_path / "clean", -1, is_after=is_after)
    assert len(clean["closes"]) == 400
    assert clean["findings"] == [("high_below_low", date(2024, 4, 30))]
    assert writes >= 9
    for fatal in range(1, writes + 1):
        result, _, has_died = await _run(tmp_path / f"at-{fatal}", fatal, is_after=is_after)
        assert has_died, fatal
        assert result == clean, f"killed at write {fatal}"
