"""The shares of entries folded all at once: closed lots, open positions, quantities by day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.portfolios.bulk_cash import Chosen, Placed, money, steps
from shared.portfolios.bulk_lots import LotParts
from shared.portfolios.columns import (
    Amounts,
    Days,
    Integers,
    Picked,
    Quantities,
    Records,
)
from shared.portfolios.entry_columns import CODES
from shared.portfolios.model import Kind
from shared.portfolios.results import Lot, Position, RealisedLot, StepSeries
from shared.portfolios.scaled import first_of_runs

_BUY = CODES[Kind.BUY]


@dataclass(frozen=True, slots=True)
class Traded:
    """The trades among the chosen entries, `rows` of them, and their lots.

    `shares`: mantissas, shape (len(rows),), of `digits` decimals a symbol. `currencies`: that of
    each symbol's position, by the symbol's place in the names.
    """

    chosen: Chosen
    rows: Integers
    shares: Integers
    digits: Integers
    lots: LotParts
    currencies: Sequence[str]


def realised(traded: Traded) -> Placed[RealisedLot]:
    """Return closed lots, by the entry that closed them and then from the oldest."""
    closed = np.flatnonzero(traded.lots.is_closed)
    # Parts come by symbol; a sale's stay together, from the oldest lot.
    closed = closed[np.argsort(traded.lots.closing[closed], kind="stable")]
    lots, chosen = traded.lots.take(closed), traded.chosen
    opening, closing = traded.rows[lots.opening], traded.rows[lots.closing]
    symbol, day = chosen.columns.symbol[closing], chosen.columns.day
    fields = {
        "symbol": Picked(chosen.columns.names, symbol),
        "opened": Days(day[opening]),
        "closed": Days(day[closing]),
        "quantity": Quantities(lots.shares, traded.digits[symbol]),
        "proceeds": money(lots.proceeds),
        "cost": money(lots.cost),
        "currency": Picked(traded.currencies, symbol),
        "proceeds_local": money(lots.proceeds_local),
        "cost_local": money(lots.cost_local),
        "opened_by": chosen.of(opening, "id"),
        "closed_by": chosen.of(closing, "id"),
        "is_short": False,
    }
    records = Records(RealisedLot, closed.size, fields)
    return Placed(records, chosen.places[closing])


def positions(traded: Traded) -> dict[str, Position]:
    """Return what is held, by symbol."""
    rows = np.flatnonzero(~traded.lots.is_closed)
    lots = traded.lots.take(rows)
    symbols = traded.chosen.columns.symbol[traded.rows[lots.opening]]
    found: dict[str, Position] = {}
    for held in np.split(np.arange(rows.size), first_of_runs(symbols)[1:]):
        if held.size:
            position = _position(traded, lots.take(held), int(symbols[held[0]]))
            found[position.symbol] = position
    return found


def quantities(traded: Traded) -> dict[str, StepSeries]:
    """Return what was held after each day of trading, by symbol."""
    columns = traded.chosen.columns
    symbol = columns.symbol[traded.rows]
    signed = np.where(columns.kind[traded.rows] == _BUY, traded.shares, -traded.shares)
    found: dict[str, StepSeries] = {}
    order = np.argsort(symbol, kind="stable")
    for rows in np.split(order, first_of_runs(symbol[order])[1:]):
        if rows.size:
            place = int(symbol[rows[0]])
            day = columns.day[traded.rows[rows]]
            held = np.cumsum(signed[rows])
            found[columns.names[place] or ""] = steps(day, held, int(traded.digits[place]))
    return found


def currencies(traded: Traded) -> dict[str, str]:
    """Return the currency each symbol's position is kept in."""
    names = traded.chosen.columns.names
    symbols: list[int] = np.flatnonzero(
        np.bincount(traded.chosen.columns.symbol[traded.rows])
    ).tolist()
    return {names[one] or "": traded.currencies[one] for one in symbols}


def _position(traded: Traded, lots: LotParts, symbol: int) -> Position:
    chosen, digits = traded.chosen, int(traded.digits[symbol])
    opening = traded.rows[lots.opening]
    quantity = Amounts(lots.shares, digits)
    cost_local, cost = money(lots.cost_local), money(lots.cost)
    fields = {
        "opened": Days(chosen.columns.day[opening]),
        "quantity": quantity,
        "cost_local": cost_local,
        "cost": cost,
        "transaction_id": chosen.of(opening, "id"),
    }
    return Position(
        symbol=chosen.columns.names[symbol] or "",
        currency=traded.currencies[symbol],
        quantity=quantity.total(),
        cost_local=cost_local.total(),
        cost=cost.total(),
        lots=Records(Lot, opening.size, fields),
    )
