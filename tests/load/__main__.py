"""Load: the real host under rising load from another process, and where its knee is.

make load                steps of eight seconds
make load SECONDS=20     longer ones
make load MINUTES=30     and half an hour of mixed load after them, watching memory
make load ONLY=soak MINUTES=30 RATE=5
make load ONLY="first events"    fifty chats at once, on a worker of their own
"""

import argparse
import asyncio
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from tests.fakes.model_server import chat_text, model_server
from tests.load.first_events import first_events
from tests.load.kinds import kinds
from tests.load.scene import Scene
from tests.load.soak import soak

_CONNECTIONS: Final = (1, 8, 32, 128, 512)
_P95_LIMIT: Final = 100.0
_SHARES: Final = {"summary, ETag known": 0.5, "summary": 0.25}
"""Of the rate of cached bytes, by the best step of each."""
_MORE: Final = 1.1
FIRST: Final = "first events"
_SHED: Final = {"429", "503"}
_HEADINGS: Final = ("load", "conns", "per s", "p50 ms", "p95 ms", "p99 ms", "loop p95")

type Steps = dict[int, dict[str, Any]]


async def main(given: argparse.Namespace) -> int:
    """Run what was asked for; 0 when nothing is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        async with model_server(chat_text(*["word "] * 40)) as model:
            models = {"OPENAI_API_KEY": "scripted", "OPENAI_BASE_URL": model.url}
            wrong: list[str] = []
            if given.only in {"", FIRST}:
                wrong += await first_events({})
            if given.only == FIRST:
                return _end(wrong)
            scene = Scene(Path(folder), models)
            try:
                await scene.open()
                if given.only != "soak":
                    wrong += await _all_steps(scene, given.seconds, given.only, given.json)
                if given.minutes:
                    wrong += await soak(scene, given.minutes, given.rate)
            finally:
                await asyncio.to_thread(scene.host.stop)
    return _end(wrong)


def _end(wrong: list[str]) -> int:
    for each in wrong:
        print(f"load: {each}")
    return 1 if wrong else 0


async def _all_steps(scene: Scene, seconds: float, only: str, file: str) -> list[str]:
    asked = await kinds(scene)
    if only and only not in asked:
        return [f"there is no kind {only!r}; there are {', '.join(asked)}, {FIRST}, soak"]
    await scene.call(asked["dashboard"], 2, 2.0)  # what is measured is a product in use
    print("{:22} {:>5} {:>8} {:>8} {:>8} {:>8} {:>9}  answers".format(*_HEADINGS))
    told: dict[str, Steps] = {}
    wrong: list[str] = []
    for name, requests in asked.items():
        if only in {"", name} or name == "cached bytes":
            told[name] = await _steps(scene, name, requests, seconds)
            wrong += _failures(name, told[name])
    wrong += _below_floors(told)
    if file:
        await asyncio.to_thread(Path(file).write_text, json.dumps(told, indent=1))
    return wrong


async def _steps(scene: Scene, name: str, requests: list[dict[str, Any]], seconds: float) -> Steps:
    found: Steps = {}
    for connections in _CONNECTIONS:
        one = found[connections] = await scene.call(requests, connections, seconds)
        print(
            f"{name:22} {connections:>5} {one['rate']:>8.0f} {one['p50']:>8.1f}"
            f" {one['p95']:>8.1f} {one['p99']:>8.1f} {one['lag_p95']:>9.1f}  {one['statuses']}",
            flush=True,
        )
    print(f"  knee at {knee(found)} connections")
    return found


def knee(steps: Steps) -> int:
    """Return the connections from which more of them bring no tenth more answers."""
    counts = list(steps)
    for fewer, more in pairwise(counts):
        if steps[more]["rate"] < steps[fewer]["rate"] * _MORE:
            return fewer
    return counts[-1]


def _failures(name: str, steps: Steps) -> list[str]:
    """Tell of answers nobody should get: past the knee a polite refusal is none of them."""
    wrong: list[str] = []
    for connections, one in steps.items():
        tolerated = _SHED if connections > knee(steps) else {"429"}
        wrong += [
            f"{name} at {connections} connections: {count} answers {status}"
            for status, count in one["statuses"].items()
            if not status.startswith(("2", "3")) and status not in tolerated
        ]
    return wrong


def _below_floors(told: dict[str, Steps]) -> list[str]:
    wrong: list[str] = []
    if "summary" in told:
        p95 = told["summary"][32]["p95"]
        print(f"summary, p95 at 32 connections: {p95:.0f} ms (floor {_P95_LIMIT:.0f})")
        if p95 >= _P95_LIMIT:
            wrong.append(f"p95 of a summary at 32 connections is {p95:.0f} ms")
    best = {name: max(one["rate"] for one in steps.values()) for name, steps in told.items()}
    for name in (each for each in told if each != "cached bytes"):
        share = best[name] / best["cached bytes"]
        floor = _SHARES.get(name)
        print(f"{name}: {share:.2f} x cached bytes" + (f" (floor {floor})" if floor else ""))
        if floor and share < floor:
            wrong.append(f"{name} has {share:.2f} of the rate of cached bytes, under {floor}")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="make load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="of each step")
    parser.add_argument("--minutes", type=float, default=0.0, help="of soak afterwards")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second of the soak")
    parser.add_argument("--only", default="", help="one kind of load, or soak")
    parser.add_argument("--json", default="", help="file to write the steps to")
    raise SystemExit(asyncio.run(main(parser.parse_args())))
