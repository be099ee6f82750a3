"""Our money-weighted return beside pyxirr on the same flows: the price of proving it the only one.

python -m bench.rates

pyxirr twice: from day numbers, which is what a ledger has and what ours is given, and with dates
made for it beforehand. The floor is of like beside like; the other is told.
"""

import timeit
from collections.abc import Callable
from time import process_time
from typing import Final

import numpy as np
import pyxirr

from bench.verdict import hold
from shared.analytics.xirr import xirr

SIZES: Final = (10, 30, 100, 300, 600, 1_000, 100_000)
DAYS: Final = 3_650
_TURNS: Final = range(15)
MOST_OF_PYXIRR: Final = {100_000: 1.0}
MOST_OF_PYXIRR_WHEN_FEW: Final = 1.2


def microseconds(size: int, *jobs: Callable[[], object]) -> list[float]:
    """Return the best of fifteen mean CPU times of each job.

    They take turns: others use the machine, too, and slow down whoever has his.
    """
    number = max(5, 5_000 // size)
    times = [
        [timeit.timeit(job, timer=process_time, number=number) for job in jobs] for _ in _TURNS
    ]
    return [min(taken) / number * 1e6 for taken in zip(*times, strict=True)]


def main() -> int:
    """Print a line a size: flows that go both ways, ten years of them, the end value last.

    1 when a floor is missed.
    """
    holds = True
    generator = np.random.default_rng(1)
    for size in SIZES:
        days = np.sort(generator.choice(DAYS, size, replace=size > DAYS))
        amounts = -generator.uniform(-50, 100, size)
        amounts[0], amounts[-1] = -100.0, -1.5 * amounts[:-1].sum() + 150.0
        dates = days.astype("datetime64[D]")
        ours, theirs = xirr(days, amounts), pyxirr.xirr(dates, amounts)
        assert ours is not None
        assert theirs is not None
        assert abs(ours - theirs) < 1e-9  # noqa: PLR2004 - both stop at about 1e-10
        proven, bare, same = microseconds(
            size,
            lambda days=days, amounts=amounts: xirr(days, amounts),
            lambda dates=dates, amounts=amounts: pyxirr.xirr(dates, amounts),
            lambda days=days, amounts=amounts: pyxirr.xirr(days.astype("datetime64[D]"), amounts),
        )
        print(
            f"{size:7,d} flows: pyxirr {bare:9.1f} µs ({same:.1f} from day numbers), "
            f"ours {proven:9.1f} µs, {proven / bare:.2f} × ({proven / same:.2f} ×)"
        )
        most = MOST_OF_PYXIRR.get(size, MOST_OF_PYXIRR_WHEN_FEW)
        claim = f"{size:,} flows, of pyxirr's time"
        holds &= hold(f"{claim}, both from day numbers", proven / same, "×", most=most)
        hold(f"{claim} with its dates ready", proven / bare, "×")
    return int(not holds)


if __name__ == "__main__":
    raise SystemExit(main())
