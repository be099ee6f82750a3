"""Columns as text say exactly what decimals say."""

from datetime import date
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.market.column_texts import day_texts, price_texts
from shared.market.model import MISSING

_ANY = st.lists(st.one_of(st.integers(0, 2**62), st.integers(0, 10**9), st.just(MISSING)))


def _exact(mantissa: int, exponent: int) -> str | None:
    if mantissa == MISSING:
        return None
    text = f"{Decimal(mantissa).scaleb(-exponent):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@given(mantissas=_ANY, exponent=st.integers(0, 12))
def test_prices_are_written_as_decimals_are(mantissas: list[int], exponent: int) -> None:
    written = price_texts(np.array(mantissas, dtype=np.int64), exponent)
    assert written == [_exact(each, exponent) for each in mantissas]


@given(mantissas=st.lists(st.integers(10**9, 10**15 - 1), min_size=1), exponent=st.integers(0, 6))
def test_fifteen_digits_lose_none(mantissas: list[int], exponent: int) -> None:
    written = price_texts(np.array(mantissas, dtype=np.int64), exponent)
    assert written == [_exact(each, exponent) for each in mantissas]


def test_a_price_under_a_ten_thousandth_has_no_exponent() -> None:
    assert price_texts(np.array([1, 10, MISSING], dtype=np.int64), 6) == [
        "0.000001",
        "0.00001",
        None,
    ]


@given(st.lists(st.dates()))
def test_days_are_written_as_dates_are(days: list[date]) -> None:
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int32)
    assert day_texts(ordinals) == [day.isoformat() for day in days]
