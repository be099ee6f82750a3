"""Realised gains lot by lot, and what is gained on the lots still held."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Literal

from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT, UNKNOWN, known, money
from shared.portfolios.columns import total
from shared.portfolios.model import LotMethod
from shared.portfolios.ports import Book
from shared.portfolios.results import RealisedLot
from shared.portfolios.valuation import HoldingItem, Holdings

type GainsMethod = LotMethod | Literal["uk_s104"]


@dataclass(frozen=True, slots=True)
class OpenGain:
    """A lot still held: what it cost, what it is worth (None without a price) and how long.

    `opened_by`: the transaction; None for a pool, which many opened.
    """

    symbol: str
    opened: date
    quantity: Decimal
    cost: Decimal | None
    market_value: Decimal | None
    gain: Decimal | None
    holding_days: int
    currency: str
    opened_by: str | None = None


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains by lot in `currency`, oldest first; `year` limits the realised ones to a tax year.

    Totals are None when a rate or price they need is not known.
    """

    method: GainsMethod
    year: int | None
    currency: str
    as_of: date
    realised: Sequence[RealisedLot]
    total_realised: Decimal | None
    total_proceeds: Decimal | None
    total_cost: Decimal | None
    unrealised: tuple[OpenGain, ...]
    total_unrealised: Decimal | None


def gains(book: Book, valued: Holdings, year: int | None = None) -> Gains:
    """Return the gains of a book, folded by the lot method it carries."""
    result = book.result
    realised = _closed_in(result.realised, year)
    with localcontext(EXACT):
        unrealised = tuple(lot for item in valued.items for lot in _open_lots(book, item))
        proceeds, cost = total(realised, "proceeds"), total(realised, "cost")
        return Gains(
            method=result.lot_method,
            year=year,
            currency=result.currency,
            as_of=result.as_of,
            realised=realised,
            total_realised=known(proceeds - cost),
            total_proceeds=known(proceeds),
            total_cost=known(cost),
            unrealised=unrealised,
            total_unrealised=known(
                _sum(UNKNOWN if lot.gain is None else lot.gain for lot in unrealised)
            ),
        )


def _closed_in(realised: Sequence[RealisedLot], year: int | None) -> Sequence[RealisedLot]:
    """Return the lots closed in a year; a ledger lists them by the day they were closed."""
    if year is None:
        return realised
    first, after = (
        bisect_left(realised, day, key=lambda lot: lot.closed)
        for day in (date(year, 1, 1), date(year + 1, 1, 1))
    )
    return realised[first:after]


def _open_lots(book: Book, item: HoldingItem) -> Iterable[OpenGain]:
    """Yield the lots of a position; the position's value is divided by quantity."""
    position = book.result.positions[item.symbol]
    left, quantity_left = item.market_value, position.quantity
    for lot in position.lots:
        value = None
        if left is not None and quantity_left:
            # Dividing what is left gives the last lot the remainder, so that lots add up.
            value = money(left * lot.quantity / quantity_left)
            left, quantity_left = left - value, quantity_left - lot.quantity
        gain = None if value is None else known(value - lot.cost)
        yield OpenGain(
            symbol=item.symbol,
            opened=lot.opened,
            quantity=lot.quantity,
            cost=known(lot.cost),
            market_value=value,
            gain=gain,
            holding_days=(book.as_of - lot.opened).days,
            currency=book.currency,
            opened_by=lot.transaction_id,
        )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
