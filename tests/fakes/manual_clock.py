"""A clock that moves when a test says so."""

from datetime import UTC, date, datetime, timedelta


class ManualClock:
    def __init__(self, start: datetime = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
