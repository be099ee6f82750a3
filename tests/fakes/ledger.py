"""Short ways to write down a ledger in a test."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from shared.market.model import FxBook, PriceSeries
from shared.portfolios.ledger import fold
from shared.portfolios.model import Kind, Portfolio, Transaction
from shared.portfolios.results import LedgerResult
from tests.fakes.market import fx_book

NOW = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)
_DECIMALS = frozenset({"quantity", "price", "amount", "fee", "tax", "fx_rate"})


def day(text: str) -> date:
    return date.fromisoformat(text)


def portfolio(**said: Any) -> Portfolio:
    known: dict[str, Any] = {
        "id": "p1",
        "name": "Test",
        "base_currency": "USD",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Portfolio(**{**known, **said})


def entry(kind: str, on: str, symbol: str | None = None, /, **said: Any) -> Transaction:
    """`entry("buy", "2024-01-02", "X", quantity=10, price=100)`; entered in order of writing."""
    number = next(_numbers)
    values: dict[str, Any] = {
        name: Decimal(str(value)) if name in _DECIMALS else value for name, value in said.items()
    }
    if isinstance(values.get("trade_time"), str):
        values["trade_time"] = time.fromisoformat(values["trade_time"])
    fields: dict[str, Any] = {
        "id": f"t{number:06}",
        "currency": "USD",
        "sequence": number,
        "recorded_at": NOW,
        **values,
        "kind": Kind(kind),
        "symbol": symbol,
        "trade_date": day(on),
    }
    return Transaction(**fields)


def folded(
    entries: Sequence[Transaction],
    *series: PriceSeries,
    fx: FxBook | None = None,
    as_of: str = "2025-12-31",
    currency: str | None = None,
    **said: Any,
) -> LedgerResult:
    """Fold entries in a portfolio of which `said` is said."""
    return fold(
        portfolio(**said),
        entries,
        {one.symbol: one for one in series},
        fx or fx_book(),
        as_of=day(as_of),
        currency=currency,
    )


def lots_of(result: LedgerResult, symbol: str) -> list[tuple[str, str, str]]:
    """The open lots of a symbol as (opened, quantity, cost), numbers without trailing zeros."""
    return [
        (lot.opened.isoformat(), text(lot.quantity), text(lot.cost))
        for lot in result.positions[symbol].lots
    ]


def gains_of(result: LedgerResult) -> list[str]:
    return [text(lot.gain) for lot in result.realised]


def text(value: Decimal) -> str:
    return format(value.normalize(), "f")


def total(values: Mapping[str, Decimal] | Sequence[Decimal]) -> Decimal:
    items = values.values() if isinstance(values, Mapping) else values
    return sum(items, Decimal(0))
