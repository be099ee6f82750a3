"""When a symbol is looked at again. Pure."""

from datetime import date, datetime, timedelta
from typing import Final

from shared.market.calendars import is_stale, next_settlement
from shared.market.model import PriceSeries
from shared.market.registry import RunSummary

BACKSTOP: Final = timedelta(minutes=5)
"""After this a back-fill that has not finished is enqueued again (its job may be lost)."""

_UNREACHABLE: Final = timedelta(minutes=5)
_MAYBE_UNKNOWN: Final = timedelta(minutes=15)
_UNKNOWN: Final = timedelta(days=1)
_PREFERRED_AGAIN: Final = timedelta(hours=1)
_LATE: Final = timedelta(hours=3)
_RECENT: Final = timedelta(days=10)


def after_run(now: datetime, summary: RunSummary, series: PriceSeries | None) -> datetime:
    """Return when a symbol is due next, after a run ended like this.

    A series that misses a recent close is looked at again within hours (vendors are late); one
    that ended long ago once a day.
    """
    if summary.outcome == "unreachable":
        return now + _UNREACHABLE
    if summary.outcome == "unknown":
        are_all_sure = all(reason == "unknown_symbol" for _, reason in summary.skipped)
        return now + (_UNKNOWN if are_all_sure else _MAYBE_UNKNOWN)
    if any(reason != "unknown_symbol" for _, reason in summary.skipped):
        # A preferred provider could not be asked: give it another chance soon.
        return now + _PREFERRED_AGAIN
    if series is None or not series.days.size:
        return now + _MAYBE_UNKNOWN
    last = date.fromordinal(int(series.days[-1]))
    settlement = next_settlement(now, series.symbol)
    if is_stale(last, now, series.symbol) and now.date() - last < _RECENT:
        return min(now + _LATE, settlement)
    return settlement
