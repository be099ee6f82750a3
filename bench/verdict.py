"""What a benchmark came to, beside the floor it is held against.

A module calls `hold` for each figure. Run alone it prints what it always printed; run by
`python -m bench`, which names a file in the environment, its figures are gathered there as well.
"""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

RECORD: Final = "PLUMBLINE_BENCH_RECORD"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure of one run; without `most` and `least` it is told and judged by nobody."""

    claim: str
    measured: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def is_judged(self) -> bool:
        """Whether there is a floor at all."""
        return self.most is not None or self.least is not None

    @property
    def ok(self) -> bool:
        """Whether the floor holds."""
        above = self.most is None or self.measured <= self.most
        return above and (self.least is None or self.measured >= self.least)


def hold(
    claim: str,
    measured: float,
    unit: str,
    *,
    most: float | None = None,
    least: float | None = None,
) -> bool:
    """Note a figure and return whether its floor holds."""
    verdict = Verdict(claim, float(measured), unit, most, least)
    record = os.environ.get(RECORD)  # noqa: TID251 - handed on by `python -m bench`
    if record:
        with Path(record).open("ab") as file:
            file.write(orjson.dumps(asdict(verdict)) + b"\n")
    return verdict.ok


def recorded(file: Path) -> list[Verdict]:
    """Return what was noted in a file, in order."""
    if not file.exists():
        return []
    return [Verdict(**orjson.loads(line)) for line in file.read_bytes().splitlines()]
