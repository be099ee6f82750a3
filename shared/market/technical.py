"""Indicators over a stored history: which prices they see, and which days are shown. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from shared.market.adjustment import adjusted, between, sampled, split_adjusted
from shared.market.column_texts import day_texts
from shared.market.history import cut
from shared.market.indicators.catalogue import Columns, Indicator
from shared.market.indicators.moving_averages import Floats
from shared.market.model import MISSING, Interval, Mantissas, PriceSeries

BARS_A_YEAR: Final[dict[Interval, int]] = {"1d": 252, "1w": 52, "1mo": 12}


@dataclass(frozen=True, slots=True)
class Technical:
    """Days with the closes the indicators saw, and by name their lines, None where undefined."""

    dates: list[str]
    close: list[float]
    lines: dict[str, dict[str, list[float | None]]]


def technical(
    series: PriceSeries,
    indicators: tuple[Indicator, ...],
    *,
    start: date | None = None,
    end: date | None = None,
    interval: Interval = "1d",
    is_adjusted: bool = False,
) -> Technical:
    """Compute indicators over the whole history and show a range of it.

    So a value does not depend on where the range begins (a running VWAP alone does). A split is
    never a move: prices before one count in shares of the last day of the range. With
    `is_adjusted` they are those of the adjusted history, dividends taken off as well.
    """
    until = end or date.max
    whole = adjusted(series) if is_adjusted else split_adjusted(cut(series, until))
    seen = sampled(between(whole, None, until), interval)
    first = int(np.searchsorted(seen.days, start.toordinal())) if start else 0
    columns = Columns(
        *(_floats(seen, column) for column in (seen.close, seen.high, seen.low)),
        volume=np.where(seen.volume == MISSING, np.nan, seen.volume),
        bars_a_year=BARS_A_YEAR[interval],
        first=first,
    )
    return Technical(
        dates=day_texts(seen.days[first:]),
        close=columns.close[first:].tolist(),
        lines={
            item.name: {
                name: _listed(values[first:]) for name, values in item.compute(columns).items()
            }
            for item in indicators
        },
    )


def _floats(series: PriceSeries, column: Mantissas) -> Floats:
    return np.where(column == MISSING, np.nan, column / 10.0**series.exponent)


def _listed(values: Floats) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124
