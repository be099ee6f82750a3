"""Histories as people compare them: without the jumps of splits and dividends, by day, week, month.

Stored prices are as traded; the adjustment is made when they are read, so it is never out of date.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.market.column_texts import day_texts, price_texts
from shared.market.model import MISSING, Days, Interval, Mantissas, PriceSeries

type Floats = NDArray[np.float64]
type Indexes = NDArray[np.intp]

_ADJUSTED_DECIMALS: Final = 6
_COLUMNS: Final = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of any interval, oldest first, as text; None where the source had nothing.

    A bar of a week or month carries the date of its last trading day.
    """

    dates: list[str]
    open: list[str | None]
    high: list[str | None]
    low: list[str | None]
    close: list[str]
    volume: list[int | None]


def bars(
    series: PriceSeries,
    *,
    start: date | None = None,
    end: date | None = None,
    interval: Interval = "1d",
) -> Bars:
    """Return a part of a history, both days included.

    Weeks begin on Monday. The high and low of a week or month are those of the days that have one.
    """
    shown = sampled(between(series, start, end), interval)
    return Bars(
        dates=day_texts(shown.days),
        open=price_texts(shown.open, shown.exponent),
        high=price_texts(shown.high, shown.exponent),
        low=price_texts(shown.low, shown.exponent),
        close=[text or "" for text in price_texts(shown.close, shown.exponent)],
        volume=[None if total == MISSING else total for total in shown.volume.tolist()],
    )


def between(series: PriceSeries, start: date | None, end: date | None) -> PriceSeries:
    """Return the bars from a day to a day, both included; events are left as they are."""
    low = 0 if start is None else int(np.searchsorted(series.days, start.toordinal()))
    high = series.days.size
    if end is not None:
        high = int(np.searchsorted(series.days, end.toordinal(), side="right"))
    part = slice(low, max(low, high))
    return replace(
        series, days=series.days[part], **{n: getattr(series, n)[part] for n in _COLUMNS}
    )


def sampled(series: PriceSeries, interval: Interval) -> PriceSeries:
    """Return one bar for each day, week or month, dated by the last trading day in it."""
    if interval == "1d":
        return series
    starts, ends = _groups(series.days, interval)
    return replace(
        series,
        days=series.days[ends],
        open=series.open[starts],
        high=_reduced(np.maximum, series.high, starts),
        low=_lowest(series.low, starts),
        close=series.close[ends],
        volume=_volumes(series.volume, starts),
    )


def split_adjusted(series: PriceSeries) -> PriceSeries:
    """Return a history in shares of its last day: prices divided by the splits after them."""
    by_splits, _ = _factors(series)
    return _scaled_by(series, by_splits, np.ones(series.days.size), "split-adjusted")


def adjusted(series: PriceSeries) -> PriceSeries:
    """Return a history without the jumps of splits and dividends, as of its last day.

    Every price is divided by the splits after its day, and scaled by (1 - dividend / close
    before) for every dividend after it; volumes are multiplied by the splits. Prices are rounded
    to six decimals; the version tells it from the one as traded.
    """
    return _scaled_by(series, *_factors(series), "adjusted")


def _scaled_by(
    series: PriceSeries, by_splits: Floats, by_dividends: Floats, label: str
) -> PriceSeries:
    scale = by_splits * by_dividends * 10.0 ** (_ADJUSTED_DECIMALS - series.exponent)
    return replace(
        series,
        exponent=_ADJUSTED_DECIMALS,
        close=_scaled(series.close, scale),
        open=_scaled(series.open, scale),
        high=_scaled(series.high, scale),
        low=_scaled(series.low, scale),
        volume=_scaled(series.volume, 1 / by_splits),
        version=f"{series.version}+{label}",
    )


def _factors(series: PriceSeries) -> tuple[Floats, Floats]:
    """Return per day what splits, and what dividends, multiply its price by (each shape (n,))."""
    by_splits, by_dividends = np.ones(series.days.size), np.ones(series.days.size)
    for split in series.splits:
        before = int(np.searchsorted(series.days, split.date.toordinal()))
        by_splits[:before] *= split.denominator / split.numerator
    for dividend in series.dividends:
        before = int(np.searchsorted(series.days, dividend.ex_date.toordinal()))
        if 0 < before < series.days.size:
            close = float(series.decimal(series.close[before - 1]))
            by_dividends[:before] *= 1 - float(dividend.amount) / close
    return by_splits, by_dividends


def _scaled(column: Mantissas, scale: Floats) -> Mantissas:
    present = column != MISSING
    values = np.rint(np.where(present, column, 0) * scale).astype(np.int64)
    return np.where(present, values, MISSING)


def _groups(days: Days, interval: Interval) -> tuple[Indexes, Indexes]:
    """Return per bar the index of its first and of its last row."""
    if interval == "1d" or not days.size:
        every = np.arange(days.size, dtype=np.intp)
        return every, every
    if interval == "1w":
        labels = [(day - 1) // 7 for day in days.tolist()]  # ordinal 1 was a Monday
    else:
        labels = [_month(day) for day in days.tolist()]
    edges = np.flatnonzero(np.diff(labels)) + 1
    return np.concatenate([[0], edges]), np.append(edges - 1, days.size - 1)


def _month(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month


def _reduced(function: np.ufunc, column: Mantissas, starts: Indexes) -> Mantissas:
    return function.reduceat(column, starts) if starts.size else column


def _lowest(column: Mantissas, starts: Indexes) -> Mantissas:
    """Return each bar's low; MISSING is the smallest integer, so it must step aside."""
    none = np.iinfo(np.int64).max
    lowest = _reduced(np.minimum, np.where(column == MISSING, none, column), starts)
    return np.where(lowest == none, MISSING, lowest)


def _volumes(column: Mantissas, starts: Indexes) -> Mantissas:
    present = column != MISSING
    totals = _reduced(np.add, np.where(present, column, 0), starts)
    known = _reduced(np.add, present.astype(np.int64), starts)
    return np.where(known > 0, totals, MISSING)
