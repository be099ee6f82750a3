"""Lines and branches of `shared/` that tests ran, by package, beside what is asked of them.

`make coverage` measures first; this reads what was written: python -m tools.coverage_floors
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import coverage

_LEAST: Final = 90.0
_MEASURED: Final = "shared"


@dataclass(slots=True)
class Share:
    """How many of the lines and branches there are were run."""

    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_run: int = 0

    def add(self, summary: Mapping[str, Any]) -> None:
        """Add a file, as coverage's JSON sums it up."""
        self.lines += summary["num_statements"]
        self.lines_run += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.branches_run += summary["covered_branches"]

    @property
    def of_lines(self) -> float:
        """Percent of the lines; 100 of none."""
        return 100 * self.lines_run / self.lines if self.lines else 100.0

    @property
    def of_branches(self) -> float:
        """Percent of the ways that lines are left by; 100 of none."""
        return 100 * self.branches_run / self.branches if self.branches else 100.0


def shares(files: Mapping[str, Any]) -> dict[str, Share]:
    """Return by package of `shared/` what was run, the whole last."""
    found: dict[str, Share] = {}
    whole = Share()
    for path, file in sorted(files.items()):
        folder, *rest = Path(path).parts
        if folder != _MEASURED:
            continue
        package = rest[0].removesuffix(".py")
        found.setdefault(package, Share()).add(file["summary"])
        whole.add(file["summary"])
    return {**found, "all": whole}


def main() -> int:
    """Print the table; 1 when the whole is below a floor, or nothing was measured."""
    measured = coverage.Coverage()
    measured.load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.json"
        measured.json_report(outfile=str(file))
        files: dict[str, Any] = json.loads(file.read_bytes())["files"]
    found = shares(files)
    print(f"{'shared/':16} {'lines':>7} {'run':>7} {'branches':>9} {'run':>7}")
    for name, share in found.items():
        print(
            f"{name:16} {share.lines:>7,} {share.of_lines:>6.1f}%"
            f" {share.branches:>9,} {share.of_branches:>6.1f}%"
        )
    whole = found["all"]
    if not whole.lines:
        print("coverage: nothing of shared/ was measured", file=sys.stderr)
        return 1
    holds = min(whole.of_lines, whole.of_branches) >= _LEAST
    print(f"floor {_LEAST:.0f}% of each: {'holds' if holds else 'MISSED'}")
    return int(not holds)


if __name__ == "__main__":
    raise SystemExit(main())
