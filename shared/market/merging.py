"""How a fetched history joins the stored one. Pure.

A series has one source, always. The same source adds and restates: its new rows win, days it no
longer lists are kept, its events are believed for the time it covers. Another source replaces the
whole series, and only with its own whole history, and only when that does not lose most of what
is there: two sources never meet in one series.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from shared.market.model import MISSING, Dividend, Mantissas, PriceSeries, Split
from shared.market.parsed import ParsedHistory
from shared.market.providers.base import RawPayload

_COLUMNS: Final = ("close", "open", "high", "low")
_MOST_LOSS: Final = 0.1


def may_replace(bars: int, first: int | None, fetched: ParsedHistory, *, is_complete: bool) -> bool:
    """Say whether another source may take over a series of so many bars from an ordinal day on.

    Only with everything it has, and only when that is not much less than what is there.
    """
    if not is_complete or not fetched.days.size:
        return False
    reaches_back = first is None or int(fetched.days.min()) <= first
    return reaches_back or fetched.days.size >= bars * (1 - _MOST_LOSS)


def as_series(history: ParsedHistory, payload: RawPayload) -> PriceSeries:
    """Return a processed history as a series of its own."""
    return PriceSeries(
        symbol=history.symbol,
        currency=history.currency,
        exponent=history.exponent,
        days=history.days,
        close=history.close,
        open=history.open,
        high=history.high,
        low=history.low,
        volume=history.volume,
        source=payload.provider,
        as_of=payload.fetched_at,
        version="",
        dividends=history.dividends,
        splits=history.splits,
    )


def merged(stored: PriceSeries, fetched: PriceSeries) -> PriceSeries:
    """Return both histories of one source as one; where both have a day, the fetched one wins."""
    if not fetched.days.size:
        return stored
    first = int(fetched.days[0])
    stored_rows = np.flatnonzero(~np.isin(stored.days, fetched.days))
    exponent = max(stored.exponent, fetched.exponent)
    days = np.concatenate([stored.days[stored_rows], fetched.days])
    order = np.argsort(days, kind="stable")
    columns = {
        name: np.concatenate(
            [
                _scaled(getattr(stored, name)[stored_rows], exponent - stored.exponent),
                _scaled(getattr(fetched, name), exponent - fetched.exponent),
            ]
        )[order]
        for name in _COLUMNS
    }
    return replace(
        fetched,
        exponent=exponent,
        days=days[order],
        volume=np.concatenate([stored.volume[stored_rows], fetched.volume])[order],
        dividends=_dividends(stored, fetched, first),
        splits=_splits(stored, fetched, first),
        as_of=max(stored.as_of, fetched.as_of),
        **columns,
    )


def _scaled(values: Mantissas, digits: int) -> Mantissas:
    return values if digits == 0 else np.where(values == MISSING, MISSING, values * 10**digits)


def _dividends(stored: PriceSeries, fetched: PriceSeries, first: int) -> tuple[Dividend, ...]:
    kept = (item for item in stored.dividends if item.ex_date.toordinal() < first)
    return (*kept, *fetched.dividends)


def _splits(stored: PriceSeries, fetched: PriceSeries, first: int) -> tuple[Split, ...]:
    kept = (item for item in stored.splits if item.date.toordinal() < first)
    return (*kept, *fetched.splits)
