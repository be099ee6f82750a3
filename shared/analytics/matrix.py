"""Daily matrices as float64: what was held, at what price and rate; days down, columns across."""

from collections.abc import Sequence

import numpy as np

from shared.analytics.returns import DayArray, FloatArray
from shared.market.model import FxBook, PriceSeries
from shared.portfolios.carrying import places_until
from shared.portfolios.columns import floats_of, ordinals_of
from shared.portfolios.results import StepSeries


def step_matrix(series: Sequence[StepSeries], days: DayArray) -> FloatArray:
    """Return the value of each series at the end of each day, 0 before its first step."""
    matrix = np.zeros((days.size, len(series)))
    for column, steps in enumerate(series):
        levels = np.concatenate(([0.0], floats_of(steps.values)))
        matrix[:, column] = levels[places_until(ordinals_of(steps.days), days)]
    return matrix


def price_matrix(prices: Sequence[PriceSeries], days: DayArray) -> tuple[FloatArray, DayArray]:
    """Return the last close on or before each day and the day it belongs to, both (n, symbols).

    In shares of the day: a close carried over a split is divided by it. Before the first close the
    price is NaN and its day 0.
    """
    closes = np.full((days.size, len(prices)), np.nan)
    price_days = np.zeros((days.size, len(prices)), dtype=np.int64)
    for column, series in enumerate(prices):
        at = places_until(series.days, days) - 1
        is_known = at >= 0
        closes[is_known, column] = series.close[at[is_known]] / 10.0**series.exponent
        price_days[is_known, column] = series.days[at[is_known]]
        for split in series.splits:
            split_day = split.date.toordinal()
            is_carried = (price_days[:, column] < split_day) & (days >= split_day)
            closes[is_carried, column] *= split.denominator / split.numerator
    return closes, price_days


def rate_matrix(fx: FxBook, currencies: Sequence[str], into: str, days: DayArray) -> FloatArray:
    """Return units of `into` for one unit of each currency, the last fixing on or before each day.

    Shape (n, currencies); NaN where no rate is known.
    """
    matrix = np.ones((days.size, len(currencies)))
    for column, currency in enumerate(currencies):
        if currency != into:
            matrix[:, column] = _leg(fx, into, days) / _leg(fx, currency, days)
    return matrix


def worth(quantities: FloatArray, prices: FloatArray) -> FloatArray:
    """Multiply, but nothing held is worth nothing, whether or not its price is known."""
    return np.where(quantities == 0.0, 0.0, quantities * prices)


def _leg(fx: FxBook, currency: str, days: DayArray) -> FloatArray:
    if currency == fx.pivot:
        return np.ones(days.size)
    series = fx.series.get(currency)
    if series is None:
        return np.full(days.size, np.nan)
    return price_matrix([series], days)[0][:, 0]
