"""The document store as requests use it: point reads and partition queries at a realistic size.

    python -m bench.store

Fills a SQLite file through the asynchronous adapter: 2,000 people with 6 documents of 12 kB, 200
symbols with 20 years of prices. Reads are random over all of them, one after the other and 32 at
once; the floor is 25 ms at the 95th percentile. Beside: SQLite itself read by key in this thread.
"""

import asyncio
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.verdict import hold
from shared.kernel.clock import SystemClock
from shared.platform.containers import PRICES, USER_DATA
from shared.platform.documents import Operation, Query
from shared.platform.sqlite import SqliteDocumentStore

_PEOPLE: Final = 2_000
_SEGMENTS: Final = 6
_SYMBOLS: Final = 200
_YEARS: Final = range(2005, 2025)
_DAYS: Final = 252
_READS: Final = 2_000
_AT_ONCE: Final = 32
_FLOOR_MILLISECONDS: Final = 25.0

type Read = Callable[[random.Random], Awaitable[Any]]


async def main() -> int:
    """Measure and print; 1 when the floor does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plumbline.db"
        store = SqliteDocumentStore(path, SystemClock())
        await _fill(store)
        print(f"{path.stat().st_size / 1e6:.0f} MB in {_PEOPLE} people and {_SYMBOLS} symbols")
        _tell_plain(path)
        holds = True
        for name, read in _reads(store).items():
            for at_once in (1, _AT_ONCE):
                p95 = await _tell(name, read, at_once)
                claim = f"{name}, {at_once} at once, p95"
                holds &= hold(claim, p95, "ms", most=_FLOOR_MILLISECONDS)
        await store.close()
    print(f"p95 of each under {_FLOOR_MILLISECONDS:.0f} ms: {'yes' if holds else 'no'}")
    return int(not holds)


def _reads(store: SqliteDocumentStore) -> dict[str, Read]:
    async def point(drawn: random.Random) -> Any:
        person, segment = drawn.randrange(_PEOPLE), drawn.randrange(_SEGMENTS)
        return await store.get(USER_DATA.name, f"u{person}", f"segment:{segment:04}")

    async def partition(drawn: random.Random) -> Any:
        return await store.query(USER_DATA.name, f"u{drawn.randrange(_PEOPLE)}", Query(limit=100))

    async def years(drawn: random.Random) -> Any:
        symbol = f"S{drawn.randrange(_SYMBOLS)}"
        return await store.query(PRICES.name, symbol, Query(after="2014", limit=100))

    return {"point read": point, "partition": partition, "ten years of prices": years}


async def _fill(store: SqliteDocumentStore) -> None:
    note = "n" * 12_000
    prices = {"close": [12345 + day for day in range(_DAYS)], "day": list(range(_DAYS))}
    for person in range(_PEOPLE):
        body = {"kind": "segment", "rows": note}
        operations = [Operation("create", f"segment:{n:04}", body) for n in range(_SEGMENTS)]
        await store.batch(USER_DATA.name, f"u{person}", operations)
    for symbol in range(_SYMBOLS):
        operations = [Operation("create", str(year), prices) for year in _YEARS]
        await store.batch(PRICES.name, f"S{symbol}", operations)


async def _tell(name: str, read: Read, at_once: int) -> float:
    drawn = random.Random(at_once)
    taken: list[float] = []

    async def one() -> None:
        began = perf_counter()
        await read(drawn)
        taken.append((perf_counter() - began) * 1000)

    for _ in range(_READS // at_once):
        await asyncio.gather(*(one() for _ in range(at_once)))
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(
        f"{name:20} {at_once:3} at once: p50 {statistics.median(taken):6.2f} ms, p95 {p95:6.2f} ms"
    )
    return p95


def _tell_plain(path: Path) -> None:
    drawn, taken = random.Random(0), list[float]()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        [key] = plain.execute("SELECT partition FROM user_data LIMIT 1").fetchone()
        for _ in range(_READS):
            began = perf_counter()
            wanted = (key, f"segment:{drawn.randrange(_SEGMENTS):04}")
            plain.execute("SELECT body FROM user_data WHERE partition = ? AND id = ?", wanted)
            taken.append((perf_counter() - began) * 1000)
    hold("SQLite itself by key, median", statistics.median(taken), "ms")
    print(f"{'SQLite by key':20}   1 at once: p50 {statistics.median(taken):6.2f} ms")


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
