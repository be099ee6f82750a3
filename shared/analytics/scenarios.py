"""What a crisis of the past, or a shock one thinks up, would do to today's holdings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np

from shared.analytics.benchmark import returns_in
from shared.analytics.relative_risk import aligned, beta
from shared.analytics.returns import DayArray
from shared.market.model import FxBook, PriceSeries

INDEX: Final = "^GSPC"
_BETA_DAYS: Final = 3 * 252

type Way = Literal["own_history", "beta", "shock", "unaffected"]


@dataclass(frozen=True, slots=True)
class Crisis:
    """A fall of the stock market, from its highest to its lowest close."""

    name: str
    label: str
    peak: date
    trough: date


# S&P 500 closing highs and lows (S&P Dow Jones Indices).
CRISES: Final = (
    Crisis("dot_com", "Dot-com bust, 2000–2002", date(2000, 3, 24), date(2002, 10, 9)),
    Crisis("financial_crisis", "Financial crisis, 2007–2009", date(2007, 10, 9), date(2009, 3, 9)),
    Crisis("covid", "Covid crash, 2020", date(2020, 2, 19), date(2020, 3, 23)),
    Crisis("inflation", "Inflation and rates, 2022", date(2022, 1, 3), date(2022, 10, 12)),
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """A holding as a scenario sees it; `value` in the reporting currency."""

    symbol: str
    value: float
    currency: str
    sector: str | None


@dataclass(frozen=True, slots=True)
class Shock:
    """A thought-up move, as fractions (−0.2 is a fall of 20 %).

    The most special of symbol, sector and market applies to the price; a currency's move (against
    the reporting currency) comes on top. A rise of rates by `rate_change` moves a symbol by minus
    its `durations` entry times it.
    """

    name: str
    market: float = 0.0
    symbols: Mapping[str, float] = field(default_factory=dict[str, float])
    sectors: Mapping[str, float] = field(default_factory=dict[str, float])
    currencies: Mapping[str, float] = field(default_factory=dict[str, float])
    rate_change: float = 0.0
    durations: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one holding, and how that is known; None where it is not."""

    symbol: str
    change: float | None
    gain: float | None
    way: Way


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario's effect on the holdings that could be told; `change` is of their value."""

    name: str
    label: str
    gain: float
    change: float | None
    effects: tuple[Effect, ...]
    notes: tuple[str, ...] = ()


def replay(
    crisis: Crisis,
    exposures: Sequence[Exposure],
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    currency: str,
    today: date,
) -> Outcome:
    """Let a crisis happen again.

    A holding that was traded then moves as it did, dividends and currency included. Another moves
    with the index by its beta over their last three years. One with neither is left out and named.
    """
    index = prices.get(INDEX)
    effects = [_replayed(crisis, one, prices, index, fx, currency, today) for one in exposures]
    left_out = [one.symbol for one in effects if one.change is None]
    notes = [f"no history and no beta for {', '.join(left_out)}: left out"] if left_out else []
    return _outcome(crisis.name, crisis.label, exposures, effects, notes)


def apply(shock: Shock, exposures: Sequence[Exposure]) -> Outcome:
    """Apply a thought-up shock."""
    effects = [_shocked(shock, one) for one in exposures]
    return _outcome(shock.name, shock.name, exposures, effects, [])


def beta_days(series: PriceSeries, index: PriceSeries, today: date) -> DayArray:
    """Return the days over which a beta is measured: the last three years that both traded."""
    common = np.intersect1d(index.days, series.days, assume_unique=True).astype(np.int64)
    return common[common <= today.toordinal()][-_BETA_DAYS:]


def _replayed(
    crisis: Crisis,
    exposure: Exposure,
    prices: Mapping[str, PriceSeries],
    index: PriceSeries | None,
    fx: FxBook,
    currency: str,
    today: date,
) -> Effect:
    series = prices.get(exposure.symbol)
    own = _change(series, crisis, fx, currency)
    if own is not None:
        return Effect(exposure.symbol, own, exposure.value * own, "own_history")
    fall = _change(index, crisis, fx, index.currency) if index is not None else None
    slope = _beta(series, index, fx, currency, today)
    if fall is None or slope is None:
        return Effect(exposure.symbol, None, None, "unaffected")
    # A price cannot fall below nothing.
    change = max(slope * fall, -1.0)
    return Effect(exposure.symbol, change, exposure.value * change, "beta")


def _change(series: PriceSeries | None, crisis: Crisis, fx: FxBook, currency: str) -> float | None:
    """Return the total return from peak to trough; None for what was not traded all the while."""
    if series is None or series.days.size == 0:
        return None
    first, last = crisis.peak.toordinal(), crisis.trough.toordinal()
    if int(series.days[0]) > first or int(series.days[-1]) < last:
        return None
    change = float(returns_in(series, fx, currency, np.array([first, last]))[0])
    return None if np.isnan(change) else change


def _beta(
    series: PriceSeries | None, index: PriceSeries | None, fx: FxBook, currency: str, today: date
) -> float | None:
    if series is None or index is None:
        return None
    days = beta_days(series, index, today)
    if days.size <= 1:
        return None
    ours = returns_in(series, fx, currency, days)
    return beta(*aligned(ours, returns_in(index, fx, index.currency, days)))


def _shocked(shock: Shock, exposure: Exposure) -> Effect:
    price = shock.symbols.get(
        exposure.symbol, shock.sectors.get(exposure.sector or "", shock.market)
    )
    price -= shock.durations.get(exposure.symbol, 0.0) * shock.rate_change
    change = max((1.0 + price) * (1.0 + shock.currencies.get(exposure.currency, 0.0)) - 1.0, -1.0)
    way: Way = "shock" if change else "unaffected"
    return Effect(exposure.symbol, change, exposure.value * change, way)


def _outcome(
    name: str,
    label: str,
    exposures: Sequence[Exposure],
    effects: Sequence[Effect],
    notes: Sequence[str],
) -> Outcome:
    told = [
        (one.value, effect.gain)
        for one, effect in zip(exposures, effects, strict=True)
        if effect.gain is not None
    ]
    gain, value = sum(gain for _, gain in told), sum(value for value, _ in told)
    change = gain / value if value > 0 else None
    return Outcome(name, label, gain, change, tuple(effects), tuple(notes))
