"""Sums over columns are exact however large, and columns are made when they are looked at."""

from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.portfolios.columns import Amounts, Records
from shared.portfolios.scaled import sums_of_runs


class _Row(NamedTuple):
    name: str
    amount: Decimal


@given(st.lists(st.integers(-(2**62), 2**62), max_size=30), st.integers(1, 40))
def test_a_sum_may_leave_64_bits(amounts: list[int], times: int) -> None:
    repeated = np.array(amounts * times, dtype=np.int64)
    assert Amounts(repeated, 2).total() == Decimal(sum(amounts) * times).scaleb(-2)
    if amounts:
        starts = np.arange(0, repeated.size, len(amounts))
        assert sums_of_runs(repeated, starts) == [sum(amounts)] * times


def test_a_field_is_made_when_it_is_first_looked_at_and_once() -> None:
    made: list[str] = []

    def amounts() -> Amounts:
        made.append("amount")
        return Amounts(np.array([150, 275]), 2)

    records = Records(_Row, 2, {"amount": amounts, "name": lambda: "same"})
    assert (len(records), made) == (2, [])
    assert list(records) == [_Row("same", Decimal("1.50")), _Row("same", Decimal("2.75"))]
    assert records[-1] == _Row("same", Decimal("2.75"))
    assert made == ["amount"]
    with pytest.raises(IndexError):
        _ = records[2]
