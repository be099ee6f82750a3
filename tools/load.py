"""Calls a deployed API for a while and holds its p95 and its failures against limits.

`python -m tools.load https://api.example.com --seconds 60 --callers 20 --p95 2000`. Only calls what
anybody may read, so it needs no account and leaves nothing behind.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Final

import aiohttp

PATHS: Final = ("/api/health", "/api/config", "/api/openapi.json")
_SERVER_ERROR: Final = 500
_MOST_FAILURES: Final = 0.001


@dataclass
class Tally:
    """How long answers took (milliseconds), and how many failed."""

    milliseconds: list[float] = field(default_factory=list[float])
    failures: int = 0

    @property
    def p95(self) -> float:
        """Return the time nineteen answers of twenty stay under."""
        enough = len(self.milliseconds) > 1
        return quantiles(self.milliseconds, n=20)[-1] if enough else float("inf")

    def verdict(self, p95_limit: float) -> list[str]:
        """Return what is wrong, one sentence each."""
        wrong: list[str] = []
        if self.p95 > p95_limit:
            wrong.append(f"p95 {self.p95:.0f} ms is above {p95_limit:.0f} ms")
        if self.failures > len(self.milliseconds) * _MOST_FAILURES:
            wrong.append(f"{self.failures} of {len(self.milliseconds)} answers failed")
        return wrong


async def call(api: str, seconds: float, callers: int) -> Tally:
    """Call the API with so many callers at once, each waiting for its answer."""
    tally = Tally()
    until = time.monotonic() + seconds
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:

        async def caller(number: int) -> None:
            turn = number
            while time.monotonic() < until:
                await _ask(session, api + PATHS[turn % len(PATHS)], tally)
                turn += 1

        await asyncio.gather(*(caller(number) for number in range(callers)))
    return tally


async def _ask(session: aiohttp.ClientSession, url: str, tally: Tally) -> None:
    began = time.monotonic()
    try:
        async with session.get(url) as answer:
            await answer.read()
            tally.failures += answer.status >= _SERVER_ERROR
    except (aiohttp.ClientError, TimeoutError):
        tally.failures += 1
    tally.milliseconds.append((time.monotonic() - began) * 1000)


def main() -> int:
    """Parse, call, judge; 0 when the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("api")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--callers", type=int, default=20)
    parser.add_argument("--p95", type=float, default=2000, help="milliseconds")
    given = parser.parse_args()
    tally = asyncio.run(call(given.api.rstrip("/"), given.seconds, given.callers))
    wrong = tally.verdict(given.p95)
    print(
        f"load: {len(tally.milliseconds)} answers, p95 {tally.p95:.0f} ms, {tally.failures} failed"
    )
    for each in wrong:
        print(f"load: {each}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
