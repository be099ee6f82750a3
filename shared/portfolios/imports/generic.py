"""Any CSV with our documented columns, or with others that the sender maps to ours.

Columns (only `date`, what happened and the figures it needs must be there; several names are
understood for each): date, time, settle_date, kind, symbol, isin, name, quantity, price, amount,
currency, fee, tax, fx_rate, ratio, related_symbol, account, tags, note, id.

The mapping sends ours → theirs (`{"symbol": "Papier", "quantity": "Stück"}`); of two columns of one
name that say different things it has to choose one: `Papier (2)` is the second. It may also fix
what a file cannot tell by itself: `default_currency`, `decimal_mark` (`.` or `,`) and `date_order`
(`ymd`, `dmy`, `mdy`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from shared.kernel.errors import FieldError, InvalidInput
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.conventions import day_order, decimal_mark
from shared.portfolios.imports.holdings import resolve_added_shares
from shared.portfolios.imports.kind_names import kind_named
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.repeated_columns import repeated
from shared.portfolios.imports.rowwise import read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Columns, Row, fold, rows_under
from shared.portfolios.model import TRADES, Kind

BROKER: Final = "generic"
NAME: Final = "Generic CSV"

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date", "trade_date", "trade date", "transaction date", "datetime"),
    "time": ("time", "trade_time", "trade time"),
    "settle_date": ("settle_date", "settlement date", "settlement_date", "value date"),
    "kind": ("kind", "action", "type", "transaction type", "transaction_type", "activity", "side"),
    "symbol": ("symbol", "ticker", "instrument"),
    "isin": ("isin",),
    "name": ("name", "security", "description", "product", "company"),
    "quantity": ("quantity", "qty", "shares", "units", "no. of shares", "number of shares"),
    "price": ("price", "unit_price", "unit price", "price per share", "price/share", "unitprice"),
    "amount": ("amount", "total", "value", "gross", "net amount"),
    "currency": ("currency", "ccy", "currency code"),
    "fee": ("fee", "fees", "commission", "commissions", "costs"),
    "tax": ("tax", "taxes", "withholding tax"),
    "fx_rate": ("fx_rate", "exchange rate", "fx rate"),
    "ratio": ("ratio", "split ratio"),
    "related_symbol": ("related_symbol",),
    "account": ("account", "portfolio"),
    "tags": ("tags",),
    "note": ("note", "notes", "comment", "memo"),
    "id": ("id", "transaction id", "reference"),
}
_OPTIONS: Final = frozenset({"default_currency", "decimal_mark", "date_order"})
_CASH_KINDS: Final = frozenset(
    {
        Kind.DIVIDEND,
        Kind.INTEREST,
        Kind.FEE,
        Kind.TAX,
        Kind.DEPOSIT,
        Kind.WITHDRAWAL,
        Kind.RETURN_OF_CAPITAL,
    }
)
_NUMBERS: Final = ("quantity", "price", "amount", "fee", "tax", "fx_rate")


@dataclass(frozen=True, slots=True)
class _Format:
    """Where each of our columns is in the file, and how its cells are written."""

    names: Mapping[str, tuple[str, ...]]
    mark: value.DecimalMark
    order: value.DayOrder
    default_currency: str

    def cell(self, row: Row, column: str) -> str:
        return row.text(*self.names[column])

    def number(self, row: Row, column: str) -> Decimal | None:
        return value.optional_number(self.cell(row, column), column, self.mark)


def recognises(source: Source) -> bool:
    """Say whether some row names a date, a symbol or ISIN, and figures as we document them."""
    return source.is_delimited and _header(source) is not None


def read(source: Source) -> Reading:
    """Read a CSV with our columns or with mapped ones. Raises: InvalidInput for a bad mapping."""
    _check_mapping(source)
    index = _header(source)
    if index is None:
        raise InvalidInput(
            "No row of the file has columns we can read: a date, a symbol or kind, and a quantity, "
            f"price or amount are needed. Map them with: {', '.join(COLUMNS)}",
            "unknown_columns",
        )
    rows = list(rows_under(source.records, index))
    layout = _format(source.mapping, rows)
    _check_repeated(Columns(source.records[index][1]), rows, layout)
    careful = refusing_odd_charges(
        rows, ("fee", "tax"), layout.cell, lambda row: _read_row(row, layout)
    )
    reading = read_rows(BROKER, rows, careful)
    for text in _unread(rows, layout):
        reading.warn(text)
    resolve_added_shares(reading)
    return reading


def _names(mapping: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return {ours: (mapping[ours],) if ours in mapping else COLUMNS[ours] for ours in COLUMNS}


def _header(source: Source) -> int | None:
    names = _names(source.mapping)
    for index, (_, cells) in enumerate(source.records[:40]):
        columns = Columns(cells)
        found = {ours for ours in COLUMNS if columns.find(*names[ours]) is not None}
        if "date" in found and found & {"symbol", "isin", "kind"} and found & set(_NUMBERS[:3]):
            return index
    return None


def _check_mapping(source: Source) -> None:
    """Refuse a mapping of or to columns that do not exist, each with its place."""
    headers = [Columns(cells) for _, cells in source.records[:40]]
    wrong = [
        FieldError(
            f"/mapping/{ours}",
            "is no column of ours" if ours not in COLUMNS else f"the file has no column {theirs!r}",
        )
        for ours, theirs in source.mapping.items()
        if ours not in _OPTIONS
        and (ours not in COLUMNS or not any(columns.has(theirs) for columns in headers))
    ]
    choices = {"decimal_mark": {".", ","}, "date_order": {"ymd", "dmy", "mdy"}}
    wrong += [
        FieldError(f"/mapping/{option}", f"must be one of {', '.join(sorted(allowed))}")
        for option, allowed in choices.items()
        if source.mapping.get(option, next(iter(allowed))) not in allowed
    ]
    if wrong:
        raise InvalidInput("The column mapping does not fit the file", errors=tuple(wrong))


def _check_repeated(columns: Columns, rows: Sequence[Row], layout: _Format) -> None:
    """Refuse a file in which one of our columns could be either of two that differ."""
    doubled = {fold(each.name): each for each in repeated(columns, rows) if each.row is not None}
    read = {
        ours: next((fold(name) for name in names if columns.has(name)), "")
        for ours, names in layout.names.items()
    }
    errors = tuple(
        FieldError(
            f"/mapping/{ours}",
            f"{each.told} and differ, first in row {each.row}: choose {each.choices}",
        )
        for ours, name in read.items()
        if (each := doubled.get(name)) is not None
    )
    if errors:
        raise InvalidInput(
            "The file has several columns of one name that say different things; map the one "
            f"to read. {'; '.join(f'{error.pointer}: {error.message}' for error in errors)}",
            "unknown_columns",
            errors=errors,
        )


def _unread(rows: Sequence[Row], layout: _Format) -> Iterator[str]:
    """Say of which figures another column of the file is not read, though it says something."""
    for ours in _NUMBERS if rows else ():
        found = [name for name in layout.names[ours] if rows[0].columns.has(name)]
        for other in found[1:]:
            if any(row.text(other) not in {"", "0", row.text(found[0])} for row in rows):
                yield f"The column {other!r} was not read: {found[0]!r} was, as {ours}"


def _format(mapping: Mapping[str, str], rows: Sequence[Row]) -> _Format:
    names = _names(mapping)
    cells = [row.text(*names[column]) for row in rows for column in _NUMBERS]
    mark: value.DecimalMark = decimal_mark(cells)
    order: value.DayOrder = day_order(row.text(*names["date"]) for row in rows)
    match mapping.get("decimal_mark"):
        case "." | "," as chosen:
            mark = chosen
        case _:
            pass
    match mapping.get("date_order"):
        case "ymd" | "dmy" | "mdy" as chosen_order:
            order = chosen_order
        case _:
            pass
    return _Format(names, mark, order, mapping.get("default_currency", ""))


def _read_row(row: Row, layout: _Format) -> Entry:
    day, at = value.moment(layout.cell(row, "date"), "date", layout.order)
    if layout.cell(row, "time"):
        at = value.clock_time(layout.cell(row, "time"), "time")
    figures = {column: layout.number(row, column) for column in _NUMBERS}
    kind = _kind(layout.cell(row, "kind"), figures["quantity"])
    code, factor = value.currency(
        layout.cell(row, "currency") or layout.default_currency, "currency"
    )
    settle = layout.cell(row, "settle_date")
    entry = Entry(
        kind=kind,
        trade_date=day,
        trade_time=at,
        settle_date=value.day(settle, "settle_date", layout.order) if settle else None,
        currency=code,
        ticker=layout.cell(row, "symbol") or layout.cell(row, "isin") or None,
        isin=value.isin(layout.cell(row, "isin")),
        name=layout.cell(row, "name") or None,
        quantity=_magnitude(figures["quantity"]),
        price=_scaled(figures["price"], factor),
        amount=_scaled(figures["amount"], factor),
        fee=_scaled(figures["fee"], factor) or Decimal(0),
        tax=_scaled(figures["tax"], factor) or Decimal(0),
        fx_rate=figures["fx_rate"],
        ratio=layout.cell(row, "ratio").replace("/", ":").replace(" ", "") or None,
        related_ticker=layout.cell(row, "related_symbol") or None,
        account=layout.cell(row, "account") or None,
        tags=tuple(filter(None, (tag.strip() for tag in layout.cell(row, "tags").split(",")))),
        note=layout.cell(row, "note") or None,
        reference=layout.cell(row, "id") or None,
    )
    return _shaped(entry)


def _kind(text: str, quantity: Decimal | None) -> Kind:
    """Return the kind a word names; without a word the sign of the quantity tells buy from sell."""
    if text:
        kind = kind_named(text)
        if kind is None:
            raise BadRow(f"kind: {text[:40]!r} is not one we know")
        return kind
    if quantity is None or quantity == 0:
        raise BadRow("kind is missing, and there is no quantity whose sign would tell")
    return Kind.BUY if quantity > 0 else Kind.SELL


def _magnitude(number: Decimal | None) -> Decimal | None:
    return abs(number) if number else None


def _scaled(number: Decimal | None, factor: Decimal) -> Decimal | None:
    return abs(number) * factor if number is not None else None


def _shaped(entry: Entry) -> Entry:
    """Give cash entries their amount and trades their price; drop figures that mean nothing."""
    if entry.kind in TRADES:
        if entry.quantity is None:
            raise BadRow("quantity is missing")
        # Exports put net totals under `amount`; price and quantity say what was traded.
        if entry.price is not None and entry.price > 0:
            return replace(entry, amount=None)
        if entry.amount is None:
            raise BadRow("price is missing")
        return entry
    if entry.kind in _CASH_KINDS and not entry.amount:
        if entry.quantity is None or not entry.price:
            raise BadRow("amount is missing")
        return replace(entry, amount=entry.quantity * entry.price, price=None)
    return entry
