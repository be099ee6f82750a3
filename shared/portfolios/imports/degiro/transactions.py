"""The transactions file: one trade a row, columns in the same order in every language.

`…, quantity, price, , local value, , value, , rate, [AutoFX costs], costs, , total, , order id`,
where a nameless column holds the currency of the amount before it. Newer files put the account's
currency into the name instead (`Value EUR`), and the order id under no name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.kernel.errors import Malformed
from shared.kernel.money import ZERO, plain
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.conventions import decimal_mark
from shared.portfolios.imports.movements import unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.source import Source
from shared.portfolios.model import Kind

_ISIN: Final = 3
_FIRST_FIGURE: Final = 5
_NARROWEST: Final = 14
_HEADER_WITHIN: Final = 5
_ORDER: Final = re.compile(r"\bid\b|ord|identyfik", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"\b([A-Z]{3})$")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the figures are; `currency` is the one named in the header, if any."""

    quantity: int
    price: int
    value: int
    charges: tuple[int, ...]
    order: int | None
    currency: str


def header(source: Source) -> int | None:
    """Return the index of the header of a transactions file, None if there is none."""
    if not source.is_delimited:
        return None
    for index, (_, cells) in enumerate(source.records[:_HEADER_WITHIN]):
        if len(cells) >= _NARROWEST and "ISIN" in cells[_ISIN].upper() and _columns(cells):
            return index
    return None


def _columns(names: Sequence[str]) -> _Columns | None:
    """Find the figures by the nameless columns after price and local value."""
    nameless = [place for place, name in enumerate(names) if not name.strip()]
    pairs = [place for place in nameless if place + 2 in nameless and place > _FIRST_FIGURE]
    if not pairs:
        return None
    price = pairs[0] - 1
    named = [place for place in range(price + 4, len(names)) if names[place].strip()]
    order = named.pop() if named and _ORDER.search(names[named[-1]]) else None
    if len(named) < 3:  # noqa: PLR2004 - value, rate, total at least
        return None
    suffix = _SUFFIX.search(names[named[0]].strip())
    return _Columns(
        quantity=price - 1,
        price=price,
        value=named[0],
        charges=tuple(named[2:-1]),
        order=order,
        currency=suffix[1] if suffix else "",
    )


def read_transactions(source: Source, reading: Reading) -> None:
    """File every trade of a transactions file. Raises: Malformed."""
    index = header(source) or 0
    columns = _columns(source.records[index][1])
    if columns is None:
        raise Malformed("The columns are not those of a transactions file")
    records = source.records[index + 1 :]
    mark = decimal_mark(cell for _, cells in records for cell in cells[_FIRST_FIGURE:])
    for number, cells in records:
        try:
            wide = [*cells, *[""] * (len(source.records[index][1]) - len(cells))]
            reading.accept(number, _trade(wide, columns, mark))
        except BadRow as error:
            reading.reject(number, str(error))


def _trade(cells: Sequence[str], columns: _Columns, mark: value.DecimalMark) -> list[Entry]:
    isin = value.isin(cells[_ISIN])
    if isin is None:
        raise BadRow("ISIN is missing or not valid")
    quantity = value.number(cells[columns.quantity], "quantity", mark)
    if quantity == 0:
        raise BadRow("a trade of no shares")
    unit, factor = value.currency(cells[columns.price + 1])
    price = abs(value.number(cells[columns.price], "price", mark)) * factor
    currency = columns.currency or cells[columns.value + 1].strip()
    currency, _ = value.currency(currency)
    gross = abs(value.number(cells[columns.value], "value", mark))
    costs = [value.optional_number(cells[place], "costs", mark) for place in columns.charges]
    # DEGIRO writes what it took with a minus; above zero it gave something back.
    given = sum((each or ZERO for each in costs), ZERO)
    same, at = unit == currency, cells[1].strip()
    trade = Entry(
        kind=Kind.BUY if quantity > 0 else Kind.SELL,
        trade_date=value.day(cells[0], "date", "dmy"),
        trade_time=value.clock_time(at) if at else None,
        currency=currency,
        ticker=isin,
        isin=isin,
        name=cells[2].strip(),
        quantity=abs(quantity),
        price=price if same else unit_price(gross, abs(quantity)),
        amount=gross,
        fee=max(-given, ZERO),
        note=None if same else f"{plain(price)} {unit} a share",
        reference=_order(cells, columns),
    )
    return [trade, _rebate(trade, given)] if given > 0 else [trade]


def _rebate(trade: Entry, amount: Decimal) -> Entry:
    """Return the money a broker gave for a trade: the ledger has no fee below zero."""
    return Entry(
        kind=Kind.INTEREST,
        trade_date=trade.trade_date,
        trade_time=trade.trade_time,
        currency=trade.currency,
        amount=amount,
        tags=("commission-rebate",),
        note=f"Costs given back on {trade.name or trade.isin}",
        reference=f"{trade.reference}:rebate" if trade.reference else None,
    )


def _order(cells: Sequence[str], columns: _Columns) -> str | None:
    if columns.order is None:
        return None
    return next((cell.strip() for cell in cells[columns.order :] if cell.strip()), None)
