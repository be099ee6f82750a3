"""What a plan starts from: today's holdings, their weights, and how they have moved together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from shared.analytics.benchmark import returns_in
from shared.analytics.returns import DayArray, FloatArray
from shared.analytics.risk import MIN_OBSERVATIONS
from shared.kernel.errors import FieldError, InvalidInput
from shared.portfolios.ports import Book
from shared.portfolios.valuation import Holdings


@dataclass(frozen=True, slots=True)
class Opportunity:
    """Assets, their present weights among themselves, and their common daily returns.

    `weights`: shape (n,), summing to 1 (0 for what is not held). `returns`: shape (n_days, n),
    total returns in the reporting currency on days all were priced, no NaN. `days`: shape
    (n_days,), ordinals of the days on which they end. `notes` name what is held and left out.
    """

    symbols: tuple[str, ...]
    sectors: tuple[str | None, ...]
    weights: FloatArray
    returns: FloatArray
    value: float
    days: DayArray
    notes: tuple[str, ...] = ()


def opportunity(
    book: Book, valued: Holdings, symbols: Sequence[str] | None, lookback_days: int
) -> Opportunity:
    """Return the long holdings of a book (or the symbols given) over calendar `lookback_days`.

    Raises: InvalidInput when there is nothing to plan with, or fewer than 20 common days.
    """
    worth = {
        item.symbol: float(item.market_value)
        for item in valued.items
        if item.market_value is not None and item.market_value > 0
    }
    chosen = tuple(symbols) if symbols else tuple(sorted(worth))
    _require_prices(book, chosen)
    values = np.array([worth.get(symbol, 0.0) for symbol in chosen])
    total = float(values.sum())
    instruments = [book.instruments.get(symbol) for symbol in chosen]
    days, returns = _common_returns(book, chosen, book.as_of - timedelta(days=lookback_days))
    return Opportunity(
        symbols=chosen,
        sectors=tuple(one.sector if one else None for one in instruments),
        weights=values / total if total > 0 else values,
        returns=returns,
        value=total,
        days=days,
        notes=() if symbols else left_out(valued),
    )


def left_out(valued: Holdings, *, with_shorts: bool = True) -> tuple[str, ...]:
    """Return notes on holdings that a plan leaves out: without a price, or sold short."""
    unpriced = sorted(item.symbol for item in valued.items if item.market_value is None)
    shorts = sorted(
        item.symbol
        for item in valued.items
        if with_shorts and item.market_value is not None and item.market_value < 0
    )
    notes = [f"no price of {', '.join(unpriced)}: left out"] if unpriced else []
    notes += [f"sold short: {', '.join(shorts)}, left out"] if shorts else []
    return tuple(notes)


def _require_prices(book: Book, symbols: Sequence[str]) -> None:
    if not symbols:
        raise InvalidInput("The portfolio holds nothing with a price", "nothing_held")
    unknown = [symbol for symbol in symbols if symbol not in book.prices]
    if unknown:
        raise InvalidInput(
            f"No prices are known for {', '.join(unknown)}",
            "unknown_symbol",
            errors=tuple(FieldError("/symbols", f"{one} has no prices") for one in unknown),
        )


def _common_returns(book: Book, symbols: Sequence[str], since: date) -> tuple[DayArray, FloatArray]:
    first, last = since.toordinal(), book.as_of.toordinal()
    days = book.prices[symbols[0]].days
    for symbol in symbols[1:]:
        days = np.intersect1d(days, book.prices[symbol].days, assume_unique=True)
    days = days[(days >= first) & (days <= last)].astype(np.int64)
    if days.size <= MIN_OBSERVATIONS:
        raise InvalidInput(
            f"{', '.join(symbols)} have {max(days.size - 1, 0)} common daily returns since "
            f"{since}; {MIN_OBSERVATIONS} are needed",
            "too_little_history",
        )
    columns = [returns_in(book.prices[one], book.fx, book.currency, days) for one in symbols]
    returns = np.column_stack(columns)
    is_known = ~np.isnan(returns).any(axis=1)
    return days[1:][is_known], returns[is_known]
