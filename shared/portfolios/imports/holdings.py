"""Share counts while a file is read, for brokers that state a split as shares added."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from shared.portfolios.imports.reading import Entry
from shared.portfolios.model import Kind

_ADDS: Final = frozenset(
    {Kind.BUY, Kind.COVER, Kind.TRANSFER_IN, Kind.STOCK_DIVIDEND, Kind.SPIN_OFF}
)
_REMOVES: Final = frozenset({Kind.SELL, Kind.SHORT, Kind.TRANSFER_OUT})
_LARGEST_SIDE: Final = 1_000


def resolve_added_shares(entries: Iterable[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Turn splits stated as shares added (a SPLIT with a quantity and no ratio) into ratios.

    The ratio is (held + added) : held, with what the file itself has bought and sold before. Where
    the file does not show a holding, the shares are booked as received without cost, which gives
    the same quantity and the same cost.
    `entries` come with their rows, oldest first.
    """
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    resolved: list[tuple[int, Entry]] = []
    for row, entry in entries:
        key = entry.isin or entry.ticker or ""
        booked = entry
        if entry.kind is Kind.SPLIT and entry.ratio is None and entry.quantity is not None:
            booked = _as_ratio(entry, held[key])
            held[key] += entry.quantity
        elif entry.quantity is not None and entry.kind in _ADDS:
            held[key] += entry.quantity
        elif entry.quantity is not None and entry.kind in _REMOVES:
            held[key] -= entry.quantity
        resolved.append((row, booked))
    return resolved


def _as_ratio(entry: Entry, held: Decimal) -> Entry:
    added = entry.quantity or Decimal(0)
    if held > 0:
        ratio = Fraction(held + added) / Fraction(held)
        if max(ratio.numerator, ratio.denominator) <= _LARGEST_SIDE:
            return replace(entry, ratio=f"{ratio.numerator}:{ratio.denominator}", quantity=None)
    note = "; ".join(filter(None, (entry.note, "split booked as shares received without cost")))
    return replace(entry, kind=Kind.STOCK_DIVIDEND, note=note)
