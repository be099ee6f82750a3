"""Upstox's trade history as its API answers it (JSON), alone or with what is held beside it.

One execution an item, shares in rupees, charges not included. Field names as of API v2,
https://upstox.com/developer/api-documentation/get-historical-trades and …/get-holdings.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, cast

from shared.kernel.money import ZERO, plain
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import settle
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Columns, Row
from shared.portfolios.imports.zerodha import CURRENCY, SIDES, SUFFIXES

_FIELDS: Final = (
    "exchange",
    "segment",
    "quantity",
    "price",
    "trade_id",
    "trade_date",
    "transaction_type",
    "scrip_name",
    "symbol",
    "isin",
)
_MARKS: Final = frozenset({"trade_id", "transaction_type", "scrip_name"})
_SHOWN: Final = 20


def recognises(source: Source) -> bool:
    """Say whether the JSON is a trade history."""
    listed = _trades(source)
    return bool(listed) and set(listed[0]) >= _MARKS


def read(source: Source, broker: str) -> Reading:
    """Read a trade history; say of which holdings it does not tell the whole story."""
    reading = Reading(broker)
    columns = Columns(_FIELDS)
    for number, trade in enumerate(_trades(source), start=1):
        cells = [_cell(trade.get(name)) for name in _FIELDS]
        settle(reading, Row(number, cells, columns), _read_row)
    reading.warn("A trade history has no brokerage or taxes: gains are before charges")
    for told in _unexplained(reading, _objects(source.json_object.get("holdings")))[:_SHOWN]:
        reading.warn(told)
    return reading


def _trades(source: Source) -> list[dict[str, Any]]:
    if not source.is_json:
        return []
    root = source.json_object
    return _objects(root.get("trades", root.get("data")))


def _objects(listed: Any) -> list[dict[str, Any]]:
    items = cast("list[Any]", listed) if isinstance(listed, list) else []
    return [cast("dict[str, Any]", item) if isinstance(item, dict) else {} for item in items]


def _cell(item: Any) -> str:
    return "" if item is None or isinstance(item, dict | list) else str(item)


def _read_row(row: Row) -> Entry:
    segment = row.text("segment").upper()
    if segment == "MF":
        raise BadRow("mutual funds are not supported: the history has their units rounded")
    if segment not in {"EQ", ""}:
        raise BadRow(f"the segment {segment[:10]} is not supported, only shares")
    side = row.need("transaction_type").casefold()
    if side not in SIDES:
        raise BadRow(f"transaction_type: {side[:40]!r} is neither buy nor sell")
    suffix = SUFFIXES.get(row.text("exchange").upper())
    if suffix is None:
        raise BadRow(f"the exchange {row.text('exchange')[:20]!r} is neither NSE nor BSE")
    return Entry(
        kind=SIDES[side],
        trade_date=value.day(row.need("trade_date"), "trade_date"),
        currency=CURRENCY,
        ticker=(row.text("symbol") or row.need("scrip_name")) + suffix,
        isin=value.isin(row.text("isin")),
        name=row.text("scrip_name") or None,
        quantity=value.positive(value.number(row.need("quantity"), "quantity"), "quantity"),
        price=value.positive(value.number(row.need("price"), "price"), "price"),
        reference=row.text("trade_id") or None,
    )


def _unexplained(reading: Reading, holdings: list[dict[str, Any]]) -> list[str]:
    """Return what is held in another quantity than the trades amount to.

    The history reaches three financial years back and has no splits, bonuses or transfers.
    """
    net: dict[str, Decimal] = {}
    for _, entry in reading.entries:
        signed = (entry.quantity or ZERO) * (1 if entry.kind == SIDES["buy"] else -1)
        net[entry.isin or ""] = net.get(entry.isin or "", ZERO) + signed
    return [
        told
        for holding in holdings
        if (told := _difference(holding, net.get(_cell(holding.get("isin")), ZERO)))
    ]


def _difference(holding: Mapping[str, Any], traded: Decimal) -> str | None:
    name = _cell(holding.get("trading_symbol") or holding.get("tradingsymbol"))[:30]
    try:
        held, unsettled = (
            value.optional_number(_cell(holding.get(each)), each) or ZERO
            for each in ("quantity", "t1_quantity")
        )
        average = value.optional_number(_cell(holding.get("average_price")), "average_price")
    except BadRow as error:
        return f"{name}: what is held cannot be read ({error})"
    if held + unsettled == traded:
        return None
    paid = f", {plain(average)} INR a share on average" if average else ""
    return (
        f"{name}: Upstox holds {plain(held + unsettled)}{paid}; these trades amount to "
        f"{plain(traded)}. What came before them, or without a trade, is to be entered by hand"
    )
