"""Requests for reports whose parts do not fit together; texts too wide for their place."""

from datetime import UTC, date, datetime

import pytest

from shared.kernel.errors import InvalidInput
from shared.reports.charts.svg import cut, wide
from shared.reports.model import ReportRequest
from shared.reports.requests import checked, start_of_day_after

TODAY = date(2024, 5, 2)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (ReportRequest("risk"), "/portfolio_id: risk is about a portfolio"),
        (ReportRequest("stock_analysis"), "/symbol: stock_analysis is about a symbol"),
        (ReportRequest("risk", portfolio_id="p", first=date(1800, 1, 1)), "/from: expected a day"),
        (ReportRequest("risk", portfolio_id="p", last=date(2099, 1, 1)), "/to: expected a day"),
        (ReportRequest("risk", portfolio_id="p", first=date(2024, 6, 1)), "has not begun"),
        (ReportRequest("risk", portfolio_id="p", period="2025"), "has not begun"),
    ],
)
def test_a_request_that_means_nothing_is_refused(request_: ReportRequest, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        _ = checked(request_, TODAY)


def test_a_period_under_way_ends_today() -> None:
    made = checked(ReportRequest("risk", portfolio_id="p", period="2024"), TODAY)
    assert (made.first, made.last) == (date(2024, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (None, None),
        (date(2024, 5, 1), None),
        (TODAY, datetime(2024, 5, 3, tzinfo=UTC)),
    ],
)
def test_a_day_is_over_at_midnight(day: date | None, start: datetime | None) -> None:
    assert start_of_day_after(day, datetime(2024, 5, 2, 13, 30, tzinfo=UTC)) == start


def test_a_text_is_cut_where_it_does_not_fit() -> None:
    name = "A company whose name is long"
    assert cut(name, 1_000) == name
    short = cut(name, 60)
    assert short.endswith("…")
    assert wide(short) <= 60
    assert cut(name, 1) == "…"
