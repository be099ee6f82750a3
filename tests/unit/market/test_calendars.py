"""Trading days. 2024-05-03 was a Friday; holidays are those the exchanges published."""

import csv
import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.market.calendars import calendar_of, is_stale, last_expected_day, next_settlement

SAMPLES = Path(__file__).parents[3] / "shared/market/sample_data"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("symbol", "now", "expected"),
    [
        # New York closes at 20:00 UTC in summer, 21:00 in winter; a vendor takes two hours more.
        ("AAPL", "2024-05-03T21:59", "2024-05-02"),
        ("AAPL", "2024-05-03T22:00", "2024-05-03"),
        ("AAPL", "2024-05-05T23:59", "2024-05-03"),
        ("AAPL", "2024-01-16T12:00", "2024-01-12"),  # Martin Luther King's day between
        ("BRK.B", "2024-07-05T12:00", "2024-07-03"),  # Independence Day
        ("AAPL", "2025-01-10T12:00", "2025-01-08"),  # mourning for Jimmy Carter
        ("AAPL", "2024-11-29T20:00", "2024-11-29"),  # closes at 13:00 after Thanksgiving
        ("VOD.L", "2024-05-07T12:00", "2024-05-03"),  # early May bank holiday
        ("AAPL", "2024-05-07T12:00", "2024-05-06"),
        ("7203.T", "2024-05-07T05:00", "2024-05-02"),  # Golden Week
        ("SAP.DE", "2024-05-02T12:00", "2024-04-30"),  # Labour Day
        ("0700.HK", "2024-02-14T04:00", "2024-02-09"),  # New Year's Eve, half a day; then three off
        ("fx:USD", "2024-04-02T12:00", "2024-03-28"),  # Good Friday and Easter Monday
        ("BTC-USD", "2024-05-05T12:00", "2024-05-04"),
        ("ACME.XX", "2024-05-06T12:00", "2024-05-03"),
    ],
)
def test_the_latest_close_that_should_be_known(symbol: str, now: str, expected: str) -> None:
    day = date.fromisoformat(expected)
    assert last_expected_day(at(now), symbol) == day
    assert not is_stale(day, at(now), symbol)
    assert is_stale(day - timedelta(days=1), at(now), symbol)


@pytest.mark.parametrize(
    ("symbol", "now", "due"),
    [
        ("AAPL", "2024-05-03T12:00", "2024-05-03T22:00"),
        ("AAPL", "2024-05-03T22:00", "2024-05-06T22:00"),
        ("AAPL", "2024-07-03T20:00", "2024-07-05T22:00"),
        ("7203.T", "2024-05-02T12:00", "2024-05-07T08:00"),
        ("RIO.AX", "2024-05-05T23:00", "2024-05-06T08:00"),
    ],
)
def test_the_next_look_is_after_the_next_close(symbol: str, now: str, due: str) -> None:
    assert next_settlement(at(now), symbol) == at(due)


@pytest.mark.parametrize(
    ("symbol", "now", "is_open"),
    [
        ("AAPL", "2024-05-03T13:29", False),
        ("AAPL", "2024-05-03T13:30", True),
        ("AAPL", "2024-05-03T20:00", False),
        ("AAPL", "2024-07-04T15:00", False),
        ("AAPL", "2024-11-29T18:30", False),
        ("BTC-USD", "2024-05-05T03:00", True),
        ("EURUSD=X", "2024-05-05T12:00", False),
        ("7203.T", "2024-05-08T00:30", True),
    ],
)
def test_when_there_is_trading(symbol: str, now: str, *, is_open: bool) -> None:
    assert calendar_of(symbol).is_open(at(now)) is is_open


def test_the_table_has_the_days_the_exchange_really_traded() -> None:
    """SPY's own bars of 2015 to 2021 (QuantConnect/Lean's data) against the table."""
    with gzip.open(SAMPLES / "SPY.csv.gz", "rt") as file:
        traded = {row["Date"] for row in csv.DictReader(file) if row["Date"] >= "2015"}
    calendar, day = calendar_of("SPY"), date(2015, 1, 1)
    last = date.fromisoformat(max(traded))
    while day <= last:
        assert calendar.is_session(day) == (day.isoformat() in traded), day
        day += timedelta(days=1)


def test_the_table_has_the_days_the_central_bank_really_fixed() -> None:
    with gzip.open(SAMPLES / "fx" / "USD.csv.gz", "rt") as file:
        fixed = {row["Date"] for row in csv.DictReader(file) if row["Date"] >= "2015"}
    calendar, day = calendar_of("fx:USD"), date(2015, 1, 1)
    last = date.fromisoformat(max(fixed))
    while day <= last:
        assert calendar.is_session(day) == (day.isoformat() in fixed), day
        day += timedelta(days=1)


def test_beyond_the_table_every_weekday_counts() -> None:
    assert calendar_of("AAPL").is_session(date(2035, 12, 25))
    assert not calendar_of("AAPL").is_session(date(2035, 12, 22))
