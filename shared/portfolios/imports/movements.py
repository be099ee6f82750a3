"""Shapes that recur across brokers: conversions between currencies, split ratios, checks."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from shared.kernel.money import plain
from shared.portfolios.imports.reading import BadRow, Entry
from shared.portfolios.model import Kind

FX_TAG = "fx-conversion"
_RATIO_SIDE = 1_000
_CENT = Decimal("0.01")


def conversion(
    day: date,
    at: time | None,
    sold: tuple[Decimal, str],
    bought: tuple[Decimal, str],
    *,
    reference: str | None = None,
    note: str | None = None,
) -> list[Entry]:
    """Return both legs of a currency conversion: one balance falls, the other rises.

    The ledger has no kind for it: the legs are a withdrawal and a deposit with the same tag.
    """
    text = note or f"Converted {plain(sold[0])} {sold[1]} to {plain(bought[0])} {bought[1]}"
    legs = ((Kind.WITHDRAWAL, sold, "from"), (Kind.DEPOSIT, bought, "to"))
    return [
        Entry(
            kind=kind,
            trade_date=day,
            trade_time=at,
            currency=currency,
            amount=amount,
            tags=(FX_TAG,),
            note=text,
            reference=f"{reference}:{side}" if reference else None,
        )
        for kind, (amount, currency), side in legs
        if amount > 0
    ]


def split_ratio(new: Decimal, old: Decimal) -> str:
    """Return `new:old` in small whole numbers where the quantities allow it (`1:4`)."""
    if new <= 0 or old <= 0:
        raise BadRow(f"a split of {old} shares into {new} is not possible")
    simple = (Fraction(new) / Fraction(old)).limit_denominator(_RATIO_SIDE)
    error = abs(Decimal(simple.numerator) / Decimal(simple.denominator) * old - new)
    # Brokers round fractional shares; a millionth of the position is rounding, not a ratio.
    if simple.numerator > 0 and error <= max(new * Decimal("1e-6"), Decimal("1e-8")):
        return f"{simple.numerator}:{simple.denominator}"
    places = Decimal("1e-8")
    return f"{plain(new.quantize(places))}:{plain(old.quantize(places))}"


def near(left: Decimal, right: Decimal, share: Decimal = Decimal("0.01")) -> bool:
    """Say whether two amounts agree within a share of the larger, or two cents."""
    return abs(left - right) <= max(2 * _CENT, share * max(abs(left), abs(right)))


def unit_price(gross: Decimal, quantity: Decimal) -> Decimal:
    """Return the price that makes `quantity` cost `gross`, to ten decimals."""
    return (gross / quantity).quantize(Decimal("1e-10")).normalize()
