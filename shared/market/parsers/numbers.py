"""Exact integers out of decimal text and out of binary floats.

Vendors that keep prices as 32-bit floats print their noise (`4.989999771118164` for 4.99). The
number meant is the one with the fewest decimals that the float could have come from.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.market.model import LARGEST, MISSING, Mantissas

type Floats = NDArray[np.float64]

MOST_DECIMALS: Final = 8
FLOAT32_NOISE: Final = 2.0**-23  # one unit in the last place of a 32-bit float, relative
_ABSENT: Final = frozenset({"", "-", "na", "n/a", "nan", "none", "null"})
_FEWEST_DECIMALS: Final = 2
# Bounded: `Fraction("1e999999999")` would compute that number.
_RATIO: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(?:[:/](\d{1,9}(?:\.\d{1,9})?))?")
_SMALL_TERM: Final = 20
_CUT_DECIMALS: Final = Fraction(5, 10_000)


def exact_mantissas(columns: Sequence[Sequence[str]]) -> tuple[int, list[Mantissas]]:
    """Return one exponent and the integers of several columns of decimal text.

    Texts must have passed `is_number`. Text with over 8 decimals is taken for float noise.
    """
    pairs = [[_pair(text) for text in column] for column in columns]
    exponent = max((digits for column in pairs for _, digits in column), default=0)
    return exponent, [_scaled(column, exponent) for column in pairs]


def is_number(text: str) -> bool:
    """Say whether text is a finite decimal in range, or stands for a missing value."""
    if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= MOST_DECIMALS + 7:
        return True
    if text.strip().lower() in _ABSENT:
        return True
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return False
    return value.is_finite() and abs(value) * 10**MOST_DECIMALS < LARGEST


def is_absent(text: str) -> bool:
    """Say whether a cell stands for a missing value."""
    return text.strip().lower() in _ABSENT


def denoise(value: float, tolerance: float) -> Decimal:
    """Return the number with the fewest decimals (2 to 8) within `tolerance` of a float."""
    for digits in range(_FEWEST_DECIMALS, MOST_DECIMALS):
        candidate = round(value, digits)
        if abs(candidate - value) <= tolerance:
            return Decimal(repr(candidate))
    return Decimal(repr(round(value, MOST_DECIMALS)))


def denoised_mantissas(columns: Sequence[Floats]) -> tuple[int, list[Mantissas]]:
    """Return one exponent and the integers of columns of noisy floats; NaN becomes MISSING.

    `columns`: each shape (n,). A value whose integer would pass 2^53 becomes MISSING.
    """
    whole = np.concatenate(columns) if columns else np.empty(0)
    exponent = _FEWEST_DECIMALS
    tolerance = np.abs(whole) * FLOAT32_NOISE
    with np.errstate(invalid="ignore", over="ignore"):
        rounded = np.round(whole, exponent)
        noisy = np.flatnonzero(np.abs(rounded - whole) > tolerance)
        left, limits = whole[noisy], tolerance[noisy]
        while exponent < MOST_DECIMALS and noisy.size:
            exponent += 1
            nearer = np.round(left, exponent)
            rounded[noisy] = nearer
            still = np.abs(nearer - left) > limits
            noisy, left, limits = noisy[still], left[still], limits[still]
        scaled = np.rint(rounded * 10.0**exponent)
        usable = np.abs(scaled) < LARGEST  # also false for what is no number
    integers = np.where(usable, scaled, 0.0).astype(np.int64)
    integers[~usable] = MISSING
    edges = np.cumsum([0, *(column.size for column in columns)])
    return exponent, [integers[edges[i] : edges[i + 1]] for i in range(len(columns))]


@lru_cache(maxsize=256)  # the same few, in every chart of a symbol
def split_terms(text: str) -> tuple[int, int] | None:
    """Read `4`, `1.5`, `0.1`, `4:1` or `3/2` as new and old shares; None when it is no split."""
    stated = _RATIO.fullmatch(text.strip())
    if stated is None:
        return None
    new, old = Fraction(stated[1]), Fraction(stated[2] or "1")
    if new == 0 or old == 0:
        return None
    ratio = new / old
    # Vendors cut 1/3 to 0.3333; an exact 1046:1000 must stay what it is.
    nice = ratio.limit_denominator(_SMALL_TERM)
    chosen = nice if abs(nice - ratio) <= ratio * _CUT_DECIMALS else ratio
    return chosen.numerator, chosen.denominator


def _pair(text: str) -> tuple[int, int]:
    whole, _, fraction = text.partition(".")
    digits = whole + fraction
    if digits.isdigit() and len(fraction) <= MOST_DECIMALS:
        return int(digits), len(fraction)
    if is_absent(text):
        return MISSING, 0
    value = Decimal(text.strip())
    if -int(value.as_tuple().exponent) > MOST_DECIMALS:
        number = float(value)
        value = denoise(number, abs(number) * FLOAT32_NOISE)
    exponent = max(0, -int(value.as_tuple().exponent))
    return int(value.scaleb(exponent)), exponent


def _scaled(pairs: list[tuple[int, int]], exponent: int) -> Mantissas:
    mantissas = np.array([mantissa for mantissa, _ in pairs], dtype=np.int64)
    digits = np.array([digits for _, digits in pairs], dtype=np.int64)
    factors = 10 ** (exponent - digits)
    return np.where(mantissas == MISSING, MISSING, mantissas * factors)
