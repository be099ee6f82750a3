"""When digests are due, by the reader's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.alerts.digest_times import due_digests
from shared.notifications.model import NotificationPreferences

DAILY = NotificationPreferences(daily_digest=True, digest_hour=7)
WEEKLY = NotificationPreferences(weekly_digest=True, digest_hour=7, weekly_day="monday")


def keys(preferences: NotificationPreferences, zone: str, at: str) -> list[str]:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return [one.key for one in due_digests(preferences, zone, now)]


@pytest.mark.parametrize(
    ("zone", "before", "at", "day"),
    [
        ("UTC", "2024-05-01T06:59", "2024-05-01T07:00", "2024-05-01"),
        ("America/New_York", "2024-05-01T10:59", "2024-05-01T11:00", "2024-05-01"),
        ("Asia/Kolkata", "2024-05-01T01:29", "2024-05-01T01:30", "2024-05-01"),
        ("Pacific/Auckland", "2024-04-30T18:59", "2024-04-30T19:00", "2024-05-01"),
        # Winter time ends on 2024-03-31: seven in Berlin is five in UTC from then on.
        ("Europe/Berlin", "2024-03-31T04:59", "2024-03-31T05:00", "2024-03-31"),
    ],
)
def test_a_daily_digest_is_due_at_the_readers_hour(
    zone: str, before: str, at: str, day: str
) -> None:
    assert keys(DAILY, zone, before) == []
    assert keys(DAILY, zone, at) == [f"daily-digest:{day}"]


def test_every_look_within_a_period_names_the_same_digest() -> None:
    first = datetime(2024, 5, 1, 7, 2, tzinfo=UTC)
    named = {
        one.key
        for half_hours in range(33)
        for one in due_digests(DAILY, "UTC", first + timedelta(minutes=30 * half_hours))
    }
    assert named == {"daily-digest:2024-05-01"}


def test_a_weekly_digest_is_due_on_its_day_and_made_up_for_within_a_day() -> None:
    assert keys(WEEKLY, "UTC", "2024-05-06T06:59") == []
    assert keys(WEEKLY, "UTC", "2024-05-06T07:00") == ["weekly-digest:2024-05-06"]
    assert keys(WEEKLY, "UTC", "2024-05-07T06:30") == ["weekly-digest:2024-05-06"]
    assert keys(WEEKLY, "UTC", "2024-05-07T07:00") == []


def test_nothing_is_due_that_nobody_asked_for_and_an_unknown_zone_is_utc() -> None:
    assert keys(NotificationPreferences(), "UTC", "2024-05-06T12:00") == []
    assert keys(DAILY, "Mars/Olympus", "2024-05-01T07:00") == ["daily-digest:2024-05-01"]
