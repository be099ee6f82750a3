"""Callers in a process of their own: so many connections, each waiting for its answer."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, Final

import aiohttp

_STREAM: Final = "text/event-stream"


@dataclass
class Tally:
    """What one step of load came to; times in milliseconds."""

    milliseconds: list[float] = field(default_factory=list[float])
    statuses: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0

    def note(self, status: str, milliseconds: float) -> None:
        """Count an answer; `status` is its code, or what went wrong."""
        self.milliseconds.append(milliseconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def summary(self) -> dict[str, Any]:
        """Return rate, percentiles and statuses."""
        cuts = quantiles(self.milliseconds, n=100) if len(self.milliseconds) > 1 else [0.0] * 99
        return {
            "rate": len(self.milliseconds) / self.seconds if self.seconds else 0.0,
            "p50": cuts[49],
            "p95": cuts[94],
            "p99": cuts[98],
            "statuses": self.statuses,
        }


async def call(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry out a plan: requests in turn, over `connections`, for `seconds`."""
    tally = Tally()
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(plan["api"], connector=connector, timeout=timeout) as session:
        began = time.monotonic()
        until = began + plan["seconds"]

        async def caller(number: int) -> None:
            turn = number
            while time.monotonic() < until:
                await _one(session, plan["requests"][turn % len(plan["requests"])], tally)
                turn += 1

        await asyncio.gather(*(caller(number) for number in range(plan["connections"])))
        tally.seconds = time.monotonic() - began
    return tally.summary()


async def _one(session: aiohttp.ClientSession, request: dict[str, Any], tally: Tally) -> None:
    """Send one request; of a stream the time to its first event counts."""
    started = time.perf_counter()
    try:
        async with session.request(
            request["method"],
            request["path"],
            headers=request["headers"],
            json=request.get("json"),
        ) as answer:
            if answer.content_type == _STREAM:
                await answer.content.readany()
                first = time.perf_counter()
                await answer.read()
                tally.note(str(answer.status), (first - started) * 1000)
                return
            await answer.read()
            status = str(answer.status)
            if answer.status in {429, 503} and "Retry-After" not in answer.headers:
                status += " without Retry-After"
    except (aiohttp.ClientError, TimeoutError) as error:
        status = type(error).__name__
    tally.note(status, (time.perf_counter() - started) * 1000)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(call(json.load(sys.stdin)))))
