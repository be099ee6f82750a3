"""Daily matrices of what was held and what it cost a unit: days down, symbols or currencies across.

Quantities and prices are scaled integers, `mantissa × 10**-exponent`, one exponent a matrix, so
that products and sums stay exact until they cross to float64. Where they could outgrow 64 bits the
matrix is float64 instead, exponent 0: the figures are then right to 15 digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.analytics.returns import DayArray, FloatArray
from shared.market.model import FxBook, PriceSeries, Split
from shared.portfolios.results import StepSeries

_LARGEST: Final = 2.0**62

type IntArray = NDArray[np.int64]
type Numbers = NDArray[np.int64 | np.float64]


@dataclass(frozen=True, slots=True)
class Scaled:
    """A matrix of exact decimals: `values × 10**-exponent`, shape (n_days, n_columns)."""

    values: Numbers
    exponent: int

    def as_float(self) -> FloatArray:
        """Cross to float64."""
        return self.values.astype(np.float64) / 10.0**self.exponent


def step_matrix(series: Sequence[StepSeries], days: DayArray) -> Scaled:
    """Return the value of each series at the end of each day, 0 before its first event."""
    exponent = max((_decimals(value) for steps in series for value in steps.values), default=0)
    largest = max((abs(float(value)) for steps in series for value in steps.values), default=0.0)
    is_exact = largest * 10.0**exponent < _LARGEST
    scale, kind = (exponent, np.int64) if is_exact else (0, np.float64)
    matrix = np.zeros((days.size, len(series)), dtype=kind)
    for column, steps in enumerate(series):
        matrix[:, column] = _filled(steps, days, scale, is_exact)
    return Scaled(matrix, scale)


def price_matrix(prices: Sequence[PriceSeries | None], days: DayArray) -> tuple[Scaled, DayArray]:
    """Return the last close on or before each day, and the day it belongs to, both (n, symbols).

    A day before the first close has price day 0 and price 0: the caller must not use it. A close
    carried over a later split is divided by it, so that it fits the quantity after the split.
    """
    exponent = _common_exponent(prices)
    kind = np.int64 if exponent is not None else np.float64
    matrix: Numbers = np.zeros((days.size, len(prices)), dtype=kind)
    price_days = np.zeros((days.size, len(prices)), dtype=np.int64)
    carried: list[tuple[int, FloatArray]] = []
    for column, series in enumerate(prices):
        if series is None or series.days.size == 0:
            continue
        at = np.searchsorted(series.days, days, side="right") - 1
        scale = 10.0**-series.exponent if exponent is None else 10 ** (exponent - series.exponent)
        matrix[:, column] = np.where(at >= 0, series.close[at], 0) * scale
        price_days[:, column] = np.where(at >= 0, series.days[at], 0)
        factors = _splits_since(series.splits, price_days[:, column], days)
        if factors is not None:
            carried.append((column, factors))
    return _adjusted(Scaled(matrix, exponent or 0), carried), price_days


def rate_matrix(fx: FxBook, currencies: Sequence[str], into: str, days: DayArray) -> FloatArray:
    """Return units of `into` for one unit of each currency, the last fixing on or before each day.

    Shape (n, currencies); NaN where no rate is known.
    """
    matrix = np.ones((days.size, len(currencies)))
    target = _leg(fx, into, days)
    for column, currency in enumerate(currencies):
        if currency != into:
            matrix[:, column] = target / _leg(fx, currency, days)
    return matrix


def product_by_column_group(
    quantities: Scaled, prices: Scaled, groups: Sequence[int], count: int
) -> FloatArray:
    """Return Σ quantity × price over the columns of each group, shape (n, count), as float64.

    Products and sums are exact integers when both matrices are and the result fits.
    """
    total = Scaled(_exact_products(quantities, prices), quantities.exponent + prices.exponent)
    sums = np.zeros((total.values.shape[0], count), dtype=total.values.dtype)
    for column, group in enumerate(groups):
        sums[:, group] += total.values[:, column]
    return Scaled(sums, total.exponent).as_float()


def _exact_products(quantities: Scaled, prices: Scaled) -> Numbers:
    if quantities.values.size == 0:
        return np.zeros(quantities.values.shape, dtype=np.int64)
    ceiling = _magnitude(quantities.values) * _magnitude(prices.values)
    if ceiling * quantities.values.shape[1] < _LARGEST:
        return np.multiply(quantities.values, prices.values)
    return quantities.values.astype(np.float64) * prices.values.astype(np.float64)


def _magnitude(values: Numbers) -> float:
    return max(float(values.max()), -float(values.min()))


def _filled(steps: StepSeries, days: DayArray, scale: int, is_exact: bool) -> Numbers:
    event_days = np.array([day.toordinal() for day in steps.days], dtype=np.int64)
    if is_exact:
        levels = np.array([0, *(int(value.scaleb(scale)) for value in steps.values)], np.int64)
    else:
        levels = np.array([0.0, *(float(value) for value in steps.values)])
    return levels[np.searchsorted(event_days, days, side="right")]


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _common_exponent(prices: Sequence[PriceSeries | None]) -> int | None:
    """Return the exponent that holds every close exactly; None when 64 bits are not enough."""
    known = [series for series in prices if series is not None and series.days.size]
    exponent = max((series.exponent for series in known), default=0)
    largest = max(
        (float(series.close.max()) / 10.0**series.exponent for series in known), default=0
    )
    return exponent if largest * 10.0**exponent < _LARGEST else None


def _splits_since(
    splits: Sequence[Split], price_days: DayArray, days: DayArray
) -> FloatArray | None:
    """Return what to divide a carried price by; None when no price is carried over a split."""
    factors = np.ones(days.size)
    for split in splits:
        ordinal = split.date.toordinal()
        is_carried = (price_days > 0) & (price_days < ordinal) & (days >= ordinal)
        factors[is_carried] *= split.numerator / split.denominator
    return factors if (factors != 1.0).any() else None


def _adjusted(prices: Scaled, carried: Sequence[tuple[int, FloatArray]]) -> Scaled:
    if not carried:
        return prices
    closes = prices.as_float()
    for column, factors in carried:
        closes[:, column] /= factors
    return Scaled(closes, 0)


def _leg(fx: FxBook, currency: str, days: DayArray) -> FloatArray:
    if currency == fx.pivot:
        return np.ones(days.size)
    rates = fx.series.get(currency)
    if rates is None or rates.days.size == 0:
        return np.full(days.size, np.nan)
    at = np.searchsorted(rates.days, days, side="right") - 1
    return np.where(at >= 0, rates.close[at] / 10.0**rates.exponent, np.nan)
