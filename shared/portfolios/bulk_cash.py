"""The cash side of entries folded all at once: income, charges, movements, flows and balances."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np

from shared.portfolios.bulk_amounts import EntryAmounts, cost_reported, gross_reported
from shared.portfolios.bulk_rates import MONEY_DIGITS, EntryRates
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
from shared.portfolios.scaled import first_of_runs, order_by_group

type Rows = Integers | slice
type Makers = Mapping[str, Callable[[], Any]]


@dataclass(frozen=True, slots=True)
class Placed[Row]:
    """Records, and the place in the ledger of the entry each comes from, ascending."""

    records: Records[Row]
    places: Callable[[], Integers]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries folded at once: their places in the ledger, columns, rates and amounts."""

    entries: Entries
    places: Integers
    columns: EntryColumns
    rates: EntryRates
    amounts: EntryAmounts

    def of(self, rows: Rows, name: str) -> Column[Any]:
        """Return a field of some of the entries themselves."""
        return OfRows(attrgetter(name), self.entries, self.places[rows])

    def common(self, rows: Rows) -> Makers:
        """Return what most records tell of some of the entries."""
        columns = self.columns
        return {
            "day": lambda: Days(columns.day[rows]),
            "symbol": lambda: Picked(columns.names, columns.symbol[rows]),
            "kind": lambda: Picked(KINDS, columns.kind[rows]),
            "currency": lambda: Picked(columns.names, columns.currency[rows]),
            "transaction_id": lambda: self.of(rows, "id"),
        }


def money(mantissas: Integers) -> Amounts:
    """Return a column of money."""
    return Amounts(mantissas, MONEY_DIGITS)


def income(chosen: Chosen) -> Placed[IncomeEntry]:
    """Return what dividends and interest brought."""
    rows = np.flatnonzero(~chosen.columns.is_trade)
    columns, rates = chosen.columns, chosen.rates
    return _placed(
        IncomeEntry,
        chosen,
        rows,
        {
            "amount": lambda: money(gross_reported(columns.take(rows), rates.take(rows))),
            "tax": lambda: money(cost_reported(columns.tax.take(rows), rates.take(rows))),
            "fee": lambda: money(cost_reported(columns.fee.take(rows), rates.take(rows))),
            "amount_local": lambda: chosen.of(rows, "gross"),
        },
    )


def charges(chosen: Chosen) -> Placed[Charge]:
    """Return fees and taxes, of one entry in this order."""
    columns = chosen.columns
    fees, taxes = np.flatnonzero(columns.fee.mantissas), np.flatnonzero(columns.tax.mantissas)
    rows = np.concatenate((fees, taxes))
    order = np.argsort(rows, kind="stable") if taxes.size else slice(None)
    rows = rows[order]

    def amounts() -> Amounts:
        costs = (columns.fee.take(fees), fees), (columns.tax.take(taxes), taxes)
        found = [cost_reported(cost, chosen.rates.take(of)) for cost, of in costs]
        return money(np.concatenate(found)[order])

    return _placed(
        Charge,
        chosen,
        rows,
        {
            "kind": lambda: Picked(
                ("fee", "tax"),
                np.repeat(np.array([0, 1], dtype=np.int8), (fees.size, taxes.size))[order],
            ),
            "amount": amounts,
            "in_price": lambda: Picked((False, True), columns.is_trade[rows].astype(np.int8)),
        },
    )


def movements(chosen: Chosen) -> Placed[Movement]:
    """Return the cash each entry brought or took."""
    amounts = chosen.amounts
    makers = {
        "amount_local": lambda: money(amounts.moved_local),
        "amount": lambda: money(amounts.moved),
    }
    return _placed(Movement, chosen, slice(None), makers)


def flows(chosen: Chosen, *, is_tracked: bool) -> Placed[Flow]:
    """Return what went into the portfolio and out of it: with implied cash, every entry's."""
    rows = slice(0 if is_tracked else None)
    makers = {
        "amount": lambda: money(-chosen.amounts.moved[rows]),
        "market_value": lambda: None,
    }
    return _placed(Flow, chosen, rows, makers)


def balances(chosen: Chosen) -> dict[str, tuple[CashBalance, StepSeries]]:
    """Return by currency what its movements come to, and day by day."""
    order = order_by_group(chosen.columns.currency, len(chosen.columns.names))
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


def _placed[Row](row: type[Row], chosen: Chosen, rows: Rows, makers: Makers) -> Placed[Row]:
    count = len(range(chosen.places.size)[rows]) if isinstance(rows, slice) else rows.size
    records = Records(row, count, {**chosen.common(rows), **makers})
    return Placed(records, lambda: chosen.places[rows])
