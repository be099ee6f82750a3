"""Ingestion: bars a second into SQLite, request units in Cosmos, and a download beside yfinance's.

    python -m bench.market          500 symbols × 20 years, and 100 end to end

Floors: 0.7 M bars/s parsed, checked and stored; 200 request units a symbol; 8 × yfinance, by two
instances on a machine of two cores. What one instance comes to is told beside it.
"""

import asyncio
import logging
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
import structlog

from bench import downloads
from bench.chart_payloads import chart
from bench.verdict import hold
from shared.kernel.clock import SystemClock
from shared.market.loader import Joined, Loader
from shared.market.merging import as_series
from shared.market.parsers.yahoo_chart import parse_chart
from shared.market.processor import process
from shared.market.providers.base import RawPayload
from shared.market.series_documents import encode
from shared.platform.sqlite import SqliteDocumentStore

SYMBOLS = 500
DOWNLOADS = 5
TODAY = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
FLOOR_BARS, FLOOR_UNITS, FLOOR_TIMES = 700_000, 200, 8


def payload(symbol: str, body: bytes) -> RawPayload:
    """Return a chart as the provider hands it over."""
    return RawPayload("yahoo", symbol, "history", "application/json", body, TODAY, "chart")


async def stored(folder: Path) -> tuple[float, float]:
    """Parse, check and store every symbol; return bars a second, by the clock and by CPU time."""
    symbols = [f"B{number}" for number in range(SYMBOLS)]
    templates = [chart(f"TEMPLATE{n}") for n in range(20)]
    bodies = [
        templates[n % 20].replace(f'"TEMPLATE{n % 20}"'.encode(), f'"{symbol}"'.encode())
        for n, symbol in enumerate(symbols)
    ]
    documents = SqliteDocumentStore(folder / "bench.db", SystemClock())
    loader = Loader(documents)

    async def one(symbol: str, body: bytes) -> int:
        def join(_stored: object) -> Joined[int]:
            raw = payload(symbol, body)
            processed = process(parse_chart(raw), today=TODAY.date())
            return Joined(as_series(processed.history, raw), int(processed.history.days.size))

        return (await loader.load(symbol, join)).report

    started, spent = time.perf_counter(), time.process_time()
    limit = asyncio.Semaphore(4)

    async def bounded(symbol: str, body: bytes) -> int:
        async with limit:
            return await one(symbol, body)

    bars = sum(await asyncio.gather(*map(bounded, symbols, bodies)))
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    await documents.close()
    return bars / seconds, bars / cpu


def request_units() -> tuple[float, int]:
    """Return what writing 20 years of a symbol costs, and the bytes of its documents.

    The vendor's table: a write of 1 kB costs 5 units, of 100 kB 50; between them by proportion.
    """
    raw = payload("B0", chart("B0"))
    processed = process(parse_chart(raw), today=TODAY.date())
    documents = encode(as_series(processed.history, raw))
    sizes = [len(orjson.dumps(body)) for body in (documents.head, *documents.years.values())]
    return sum(5 + 45 * max(0.0, size / 1000 - 1) / 99 for size in sizes), sum(sizes)


def main() -> int:
    """Measure and print; 1 when a floor does not hold."""
    quiet = structlog.make_filtering_bound_logger(logging.ERROR)
    structlog.configure(wrapper_class=quiet)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates = [asyncio.run(stored(_fresh(folder, n))) for n in range(3)]
        rate, cpu_rate = sorted(rates)[1]
        units, size = request_units()
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.replay_server"], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            base_url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            # In turns, since what else the machine does changes by the second.
            turns = [
                (
                    downloads.instances(1, base_url, _fresh(folder, f"one{n}")),
                    downloads.instances(2, base_url, _fresh(folder, f"two{n}")),
                    downloads.yfinance(base_url),
                )
                for n in range(DOWNLOADS)
            ]
        finally:
            server.terminate()
            server.wait()
    one, two, yahoo = (sorted(column)[DOWNLOADS // 2] for column in zip(*turns, strict=True))
    alone = sorted(theirs / mine for mine, _, theirs in turns)[DOWNLOADS // 2]
    times = sorted(theirs / ours for _, ours, theirs in turns)[DOWNLOADS // 2]
    print(f"parse, check, store   {rate / 1e6:6.2f} M bars/s   (floor {FLOOR_BARS / 1e6})")
    print(f"the same by CPU time  {cpu_rate / 1e6:6.2f} M bars/s   what a quiet machine would show")
    print(f"20 years in Cosmos    {units:6.0f} units      (floor {FLOOR_UNITS}; {size:,} bytes)")
    count = downloads.SYMBOLS
    print(f"{count} × 20 years, yfinance      {yahoo:6.2f} s  a frame, nothing kept")
    print(f"the same, one instance        {one:6.2f} s  × {alone:.1f}, stored and recorded")
    print(f"the same, two instances       {two:6.2f} s  × {times:.1f} (floor {FLOOR_TIMES})")
    hold(f"{count} histories by one instance, beside yfinance", alone, "×")
    hold("parsed, checked, stored, by CPU time", cpu_rate / 1e6, "M bars/s")
    held = (
        hold("parsed, checked, stored", rate / 1e6, "M bars/s", least=FLOOR_BARS / 1e6),
        hold("20 years of a symbol in Cosmos", units, "RU", most=FLOOR_UNITS),
        hold(f"{count} histories by two, beside yfinance", times, "×", least=FLOOR_TIMES),
    )
    return int(not all(held))


def _fresh(folder: Path, name: object) -> Path:
    made = folder / str(name)
    made.mkdir()
    return made


if __name__ == "__main__":
    raise SystemExit(main())
