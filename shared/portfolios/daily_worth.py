"""What a portfolio was made of day by day, as float64: each symbol's worth, cash, rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.market.model import Days, FxBook, PriceSeries
from shared.portfolios.carrying import AnyDays, Calendar, places_until
from shared.portfolios.columns import floats_of, ordinals_of
from shared.portfolios.results import LedgerResult, StepSeries

type FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DailyWorth:
    """What was held on each of n days, a row a symbol or currency, in the order of their names.

    `holdings`: shape (symbols, n), in the reporting currency. `local`: shape (currencies, n), in
    each currency, cash included; `rates`, of the same shape, converts it. `total`: shape (n,), of
    holdings and cash. NaN where something held has no price or rate yet. `is_trading_day`: shape
    (n,), whether anything held was priced that very day.
    """

    symbols: tuple[str, ...]
    currencies: tuple[str, ...]
    holdings: FloatArray
    local: FloatArray
    rates: FloatArray
    total: FloatArray
    is_trading_day: NDArray[np.bool_]


def daily_worth(
    result: LedgerResult,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    days: Days,
    symbols: Sequence[str],
) -> DailyWorth:
    """Return what these symbols of a ledger, and its cash, were worth on each day.

    A symbol without prices is worth NaN while it is held.
    """
    kept_in = _kept_in(result, prices, symbols)
    currencies = currencies_of(result, prices, symbols)
    rates = np.array([cross_rates(fx, code, result.currency, days) for code in currencies])
    row = {code: index for index, code in enumerate(currencies)}
    holdings, local = np.zeros((len(symbols), days.size)), np.zeros(rates.shape)
    is_trading_day = np.zeros(days.size, dtype=bool)
    calendar = Calendar(days)
    for index, symbol in enumerate(symbols):
        held, series = stepped(result.quantities[symbol], days), prices.get(symbol)
        if series is not None and series.days.size:
            at, is_priced = calendar.places(series.days)
            worth = _worth(held, _closes(series, at, days))
            is_trading_day |= is_priced & _was_held(held)
        else:
            worth = np.where(held == 0.0, 0.0, np.nan)
        place = row[kept_in[symbol]]
        local[place] += worth
        holdings[index] = _worth(worth, rates[place])
    total = holdings.sum(axis=0)
    # In one order whatever came first: sums of floats in another order differ in the last bit.
    for code in sorted(result.balances):
        cash, place = stepped(result.balances[code], days), row[code]
        local[place] += cash
        total += _worth(cash, rates[place])
    return DailyWorth(
        tuple(symbols), tuple(currencies), holdings, local, rates, total, is_trading_day
    )


def currencies_of(
    result: LedgerResult, prices: Mapping[str, PriceSeries], symbols: Sequence[str]
) -> list[str]:
    """Return the currencies these symbols are kept in, those of cash, and the reporting one."""
    kept_in = _kept_in(result, prices, symbols)
    return sorted({*kept_in.values(), *result.balances, result.currency})


def _kept_in(
    result: LedgerResult, prices: Mapping[str, PriceSeries], symbols: Sequence[str]
) -> dict[str, str]:
    return {
        s: prices[s].currency if s in prices else result.currencies.get(s, result.currency)
        for s in symbols
    }


def stepped(steps: StepSeries, days: AnyDays) -> FloatArray:
    """Return a step series at the end of each day, shape (n,), zero before its first step."""
    begins = np.searchsorted(days, ordinals_of(steps.days))
    bounds = np.concatenate(([0], begins, [days.size]))
    levels = np.concatenate(([0.0], floats_of(steps.values)))
    return np.repeat(levels, bounds[1:] - bounds[:-1])


def cross_rates(fx: FxBook, currency: str, into: str, days: AnyDays) -> FloatArray:
    """Return units of `into` for one of `currency`, the last fixing on or before each day.

    Shape (n,); NaN where not known.
    """
    if currency == into:
        return np.ones(days.shape)
    return _leg(fx, into, days) / _leg(fx, currency, days)


def _leg(fx: FxBook, currency: str, days: AnyDays) -> FloatArray:
    if currency == fx.pivot:
        return np.ones(days.shape)
    series = fx.series.get(currency)
    if series is None:
        return np.full(days.shape, np.nan)
    return _closes(series, places_until(series.days, days), days)


def _closes(series: PriceSeries, at: NDArray[np.int64], days: AnyDays) -> FloatArray:
    """Return the last close up to each day in that day's shares, NaN before the first."""
    closes = np.concatenate(([np.nan], series.close / 10.0**series.exponent))[at]
    if series.splits:
        priced_on = np.concatenate(([0], series.days))[at]
        for split in series.splits:
            split_day = split.date.toordinal()
            # Carried over a split, as `PriceSeries.carried_to` does it.
            is_carried = (priced_on < split_day) & (days >= split_day)
            closes[is_carried] *= split.denominator / split.numerator
    return closes


def _was_held(held: FloatArray) -> NDArray[np.bool_]:
    """Say of each day whether anything was held on it or the evening before."""
    is_held = held != 0.0
    is_held[1:] |= is_held[:-1].copy()
    return is_held


def _worth(held: FloatArray, price: FloatArray) -> FloatArray:
    """Multiply, but nothing held is worth nothing whether or not it has a price."""
    if price.size and not np.isnan(price[0]):
        return held * price  # a price once known is carried on
    return np.where(held == 0.0, 0.0, held * price)
