"""Changes the money maths and the checks of figures a little, and counts what no test notices.

`python -m tools.mutation [--sample N] [--seed S] [--only GROUP]`: of each group of files a
seeded sample of N small changes; `--sample 0` tries all 8,000. Nothing is written: each change is
made in a process of its own, which runs the tests that run the changed lines. `--longest 1` leaves
out tests of more than a second, `--examples 50` lets property tests try so many: quicker, and never
flattering.
"""

import argparse
import difflib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from tools.mutation.changes import Change
from tools.mutation.trying import Tried, run

ROOT: Final = Path(__file__).resolve().parents[2]
LEAST_SCORE: Final = 0.8
_MONEY: Final = ("tests/unit/analytics", "tests/unit/portfolios")


class Group(NamedTuple):
    """Files that are scored together, and where the tests of them are."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


def _portfolios(names: str) -> tuple[str, ...]:
    return tuple(f"shared/portfolios/{name}.py" for name in names.split())


GROUPS: Final = {
    "ledger": Group(_portfolios("arithmetic cash ledger lots ordering trades"), _MONEY),
    "folding": Group(
        _portfolios(
            "bulk bulk_amounts bulk_cash bulk_choice bulk_lots bulk_positions bulk_rates "
            "bulk_splits columns daily_worth entry_columns matching scaled value_series"
        ),
        _MONEY,
    ),
    "valuation": Group(_portfolios("valuation"), _MONEY),
    "returns": Group(
        tuple(f"shared/analytics/{name}.py" for name in ("performance", "returns", "xirr")), _MONEY
    ),
    "claims": Group(
        tuple(
            str(path.relative_to(ROOT))
            for path in sorted((ROOT / "shared/assistant/claims").glob("[a-z]*.py"))
        ),
        ("tests/unit/assistant",),
    ),
}
"""Folding is what decisions 70, 100 and 101 speak of: entries folded all at once."""


def main() -> int:
    """Print a table; 1 when of a group fewer than 80 of 100 changes were noticed."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=150, help="changes a group; 0 is all")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", choices=["", *GROUPS])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--longest", type=float, default=60.0, help="seconds of a test worth it")
    parser.add_argument("--examples", type=int, help="of a property test; its own if absent")
    parser.add_argument("--site", type=Path, default=ROOT / ".make" / "mutmut")
    asked = parser.parse_args()
    if not asked.only:
        return max(_in_its_own_process(name) for name in GROUPS)
    group = GROUPS[asked.only]
    listed = _changes(group.files, asked.site)
    chosen = _chosen(listed, asked.sample, asked.seed)
    tried = run(chosen, group.tests, asked.jobs, asked.longest, asked.examples)
    score = _report(asked.only, len(listed), tried)
    return int(score < LEAST_SCORE)


def _in_its_own_process(name: str) -> int:
    """Run one group; pytest runs once in a process."""
    command = [sys.executable, "-m", "tools.mutation", *sys.argv[1:], "--only", name]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _changes(files: Sequence[str], site: Path) -> list[Change]:
    done = subprocess.run(
        [sys.executable, "-m", "tools.mutation.changes", *files],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(site)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _chosen(listed: list[Change], sample: int, seed: int) -> list[Change]:
    chooser = Random(seed)  # noqa: S311 - a sample, no secret
    return listed if not sample else chooser.sample(listed, min(sample, len(listed)))


def _report(name: str, count: int, tried: list[Tried]) -> float:
    noticed = sum(one.outcome == "noticed" for one in tried)
    score = noticed / len(tried)
    print(f"{name}: {count:,d} changes, {len(tried):,d} tried, {score:.1%} noticed")
    for one in tried:
        if one.outcome != "noticed":
            print(f"  {one.outcome}: {one.change['name']} ({one.change['first_line']})")
            print("".join(f"    {line}\n" for line in _difference(one.change)), end="")
    sys.stdout.flush()
    return score


def _difference(change: Change) -> list[str]:
    before, after = change["before"].splitlines(), change["after"].splitlines()
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


if __name__ == "__main__":
    sys.exit(main())
