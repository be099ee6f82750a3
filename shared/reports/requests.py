"""Whether the parts of a request for a report fit together, and when its day is over."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from shared.kernel.errors import FieldError, InvalidInput
from shared.reports.model import OF_A_PORTFOLIO, ReportRequest
from shared.reports.periods import days_of

_FIRST_YEAR: Final = 1900
_MOST_YEARS_AHEAD: Final = 20


def checked(request: ReportRequest, today: date) -> ReportRequest:
    """Return a request whose parts fit together. Raises: InvalidInput."""
    if request.kind in OF_A_PORTFOLIO and not request.portfolio_id:
        raise InvalidInput(f"/portfolio_id: {request.kind} is about a portfolio", "no_portfolio")
    if request.kind == "stock_analysis" and not request.symbol:
        raise InvalidInput("/symbol: stock_analysis is about a symbol", "no_symbol")
    for pointer, day in (("/from", request.first), ("/to", request.last)):
        refuse_far(day, pointer, today)
    days = days_of(request.period)
    if days is not None and request.first is None and request.last is None:
        request = replace(request, first=days[0], last=days[1])
    if request.last is not None and request.last > today:
        request = replace(request, last=today)
    if request.first is not None and request.first > (request.last or today):
        raise InvalidInput("/from: the period has not begun, or ends before it", "invalid_period")
    return request


def refuse_far(day: date | None, pointer: str, today: date) -> None:
    """Refuse a day nobody can mean. Raises: InvalidInput that points to it."""
    if day is not None and not _FIRST_YEAR <= day.year <= today.year + _MOST_YEARS_AHEAD:
        reason = f"expected a day from {_FIRST_YEAR} to {_MOST_YEARS_AHEAD} years ahead"
        raise InvalidInput(
            f"{pointer}: {reason}", "day_out_of_range", errors=(FieldError(pointer, reason),)
        )


def start_of_day_after(day: date | None, now: datetime) -> datetime | None:
    """Return when a day is over, in UTC; None when it is over already."""
    if day is None:
        return None
    end = datetime.combine(day + timedelta(days=1), now.timetz().replace(hour=0, minute=0))
    end = end.replace(second=0, microsecond=0)
    return end if end > now else None
