"""The account statement as lines: positions of the columns are the same in every language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Final

from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.conventions import decimal_mark
from shared.portfolios.imports.reading import BadRow, Reading
from shared.portfolios.imports.source import Source

_DATE, _TIME, _VALUE_DATE, _PRODUCT, _ISIN, _TEXT, _RATE, _UNIT, _CHANGE = range(9)
_BALANCE, _ORDER, _WIDTH = 10, 11, 12
_HEADER_WITHIN: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `change` is the cash that moved in `currency`, None where none did."""

    row: int
    day: date
    at: time | None
    value_day: date
    product: str
    isin: str | None
    text: str
    currency: str
    change: Decimal | None
    order: str


def header(source: Source) -> int | None:
    """Return the index of the account statement's header, None if there is none."""
    if not source.is_delimited:
        return None
    for index, (_, cells) in enumerate(source.records[:_HEADER_WITHIN]):
        wide = len(cells) == _WIDTH and "ISIN" in cells[_ISIN].upper()
        # The columns of currencies have a name, those of amounts beside them have none.
        if wide and cells[_CHANGE - 1].strip() and not cells[_CHANGE].strip():
            return index
    return None


def lines(source: Source, reading: Reading) -> Iterator[Line]:
    """Yield the lines that can be read; refuse the others, join what a line break cut off."""
    found = source.records[(header(source) or 0) + 1 :]
    balances = (_CHANGE, _BALANCE)
    mark = decimal_mark("".join(cells[at : at + 1]) for _, cells in found for at in balances)
    records = [(number, [*cells, *[""] * (_WIDTH - len(cells))]) for number, cells in found]
    for position, (number, cells) in enumerate(records):
        if not any(cell.strip() for cell in cells[:_ORDER]):
            reading.note(number, "continues the order id of the row above")
            continue
        following = records[position + 1][1] if position + 1 < len(records) else [""] * _WIDTH
        cut = "" if any(cell.strip() for cell in following[:_ORDER]) else following[_ORDER]
        try:
            yield _line(number, cells, cells[_ORDER].strip() + cut.strip(), mark)
        except BadRow as error:
            reading.reject(number, str(error))


def _line(number: int, cells: list[str], order: str, mark: value.DecimalMark) -> Line:
    text, unit = cells[_TEXT].strip(), cells[_UNIT].strip()
    amount = cells[_CHANGE].strip()
    currency, factor = value.currency(unit) if unit else ("", Decimal(1))
    change = value.number(amount, "amount", mark) * factor if unit and amount else None
    return Line(
        row=number,
        day=value.day(cells[_DATE], "date", "dmy"),
        at=value.clock_time(cells[_TIME]) if cells[_TIME].strip() else None,
        value_day=value.day(cells[_VALUE_DATE] or cells[_DATE], "value date", "dmy"),
        product=cells[_PRODUCT].strip(),
        isin=value.isin(cells[_ISIN]),
        text=" ".join(text.split()),
        currency=currency,
        change=change,
        order=order,
    )
