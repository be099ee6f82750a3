"""Ghostfolio activities: the JSON it exports and the CSV it imports."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, cast

from shared.kernel.money import ZERO
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, settle
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Columns, Row
from shared.portfolios.model import Kind

BROKER: Final = "ghostfolio"
NAME: Final = "Ghostfolio"

_CSV: Final = ("Date", "Code", "Currency", "Price", "Quantity", "Action", "Fee")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date",),
    "symbol": ("symbol", "code"),
    "type": ("type", "action"),
    "quantity": ("quantity",),
    "unitPrice": ("unitprice", "price"),
    "currency": ("currency",),
    "fee": ("fee",),
    "comment": ("comment", "note"),
    "dataSource": ("datasource",),
    "accountId": ("accountid", "account"),
    "id": ("id",),
}
_KINDS: Final = {
    "BUY": Kind.BUY,
    "SELL": Kind.SELL,
    "DIVIDEND": Kind.DIVIDEND,
    "INTEREST": Kind.INTEREST,
    "FEE": Kind.FEE,
}


def recognises(source: Source) -> bool:
    """Say whether the file is a Ghostfolio export or in its CSV layout."""
    if not source.is_json:
        return source.header(*_CSV) is not None
    listed = source.json_object.get("activities")
    if listed == []:
        return True
    first = cast("list[Any]", listed)[0] if isinstance(listed, list) else None
    return isinstance(first, dict) and {"type", "unitPrice"} <= set(cast("dict[str, Any]", first))


def read(source: Source) -> Reading:
    """Read Ghostfolio activities."""
    reading = Reading(BROKER)
    rows = _rows(source)
    careful = refusing_odd_charges(rows, ("fee",), _cell_of, _read_row)
    for row in rows:
        settle(reading, row, careful)
    return reading


def _rows(source: Source) -> list[Row]:
    if not source.is_json:
        return list(source.rows(*_CSV))
    listed = cast("list[Any]", source.json_object["activities"])
    items = [cast("dict[str, Any]", item) if isinstance(item, dict) else {} for item in listed]
    columns = Columns(tuple(_FIELDS))
    return [
        Row(number, [_cell(item.get(name)) for name in _FIELDS], columns)
        for number, item in enumerate(items, start=1)
    ]


def _cell(item: Any) -> str:
    return "" if item is None or isinstance(item, dict | list) else str(item)


def _cell_of(row: Row, name: str) -> str:
    return row.text(*_FIELDS[name])


def _read_row(row: Row) -> Outcome:
    def cell(name: str) -> str:
        return _cell_of(row, name)

    kind = _KINDS.get(cell("type").upper())
    if kind is None:
        raise BadRow(f"the type {cell('type')[:40]!r} is not supported")
    day, at = value.moment(cell("date"), "date", "dmy")
    currency, factor = value.currency(cell("currency"))
    fee = abs(value.optional_number(cell("fee"), "fee") or ZERO) * factor
    quantity = value.optional_number(cell("quantity"), "quantity") or ZERO
    price = (value.optional_number(cell("unitPrice"), "unitPrice") or ZERO) * factor
    entry = Entry(
        kind=kind,
        trade_date=day,
        trade_time=at if at is not None and any((at.hour, at.minute, at.second)) else None,
        currency=currency,
        ticker=cell("symbol") or None,
        fee=fee,
        account=cell("accountId") or None,
        note=cell("comment") or None,
        reference=cell("id") or None,
    )
    return _figures(entry, abs(quantity), abs(price))


def _figures(entry: Entry, quantity: Decimal, price: Decimal) -> Outcome:
    if entry.kind in {Kind.BUY, Kind.SELL}:
        if entry.ticker is None:
            raise BadRow("symbol is missing")
        value.positive(quantity, "quantity")
        return replace(entry, quantity=quantity, price=value.positive(price, "unitPrice"))
    # Income is stated a share; a fee stands in either place.
    amount = quantity * price or price
    if entry.kind is Kind.FEE:
        amount, entry = amount + entry.fee, replace(entry, fee=ZERO)
    if amount == 0:
        return Note(f"{entry.kind.value} of nothing")
    if entry.kind is Kind.DIVIDEND:
        return replace(entry, quantity=quantity or None, amount=amount)
    return replace(entry, ticker=None, amount=amount)
