"""Exact integer arithmetic on whole columns: what `Decimal` does one by one, to the last digit.

Amounts are int64 mantissas. A product of two may need 128 bits, so a quotient is first estimated
with floats, extended ones where it is large, and then put right by its remainder: remainders are
small, and the low 64 bits that wrapping arithmetic keeps hold all of a small number.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]

ROOM: Final = 2.0**62
"""Mantissas below this fit, and so do their sums two by two."""

_TENS: Final = np.array([10**n for n in range(19)], dtype=np.int64)
_PLAIN: Final = 2.0**49
"""Quotients below this a float64 estimates to within a third: five roundings of 2**-53 each."""
_MOST_DIGITS: Final = 18
# Without 64-bit mantissas Python's integers do the large ones, some twenty times slower.
_MANTISSA_BITS: Final = 63
_IS_EXTENDED: Final = np.finfo(np.longdouble).nmant >= _MANTISSA_BITS


def scaled_product(one: Integers, other: Integers, digits: Integers) -> Integers:
    """Return one × other / 10**digits, rounded half to even, shape (n,)."""
    result = one * other
    is_long = digits > _MOST_DIGITS
    rows = np.flatnonzero((digits > 0) & ~is_long & (one != 0))
    result[rows] = multiply_divide(one[rows], other[rows], _TENS[digits[rows]])
    for row in np.flatnonzero(is_long).tolist():
        result[row] = _rounded(int(one[row]) * int(other[row]), 10 ** int(digits[row]))
    return result


def multiply_divide(one: Integers, other: Integers, divisor: Integers) -> Integers:
    """Return one × other / divisor, rounded half to even, shape (n,).

    `divisor`: positive, at most 2**62. The caller sees to it that the quotient stays within 2**62.
    """
    quotient = np.rint(one.astype(np.float64) * other / divisor)
    if not quotient.size or np.abs(quotient).max() < _PLAIN:
        estimate = quotient.astype(np.int64)
    elif _IS_EXTENDED:
        estimate = np.rint(one.astype(np.longdouble) * other / divisor).astype(np.int64)
    else:
        return _one_by_one(one, other, divisor)
    # The estimate is off by one at most; both products wrap around, their difference does not.
    rest = one * other - estimate * divisor
    below = np.where(rest < 0, -1, 0)
    estimate, rest = estimate + below, rest - below * divisor
    above = np.where(rest >= divisor, 1, 0)
    estimate, rest = estimate + above, rest - above * divisor
    other_half = divisor - rest
    is_up = (rest > other_half) | ((rest == other_half) & (estimate & 1 != 0))
    return estimate + is_up


def power_of_ten(exponents: Integers) -> Integers:
    """Return 10**e, shape (n,); `exponents` from 0 to 18."""
    return _TENS[exponents]


def digits_of(amounts: Integers) -> Integers:
    """Return how many digits positive integers have, shape (n,)."""
    return np.searchsorted(_TENS, amounts, side="right")


def first_of_runs(values: Integers) -> Integers:
    """Return where each run of equal values begins."""
    if not values.size:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def running(amounts: Integers, starts: Integers) -> Integers:
    """Return sums up to and including each row, anew from each start, shape (n,)."""
    sums = np.cumsum(amounts)
    before = sums[starts] - amounts[starts]
    return sums - np.repeat(before, np.diff(np.append(starts, amounts.size)))


def _one_by_one(one: Integers, other: Integers, divisor: Integers) -> Integers:
    rows = zip(one.tolist(), other.tolist(), divisor.tolist(), strict=True)
    return np.array([_rounded(a * b, c) for a, b, c in rows], dtype=np.int64)


def _rounded(product: int, divisor: int) -> int:
    quotient, rest = divmod(product, divisor)
    is_up = 2 * rest > divisor or (2 * rest == divisor and quotient % 2)
    return quotient + bool(is_up)
