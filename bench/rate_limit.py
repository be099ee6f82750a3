"""What the rate limit costs a request: the API with and without it, in this process.

    python -m bench.rate_limit

Rounds alternate and medians are compared, so that a busy machine slows both alike. The floor is a
median cost under 0.3 ms; the ratio says it against the whole request.
"""

import asyncio
import statistics
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from starlette.types import ASGIApp, Message

from bench.verdict import hold
from functions.http.app import create_api
from functions.wiring import Services
from shared.settings import Settings

_ROUNDS: Final = 40
_REQUESTS: Final = 100
_FLOOR_MILLISECONDS: Final = 0.3
_LIMIT: Final = 1_000_000  # never reached here: what is measured is the passing


async def main() -> None:
    """Measure and print; the exit status says whether the floor holds."""
    with tempfile.TemporaryDirectory() as folder:
        without = Services(Settings(data_dir=Path(folder) / "a", rate_limit_per_minute=0))
        limited = Services(Settings(data_dir=Path(folder) / "b", rate_limit_per_minute=_LIMIT))
        apps = [create_api(without), create_api(limited)]
        tokens = [await token_of(services) for services in (without, limited)]
        times: list[list[float]] = [[], []]
        for _ in range(_ROUNDS):
            for index, (app, token) in enumerate(zip(apps, tokens, strict=True)):
                times[index] += [await request(app, token) for _ in range(_REQUESTS)]
        await limited.rate_limiter.settle()
        await asyncio.gather(*(each.documents.close() for each in (without, limited)))
    plain, guarded = (statistics.median(each) * 1000 for each in times)
    cost = guarded - plain
    print(f"without {plain:.3f} ms, with {guarded:.3f} ms, ratio {guarded / plain:.2f}")
    print(f"cost of the limit at the median: {cost:.3f} ms (floor {_FLOOR_MILLISECONDS} ms)")
    hold("a request without a limit, median", plain, "ms")
    holds = hold("what the limit adds, median", cost, "ms", most=_FLOOR_MILLISECONDS)
    raise SystemExit(not holds)


async def token_of(services: Services) -> str:
    """Register somebody and return their access token."""
    from shared.audit import NOWHERE

    grant = await services.identity.register(
        "bench@example.org", "correct-horse-battery-staple-9", None, NOWHERE
    )
    return grant.access_token


async def request(app: ASGIApp, token: str) -> float:
    """Ask who one is; return the seconds it took."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/users/me",
        "raw_path": b"/api/users/me",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"localhost"),
            (b"x-forwarded-for", b"203.0.113.9:4711"),
            (b"authorization", f"Bearer {token}".encode()),
        ],
        "client": ("127.0.0.1", 4711),
        "server": ("localhost", 80),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:  # noqa: PLR2004
            raise RuntimeError(f"the API answered {message['status']}")

    started = perf_counter()
    await app(scope, receive, send)
    return perf_counter() - started


if __name__ == "__main__":
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(main())
