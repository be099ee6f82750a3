"""The product's own path: a stored ledger opened by a worker that has read nothing yet.

python -m bench.service [transactions ...]

Cold is everything from the stored documents to summary, performance, gains and risk; warm is the
same again; "one more" is the book after one further transaction, beside reading and folding all.
Times are CPU time, so that a busy machine does not count; the floor is the numpy job of
`reference/`.
"""

import asyncio
import gc
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from time import process_time

from bench import workload
from bench.reference import w1_floor, w1_gen
from bench.verdict import hold
from shared.analytics.service import AnalyticsService
from shared.kernel.clock import FixedDateClock
from shared.platform.sqlite import SqliteDocumentStore
from shared.portfolios.segments import Event

SIZES = (1_000, 10_000, 100_000)
MOST_MILLISECONDS = {10_000: 300.0}
MOST_OF_A_REBUILD = 0.05
MOST_MEBIBYTES = 300
ROUNDS = 3
WHO = (workload.OWNER, workload.PORTFOLIO)


async def milliseconds(job: Callable[[], Awaitable[object]]) -> float:
    """Return the CPU time of a job."""
    gc.collect()
    begin = process_time()
    _ = await job()
    return (process_time() - begin) * 1e3


async def everything(analytics: AnalyticsService) -> None:
    """Ask what the pages of a portfolio ask."""
    for ask in (analytics.summary, analytics.performance, analytics.gains, analytics.risk):
        _ = await ask(*WHO)


async def opening(
    documents: SqliteDocumentStore, market: workload.StoredMarket
) -> tuple[float, float]:
    """Return what a worker that has read nothing yet takes for a summary, and for everything."""
    _, _, analytics = workload.services(documents, market)
    summary = await milliseconds(lambda: analytics.summary(*WHO))
    return summary, summary + await milliseconds(lambda: everything(analytics))


def opened(folder: Path) -> SqliteDocumentStore:
    """Open the store of a folder."""
    return SqliteDocumentStore(folder / "documents.sqlite", FixedDateClock(workload.LAST_DAY))


def write(size: int, folder: Path) -> None:
    """Write the ledger of a size, and a short one to load everything with."""

    async def run() -> None:
        entries = workload.transactions(w1_gen.ledger(size))
        documents = opened(folder)
        await workload.store(documents, entries[:50], "loaded")
        await workload.store(documents, entries)
        await documents.close()

    asyncio.run(run())


async def measure(size: int, folder: Path) -> bool:
    """Print a size's line; say whether every floor holds."""
    ledger = w1_gen.ledger(size)
    market = workload.StoredMarket(ledger)
    floors: list[float] = []
    for _ in range(5):
        begin = process_time()
        _ = w1_floor.analytics(ledger)
        floors.append((process_time() - begin) * 1e3)
    # Another process writes: what that takes is no part of what reading takes.
    with ProcessPoolExecutor(1, get_context("spawn")) as writer:
        writer.submit(write, size, folder).result()
    documents = opened(folder)
    # What a worker imports once is no part of a request.
    _, _, first = workload.services(documents, market)
    for ask in (first.summary, first.performance, first.gains, first.risk):
        _ = await ask(workload.OWNER, "loaded")
    rounds = 1 if size == max(SIZES) else ROUNDS
    # One worker keeps one ledger: nothing of a round may live on into the next.
    opened_cold = [await opening(documents, market) for _ in range(rounds - 1)]
    repository, portfolios, analytics = workload.services(documents, market)
    rebuild = await milliseconds(lambda: portfolios.book(*WHO))
    summed = rebuild + await milliseconds(lambda: analytics.summary(*WHO))
    opened_cold.append((summed, summed + await milliseconds(lambda: everything(analytics))))
    summaries, colds = zip(*opened_cold, strict=True)
    await everything(analytics)
    warm = await milliseconds(lambda: everything(analytics))
    _, log = await repository.read(*WHO)
    more = replace(log.ordered[-1], id="one-more", fingerprint=None, trade_date=workload.LAST_DAY)
    _ = await repository.append(workload.OWNER, log, [Event("put", workload.NOW, more)])
    again = await milliseconds(lambda: portfolios.book(*WHO))
    await documents.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    floor, cold, summary = map(statistics.median, (floors, colds, summaries))
    print(
        f"{size:7,d} transactions: floor {floor:6.1f} ms, cold summary {summary:7.0f} ms, cold all "
        f"{cold:7.0f} ms ({cold / floor:.0f} × the floor), warm all {warm:5.1f} ms, read and "
        f"{rebuild:6.0f} ms, one more {again:5.1f} ms ({again / rebuild:.1%}), peak {peak} MiB"
    )
    name, is_largest = f"{size:,} transactions", size == max(SIZES)
    hold(f"{name}, numpy", floor, "ms")
    hold(f"{name}, all answers, cold", cold, "ms")
    hold(f"{name}, all answers, warm", warm, "ms")
    share = MOST_OF_A_REBUILD * 100 if is_largest else None
    return all(
        (
            hold(f"{name}, summary, cold", summary, "ms", most=MOST_MILLISECONDS.get(size)),
            hold(f"{name}, one more, of reading all", again / rebuild * 100, "%", most=share),
            hold(f"{name}, peak memory", peak, "MiB", most=MOST_MEBIBYTES),
        )
    )


def main(sizes: list[int]) -> int:
    """Measure one size here, several in a process each, so that peaks are their own."""
    if len(sizes) > 1:
        return max(
            subprocess.run([sys.executable, "-m", "bench.service", str(size)]).returncode
            for size in sizes
        )
    with tempfile.TemporaryDirectory() as folder:
        return int(not asyncio.run(measure(sizes[0], Path(folder))))


if __name__ == "__main__":
    raise SystemExit(main([int(text) for text in sys.argv[1:]] or list(SIZES)))
