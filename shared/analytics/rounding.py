"""From float64 and long decimals back to amounts of money that add up."""

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Final

from shared.kernel.money import minor_digits, round_money

# Beyond this digit a float64 amount of money is noise, which must not decide a tie.
_SIGNIFICANT_DECIMALS: Final = 6


def money(amount: float, currency: str) -> Decimal | None:
    """Return a float64 amount as exact money in its currency's minor unit; None for NaN."""
    if not isfinite(amount):
        return None
    return round_money(Decimal(repr(round(amount, _SIGNIFICANT_DECIMALS))), currency)


def rounded_parts(
    parts: Mapping[str, Decimal], total: Decimal, currency: str
) -> dict[str, Decimal]:
    """Round parts to the minor unit so that they sum to an already rounded total, to the cent.

    The largest-remainder method: cents left over go to the parts whose rounding lost most, so no
    part is more than a cent from its exact value. A part that is exactly a round amount stays.
    """
    cent = Decimal(1).scaleb(-minor_digits(currency))
    rounded = {name: round_money(amount, currency) for name, amount in parts.items()}
    left = total - sum(rounded.values(), Decimal(0))
    step = cent if left > 0 else -cent
    by_loss = sorted(parts, key=lambda name: (parts[name] - rounded[name]) * step, reverse=True)
    for name in by_loss[: int(abs(left) / cent)]:
        rounded[name] += step
    return rounded
