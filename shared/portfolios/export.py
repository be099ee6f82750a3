"""A ledger as a file that spreadsheets open and that imports again to the same ledger."""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from shared.kernel.money import plain
from shared.portfolios.model import Transaction

COLUMNS: Final = (
    "trade_date",
    "trade_time",
    "settle_date",
    "kind",
    "symbol",
    "quantity",
    "price",
    "amount",
    "currency",
    "fee",
    "tax",
    "fx_rate",
    "ratio",
    "related_symbol",
    "isin",
    "account",
    "tags",
    "note",
    "source",
    "fingerprint",
    "id",
)
# A cell that begins like this is run as a formula when a spreadsheet opens the file (OWASP, CSV
# Injection); the apostrophe makes it text.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(transactions: Iterable[Transaction]) -> str:
    """Return transactions as CSV, one a row, with the names of `COLUMNS` on top."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in transactions:
        fields = as_fields(entry)
        writer.writerow([_cell(fields[name]) for name in COLUMNS])
    return buffer.getvalue()


def as_fields(entry: Transaction) -> dict[str, Any]:
    """Return a transaction's columns as plain JSON values, decimals as strings."""
    return {
        "trade_date": entry.trade_date.isoformat(),
        "trade_time": entry.trade_time.isoformat() if entry.trade_time else None,
        "settle_date": entry.settle_date.isoformat() if entry.settle_date else None,
        "kind": entry.kind.value,
        "symbol": entry.symbol,
        **{
            name: None if (value := getattr(entry, name)) is None else plain(value)
            for name in ("quantity", "price", "amount", "fee", "tax", "fx_rate")
        },
        "currency": entry.currency,
        "ratio": entry.ratio,
        "related_symbol": entry.related_symbol,
        "isin": entry.isin,
        "account": entry.account,
        "tags": list(entry.tags),
        "note": entry.note,
        "source": entry.source,
        "fingerprint": entry.fingerprint,
        "id": entry.id,
    }


def _cell(value: str | list[str] | None) -> str:
    text = ";".join(value) if isinstance(value, list) else value or ""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
