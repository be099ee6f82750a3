"""The weekday rule: 2024-05-03 was a Friday."""

from datetime import UTC, date, datetime

import pytest

from shared.market.calendars import is_stale, last_expected_day, next_settlement


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-05-03T12:00", "2024-05-02"),
        ("2024-05-03T23:00", "2024-05-03"),
        ("2024-05-04T12:00", "2024-05-03"),
        ("2024-05-05T23:59", "2024-05-03"),
        ("2024-05-06T22:59", "2024-05-03"),
        ("2024-05-06T23:00", "2024-05-06"),
    ],
)
def test_a_close_is_expected_on_the_evening_of_a_weekday(now: str, expected: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert last_expected_day(moment) == date.fromisoformat(expected)
    assert not is_stale(date.fromisoformat(expected), moment)


def test_a_series_that_misses_a_close_is_stale() -> None:
    assert is_stale(date(2024, 5, 2), datetime(2024, 5, 4, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2024-05-03T12:00", "2024-05-03T23:00"),
        ("2024-05-03T23:00", "2024-05-06T23:00"),
        ("2024-05-05T01:00", "2024-05-06T23:00"),
    ],
)
def test_the_next_look_is_after_the_next_close(now: str, due: str) -> None:
    assert next_settlement(datetime.fromisoformat(now).replace(tzinfo=UTC)) == (
        datetime.fromisoformat(due).replace(tzinfo=UTC)
    )
