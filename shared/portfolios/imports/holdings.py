"""Share counts while a file is read, for brokers that state a split as shares added."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.portfolios.imports.movements import split_ratio
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.model import Kind

_ADDS: Final = frozenset({Kind.BUY, Kind.COVER, Kind.TRANSFER_IN, Kind.STOCK_DIVIDEND})
_REMOVES: Final = frozenset({Kind.SELL, Kind.SHORT, Kind.TRANSFER_OUT})


def resolve_added_shares(reading: Reading) -> None:
    """Turn splits stated as shares added (a SPLIT with a quantity and no ratio) into ratios.

    The ratio is (held + added) : held, with what the file itself has bought and sold before. Where
    the file shows no holding, the row is refused: the split of a holding from elsewhere happens by
    itself when the market feed knows it, and must not happen twice.
    """
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    resolved: list[tuple[int, Entry]] = []
    for row, entry in sorted(reading.entries, key=lambda item: item[1].trade_date):
        key = entry.isin or entry.ticker or ""
        quantity = entry.quantity or Decimal(0)
        if entry.kind is Kind.SPLIT and entry.ratio is None:
            try:
                resolved.append((row, _as_ratio(entry, held[key])))
            except BadRow as error:
                reading.reject(row, str(error))
                continue
            held[key] += quantity
            continue
        if entry.kind in _ADDS:
            held[key] += quantity
        elif entry.kind in _REMOVES:
            held[key] -= quantity
        resolved.append((row, entry))
    reading.entries = resolved


def _as_ratio(entry: Entry, held: Decimal) -> Entry:
    if held <= 0 or entry.quantity is None:
        raise BadRow(
            "a split of a holding this file does not show: it is applied by itself where the "
            "market data knows it, otherwise enter it with its ratio"
        )
    return replace(entry, quantity=None, ratio=split_ratio(held + entry.quantity, held))
