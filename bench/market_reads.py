"""Reads of the page with and without a dead provider: percentiles of one run, interleaved.

    python -m bench.market_reads

Two APIs, each with a provider over local HTTP that has filled it once; one provider then holds
every request open. Every route is read of both in turn. Floor: the ratio of the 95th percentiles,
over all routes, stays near 1 (a read that waited would cost seconds).
"""

import asyncio
import logging
import tempfile
import time
from pathlib import Path
from statistics import quantiles

import structlog

from bench.verdict import hold
from tests.fakes.filled_api import PAGE_ROUTES, FilledApi, filled_api
from tests.fakes.yahoo_server import Answer

ROUNDS = 40
MOST_OF_ANSWERING = 1.5


async def timed(api: FilledApi, path: str) -> float:
    """Return the milliseconds of one read."""
    started = time.perf_counter()
    (await api.read(path)).raise_for_status()
    return (time.perf_counter() - started) * 1000


async def measured() -> dict[str, tuple[list[float], list[float]]]:
    """Return by route the milliseconds with a provider that answers, and with a dead one."""
    found: dict[str, tuple[list[float], list[float]]] = {path: ([], []) for path in PAGE_ROUTES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with filled_api(folder / "alive") as alive, filled_api(folder / "dead") as dead:
            dead.vendor.broken = Answer(delay_seconds=3600)
            for _ in range(ROUNDS):
                for path, (well, ill) in found.items():
                    well.append(await timed(alive, path))
                    ill.append(await timed(dead, path))
    return found


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(values, n=20)[-1]


def main() -> int:
    """Measure and print; 1 when a read waits for who is dead."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found = asyncio.run(measured())
    print(f"{'read, p95 in ms':48} answering    dead   ratio")
    for path, (well, ill) in found.items():
        print(f"{path:48} {p95(well):9.1f} {p95(ill):7.1f} {p95(ill) / p95(well):7.2f}")
    well = [value for pair in found.values() for value in pair[0]]
    ill = [value for pair in found.values() for value in pair[1]]
    ratio = p95(ill) / p95(well)
    print(f"{'all':48} {p95(well):9.1f} {p95(ill):7.1f} {ratio:7.2f}")
    hold("p95 of all reads, provider answering", p95(well), "ms")
    claim = "p95 of all reads, provider dead, of answering"
    return int(not hold(claim, ratio, "×", most=MOST_OF_ANSWERING))


if __name__ == "__main__":
    raise SystemExit(main())
