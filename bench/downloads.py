"""One party of the race beside yfinance's `download`, a process of its own.

    python -m bench.downloads instance BASE_URL FOLDER PART PARTS
    python -m bench.downloads yfinance BASE_URL

Prints `ready` once everything is imported and warm, begins at a line of input, and prints `done`.
`Party` is the other side. Instances share the store in FOLDER, as those of one environment do, and
each is asked for its part of the symbols.
"""

import asyncio
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import structlog

SYMBOLS: Final = 100
_WARM: Final = "WARM"


class Party:
    """A process that is ready to begin."""

    def __init__(self, *arguments: object) -> None:
        command = [sys.executable, "-m", "bench.downloads", *map(str, arguments)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._expect("ready")

    def begin(self) -> None:
        """Have it start."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Wait until it is done."""
        self._expect("done")

    def close(self) -> None:
        """Wait for the process to end."""
        self._process.communicate()

    def _expect(self, word: str) -> None:
        assert self._process.stdout is not None
        told = self._process.stdout.readline().strip()
        assert told == word, f"{word} was expected, not {told!r}"


def race(parties: Sequence[Party]) -> float:
    """Return the seconds until the last of these is done, who begin together."""
    started = time.perf_counter()
    for party in parties:
        party.begin()
    for party in parties:
        party.end()
    seconds = time.perf_counter() - started
    for party in parties:
        party.close()
    return seconds


def instances(count: int, base_url: str, folder: Path) -> float:
    """Return the seconds so many instances take to fetch, keep, parse, check and store it all."""
    return race([Party("instance", base_url, folder, part, count) for part in range(count)])


def yfinance(base_url: str) -> float:
    """Return the seconds yfinance takes to download the same into a frame; nothing is kept."""
    return race([Party("yfinance", base_url)])


async def _instance(base_url: str, folder: Path, part: int, parts: int) -> None:
    """Be asked for a part of the symbols: registered, fetched, kept, stored, recorded."""
    from shared.kernel.clock import SystemClock
    from shared.kernel.collection import collect_seldom, leave_alone_what_is_loaded
    from shared.market.service import MarketOptions, build_market
    from shared.platform.sqlite import SqliteDocumentStore
    from tests.fakes.storage import MemoryBlobs, MemoryQueue

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    collect_seldom()
    clock = SystemClock()
    documents = SqliteDocumentStore(folder / "bench.db", clock)
    options = MarketOptions(("yahoo",), folder, yahoo_base_url=base_url, yahoo_per_minute=1_000_000)
    market = build_market(documents, MemoryBlobs(), MemoryQueue(), clock, clock, options)
    await market.tracker.ensure([f"{_WARM}{part}"], wait_seconds=60)
    leave_alone_what_is_loaded()
    await asyncio.to_thread(_wait)
    states = await market.tracker.ensure(_symbols()[part::parts], wait_seconds=300)
    print("done", flush=True)
    assert set(states.values()) == {"ready"}, states
    await market.close()
    await documents.close()


def _yfinance(base_url: str) -> None:
    """Download as its users do, threads and all."""
    import yfinance
    from curl_cffi import requests

    class Redirected(requests.Session):  # type: ignore[misc]
        def request(self, method: Any, url: str, *args: Any, **options: Any) -> Any:
            path = url.split(".yahoo.com", 1)[1]
            return super().request(method, base_url + path, *args, **options)

    yfinance.cache.set_cache_location(tempfile.mkdtemp())
    options: dict[str, Any] = {
        "period": "max", "progress": False, "auto_adjust": False, "actions": True,
        "session": Redirected(),
    }  # fmt: skip
    yfinance.download([_WARM], **options)
    # This server's cookies are of no Yahoo domain: unlike ours, it would ask for one every time.
    transport: Any = yfinance.data.YfData()
    transport._cookie = True
    _wait()
    frame: Any = yfinance.download(_symbols(), **options, threads=True)
    print("done", flush=True)
    assert frame.shape[0] > 5000, frame.shape  # noqa: PLR2004


def _symbols() -> list[str]:
    return [f"D{number}" for number in range(SYMBOLS)]


def _wait() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    role, url, *rest = sys.argv[1:]
    if role == "instance":
        asyncio.run(_instance(url, Path(rest[0]), int(rest[1]), int(rest[2])))
    else:
        _yfinance(url)
