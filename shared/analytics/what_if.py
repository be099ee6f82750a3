"""Hypothetical trades folded on a copy of the ledger; the real one is not touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal, localcontext
from typing import Literal

from shared.kernel.errors import FieldError, InvalidInput
from shared.portfolios.arithmetic import EXACT, known
from shared.portfolios.ledger import fold
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ports import Book
from shared.portfolios.results import LedgerResult
from shared.portfolios.valuation import Holdings, holdings


@dataclass(frozen=True, slots=True)
class HypotheticalTrade:
    """A trade one thinks about, today, at the last price unless one is given."""

    symbol: str
    side: Literal["buy", "sell"]
    quantity: Decimal
    price: Decimal | None = None
    fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Holdings as they are and as they would be, and the gain the trades would realise.

    `entries` are the trades as the ledger would have them, `result` what it would then amount to.
    """

    before: Holdings
    after: Holdings
    realised_gain: Decimal | None
    entries: tuple[Transaction, ...]
    result: LedgerResult


def hypothesise(book: Book, before: Holdings, trades: Sequence[HypotheticalTrade]) -> WhatIf:
    """Return what trades would make of a book's holdings.

    Raises: InvalidInput for a symbol without prices, or a sale of more than is held.
    """
    entries = [_entry(number, trade, book) for number, trade in enumerate(trades)]
    result = fold(
        book.portfolio,
        (*book.transactions, *entries),
        book.prices,
        book.fx,
        as_of=book.as_of,
        currency=book.currency,
    )
    ids = {entry.id for entry in entries}
    _refuse_problems(result, ids)
    gained = [lot.gain for lot in result.realised if lot.closed_by in ids]
    with localcontext(EXACT):
        realised = known(sum(gained, Decimal(0)))
    after = holdings(result, book.prices, book.fx, book.instruments)
    return WhatIf(before, after, realised, tuple(entries), result)


def _entry(number: int, trade: HypotheticalTrade, book: Book) -> Transaction:
    series = book.prices.get(trade.symbol)
    point = series.carried_to(book.as_of) if series is not None else None
    if series is None or point is None:
        message = f"no price is known for {trade.symbol}"
        place = FieldError(f"/trades/{number}/symbol", message)
        raise InvalidInput(message, "unknown_symbol", errors=(place,))
    return Transaction(
        id=f"hypothetical-{number}",
        kind=Kind.BUY if trade.side == "buy" else Kind.SELL,
        symbol=trade.symbol,
        trade_date=book.as_of,
        # After everything that was really entered that day.
        trade_time=time.max,
        quantity=trade.quantity,
        price=trade.price if trade.price is not None else point.price,
        currency=series.currency,
        fee=trade.fee,
        source="what-if",
        sequence=number,
        recorded_at=datetime.combine(book.as_of, time.max, UTC),
    )


def _refuse_problems(result: LedgerResult, ids: set[str]) -> None:
    found = [problem for problem in result.problems if problem.transaction_id in ids]
    if found:
        errors = tuple(
            FieldError(
                f"/trades/{problem.transaction_id.rpartition('-')[2]}/{problem.field}",
                problem.message,
            )
            for problem in found
        )
        raise InvalidInput(f"A trade {found[0].message}", "impossible_trade", errors=errors)
