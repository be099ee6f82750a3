"""What entries are worth, all at once: gross, costs and cash, in their currency and in others."""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from shared.portfolios.bulk_rates import MONEY_DIGITS, EntryRates, converted
from shared.portfolios.columns import Integers
from shared.portfolios.entry_columns import CODES, EntryColumns, Numbers
from shared.portfolios.model import Kind
from shared.portfolios.scaled import power_of_ten

_BUY: Final = CODES[Kind.BUY]


@dataclass(frozen=True, slots=True)
class EntryAmounts:
    """Mantissas of money (ten digits) an entry, shape (n,).

    `moved_local`, `moved`: cash an entry brought (positive) or took, in its own currency and the
    reporting one. `total_local`, `total`: what a trade cost or brought in all, positive when it
    did, in the currency of its position and the reporting one. `gross` (of income alone),
    `fee`, `tax`: in the reporting currency.
    """

    gross: Integers
    fee: Integers
    tax: Integers
    moved_local: Integers
    moved: Integers
    total_local: Integers
    total: Integers

    def take(self, rows: Integers) -> Self:
        """Return the amounts of some entries."""
        return replace(
            self, **{name: getattr(self, name)[rows] for name in self.__dataclass_fields__}
        )


def entry_amounts(columns: EntryColumns, rates: EntryRates) -> EntryAmounts:
    """Compute the amounts of entries that `bulk_choice` found to fit."""
    digits = gross_digits(columns)
    quantity, price = columns.quantity, columns.price
    own = quantity.decimals.astype(np.int64) + price.decimals
    product = quantity.mantissas * price.mantissas * power_of_ten(np.maximum(digits - own, 0))
    gross = np.where(columns.has_amount, columns.amount.at(MONEY_DIGITS), product)
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
        gross=converted(np.where(columns.is_trade, 0, gross), digits, rates.reporting),
        fee=converted(columns.fee.at(MONEY_DIGITS), money, rates.reporting),
        tax=converted(columns.tax.at(MONEY_DIGITS), money, rates.reporting),
        moved_local=sign * cash_local,
        moved=sign * cash,
        total_local=converted(total, digits, rates.local),
        total=in_reporting,
    )


def gross_digits(columns: EntryColumns) -> Integers:
    """Return the decimals an entry's gross amount is exact in, those of money at least."""
    product = columns.quantity.decimals.astype(np.int64) + columns.price.decimals
    return np.where(columns.has_amount, MONEY_DIGITS, np.maximum(product, MONEY_DIGITS))
