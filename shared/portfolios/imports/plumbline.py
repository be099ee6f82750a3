"""Plumbline's own export, CSV and JSON, read back to the same ledger."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, cast

from shared.kernel.errors import Malformed
from shared.portfolios.imports import fingerprints
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import MAX_ROWS
from shared.portfolios.model import Kind

BROKER: Final = "plumbline"
NAME: Final = "Plumbline export"

_SIGNATURE: Final = ("id", "kind", "symbol", "trade_date", "source", "fingerprint")
_DECIMALS: Final = ("quantity", "price", "amount", "fee", "tax", "fx_rate")
_TEXTS: Final = (
    "id",
    "kind",
    "symbol",
    "trade_date",
    "trade_time",
    "settle_date",
    "currency",
    "ratio",
    "related_symbol",
    "isin",
    "account",
    "note",
    "source",
    "fingerprint",
)
# The export puts an apostrophe before what a spreadsheet would run as a formula.
_GUARDED: Final = re.compile(r"^'(?=[=+\-@\t\r\n])")


def recognises(source: Source) -> bool:
    """Say whether this is an export of ours, or a list of transactions as our API takes it."""
    if not source.is_json:
        return source.header(*_SIGNATURE) is not None
    listed = source.json_object.get("transactions")
    if listed == []:
        return True
    first = cast("list[Any]", listed)[0] if isinstance(listed, list) else None
    return isinstance(first, dict) and {"kind", "trade_date"} <= set(cast("dict[str, Any]", first))


def read(source: Source) -> Reading:
    """Read an export back. Raises: Malformed when it has no list of transactions."""
    reading = Reading(BROKER, has_our_symbols=True)
    for number, fields in _listed(source):
        try:
            reading.accept(number, [_entry(fields)])
        except BadRow as error:
            reading.reject(number, str(error))
    return reading


def _listed(source: Source) -> Iterable[tuple[int, Mapping[str, Any]]]:
    if not source.is_json:
        for row in source.rows(*_SIGNATURE):
            fields = {name: _GUARDED.sub("", row.text(name)) for name in (*_TEXTS, *_DECIMALS)}
            tags = _GUARDED.sub("", row.text("tags"))
            yield row.number, {**fields, "tags": tags.split(";") if tags else []}
        return
    listed = source.json_object.get("transactions")
    if not isinstance(listed, list) or len(cast("list[Any]", listed)) > MAX_ROWS:
        raise Malformed(f"The file has no list `transactions` of at most {MAX_ROWS:,}")
    for number, item in enumerate(cast("list[Any]", listed), start=1):
        yield number, cast("dict[str, Any]", item) if isinstance(item, dict) else {}


def _entry(fields: Mapping[str, Any]) -> Entry:
    texts = {name: _text(fields, name) for name in _TEXTS}
    kind = next((each for each in Kind if each == texts["kind"]), None)
    if kind is None:
        raise BadRow(f"kind: {texts['kind'] or ''!r} is not one we know")
    numbers = {
        name: value.number(text, name) if (text := _text(fields, name)) else None
        for name in _DECIMALS
    }
    tags = fields.get("tags")
    at, settled, own = texts["trade_time"], texts["settle_date"], texts["id"]
    return Entry(
        kind=kind,
        trade_date=value.day(texts["trade_date"] or "", "trade_date"),
        trade_time=value.clock_time(at, "trade_time") if at else None,
        settle_date=value.day(settled, "settle_date") if settled else None,
        currency=value.currency(texts["currency"] or "", "currency")[0],
        ticker=texts["symbol"],
        quantity=numbers["quantity"],
        price=numbers["price"],
        amount=numbers["amount"],
        fee=numbers["fee"] or Decimal(0),
        tax=numbers["tax"] or Decimal(0),
        fx_rate=numbers["fx_rate"],
        ratio=texts["ratio"],
        related_ticker=texts["related_symbol"],
        isin=_isin(texts["isin"]),
        has_our_symbol=True,
        account=texts["account"],
        tags=tuple(str(tag) for tag in cast("list[Any]", tags)) if isinstance(tags, list) else (),
        note=texts["note"],
        source=texts["source"],
        fingerprint=texts["fingerprint"] or (fingerprints.own(own) if own else None),
    )


def _isin(text: str | None) -> str | None:
    found = value.isin(text) if text else None
    if text and found is None:
        raise BadRow(f"isin: {text[:40]!r} is not one")
    return found


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    item = fields.get(name)
    if item is None or item == "":
        return None
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        raise BadRow(f"{name}: {str(item)[:40]!r} is not a text")
    return str(item)
