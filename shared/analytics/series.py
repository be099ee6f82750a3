"""A portfolio day by day: its value series, and what it was made of on each of those days."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from shared.analytics.performance import PeriodFlows
from shared.analytics.returns import DayArray, FloatArray, fold_into
from shared.portfolios.daily_worth import DailyWorth, currencies_of, daily_worth
from shared.portfolios.ports import Book
from shared.portfolios.value_series import value_series


@dataclass(frozen=True, slots=True)
class DailySeries:
    """A portfolio on every day something held was priced or something moved, oldest first.

    In one reporting `currency`. `days`: shape (n,), ordinals, ascending; days in between change
    nothing, so linking over them is daily linking. `values`: shape (n,), total at the end of each
    day, NaN where something held had no price or rate yet. `inflows`, `outflows`: shape (n,), what
    a return counts. `contributions`: shape (n,), net, securities at the cost they carried.
    `holdings`: shape (n, symbols), worth of each. `local`: shape (n, currencies), worth in each
    currency, cash included; `rates` converts it. `is_trading_day`: shape (n,), whether anything
    held was priced that very day. Symbols in `unpriced` never had a price; those in `left_out` are
    outside. `is_rest_empty`: shape (n,), days on which nothing but those was held. `is_traded`:
    shape (n,), days on which the quantity of anything changed.
    """

    currency: str
    symbols: tuple[str, ...]
    currencies: tuple[str, ...]
    days: DayArray
    values: FloatArray
    inflows: FloatArray
    outflows: FloatArray
    contributions: FloatArray
    holdings: FloatArray
    local: FloatArray
    rates: FloatArray
    is_trading_day: NDArray[np.bool_]
    unpriced: tuple[str, ...]
    left_out: tuple[str, ...]
    is_rest_empty: NDArray[np.bool_]
    is_traded: NDArray[np.bool_]

    def index_at(self, day: date) -> int:
        """Return the position of the last entry on or before a day; −1 before the first."""
        return int(np.searchsorted(self.days, day.toordinal(), side="right")) - 1

    def window(self, first: date, last: date) -> slice:
        """Return the positions of the entries from one day to another, both included."""
        start = int(np.searchsorted(self.days, first.toordinal()))
        return slice(start, self.index_at(last) + 1)

    def between(self, first: date, last: date) -> PeriodFlows:
        """Return a period's values and flows; what was there the evening before opens it.

        A period that begins or ends while only what is left out was held has no value there.
        """
        window = self.window(first, last)
        opening, values = 0.0, self.values[window]
        if window.start > 0:
            opening = float(self.values[window.start - 1])
        if self.left_out and values.size:
            opening, values = self._told(opening, values, window)
        return PeriodFlows(
            self.days[window],
            values,
            self.inflows[window],
            self.outflows[window],
            opening,
            first.toordinal(),
            self.is_traded[window],
        )

    def _told(self, opening: float, values: FloatArray, window: slice) -> tuple[float, FloatArray]:
        """Return opening and values, NaN for runs of days without a rest that reach the edges."""
        is_told, values = ~self.is_rest_empty[window], values.copy()
        if window.start > 0 and self.is_rest_empty[window.start - 1]:
            opening = np.nan
            values[~np.logical_or.accumulate(is_told)] = np.nan
        values[~np.logical_or.accumulate(is_told[::-1])[::-1]] = np.nan
        return opening, values

    def booked(self, first: date, last: date) -> PeriodFlows:
        """Return the same with securities transferred at the cost they carried.

        That is how net contributions and gains count them; a return counts their market value.
        """
        moved = self.contributions[self.window(first, last)]
        return replace(
            self.between(first, last),
            inflows=np.maximum(moved, 0.0),
            outflows=np.maximum(-moved, 0.0),
        )

    def trading_returns(self, first: date, last: date) -> tuple[DayArray, FloatArray]:
        """Return the trading days of a period and their returns, NaN without capital.

        What happened on other days is part of the next trading day's return.
        """
        period = self.between(first, last)
        is_kept = self.is_trading_day[self.window(first, last)]
        return period.days[is_kept], fold_into(period.returns(), is_kept)

    def last_trading_day(self, until: date) -> date:
        """Return the last day up to another on which something held was priced."""
        end = self.index_at(until) + 1
        trading = np.flatnonzero(self.is_trading_day[:end])
        return date.fromordinal(int(self.days[trading[-1] if trading.size else max(end - 1, 0)]))


def series_until(whole: DailySeries, book: Book) -> DailySeries | None:
    """Return the daily series of a book from that of the same ledger as of a later day.

    None where a symbol without a price makes the two differ: it may be inside the one and outside
    the other, by what its shares became later.
    """
    day, result = book.as_of.toordinal(), book.result
    end = int(np.searchsorted(whole.days, day, side="right"))
    if whole.unpriced or not end or not result.quantities:
        return None
    if int(whole.days[end - 1]) == day:
        last = None
    elif (last := _evening(book, whole, int(whole.days[end - 1]))) is None:
        return None
    symbols = sorted(result.quantities)
    codes = currencies_of(result, book.prices, symbols)
    of_symbols = [whole.symbols.index(symbol) for symbol in symbols]
    of_codes = [whole.currencies.index(code) for code in codes]

    def cut(column: FloatArray, evening: FloatArray | None, at: list[int] | None) -> FloatArray:
        kept = column[:end]
        if at is not None and len(at) < column.shape[1]:
            kept = kept[:, at]
        return kept if evening is None else np.concatenate((kept, evening))

    def marked(days: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return days[:end] if last is None else np.append(days[:end], False)

    nothing = None if last is None else np.zeros(1)
    return DailySeries(
        currency=whole.currency,
        symbols=tuple(symbols),
        currencies=tuple(codes),
        days=whole.days[:end] if last is None else np.append(whole.days[:end], day),
        values=cut(whole.values, last.total[1:] if last else None, None),
        inflows=cut(whole.inflows, nothing, None),
        outflows=cut(whole.outflows, nothing, None),
        contributions=cut(whole.contributions, nothing, None),
        holdings=cut(whole.holdings, last.holdings.T[1:] if last else None, of_symbols),
        local=cut(whole.local, last.local.T[1:] if last else None, of_codes),
        rates=cut(whole.rates, last.rates.T[1:] if last else None, of_codes),
        is_trading_day=marked(whole.is_trading_day),
        unpriced=(),
        left_out=(),
        is_rest_empty=np.zeros(end if last is None else end + 1, dtype=bool),
        is_traded=marked(whole.is_traded),
    )


def _evening(book: Book, whole: DailySeries, before: int) -> DailyWorth | None:
    """Return the worth of the last day of the series before `as_of`, and of `as_of` itself."""
    result = book.result
    priced = {one: book.prices[one] for one in result.quantities if one in book.prices}
    days = np.array([before, book.as_of.toordinal()], dtype=np.int32)
    if whole.currency != result.currency:
        return None
    return daily_worth(result, priced, book.fx, days, sorted(result.quantities))


def daily_series(book: Book) -> DailySeries | None:
    """Return the daily series of a book; None for a ledger in which nothing ever happened."""
    base = value_series(book.result, book.prices, book.fx)
    if not base.days.size:
        return None
    worth = base.worth
    return DailySeries(
        currency=book.currency,
        symbols=worth.symbols,
        currencies=worth.currencies,
        days=base.days.astype(np.int64),
        values=worth.total,
        inflows=base.inflows,
        outflows=base.outflows,
        contributions=base.contributions,
        holdings=worth.holdings.T,
        local=worth.local.T,
        rates=worth.rates.T,
        is_trading_day=worth.is_trading_day,
        unpriced=base.unpriced,
        left_out=base.left_out,
        is_rest_empty=base.is_rest_empty,
        is_traded=base.is_traded,
    )
