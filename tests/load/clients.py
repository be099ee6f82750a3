"""Callers in a process of their own: so many connections, each waiting for its answer.

Beside them one more asks for the cheapest answer there is, twenty times a second: what it waits is
what everybody waits for the worker's event loop.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, Final

import aiohttp

_STREAM: Final = "text/event-stream"
_SHED: Final = {429, 503}
_BEAT_SECONDS: Final = 0.05
_LONGEST_REST: Final = 2.0


@dataclass
class Tally:
    """What one step of load came to; times in milliseconds, of what was not turned away."""

    milliseconds: list[float] = field(default_factory=list[float])
    lag: list[float] = field(default_factory=list[float])
    statuses: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0

    def note(self, status: str, milliseconds: float) -> None:
        """Count an answer; `status` is its code, or what went wrong."""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status.startswith(("2", "3")):
            self.milliseconds.append(milliseconds)

    def summary(self) -> dict[str, Any]:
        """Return rate, percentiles and statuses."""
        cuts, lags = _percentiles(self.milliseconds), _percentiles(self.lag)
        return {
            "rate": len(self.milliseconds) / self.seconds if self.seconds else 0.0,
            "p50": cuts[49],
            "p95": cuts[94],
            "p99": cuts[98],
            "lag_p50": lags[49],
            "lag_p95": lags[94],
            "statuses": dict(sorted(self.statuses.items())),
        }


async def call(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry out a plan: requests in turn, over `connections`, for `seconds`.

    `rate`, when given, is how many a second all connections together send at most; no seconds are
    one request a connection, all at once.
    """
    tally = Tally()
    pause = plan["connections"] / plan["rate"] if plan.get("rate") else 0.0
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(plan["api"], connector=connector, timeout=timeout) as session:
        began = time.monotonic()
        until = began + plan["seconds"]

        async def caller(number: int) -> None:
            turn, due = number, began + pause * number / plan["connections"]
            if not plan["seconds"]:
                await _one(session, plan["requests"][turn % len(plan["requests"])], tally)
            while time.monotonic() < until:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                await _one(session, plan["requests"][turn % len(plan["requests"])], tally)
                turn += plan["connections"]
                due = max(due + pause, time.monotonic() - pause)

        beat = asyncio.create_task(_beat(session, tally) if plan["seconds"] else asyncio.sleep(0))
        await asyncio.gather(*(caller(number) for number in range(plan["connections"])))
        tally.seconds = time.monotonic() - began
        beat.cancel()
    return tally.summary()


async def _beat(session: aiohttp.ClientSession, tally: Tally) -> None:
    while True:
        started = time.perf_counter()
        try:
            async with session.get("/api/health") as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            continue
        waited = time.perf_counter() - started
        tally.lag.append(waited * 1000)
        await asyncio.sleep(max(0.0, _BEAT_SECONDS - waited))


async def _one(session: aiohttp.ClientSession, request: dict[str, Any], tally: Tally) -> None:
    """Send one request; of a stream the time to its first event counts."""
    started = time.perf_counter()
    try:
        async with session.request(
            request["method"],
            request["path"],
            headers=request["headers"],
            json=request.get("json"),
            data=_form(request),
        ) as answer:
            if answer.content_type == _STREAM:
                await answer.content.readany()
                first = time.perf_counter()
                await answer.read()
                tally.note(str(answer.status), (first - started) * 1000)
                return
            await answer.read()
            status, rest = str(answer.status), answer.headers.get("Retry-After", "")
            if answer.status in _SHED and not rest.isdigit():
                status += " without Retry-After"
    except (aiohttp.ClientError, TimeoutError) as error:
        status, rest = type(error).__name__, ""
    tally.note(status, (time.perf_counter() - started) * 1000)
    if rest:  # who is turned away does as told
        await asyncio.sleep(min(float(rest), _LONGEST_REST))


def _form(request: dict[str, Any]) -> aiohttp.FormData | None:
    if "file" not in request:
        return None
    form = aiohttp.FormData({"broker": "auto"})
    form.add_field("file", request["file"], filename="load.csv", content_type="text/csv")
    return form


def _percentiles(milliseconds: list[float]) -> list[float]:
    return quantiles(milliseconds, n=100) if len(milliseconds) > 1 else [0.0] * 99


if __name__ == "__main__":
    print(json.dumps(asyncio.run(call(json.load(sys.stdin)))))
