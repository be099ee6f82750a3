"""Flex queries as XML, read with expat; entity declarations are refused before they can expand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from shared.kernel.errors import Malformed, TooLarge
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.interactive_brokers.records import (
    CashLine,
    CorporateAction,
    Instrument,
    Statement,
    Trade,
)
from shared.portfolios.imports.reading import BadRow, Reading
from shared.portfolios.imports.table import MAX_ROWS

_ROWS: Final = frozenset(
    {"Trade", "CashTransaction", "CorporateAction", "Transfer", "TransactionFee"}
)
_SUMMARIES: Final = frozenset(
    {"SUMMARY", "CURRENCY", "BASECURRENCY", "SYMBOL_SUMMARY", "ASSET_SUMMARY"}
)

type Attributes = Mapping[str, str]


def elements(text: str) -> list[tuple[str, int, dict[str, str]]]:
    """Return the elements that are rows: name, line in the file, attributes.

    Raises: Malformed when the XML is not well formed or declares entities or a document type.
    """
    found: list[tuple[str, int, dict[str, str]]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name not in _ROWS:
            return
        if len(found) >= MAX_ROWS:
            raise TooLarge(f"The file has more than {MAX_ROWS:,} rows; send it in parts")
        found.append((name, parser.CurrentLineNumber, attributes))

    def refuse(*_: object) -> None:
        raise Malformed("The file declares a document type or entities; a Flex query has none")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise Malformed(f"The file is not well-formed XML: line {error.lineno}") from error
    return found


def read_statement(text: str, reading: Reading) -> Statement:
    """Read the rows of a Flex query; those that cannot be read are refused with their line."""
    statement, found = Statement(), elements(text)
    # A query gives executions, orders, or both; orders count where there is nothing finer.
    levels = {attributes.get("levelOfDetail", "").upper() for _, _, attributes in found}
    finest = "EXECUTION" if "EXECUTION" in levels else "ORDER"
    for number, (name, line, attributes) in _numbered(found):
        try:
            _file(statement, reading, name, number, attributes, finest)
        except BadRow as error:
            reading.reject(number, f"{name} on line {line}: {error}")
    return statement


def _numbered(
    found: list[tuple[str, int, dict[str, str]]],
) -> list[tuple[int, tuple[str, int, dict[str, str]]]]:
    """Number rows by their line where every row has one, else by their place among the rows."""
    lines = [line for _, line, _ in found]
    numbers = lines if len(set(lines)) == len(lines) else range(1, len(found) + 1)
    return list(zip(numbers, found, strict=True))


def _file(
    statement: Statement,
    reading: Reading,
    name: str,
    row: int,
    attributes: Attributes,
    finest: str,
) -> None:
    if attributes.get("levelOfDetail", "").upper() in _SUMMARIES:
        reading.note(row, f"{name}: a summary of rows beside it")
    elif name == "Trade":
        _trade(statement, reading, row, attributes, finest)
    elif name == "CashTransaction":
        statement.cash.append(_cash(row, attributes))
    elif name == "CorporateAction":
        statement.actions.append(_action(row, attributes))
    else:
        raise BadRow("not supported yet; enter it by hand")


def _trade(
    statement: Statement, reading: Reading, row: int, attributes: Attributes, finest: str
) -> None:
    if attributes.get("levelOfDetail", "").upper() not in {finest, ""}:
        reading.note(row, "an order whose executions are rows of their own")
        return
    currency, factor = _currency(attributes)
    day, at = value.moment(_need(attributes, "dateTime", "tradeDate"))
    trade_day = attributes.get("tradeDate")
    settles = attributes.get("settleDateTarget")
    statement.trades.append(
        Trade(
            row=row,
            instrument=_instrument(attributes),
            day=value.day(trade_day, "tradeDate") if trade_day else day,
            at=at,
            settles=value.day(settles, "settleDateTarget") if settles else None,
            currency=currency,
            quantity=_number(attributes, "quantity"),
            price=_number(attributes, "tradePrice") * factor,
            proceeds=_number(attributes, "proceeds", "tradeMoney") * factor,
            commission=_number(attributes, "ibCommission"),
            commission_currency=attributes.get("ibCommissionCurrency", ""),
            taxes=_number(attributes, "taxes"),
            opens_or_closes=attributes.get("openCloseIndicator", ""),
            reference=attributes.get("transactionID") or attributes.get("tradeID") or None,
            account=attributes.get("accountId") or None,
        )
    )


def _cash(row: int, attributes: Attributes) -> CashLine:
    currency, factor = _currency(attributes)
    return CashLine(
        row=row,
        type=_need(attributes, "type"),
        instrument=_instrument(attributes),
        day=value.moment(_need(attributes, "settleDate", "dateTime", "reportDate"))[0],
        currency=currency,
        amount=_number(attributes, "amount") * factor,
        description=attributes.get("description", ""),
        reference=attributes.get("transactionID") or None,
        account=attributes.get("accountId") or None,
    )


def _action(row: int, attributes: Attributes) -> CorporateAction:
    currency, factor = _currency(attributes)
    return CorporateAction(
        row=row,
        instrument=_instrument(attributes),
        # Actions are dated the evening before; they count from the day they are reported.
        day=value.moment(_need(attributes, "reportDate", "dateTime"))[0],
        currency=currency,
        quantity=_number(attributes, "quantity"),
        proceeds=_number(attributes, "proceeds") * factor,
        value=_number(attributes, "value") * factor,
        description=attributes.get("actionDescription") or attributes.get("description", ""),
        reference=attributes.get("actionID") or None,
        account=attributes.get("accountId") or None,
    )


def _instrument(attributes: Attributes) -> Instrument:
    return Instrument(
        symbol=attributes.get("symbol", "").strip(),
        isin=value.isin(attributes.get("isin", "") or attributes.get("securityID", "")),
        name=attributes.get("description", "") if attributes.get("tradePrice") else "",
        category=attributes.get("assetCategory", ""),
    )


def _currency(attributes: Attributes) -> tuple[str, Decimal]:
    return value.currency(_need(attributes, "currency"), "currency")


def _need(attributes: Attributes, *names: str) -> str:
    found = next((attributes[name] for name in names if attributes.get(name)), "")
    if not found:
        raise BadRow(f"{names[0]} is missing")
    return found


def _number(attributes: Attributes, *names: str) -> Decimal:
    text = next((attributes[name] for name in names if attributes.get(name)), "")
    return value.optional_number(text, names[0]) or Decimal(0)
