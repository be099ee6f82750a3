"""A delimited text file as rows that know their place and their column names."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from shared.kernel.errors import InvalidInput, Malformed, TooLarge
from shared.portfolios.imports.reading import BadRow

MAX_ROWS: Final = 50_000
_MAX_CELL: Final = 20_000
_MAX_COLUMNS: Final = 1_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_IN_CURRENCY: Final = re.compile(r"(.+) \(([A-Z]{2}[A-Zp])\)")
_SNIFFED: Final = 8_000
_QUOTED: Final = re.compile(r'"[^"\n]*"')


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its number in the file (the header of a plain CSV is 1) and its cells."""

    number: int
    cells: Sequence[str]
    columns: "Columns"

    def text(self, *names: str) -> str:
        """Return the stripped cell of the first of these columns that exists, else an empty one."""
        index = self.columns.find(*names)
        return self.cells[index].strip() if index is not None and index < len(self.cells) else ""

    def need(self, *names: str) -> str:
        """Return a cell that must not be empty. Raises: BadRow."""
        value = self.text(*names)
        if not value:
            raise BadRow(f"{names[0]} is missing")
        return value

    def check_width(self) -> None:
        """Refuse a row with more cells than the header has names: its values stand elsewhere.

        Raises: BadRow.
        """
        named = len(self.columns.names)
        if len(self.cells) > named and any(cell.strip() for cell in self.cells[named:]):
            raise BadRow(
                f"{len(self.cells)} cells where the header has {named}; "
                "a comma inside a number or name needs quotes"
            )


class Columns:
    """Column names of a header, compared without regard to case and surrounding blanks.

    Of columns of one name the first is found by it, and each by its number: `Amount (2)`.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(name.strip() for name in names)
        places: dict[str, tuple[int, ...]] = {}
        for index, name in enumerate(map(fold, self.names)):
            places[name] = (*places.get(name, ()), index)
        self.repeated: Mapping[str, tuple[int, ...]] = {
            name: found for name, found in places.items() if name and len(found) > 1
        }
        self._index = {name: found[0] for name, found in places.items()}
        for name, found in self.repeated.items():
            for nth, index in enumerate(found, start=1):
                self._index.setdefault(f"{name} ({nth})", index)

    def find(self, *names: str) -> int | None:
        """Return the position of the first of these names that exists."""
        for name in names:
            index = self._index.get(fold(name))
            if index is not None:
                return index
        return None

    @cached_property
    def in_currency(self) -> Mapping[str, tuple[int, str]]:
        """Return position and currency of columns like `Total (GBP)`, by the folded `total`."""
        found: dict[str, tuple[int, str]] = {}
        for index, name in enumerate(self.names):
            match = _IN_CURRENCY.fullmatch(name)
            if match is not None:
                found.setdefault(fold(match[1]), (index, match[2]))
        return found

    def has(self, *names: str) -> bool:
        """Say whether every one of these columns exists."""
        return all(fold(name) in self._index for name in names)


@lru_cache(maxsize=1_024)
def fold(name: str) -> str:
    """Return a header cell in the form in which headers are compared."""
    return " ".join(name.strip().strip("\ufeff").casefold().split())


def records(text: str, delimiter: str | None = None) -> list[tuple[int, list[str]]]:
    """Split a text into numbered records, blank ones left out.

    Raises: Malformed for a quote that never closes; InvalidInput for an over-long cell or too many
    of them; TooLarge over 50,000 rows.
    """
    chosen = delimiter or sniff_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            _check_cells(number, cells)
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
            if len(found) > MAX_ROWS + 100:
                raise TooLarge(f"The file has more than {MAX_ROWS:,} rows; send it in parts")
    except csv.Error as error:
        if "field limit" in str(error):
            raise InvalidInput(
                f"Line {reader.line_num} holds a cell of more than {_MAX_CELL:,} characters"
            ) from error
        # A quote that does not close would swallow the rows behind it.
        raise Malformed(
            f"Line {reader.line_num} cannot be read as delimited text: a quotation mark is not "
            "closed, or stands inside a cell without being doubled",
            "bad_quotes",
        ) from error
    return found


def _check_cells(number: int, cells: Sequence[str]) -> None:
    if len(cells) > _MAX_COLUMNS:
        raise InvalidInput(f"Row {number} has {len(cells):,} cells; the limit is {_MAX_COLUMNS:,}")
    for column, cell in enumerate(cells, start=1):
        if len(cell) > _MAX_CELL:
            raise InvalidInput(
                f"Row {number}, column {column} holds {len(cell):,} characters; "
                f"the limit is {_MAX_CELL:,}"
            )


def sniff_delimiter(text: str) -> str:
    """Return the delimiter that occurs most in the first lines, outside quotes."""
    head = "\n".join(_QUOTED.sub("", text[:_SNIFFED]).splitlines())
    return max(_DELIMITERS, key=head.count)


def rows_under(found: Sequence[tuple[int, list[str]]], header: int) -> Iterator[Row]:
    """Yield the records after the one at index `header`, named by it."""
    columns = Columns(found[header][1])
    for number, cells in found[header + 1 :]:
        yield Row(number, cells, columns)
