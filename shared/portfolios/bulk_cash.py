"""The cash side of entries folded all at once: income, charges, movements, flows and balances."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np

from shared.portfolios.bulk_amounts import EntryAmounts
from shared.portfolios.bulk_rates import MONEY_DIGITS
from shared.portfolios.columns import Amounts, Column, Days, Integers, OfRows, Picked, Records
from shared.portfolios.entries import Entries
from shared.portfolios.entry_columns import KINDS, EntryColumns
from shared.portfolios.results import (
    CashBalance,
    Charge,
    Flow,
    IncomeEntry,
    Movement,
    StepSeries,
)
from shared.portfolios.scaled import first_of_runs


@dataclass(frozen=True, slots=True)
class Placed[Row]:
    """Records, and the place in the ledger of the entry each comes from, ascending."""

    records: Records[Row]
    places: Integers


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries folded at once: their places in the ledger, columns and amounts, shape (n,)."""

    entries: Entries
    places: Integers
    columns: EntryColumns
    amounts: EntryAmounts

    def of(self, rows: Integers, name: str) -> Column[Any]:
        """Return a field of some of the entries themselves."""
        return OfRows(attrgetter(name), self.entries, self.places, rows)

    def common(self, rows: Integers) -> dict[str, Column[Any]]:
        """Return what most records tell of some of the entries."""
        columns = self.columns
        return {
            "day": Days(columns.day[rows]),
            "symbol": Picked(columns.names, columns.symbol[rows]),
            "kind": Picked(KINDS, columns.kind[rows]),
            "currency": Picked(columns.names, columns.currency[rows]),
            "transaction_id": self.of(rows, "id"),
        }


def money(mantissas: Integers) -> Amounts:
    """Return a column of money."""
    return Amounts(mantissas, MONEY_DIGITS)


def income(chosen: Chosen) -> Placed[IncomeEntry]:
    """Return what dividends and interest brought."""
    rows = np.flatnonzero(~chosen.columns.is_trade)
    amounts = chosen.amounts
    fields = chosen.common(rows) | {
        "amount": money(amounts.gross[rows]),
        "tax": money(amounts.tax[rows]),
        "fee": money(amounts.fee[rows]),
        "amount_local": chosen.of(rows, "gross"),
    }
    return _placed(IncomeEntry, chosen, rows, fields)


def charges(chosen: Chosen) -> Placed[Charge]:
    """Return fees and taxes, of one entry in this order."""
    columns, amounts = chosen.columns, chosen.amounts
    is_charged = np.column_stack((columns.fee.mantissas != 0, columns.tax.mantissas != 0))
    rows, kinds = np.nonzero(is_charged)
    fields = chosen.common(rows) | {
        "kind": Picked(("fee", "tax"), kinds),
        "amount": money(np.where(kinds == 0, amounts.fee[rows], amounts.tax[rows])),
        "in_price": Picked((False, True), columns.is_trade[rows].astype(np.int8)),
    }
    return _placed(Charge, chosen, rows, fields)


def movements(chosen: Chosen) -> Placed[Movement]:
    """Return the cash each entry brought or took."""
    rows = np.arange(chosen.places.size)
    fields = chosen.common(rows) | {
        "amount_local": money(chosen.amounts.moved_local),
        "amount": money(chosen.amounts.moved),
    }
    return _placed(Movement, chosen, rows, fields)


def flows(chosen: Chosen, *, is_tracked: bool) -> Placed[Flow]:
    """Return what went into the portfolio and out of it: with implied cash, every entry's."""
    rows = np.arange(0 if is_tracked else chosen.places.size)
    fields = chosen.common(rows) | {
        "amount": money(-chosen.amounts.moved[rows]),
        "market_value": None,
    }
    return _placed(Flow, chosen, rows, fields)


def balances(chosen: Chosen) -> dict[str, tuple[CashBalance, StepSeries]]:
    """Return by currency what its movements come to, and day by day."""
    order = np.argsort(chosen.columns.currency, kind="stable")
    codes = chosen.columns.currency[order]
    found: dict[str, tuple[CashBalance, StepSeries]] = {}
    for rows in np.split(order, first_of_runs(codes)[1:]):
        code = chosen.columns.names[int(chosen.columns.currency[rows[0]])] or ""
        moved = chosen.amounts.moved_local[rows]
        balance = CashBalance(code, money(moved).total(), money(chosen.amounts.moved[rows]).total())
        found[code] = balance, steps(chosen.columns.day[rows], np.cumsum(moved), MONEY_DIGITS)
    return found


def steps(day: Integers, values: Integers, digits: int) -> StepSeries:
    """Return the last value of each day."""
    last = np.append(first_of_runs(day)[1:], day.size) - 1
    return StepSeries(Days(day[last]), Amounts(values[last], digits))


def _placed[Row](
    row: type[Row], chosen: Chosen, rows: Integers, fields: Mapping[str, Any]
) -> Placed[Row]:
    return Placed(Records(row, rows.size, fields), chosen.places[rows])
