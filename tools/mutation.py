"""Changes the money maths and the checks of figures a little, and counts what no test notices.

`python -m tools.mutation [--sample N] [FILE …]`: in a copy under `.make/mutation`, with mutmut
(BSD-3, beside the environment, not in it). Without `--sample 0` a seeded sample a file is tried:
all 4,000 take hours.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
COPY: Final = ROOT / ".make" / "mutation"
LEAST_SCORE: Final = 0.8
COPIED: Final = ("shared", "functions", "tests", "samples", "config")
TESTS: Final = {
    "shared/analytics": "tests/unit/analytics",
    "shared/portfolios": "tests/unit/portfolios",
    "shared/assistant": "tests/unit/assistant",
}
"""Which tests look at the files of a folder."""
FILES: Final = (
    "shared/analytics/performance.py",
    "shared/analytics/returns.py",
    "shared/analytics/xirr.py",
    "shared/assistant/claims/aggregates.py",
    "shared/assistant/claims/agreement.py",
    "shared/assistant/claims/citing.py",
    "shared/assistant/claims/context.py",
    "shared/assistant/claims/dates.py",
    "shared/assistant/claims/derivation.py",
    "shared/assistant/claims/directions.py",
    "shared/assistant/claims/facts.py",
    "shared/assistant/claims/field_names.py",
    "shared/assistant/claims/figure.py",
    "shared/assistant/claims/finding.py",
    "shared/assistant/claims/gathering.py",
    "shared/assistant/claims/matching.py",
    "shared/assistant/claims/naming.py",
    "shared/assistant/claims/numerals.py",
    "shared/assistant/claims/passages.py",
    "shared/assistant/claims/recomputing.py",
    "shared/assistant/claims/scanner.py",
    "shared/assistant/claims/skipping.py",
    "shared/assistant/claims/tidying.py",
    "shared/assistant/claims/units.py",
    "shared/assistant/claims/verifier.py",
    "shared/assistant/claims/vocabulary.py",
    "shared/assistant/claims/words.py",
    "shared/portfolios/arithmetic.py",
    "shared/portfolios/bulk_amounts.py",
    "shared/portfolios/bulk_choice.py",
    "shared/portfolios/bulk_lots.py",
    "shared/portfolios/bulk_positions.py",
    "shared/portfolios/bulk_rates.py",
    "shared/portfolios/cash.py",
    "shared/portfolios/daily_worth.py",
    "shared/portfolios/ledger.py",
    "shared/portfolios/lots.py",
    "shared/portfolios/matching.py",
    "shared/portfolios/ordering.py",
    "shared/portfolios/scaled.py",
    "shared/portfolios/trades.py",
    "shared/portfolios/valuation.py",
    "shared/portfolios/value_series.py",
)


def main() -> int:
    """Print a table; 1 when fewer than 80 of 100 changes were noticed."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=25, help="changes a file; 0 is all")
    parser.add_argument("--site", type=Path, default=ROOT / ".make" / "mutmut")
    parser.add_argument("files", nargs="*", default=FILES)
    asked = parser.parse_args()
    _copy(tuple(asked.files))
    # Without a name that exists it makes the changes and tries none.
    _mutmut(asked.site, "no.such.change", stderr=subprocess.DEVNULL)
    names = _chosen(asked.sample)
    _mutmut(asked.site, *names)
    return _report()


def _copy(files: tuple[str, ...]) -> None:
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in COPIED:
        _ = shutil.copytree(
            ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    settings = {
        "source_paths": list(files),
        "only_mutate": list(files),
        "pytest_add_cli_args_test_selection": _tests(files),
        "also_copy": list(COPIED),
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    text = (ROOT / "pyproject.toml").read_text()
    _ = (COPY / "pyproject.toml").write_text("\n".join((text, "[tool.mutmut]", *lines, "")))


def _tests(files: tuple[str, ...]) -> list[str]:
    """Return the folders of tests of some files; the portfolio's look at the analytics, too."""
    chosen = {tests for folder, tests in TESTS.items() if any(f.startswith(folder) for f in files)}
    money = {"tests/unit/analytics", "tests/unit/portfolios"}
    return sorted(chosen | money if chosen & money else chosen)


def _mutmut(site: Path, *names: str, stderr: int | None = None) -> None:
    _ = subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "2", *names],
        cwd=COPY,
        env={**os.environ, "PYTHONPATH": str(site)},
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        check=False,
    )


def _outcomes() -> dict[Path, dict[str, int | None]]:
    """Return what became of each change, by file: None untried, 0 when no test failed."""
    found = sorted((COPY / "mutants").rglob("*.meta"))
    return {path: json.loads(path.read_text())["exit_code_by_key"] for path in found}


def _chosen(sample: int) -> list[str]:
    chooser = random.Random(7)  # noqa: S311 - a sample, no secret
    names: list[str] = []
    for changes in _outcomes().values():
        listed = sorted(changes)
        names += listed if not sample else chooser.sample(listed, min(sample, len(listed)))
    return names


def _report() -> int:
    total: Counter[str] = Counter()
    print(f"{'file':40} {'changes':>8} {'tried':>6} {'noticed':>8}")
    for path, changes in _outcomes().items():
        tried = [code for code in changes.values() if code is not None]
        noticed = sum(code != 0 for code in tried)
        total += Counter(tried=len(tried), noticed=noticed)
        name = path.relative_to(COPY / "mutants").as_posix().removesuffix(".meta")
        share = f"{noticed / len(tried):.0%}" if tried else "–"
        print(f"{name:40} {len(changes):8,d} {len(tried):6,d} {share:>8}")
        for change in (name for name, code in changes.items() if code == 0):
            print(f"    unnoticed: {change}")
    if not total["tried"]:
        print("nothing was tried; see what `mutmut run` says in .make/mutation", file=sys.stderr)
        return 1
    score = total["noticed"] / total["tried"]
    print(f"{'all':40} {'':8} {total['tried']:6,d} {score:8.0%}")
    return int(score < LEAST_SCORE)


if __name__ == "__main__":
    sys.exit(main())
