"""What entries are worth, all at once: gross, costs and cash, in their currency and in others."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shared.portfolios.bulk_rates import MONEY_DIGITS, EntryRates, converted
from shared.portfolios.columns import Integers
from shared.portfolios.entry_columns import CODES, EntryColumns, Numbers
from shared.portfolios.model import Kind
from shared.portfolios.scaled import blocks, power_of_ten

_BUY: Final = CODES[Kind.BUY]


@dataclass(frozen=True, slots=True)
class EntryAmounts:
    """Mantissas of money (ten digits) an entry, shape (n,).

    `moved_local`, `moved`: cash an entry brought (positive) or took, in its own currency and the
    reporting one. `total_local`, `total`: what a trade cost or brought in all, positive when it
    did, in the currency of its position and the reporting one.
    """

    moved_local: Integers
    moved: Integers
    total_local: Integers
    total: Integers

    def take(self, rows: slice) -> "EntryAmounts":
        """Return the amounts of some entries."""
        return EntryAmounts(
            self.moved_local[rows], self.moved[rows], self.total_local[rows], self.total[rows]
        )


def entry_amounts(columns: EntryColumns, rates: EntryRates) -> EntryAmounts:
    """Compute the amounts of entries that `bulk_choice` found to fit."""
    found = EntryAmounts(*np.empty((4, columns.day.size), dtype=np.int64))
    for rows in blocks(columns.day.size):
        few = _amounts_of_few(columns.take(rows), rates.take(rows))
        found.moved_local[rows], found.moved[rows] = few.moved_local, few.moved
        found.total_local[rows], found.total[rows] = few.total_local, few.total
    return found


def gross_reported(columns: EntryColumns, rates: EntryRates) -> Integers:
    """Return what entries are worth before costs, in the reporting currency."""
    gross, digits = _gross(columns)
    return converted(gross, digits, rates.reporting)


def cost_reported(cost: Numbers, rates: EntryRates) -> Integers:
    """Return the fees or the taxes of entries in the reporting currency."""
    digits = np.full(cost.mantissas.size, MONEY_DIGITS)
    return converted(cost.at(MONEY_DIGITS), digits, rates.reporting)


def _amounts_of_few(columns: EntryColumns, rates: EntryRates) -> EntryAmounts:
    gross, digits = _gross(columns)
    costs = columns.fee.at(digits) + columns.tax.at(digits)
    is_purchase = columns.kind == _BUY
    total = np.where(is_purchase, gross + costs, gross - costs)
    unrated = Numbers(np.ones_like(gross), np.zeros(gross.size, dtype=np.int8))
    cash_local = converted(total, digits, unrated)
    money = np.full(gross.size, MONEY_DIGITS)
    in_reporting = converted(total, digits, rates.reporting)
    # Cash is rounded to money before it is converted; mostly it is money already.
    is_exact = bool((digits == MONEY_DIGITS).all())
    cash = in_reporting if is_exact else converted(cash_local, money, rates.reporting)
    sign = np.where(is_purchase, -1, 1)
    return EntryAmounts(
        moved_local=sign * cash_local,
        moved=sign * cash,
        total_local=converted(total, digits, rates.local),
        total=in_reporting,
    )


def _gross(columns: EntryColumns) -> tuple[Integers, Integers]:
    """Return gross amounts and the decimals they have."""
    digits = gross_digits(columns)
    quantity, price = columns.quantity, columns.price
    own = quantity.decimals.astype(np.int64) + price.decimals
    product = quantity.mantissas * price.mantissas * power_of_ten(np.maximum(digits - own, 0))
    return np.where(columns.has_amount, columns.amount.at(MONEY_DIGITS), product), digits


def gross_digits(columns: EntryColumns) -> Integers:
    """Return the decimals an entry's gross amount is exact in, those of money at least."""
    product = columns.quantity.decimals.astype(np.int64) + columns.price.decimals
    return np.where(columns.has_amount, MONEY_DIGITS, np.maximum(product, MONEY_DIGITS))
