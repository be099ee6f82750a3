"""Reading a file in which every row stands for itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.table import Row


@dataclass(frozen=True, slots=True)
class Note:
    """A row that carries no transaction, and what it is."""

    reason: str


type Outcome = Entry | list[Entry] | Note


def read_rows(broker: str, rows: Iterable[Row], read: Callable[[Row], Outcome]) -> Reading:
    """Read each row on its own; one bad row does not keep the others from being read."""
    reading = Reading(broker)
    for row in rows:
        settle(reading, row, read)
    return reading


def settle(reading: Reading, row: Row, read: Callable[[Row], Outcome]) -> None:
    """Read one row and file its outcome."""
    try:
        row.check_width()
        outcome = read(row)
    except BadRow as error:
        reading.reject(row.number, str(error))
        return
    if isinstance(outcome, Note):
        reading.note(row.number, outcome.reason)
    else:
        reading.accept(row.number, outcome if isinstance(outcome, list) else [outcome])
