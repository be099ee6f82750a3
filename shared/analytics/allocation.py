"""What the portfolio is made of, by one property of its holdings."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final

from shared.analytics.figure_names import Property
from shared.market.model import Instrument
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book
from shared.portfolios.valuation import HoldingItem, Holdings

UNKNOWN_KEY: Final = "unknown"
CASH_KEY: Final = "cash"


@dataclass(frozen=True, slots=True)
class Slice:
    """One value of the property, what is held of it, and its share of the total (None of none)."""

    key: str
    label: str
    value: Decimal
    weight: float | None
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Slices, largest first, that sum to the total value, which is None as that of holdings is."""

    by: Property
    as_of: date
    currency: str
    total_value: Decimal | None
    slices: tuple[Slice, ...]
    unpriced: tuple[str, ...]


def allocation(book: Book, valued: Holdings, by: Property) -> Allocation:
    """Divide a book's value by a property; what is not known of an instrument is `unknown`."""
    values: defaultdict[str, Decimal] = defaultdict(Decimal)
    symbols: defaultdict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    with localcontext(EXACT):
        for item in valued.items:
            if item.market_value is not None:
                key = _key(item, book.instruments.get(item.symbol), by)
                values[key] += item.market_value
                symbols[key].append(item.symbol)
                labels[key] = item.name if by == "symbol" else key
        for cash in valued.cash:
            if cash.value is not None:
                key = cash.currency if by == "currency" else CASH_KEY
                values[key] += cash.value
                _ = labels.setdefault(key, "Cash" if key == CASH_KEY else key)
    total = valued.total_value
    slices = [
        Slice(
            key=key,
            label=labels[key],
            value=value,
            weight=float(value / total) if total is not None and total > 0 else None,
            symbols=tuple(symbols[key]),
        )
        for key, value in values.items()
    ]
    slices.sort(key=lambda one: (-one.value, one.key))
    return Allocation(by, book.as_of, book.currency, total, tuple(slices), valued.unpriced)


def _key(item: HoldingItem, instrument: Instrument | None, by: Property) -> str:
    match by:
        case "symbol":
            return item.symbol
        case "currency":
            return item.currency
        case "sector":
            found = instrument.sector if instrument else None
        case "country":
            found = instrument.country if instrument else None
        case "asset_class":
            found = instrument.asset_class if instrument else None
    return found or UNKNOWN_KEY
