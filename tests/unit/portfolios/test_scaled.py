"""Quotients of scaled integers are exact on both sides of where a float64 estimates them."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.portfolios.scaled import multiply_divide

_LARGE = st.integers(min_value=-(2**61), max_value=2**61)


def _by_decimal(one: int, other: int, divisor: int) -> int:
    with localcontext(prec=80):
        return int((Decimal(one * other) / divisor).to_integral_value(ROUND_HALF_EVEN))


@given(one=_LARGE, divisor=st.integers(1, 2**61), bits=st.integers(0, 61), near=st.integers(-2, 2))
def test_a_quotient_is_rounded_half_to_even(one: int, divisor: int, bits: int, near: int) -> None:
    other = max(0, min(2**61, 2**bits * divisor // max(1, abs(one)) + near))
    if abs(one) * other // divisor >= 2**62:
        return
    arrays = [np.array([value], dtype=np.int64) for value in (one, other, divisor)]
    assert multiply_divide(*arrays).tolist() == [_by_decimal(one, other, divisor)]


@given(half=st.integers(1, 2**30), whole=st.integers(-(2**20), 2**20))
def test_halves_go_to_the_even_neighbour(half: int, whole: int) -> None:
    arrays = [np.array([value], dtype=np.int64) for value in (2 * whole + 1, half, 2 * half)]
    assert multiply_divide(*arrays).tolist() == [_by_decimal(2 * whole + 1, 1, 2)]
