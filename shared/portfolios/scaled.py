"""Exact integer arithmetic on whole columns: what `Decimal` does one by one, to the last digit.

Amounts are int64 mantissas. A product of two may need 128 bits, so a quotient is first estimated
with floats, extended ones where it is large, and then put right by its remainder: remainders are
small, and the low 64 bits that wrapping arithmetic keeps hold all of a small number.
"""

from collections.abc import Iterator
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
_HALF: Final = 32  # bits of an amount
_LOW_HALF: Final = (1 << _HALF) - 1
BLOCK: Final = 8_192
"""Rows worked on at once: what a step leaves for the next stays in the processor's cache."""
# Without 64-bit mantissas Python's integers do the large ones, some twenty times slower.
_MANTISSA_BITS: Final = 63
_IS_EXTENDED: Final = np.finfo(np.longdouble).nmant >= _MANTISSA_BITS


def scaled_product(one: Integers, other: Integers, digits: Integers) -> Integers:
    """Return one × other / 10**digits, rounded half to even, shape (n,)."""
    result = one * other
    is_divided = digits > 0
    if not is_divided.any():
        return result
    is_divided &= one != 0
    rows = np.flatnonzero(is_divided)
    if int(digits.max()) > _MOST_DIGITS:
        is_long = digits[rows] > _MOST_DIGITS
        for row in rows[is_long].tolist():
            result[row] = _rounded(int(one[row]) * int(other[row]), 10 ** int(digits[row]))
        rows = rows[~is_long]
    result[rows] = multiply_divide(one[rows], other[rows], _TENS[digits[rows]])
    return result


def multiply_divide(one: Integers, other: Integers, divisor: Integers) -> Integers:
    """Return one × other / divisor, rounded half to even, shape (n,).

    `divisor`: positive, at most 2**62. The caller sees to it that the quotient stays within 2**62.
    """
    quotients = np.empty(one.size, dtype=np.int64)
    for rows in blocks(one.size):
        quotients[rows] = _quotients(one[rows], other[rows], divisor[rows])
    return quotients


def _quotients(one: Integers, other: Integers, divisor: Integers) -> Integers:
    floats = one.astype(np.float64)
    floats *= other
    floats /= divisor
    np.rint(floats, out=floats)
    is_large = np.abs(floats) >= _PLAIN
    estimate = floats.astype(np.int64)
    if is_large.any():
        if not _IS_EXTENDED:
            return _one_by_one(one, other, divisor)
        large = one[is_large].astype(np.longdouble) * other[is_large] / divisor[is_large]
        estimate[is_large] = np.rint(large).astype(np.int64)
    # The estimate is off by one at most; both products wrap around, their difference does not.
    rest = one * other
    rest -= estimate * divisor
    distance = np.abs(rest)
    rows = np.flatnonzero(distance >= divisor - distance)
    if rows.size:
        estimate[rows] = _nearest(estimate[rows], rest[rows], divisor[rows])
    return estimate


def _nearest(estimate: Integers, rest: Integers, divisor: Integers) -> Integers:
    """Return quotients put right by what their estimates left, halves to the even neighbour."""
    below = np.where(rest < 0, -1, 0)
    estimate, rest = estimate + below, rest - below * divisor
    other_half = divisor - rest
    is_up = (rest > other_half) | ((rest == other_half) & (estimate & 1 != 0))
    return estimate + is_up


def blocks(count: int) -> Iterator[slice]:
    """Return rows by the block."""
    return (slice(start, start + BLOCK) for start in range(0, count, BLOCK))


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


def order_by_group(groups: Integers, count: int) -> Integers:
    """Return rows by group, numbers below `count`, each group's in the order they have."""
    # Small numbers numpy sorts by their digits.
    is_small = count <= np.iinfo(np.uint16).max
    return np.argsort(groups.astype(np.uint16) if is_small else groups, kind="stable")


def sums_of_runs(amounts: Integers, starts: Integers) -> list[int]:
    """Return the exact sum of the rows from each start to the next, however large."""
    if not starts.size:
        return []
    # In two halves: numpy's integers would wrap around in silence.
    high: list[int] = np.add.reduceat(amounts >> _HALF, starts).tolist()
    low: list[int] = np.add.reduceat(amounts & _LOW_HALF, starts).tolist()
    return [(one << _HALF) + other for one, other in zip(high, low, strict=True)]


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
