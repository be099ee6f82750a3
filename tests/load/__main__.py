"""Load: the real host under rising load from another process, and where its knee is.

make load                steps of eight seconds
make load SECONDS=20     longer ones
make load SOAK=1800      and half an hour of mixed load, watching memory
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tests.fakes.model_server import chat_text, model_server
from tests.load.scene import Scene

_CONNECTIONS: Final = (1, 8, 32, 64, 128)
_SUMMARY: Final = "/api/portfolios/{portfolio}/summary"
_DASHBOARD: Final = (
    _SUMMARY,
    "/api/portfolios/{portfolio}/holdings",
    "/api/portfolios/{portfolio}/performance?period=1y",
    "/api/portfolios/{portfolio}/allocation?by=sector",
)
_P95_LIMIT: Final = 100.0
_STREAM: Final = {"Accept": "text/event-stream"}


async def main(seconds: float, soak: float) -> int:
    """Run the steps; 0 when nothing failed below the knee."""
    with tempfile.TemporaryDirectory() as folder:
        async with model_server(chat_text(*["word "] * 40)) as model:
            scene = Scene(Path(folder), model)
            try:
                await scene.open()
                return await _steps(scene, seconds) + await _soak(scene, soak)
            finally:
                await asyncio.to_thread(scene.host.stop)


async def _steps(scene: Scene, seconds: float) -> int:
    summary = scene.requests(_SUMMARY)
    floor = scene.requests("/api/health")
    await scene.call(summary, 2, 2.0)  # folds once: what is measured is a product in use
    kinds: dict[str, list[dict[str, Any]]] = {
        "cached bytes": floor,
        "summary, ETag known": await scene.etags(summary),
        "summary": summary,
        "dashboard": [each for path in _DASHBOARD for each in scene.requests(path)],
        "chat, first event": [
            {**each, "json": {"content": "Hello"}}
            for each in scene.requests("/api/chat", "POST", headers=_STREAM)
        ],
    }
    wrong = 0
    rates: dict[str, float] = {}
    print(
        f"{'load':22} {'conns':>5} {'per s':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}  answers"
    )
    for name, requests in kinds.items():
        for connections in _CONNECTIONS:
            told = await scene.call(requests, connections, seconds)
            rates[name] = max(rates.get(name, 0.0), told["rate"])
            print(
                f"{name:22} {connections:>5} {told['rate']:>8.0f} {told['p50']:>8.1f}"
                f" {told['p95']:>8.1f} {told['p99']:>8.1f}  {told['statuses']}",
                flush=True,
            )
            failed = {s for s in told["statuses"] if not s.isdigit() or s.startswith("5")}
            wrong += bool(failed - {"503"})
            if name == "summary" and connections == 32:
                told_limit = "holds" if told["p95"] < _P95_LIMIT else "does not hold"
                print(f"  p95 at 32 connections under {_P95_LIMIT:.0f} ms: {told_limit}")
    for name in ("summary, ETag known", "summary"):
        print(f"{name}: {rates[name] / rates['cached bytes']:.2f} x the rate of cached bytes")
    return int(wrong > 0)


async def _soak(scene: Scene, seconds: float) -> int:
    """Mixed load for long; memory of the workers once a minute."""
    if not seconds:
        return 0
    mixed = [each for path in _DASHBOARD for each in scene.requests(path)]
    until = time.monotonic() + seconds
    held: list[dict[str, float]] = []
    while time.monotonic() < until:
        told = await scene.call(mixed, 8, min(60.0, seconds))
        held.append(scene.memory_megabytes())
        text = ", ".join(f"{name} {size:.0f} MB" for name, size in held[-1].items())
        print(f"soak: {told['rate']:.0f} a second, p95 {told['p95']:.0f} ms; {text}", flush=True)
    # The first minutes fill caches that are bounded.
    settled = held[len(held) // 3 :]
    growth = {name: settled[-1][name] - settled[0][name] for name in settled[0]}
    print(
        "growth after the first third: " + ", ".join(f"{n} {g:+.0f} MB" for n, g in growth.items())
    )
    return int(any(grown > 30 for grown in growth.values()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="make load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--soak", type=float, default=0.0)
    given = parser.parse_args()
    raise SystemExit(asyncio.run(main(given.seconds, given.soak)))
