"""Exact arithmetic of the ledger: one context, one step for money, one for quantities.

Sums are exact because every stored amount is a multiple of its step; divisions give their
remainder to the last part, so that parts add up to the whole.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from shared.kernel.money import ZERO

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Sixty digits: no product of a quantity, a price and a rate is rounded before its step."""

UNKNOWN: Final = Decimal("NaN")
"""An amount that cannot be known; quiet, so that it spreads into what is computed from it."""

_MONEY_STEP: Final = Decimal("1e-10")
_QUANTITY_STEP: Final = Decimal("1e-12")
_RATE: Final = Context(prec=18, rounding=ROUND_HALF_EVEN)


def money(amount: Decimal) -> Decimal:
    """Round to ten decimals."""
    return amount.quantize(_MONEY_STEP, None, EXACT)


def shares(quantity: Decimal) -> Decimal:
    """Round to twelve decimals."""
    return quantity.quantize(_QUANTITY_STEP, None, EXACT)


def exchange_rate(rate: Decimal) -> Decimal:
    """Round a rate to eighteen significant digits, so that it can be written down and reused."""
    return _RATE.plus(rate)


def portion(
    total: Decimal, part: Decimal, whole: Decimal, rounded: Callable[[Decimal], Decimal] = money
) -> Decimal:
    """Return `total × part / whole`, to the step of money unless another is given."""
    if part == whole:
        return total
    return rounded(EXACT.divide(EXACT.multiply(total, part), whole))


def divide(
    total: Decimal,
    weights: Sequence[Decimal],
    rounded: Callable[[Decimal], Decimal] = money,
) -> list[Decimal]:
    """Divide a total in proportion to weights; the last part takes the remainder.

    Weights of no sum give everything to the last.
    """
    if len(weights) == 1:
        return [total]
    whole = sum(weights, ZERO)
    parts = [portion(total, weight, whole, rounded) if whole else ZERO for weight in weights[:-1]]
    return [*parts, total - sum(parts, ZERO)]


def lesser(one: Decimal, other: Decimal) -> Decimal:
    """Return the smaller amount; unknown when either is."""
    if one.is_nan() or other.is_nan():
        return UNKNOWN
    return min(one, other)


def known(amount: Decimal) -> Decimal | None:
    """Return the amount, or None where it is unknown."""
    return None if amount.is_nan() else amount
