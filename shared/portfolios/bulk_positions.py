"""The shares of entries folded all at once: closed lots, open positions, quantities by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from shared.portfolios.bulk_cash import Chosen, Placed, money
from shared.portfolios.bulk_lots import LotParts
from shared.portfolios.bulk_rates import MONEY_DIGITS
from shared.portfolios.bulk_splits import FeedSplits, SymbolSplits
from shared.portfolios.columns import (
    Amounts,
    Days,
    Integers,
    Picked,
    Quantities,
    Records,
)
from shared.portfolios.results import Lot, Position, RealisedLot, StepSeries
from shared.portfolios.scaled import first_of_runs, running, sums_of_runs


@dataclass(frozen=True, slots=True)
class Traded:
    """The trades among the chosen entries, `rows` of them, and their lots.

    By symbol, each symbol's in ledger order. `symbol`, `signed`: shape (len(rows),), `signed` the
    mantissas of what was bought, less what was sold, of `digits` decimals a symbol, in shares of
    the last day where `splits` happened. `currencies`: that of each symbol's position, by the
    symbol's place in the names.
    """

    chosen: Chosen
    rows: Integers
    symbol: Integers
    signed: Integers
    digits: Integers
    splits: FeedSplits
    lots: LotParts
    currencies: Sequence[str]


class _Closed:
    """Closed parts of lots by the entry that closed them and then from the oldest."""

    def __init__(self, traded: Traded, rows: Integers) -> None:
        self._traded = traded
        self._rows = rows

    @cached_property
    def parts(self) -> Integers:
        closing = self._traded.lots.closing[self._rows]
        # A sale's parts stand together, from the oldest lot.
        starts = first_of_runs(closing)
        lengths = np.diff(np.append(starts, closing.size))
        order = np.argsort(self._traded.rows[closing[starts]])
        starts, lengths = starts[order], lengths[order]
        before = np.cumsum(lengths) - lengths
        return self._rows[np.repeat(starts - before, lengths) + np.arange(closing.size)]

    @cached_property
    def opening(self) -> Integers:
        return self._traded.rows[self._traded.lots.opening[self.parts]]

    @cached_property
    def closing(self) -> Integers:
        return self._traded.rows[self._traded.lots.closing[self.parts]]

    @cached_property
    def symbol(self) -> Integers:
        return self._traded.chosen.columns.symbol[self.closing]

    @property
    def shares(self) -> Integers:
        """Mantissas of what was sold, in shares of the day of the sale."""
        traded = self._traded
        day = traded.chosen.columns.day[traded.rows]
        then = traded.splits.shares(traded.symbol, day)[traded.lots.closing[self.parts]]
        return traded.lots.shares[self.parts] // then


def realised(traded: Traded) -> Placed[RealisedLot]:
    """Return closed lots, by the entry that closed them and then from the oldest."""
    rows = np.flatnonzero(traded.lots.is_closed)
    lots, chosen, closed = traded.lots, traded.chosen, _Closed(traded, rows)
    day = chosen.columns.day
    makers = {
        "symbol": lambda: Picked(chosen.columns.names, closed.symbol),
        "opened": lambda: Days(day[closed.opening]),
        "closed": lambda: Days(day[closed.closing]),
        "quantity": lambda: Quantities(closed.shares, traded.digits[closed.symbol]),
        "proceeds": lambda: money(lots.proceeds[closed.parts]),
        "cost": lambda: money(lots.cost[closed.parts]),
        "currency": lambda: Picked(traded.currencies, closed.symbol),
        "proceeds_local": lambda: money(lots.proceeds_local[closed.parts]),
        "cost_local": lambda: money(lots.cost_local[closed.parts]),
        "opened_by": lambda: chosen.of(closed.opening, "id"),
        "closed_by": lambda: chosen.of(closed.closing, "id"),
        "is_short": lambda: False,
    }
    records = Records(RealisedLot, rows.size, makers)
    return Placed(records, lambda: chosen.places[closed.closing])


def positions(traded: Traded) -> dict[str, Position]:
    """Return what is held, by symbol."""
    held = traded.lots.take(np.flatnonzero(~traded.lots.is_closed))
    opening = traded.rows[held.opening]
    symbols = traded.symbol[held.opening]
    starts = first_of_runs(symbols)
    sums = [sums_of_runs(one, starts) for one in (held.shares, held.cost_local, held.cost)]
    return {
        position.symbol: position
        for symbol, rows, *summed in zip(*_runs(symbols), *sums, strict=True)
        if (position := _position(traded, held, opening, symbol, rows, summed))
    }


def quantities(traded: Traded) -> dict[str, StepSeries]:
    """Return what was held after each day of trading, by symbol."""
    names, day = traded.chosen.columns.names, traded.chosen.columns.day[traded.rows]
    held = running(traded.signed, first_of_runs(traded.symbol))
    is_last = np.ones(day.size, dtype=bool)
    is_last[:-1] = (day[1:] != day[:-1]) | (traded.symbol[1:] != traded.symbol[:-1])
    last = np.flatnonzero(is_last)
    day, held = day[last], held[last]
    found: dict[str, StepSeries] = {}
    for symbol, rows in zip(*_runs(traded.symbol[last]), strict=True):
        days, amounts = day[rows], held[rows]
        if (splits := traded.splits.of.get(symbol)) is not None:
            days, amounts = _split(days, amounts, splits)
        steps = Amounts(amounts, int(traded.digits[symbol]))
        found[names[symbol] or ""] = StepSeries(Days(days), steps)
    return found


def _split(day: Integers, held: Integers, splits: SymbolSplits) -> tuple[Integers, Integers]:
    """Return what was held in shares of each day, on days of trading and of splits."""
    days = np.union1d(day, splits.days)
    return days, held[np.searchsorted(day, days, side="right") - 1] // splits.shares_on(days)


def currencies(traded: Traded) -> dict[str, str]:
    """Return the currency each symbol's position is kept in."""
    names = traded.chosen.columns.names
    return {names[one] or "": traded.currencies[one] for one in _runs(traded.symbol)[0]}


def _runs(symbol: Integers) -> tuple[list[int], list[slice]]:
    """Return the symbols of a column that has them one after the other, and the rows of each."""
    starts = first_of_runs(symbol)
    bounds: list[int] = [*starts.tolist(), symbol.size]
    symbols: list[int] = symbol[starts].tolist()
    return symbols, list(map(slice, bounds[:-1], bounds[1:]))


def _position(
    traded: Traded,
    held: LotParts,
    opening: Integers,
    symbol: int,
    rows: slice,
    sums: Sequence[int],
) -> Position:
    chosen, digits = traded.chosen, int(traded.digits[symbol])
    quantity, cost_local, cost = sums
    makers = {
        "opened": lambda: Days(chosen.columns.day[opening[rows]]),
        "quantity": lambda: Amounts(held.shares[rows], digits),
        "cost_local": lambda: money(held.cost_local[rows]),
        "cost": lambda: money(held.cost[rows]),
        "transaction_id": lambda: chosen.of(opening[rows], "id"),
    }
    return Position(
        symbol=chosen.columns.names[symbol] or "",
        currency=traded.currencies[symbol],
        quantity=Decimal(quantity).scaleb(-digits),
        cost_local=Decimal(cost_local).scaleb(-MONEY_DIGITS),
        cost=Decimal(cost).scaleb(-MONEY_DIGITS),
        lots=Records(Lot, rows.stop - rows.start, makers),
    )
