"""Mixed load for long at a modest rate: does memory grow, does anything fail?"""

import time
from collections import Counter
from typing import Final

from tests.load.kinds import mixed
from tests.load.scene import Held, Scene

_CONNECTIONS: Final = 8
_MOST_GROWTH: Final = 0.15
_MOST_MEGABYTES: Final = 30.0
_MOST_FILES: Final = 10.0
_STEPS_A_TOKEN: Final = 8


async def soak(scene: Scene, minutes: float, a_second: float) -> list[str]:
    """Return what is wrong: answers that failed, a process that grew.

    The first third fills caches, which are bounded; after it a line through the sizes tells what
    a process gains, for a single size hangs on when the collector last ran.
    """
    held: list[dict[str, Held]] = []
    failed: Counter[str] = Counter()
    until = time.monotonic() + minutes * 60
    while (left := until - time.monotonic()) > 1:
        if len(held) % _STEPS_A_TOKEN == 0:
            await scene.log_in_again()
        told = await scene.call(mixed(scene), _CONNECTIONS, min(60.0, left), rate=a_second)
        held.append(scene.held())
        failed.update(_failed(told["statuses"]))
        text = ", ".join(
            f"{name} {each.megabytes:.0f} MB {each.files} files" for name, each in held[-1].items()
        )
        print(
            f"soak {len(held):3}: {told['rate']:.1f} a second, p95 {told['p95']:.0f} ms,"
            f" loop p50 {told['lag_p50']:.0f} p95 {told['lag_p95']:.0f} ms;"
            f" {text}; {told['statuses']}",
            flush=True,
        )
    wrong = [f"{count} answers of the soak were {status}" for status, count in failed.items()]
    return wrong + grown(held[len(held) // 3 :])


def grown(settled: list[dict[str, Held]]) -> list[str]:
    """Tell which processes gained more memory or descriptors than they may."""
    wrong: list[str] = []
    for name in settled[0]:
        sizes = [each[name].megabytes for each in settled]
        gained = _slope(sizes) * (len(sizes) - 1)
        opened = _slope([float(each[name].files) for each in settled]) * (len(settled) - 1)
        print(f"soak: {name} {gained:+.0f} MB, {opened:+.0f} files in the last two thirds")
        if gained > max(_MOST_MEGABYTES, _MOST_GROWTH * sizes[0]):
            wrong.append(f"the process {name} grew by {gained:.0f} MB")
        if opened > _MOST_FILES:
            wrong.append(f"the process {name} opened {opened:.0f} files and closed none of them")
    return wrong


def _failed(statuses: dict[str, int]) -> dict[str, int]:
    return {status: n for status, n in statuses.items() if not status.startswith(("2", "3"))}


def _slope(values: list[float]) -> float:
    """Return the least-squares growth from one value to the next."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    spread = sum((x - middle) ** 2 for x in range(count))
    if not spread:
        return 0.0
    return sum((x - middle) * (y - mean) for x, y in enumerate(values)) / spread
