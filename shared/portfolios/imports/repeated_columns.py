"""Columns of one name: which there are, and whether it matters which of them is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shared.portfolios.imports.table import Columns, Row

_MOST_TOLD: Final = 10
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Repeated:
    """A name that several columns bear; `row` is the first in which they differ, if any does."""

    name: str
    places: tuple[int, ...]
    row: int | None

    @property
    def told(self) -> str:
        """Which columns bear the name, counted from 1 as a spreadsheet would."""
        numbers = [str(place + 1) for place in self.places]
        return f"Columns {', '.join(numbers[:-1])} and {numbers[-1]} are named {self.name!r}"

    @property
    def choices(self) -> str:
        """By which names each of them can be chosen."""
        return " or ".join(f"'{self.name} ({nth})'" for nth in range(1, len(self.places) + 1))


def repeated(columns: Columns, rows: Sequence[Row]) -> Iterator[Repeated]:
    """Yield the names that more than one column bears. Blank names are not names."""
    for places in columns.repeated.values():
        differing = next((row.number for row in rows if _differ(row, places)), None)
        yield Repeated(columns.names[places[0]][:_SHOWN], places, differing)


def warnings(rows: Sequence[Row]) -> Iterator[str]:
    """Say of which columns of one name the first is read, though another says something else.

    `rows`: those under one header.
    """
    if not rows:
        return
    told = [each for each in repeated(rows[0].columns, rows) if each.row is not None]
    for each in told[:_MOST_TOLD]:
        yield (
            f"{each.told} and differ, first in row {each.row}: "
            f"only column {each.places[0] + 1} was read"
        )


def _differ(row: Row, places: Sequence[int]) -> bool:
    cells = row.cells
    return len({cells[place].strip() if place < len(cells) else "" for place in places}) > 1
