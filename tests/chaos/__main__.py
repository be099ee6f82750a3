"""Chaos: the real host under seeded faults, and what became of what people were promised.

make chaos                      seeds 1 to 100
make chaos SEEDS=7              one campaign again
make chaos SEEDS=1-20 SECONDS=30
"""

import argparse
import asyncio
import time
from collections import Counter

from tests.chaos.campaign import Outcome, run
from tests.chaos.plan import KINDS


def main() -> int:
    """Run the campaigns; 0 when nothing was violated."""
    parser = argparse.ArgumentParser(
        prog="make chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seeds", nargs="?", default="1-100", help="a number, or FIRST-LAST")
    parser.add_argument("--seconds", type=float, default=12.0, help="of faults, in a campaign")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    outcomes: list[Outcome] = []
    began = time.monotonic()
    print(f"{'seed':>5} {'faults':>6} {'writes':>6} {'refused':>7} {'recovery':>8}  violations")
    for seed in seeds:
        outcome = asyncio.run(run(seed, given.seconds))
        outcomes.append(outcome)
        told = "none" if not outcome.violations else str(len(outcome.violations))
        print(
            f"{seed:>5} {outcome.faults.total():>6} {outcome.writes:>6} {outcome.refused:>7}"
            f" {outcome.recovery_seconds:>7.1f}s  {told}",
            flush=True,
        )
        for each in outcome.violations[:20]:
            print(f"      {each}", flush=True)
    return _sum_up(outcomes, time.monotonic() - began)


def _sum_up(outcomes: list[Outcome], seconds: float) -> int:
    faults = sum((outcome.faults for outcome in outcomes), Counter[str]())
    print("\nfaults: " + ", ".join(f"{kind} {faults[kind]}" for kind in KINDS))
    writes = sum(outcome.writes for outcome in outcomes)
    bad = [outcome for outcome in outcomes if outcome.violations]
    print(
        f"{len(outcomes)} campaigns in {seconds:.0f} s: {writes} acknowledged writes,"
        f" {sum(len(o.violations) for o in bad)} violations"
    )
    if bad:
        print(f"again: make chaos SEEDS={bad[0].seed}; data and logs: {bad[0].folder}")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
