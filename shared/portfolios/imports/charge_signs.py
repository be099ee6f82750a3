"""Which charges of a file have another sign than the others of their column.

Brokers write charges with or without a minus, and in a column where all have the same sign that is
how this file writes what was paid. Where both signs stand in one column, one of them is money that
came back, or a slip: such a row is refused, never guessed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from shared.portfolios.imports.reading import BadRow
from shared.portfolios.imports.table import Row

# Told by the text alone: every row of a large file is looked at, and is parsed once only.
_BELOW: Final = re.compile(r"[^\d.,]*[-−–(]")
_SOMETHING: Final = re.compile(r"[1-9]")
_SHOWN: Final = 40


def refusing_odd_charges[T](
    rows: Sequence[Row],
    columns: Sequence[str],
    cell: Callable[[Row, str], str],
    read: Callable[[Row], T],
) -> Callable[[Row], T]:
    """Return `read` so that it raises BadRow for a row whose charge has the rarer sign.

    `cell` is what a row says in one of the columns.
    """
    doubts: dict[int, str] = {}
    for column in columns:
        doubts |= _odd(column, {row.number: cell(row, column) for row in rows})

    def careful(row: Row) -> T:
        if row.number in doubts:
            raise BadRow(doubts[row.number])
        return read(row)

    return careful if doubts else read


def _odd(column: str, cells: Mapping[int, str]) -> Mapping[int, str]:
    below = {number: text for number, text in cells.items() if _BELOW.match(text)}
    if not below:
        return {}
    below = {number: text for number, text in below.items() if _SOMETHING.search(text)}
    above = {
        number: text
        for number, text in cells.items()
        if _SOMETHING.search(text) and number not in below
    }
    if not below or not above:
        return {}
    # Of as many, the minus is the odd one: what is called a charge needs none.
    odd, usual = (below, len(above)) if len(above) >= len(below) else (above, len(below))
    signs = ("below", "above") if odd is below else ("above", "below")
    return {
        number: f"{column}: {text.strip()[:_SHOWN]} is {signs[0]} zero, but {usual} other "
        f"{'row has' if usual == 1 else 'rows have'} a charge {signs[1]} zero. If it was charged, "
        "write it with their sign; if it was paid back to you, leave it out here and enter it as "
        "interest"
        for number, text in odd.items()
    }
