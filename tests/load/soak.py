"""Mixed load for long at a modest rate: does memory grow, does anything fail?"""

import time
from typing import Final

from tests.load.kinds import mixed
from tests.load.scene import Scene

_CONNECTIONS: Final = 8
_A_SECOND: Final = 20.0
_MOST_GROWTH: Final = 0.15
_MOST_MEGABYTES: Final = 30.0


async def soak(scene: Scene, minutes: float) -> list[str]:
    """Return what is wrong: answers that failed, a worker that grew.

    The first third fills caches, which are bounded; after it a line through the sizes tells what
    a worker gains, for a single size hangs on when the collector last ran.
    """
    requests = mixed(scene)
    held: list[dict[str, float]] = []
    failed: dict[str, int] = {}
    until = time.monotonic() + minutes * 60
    while (left := until - time.monotonic()) > 1:
        told = await scene.call(requests, _CONNECTIONS, min(60.0, left), rate=_A_SECOND)
        held.append(scene.memory_megabytes())
        for status, count in told["statuses"].items():
            if not status.startswith(("2", "3")):
                failed[status] = failed.get(status, 0) + count
        text = ", ".join(f"{name} {size:.0f} MB" for name, size in held[-1].items())
        print(
            f"soak {len(held):3}: {told['rate']:.0f} a second, p95 {told['p95']:.0f} ms,"
            f" loop p95 {told['lag_p95']:.0f} ms; {text}; {told['statuses']}",
            flush=True,
        )
    wrong = [f"{count} answers of the soak were {status}" for status, count in failed.items()]
    settled = held[len(held) // 3 :]
    for name in settled[0]:
        sizes = [each[name] for each in settled]
        grown = _slope(sizes) * (len(sizes) - 1)
        print(f"soak: {name} grew by {grown:+.0f} MB in the last two thirds")
        if grown > max(_MOST_MEGABYTES, _MOST_GROWTH * sizes[0]):
            wrong.append(f"the worker {name} grew by {grown:.0f} MB")
    return wrong


def _slope(values: list[float]) -> float:
    """Return the least-squares growth from one value to the next."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    spread = sum((x - middle) ** 2 for x in range(count))
    if not spread:
        return 0.0
    return sum((x - middle) * (y - mean) for x, y in enumerate(values)) / spread
