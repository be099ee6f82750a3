"""NCRONTAB and time spans, with Microsoft's documented examples.

https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-examples
"""

from datetime import UTC, datetime, timedelta

import pytest

from tools.localhost.failure import CannotStart
from tools.localhost.host_json import parse_time_span
from tools.localhost.schedules import parse_schedule

WEDNESDAY_NOON = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "next_run"),
    [
        ("0 */5 * * * *", datetime(2024, 5, 1, 12, 5, tzinfo=UTC)),  # once every five minutes
        ("0 0 * * * *", datetime(2024, 5, 1, 13, 0, tzinfo=UTC)),  # at the top of every hour
        ("0 0 */2 * * *", datetime(2024, 5, 1, 14, 0, tzinfo=UTC)),  # once every two hours
        ("0 30 9 * * *", datetime(2024, 5, 2, 9, 30, tzinfo=UTC)),  # at 9:30 every day
        ("0 30 9 * * 1-5", datetime(2024, 5, 2, 9, 30, tzinfo=UTC)),  # at 9:30 every weekday
        ("0 30 9 * Jan Mon", datetime(2025, 1, 6, 9, 30, tzinfo=UTC)),  # Mondays in January
        ("*/5 * * * *", datetime(2024, 5, 1, 12, 5, tzinfo=UTC)),  # five fields: second zero
        ("00:10:00", datetime(2024, 5, 1, 12, 10, tzinfo=UTC)),  # a time span
        ("%EVERY%", datetime(2024, 5, 1, 13, 0, tzinfo=UTC)),  # an app setting
    ],
)
def test_the_next_run(text: str, next_run: datetime) -> None:
    assert parse_schedule(text, {"EVERY": "0 0 * * * *"})(WEDNESDAY_NOON) == next_run


@pytest.mark.parametrize("text", ["", "often", "99 * * * * *", "%MISSING%", "* * * * * * *"])
def test_a_schedule_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(CannotStart, match="timer schedule"):
        parse_schedule(text, {})


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("00:00:05", timedelta(seconds=5)),
        ("00:01:00", timedelta(minutes=1)),
        ("1.02:03:04.5", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
    ],
)
def test_time_spans(text: str, span: timedelta) -> None:
    assert parse_time_span(text) == span.total_seconds()
