"""Activity statements and transaction histories as CSV: sections, each with a header of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.interactive_brokers.records import (
    CashLine,
    CorporateAction,
    Instrument,
    Statement,
    Trade,
)
from shared.portfolios.imports.reading import BadRow, Reading
from shared.portfolios.imports.repeated_columns import warnings
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Columns, Row

_SECTION, _ROLE = 0, 1
_INSTRUMENTS: Final = "Financial Instrument Information"
_FACTS: Final = frozenset({"Summary", "Account Information"})
_HISTORY: Final = "Transaction History"
_CASH_SECTIONS: Final = frozenset(
    {
        "Dividends",
        "Payment In Lieu Of Dividends",
        "Withholding Tax",
        "871(m) Withholding",
        "Interest",
        "Broker Interest Received",
        "Broker Interest Paid",
        "Fees",
        "Other Fees",
        "Transaction Fees",
        "Sales Tax Details",
        "Deposits & Withdrawals",
        "Commission Adjustments",
        "Commission Details Adjustments",
    }
)


_STATEMENT: Final = "Statement"
_TELLING: Final = _CASH_SECTIONS | {"Trades", "Corporate Actions", "Transfers", _HISTORY}
"""Sections of which one is enough to know the file by: each tells of movements."""


@dataclass(slots=True)
class _Context:
    """What the head of a statement says that its rows leave out."""

    base_currency: str = ""
    isins: dict[str, str] = field(default_factory=dict[str, str])
    names: dict[str, str] = field(default_factory=dict[str, str])


def recognises(source: Source) -> bool:
    """Say whether the file is a list of `Section,Header,…` and `Section,Data,…` records."""
    if not source.is_delimited:
        return False
    heads = [cells[:2] for _, cells in source.records[:400] if len(cells) > _ROLE]
    sections = {cells[_SECTION] for cells in heads if cells[_ROLE] == "Header"}
    return bool(sections & _TELLING) or (bool(sections & _FACTS) and _STATEMENT in sections)


def read_statement(source: Source, reading: Reading) -> Statement:
    """Read the sections that hold movements; name the others once."""
    statement, context = Statement(), _context(source)
    readers: dict[str, Callable[[Row], None]] = {
        "Trades": lambda row: _trade(statement, reading, row, context),
        "Corporate Actions": lambda row: _action(statement, row, context),
        "Transfers": lambda row: _transfer(row),
        _HISTORY: lambda row: _history(statement, row, context),
    }
    left_out: set[str] = set()
    under: defaultdict[Columns, list[Row]] = defaultdict(list)
    for section, row in _rows(source):
        reader = readers.get(section)
        if row.columns.repeated and (reader or section in _CASH_SECTIONS):
            under[row.columns].append(row)
        if reader is None and section in _CASH_SECTIONS:
            _file(reading, row, lambda row, name=section: _cash(statement, reading, row, name))
        elif reader is not None:
            _file(reading, row, reader)
        else:
            left_out.add(section)
    if not any((statement.trades, statement.cash, statement.actions, reading.rejected)):
        reading.warn(
            "The statement has no movements: ask Interactive Brokers for one with the sections "
            "Trades, Dividends, Withholding Tax, Deposits & Withdrawals and Corporate Actions"
        )
    for text in (told for rows in under.values() for told in warnings(rows)):
        reading.warn(text)
    if left_out:
        reading.warn(f"Sections without movements left out: {', '.join(sorted(left_out))}")
    return statement


def _file(reading: Reading, row: Row, reader: Callable[[Row], None]) -> None:
    try:
        row.check_width()
        reader(row)
    except BadRow as error:
        reading.reject(row.number, str(error))


def _rows(source: Source) -> Iterator[tuple[str, Row]]:
    """Yield the data rows of every section under that section's latest header."""
    columns: dict[str, Columns] = {}
    for number, cells in source.records:
        if len(cells) <= _ROLE:
            continue
        section, role = cells[_SECTION].strip("\ufeff "), cells[_ROLE].strip()
        if role == "Header":
            columns[section] = Columns(cells)
        elif role == "Data" and section in columns:
            yield section, Row(number, cells, columns[section])


def _context(source: Source) -> _Context:
    context = _Context()
    for section, row in _rows(source):
        if section in _FACTS and row.text("Field Name") == "Base Currency":
            context.base_currency = row.text("Field Value")
        elif section == _INSTRUMENTS:
            for symbol in row.text("Symbol").split(","):
                isin = value.isin(row.text("Security ID"))
                if isin is not None:
                    context.isins[symbol.strip()] = isin
                context.names[symbol.strip()] = row.text("Description")
    return context


def _instrument(symbol: str, category: str, context: _Context) -> Instrument:
    known = symbol if symbol not in {"", "-"} else ""
    return Instrument(
        symbol=known,
        isin=context.isins.get(known),
        name=context.names.get(known, ""),
        category=category,
    )


def _number(row: Row, *names: str) -> Decimal:
    return value.optional_number(row.text(*names), names[0]) or Decimal(0)


def _trade(statement: Statement, reading: Reading, row: Row, context: _Context) -> None:
    kind = row.text("DataDiscriminator") or "Order"
    if kind != "Order":
        if kind == "Trade Cancel":
            raise BadRow("a cancelled trade: take its order out by hand")
        reading.note(row.number, f"{kind}: part of an order in a row of its own")
        return
    currency, factor = value.currency(row.need("Currency"))
    day, at = value.moment(row.need("Date/Time"), "Date/Time")
    codes = set(row.text("Code").replace(" ", "").split(";"))
    if codes & {"Ca", "Co"}:
        raise BadRow("a cancelled or corrected trade: enter what remains of it by hand")
    statement.trades.append(
        Trade(
            row=row.number,
            instrument=_instrument(row.need("Symbol"), row.text("Asset Category"), context),
            day=day,
            at=at,
            currency=currency,
            quantity=_number(row, "Quantity"),
            price=_number(row, "T. Price", "Price") * factor,
            proceeds=_number(row, "Proceeds") * factor,
            commission=_number(row, "Comm/Fee", f"Comm in {context.base_currency}") * factor,
            opens_or_closes="".join(sorted(codes & {"O", "C"})),
            account=row.text("Account") or None,
        )
    )


def _cash(statement: Statement, reading: Reading, row: Row, section: str) -> None:
    code = row.text("Currency")
    if code.startswith("Total") or not row.text("Date", "Settle Date"):
        reading.note(row.number, f"{section}: a sum of the rows above")
        return
    currency, factor = value.currency(code)
    description = row.text("Description")
    symbol, isin = _named(description)
    statement.cash.append(
        CashLine(
            row=row.number,
            type=section,
            instrument=Instrument(symbol=symbol, isin=isin),
            day=value.moment(row.text("Date", "Settle Date"))[0],
            currency=currency,
            amount=_number(row, "Amount") * factor,
            description=description,
            account=row.text("Account") or None,
        )
    )


def _named(description: str) -> tuple[str, str | None]:
    """Return the symbol and ISIN a cash description opens with: `VT(US9220427424) Cash …`."""
    head, bracket, rest = description.partition("(")
    identifier = rest.partition(")")[0]
    if not bracket or not identifier.isalnum() or len(head) > len("LONGTICKER.XX"):
        return "", None
    return head.strip(), value.isin(identifier)


def _action(statement: Statement, row: Row, context: _Context) -> None:
    currency, factor = value.currency(row.need("Currency"))
    description = row.need("Description")
    last = description.rpartition("(")[2].partition(",")[0].strip()
    if "Ca" in row.text("Code").split(";"):
        raise BadRow("a cancelled corporate action: enter what remains of it by hand")
    statement.actions.append(
        CorporateAction(
            row=row.number,
            instrument=_instrument(last, row.text("Asset Category"), context),
            day=value.moment(row.text("Report Date") or row.need("Date/Time"))[0],
            currency=currency,
            quantity=_number(row, "Quantity"),
            proceeds=_number(row, "Proceeds") * factor,
            value=_number(row, "Value") * factor,
            description=description,
            account=row.text("Account") or None,
        )
    )


def _transfer(row: Row) -> None:
    raise BadRow(
        f"a transfer {row.text('Direction').lower()} of {row.text('Qty')} {row.text('Symbol')}: "
        "its cost is not in the statement, enter it by hand"
    )


_HISTORY_TRADES: Final = frozenset({"Buy", "Sell"})


def _history(statement: Statement, row: Row, context: _Context) -> None:
    """Read a row of a transaction history; its amounts are in the base currency."""
    currency, _ = value.currency(context.base_currency or row.text("Currency"), "Base Currency")
    kind, description = row.need("Transaction Type"), row.text("Description")
    day = value.day(row.need("Date"))
    instrument = _instrument(row.text("Symbol"), "", context)
    account = row.text("Account") or None
    if kind in _HISTORY_TRADES:
        statement.trades.append(
            Trade(
                row=row.number,
                instrument=Instrument(symbol=instrument.symbol, name=description),
                day=day,
                at=None,
                currency=currency,
                quantity=_number(row, "Quantity"),
                price=_number(row, "Price"),
                proceeds=_number(row, "Gross Amount"),
                commission=_number(row, "Commission"),
                account=account,
            )
        )
        return
    is_forex = kind == "Forex Trade Component"
    statement.cash.append(
        CashLine(
            row=row.number,
            type=kind,
            instrument=Instrument() if is_forex else instrument,
            day=day,
            currency=currency,
            amount=_number(row, "Net Amount"),
            description=description,
            account=account,
        )
    )
