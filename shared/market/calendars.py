"""Which days an exchange trades, when a day's close should be known, and what is stale by that.

The table of days off ships with the product (`tools/build_calendars.py` writes it). Beyond the
years it knows, and for exchanges it does not, every weekday counts: then a holiday is taken for a
missed day, and a price may be called stale for one day too many; never too few.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

_SETTLED_AFTER: Final = timedelta(hours=2)  # what a vendor takes to settle a daily bar
_WEEKDAYS: Final = "1111100"
_EVERY_DAY: Final = "1111111"
_US: Final = "XNYS"
_LOOKS: Final = 30  # no exchange rests for longer
_BY_SUFFIX: Final = {
    suffix: name
    for name, suffixes in {
        "ASEX": "AT", "BVMF": "SA", "XAMS": "AS", "XASX": "AX", "XBKK": "BK", "XBOM": "BO NS",
        "XBRU": "BR", "XBUD": "BD", "XCSE": "CO", "XDUB": "IR", "XETR": "DE",
        "XFRA": "F BE DU HA HM MU SG", "XHEL": "HE", "XHKG": "HK", "XICE": "IC", "XIDX": "JK",
        "XIST": "IS", "XJSE": "JO", "XKLS": "KL", "XKRX": "KS KQ", "XLIS": "LS", "XLON": "L IL",
        "XMAD": "MC", "XMEX": "MX", "XMIL": "MI", "XNZE": "NZ", "XOSL": "OL", "XPAR": "PA",
        "XPRA": "PR", "XSES": "SI", "XSHG": "SS SZ", "XSTO": "ST", "XSWX": "SW", "XTAE": "TA",
        "XTAI": "TW TWO", "XTKS": "T", "XTSE": "TO V CN NE", "XWAR": "WA", "XWBO": "VI",
    }.items()
    for suffix in suffixes.split()
}  # fmt: skip
_CLASSES_OF_SHARES: Final = frozenset({"A", "B"})


@dataclass(frozen=True, slots=True)
class Calendar:
    """An exchange's days and hours, in its own zone."""

    name: str
    zone: ZoneInfo
    week: str
    hours: tuple[tuple[date, time, time], ...]
    last: date = date.max
    closed: frozenset[int] = frozenset()
    extra: frozenset[int] = frozenset()
    early: dict[int, time] = field(default_factory=dict[int, time])

    def is_session(self, day: date) -> bool:
        """Say whether there is trading on a day."""
        ordinal = day.toordinal()
        if ordinal in self.extra:
            return True
        return self.week[day.weekday()] == "1" and ordinal not in self.closed

    def hours_of(self, day: date) -> tuple[datetime, datetime]:
        """Return the opening and the close of a session, in UTC."""
        opens, closes = next(
            (opens, closes) for since, opens, closes in reversed(self.hours) if since <= day
        )
        closes = self.early.get(day.toordinal(), closes)
        whole_day = timedelta(days=1) if closes <= opens else timedelta()
        return (
            datetime.combine(day, opens, self.zone).astimezone(UTC),
            datetime.combine(day + whole_day, closes, self.zone).astimezone(UTC),
        )

    def is_open(self, now: datetime) -> bool:
        """Say whether there is trading at an instant."""
        day = now.astimezone(self.zone).date()
        for session in (day, day - timedelta(days=1)):
            opens, closes = self.hours_of(session)
            if self.is_session(session) and opens <= now < closes:
                return True
        return False

    def last_expected_day(self, now: datetime) -> date:
        """Return the latest session whose daily bar should exist at this instant."""
        day = now.astimezone(self.zone).date() + timedelta(days=1)
        for _ in range(_LOOKS):
            day -= timedelta(days=1)
            if self.is_session(day) and self.hours_of(day)[1] + _SETTLED_AFTER <= now:
                return day
        return day

    def next_settlement(self, now: datetime) -> datetime:
        """Return the instant after which the next daily bar should exist."""
        day = now.astimezone(self.zone).date() - timedelta(days=2)
        for _ in range(_LOOKS):
            day += timedelta(days=1)
            settled = self.hours_of(day)[1] + _SETTLED_AFTER
            if self.is_session(day) and settled > now:
                return settled
        return now + timedelta(days=1)

    def unfinished_day(self, now: datetime) -> date | None:
        """Return the exchange's date at an instant when its close has not come yet."""
        day = now.astimezone(self.zone).date()
        return day if self.hours_of(day)[1] > now else None


def calendar_of(symbol: str | None) -> Calendar:
    """Return the calendar a symbol trades by, told by its form; New York's when there is no other.

    `fx:USD` follows the central bank's fixings, `EURUSD=X` the weekdays, `BTC-USD` every day.
    """
    if symbol is None:
        return _named(_US)
    if symbol.startswith("fx:"):
        return _named("TARGET")
    if symbol.endswith("=X"):
        return _named("currency")
    if symbol.endswith(("-USD", "-EUR", "-GBP", "-BTC", "-USDT")):
        return _named("crypto")
    suffix = symbol.rpartition(".")[2] if "." in symbol else ""
    if not suffix or suffix in _CLASSES_OF_SHARES:
        return _named(_US)
    return _named(_BY_SUFFIX.get(suffix, "weekdays"))


def last_expected_day(now: datetime, symbol: str | None = None) -> date:
    """Return the latest trading date whose daily bar should exist at this instant."""
    return calendar_of(symbol).last_expected_day(now)


def next_settlement(now: datetime, symbol: str | None = None) -> datetime:
    """Return the instant after which the next daily bar should exist."""
    return calendar_of(symbol).next_settlement(now)


def is_stale(last_bar: date, now: datetime, symbol: str | None = None) -> bool:
    """Say whether a series that ends on `last_bar` misses a close it should have."""
    return last_bar < last_expected_day(now, symbol)


@lru_cache(maxsize=64)
def _named(name: str) -> Calendar:
    around_the_clock = ((date.min, time(0), time(0)),)
    if name == "crypto":
        return Calendar(name, ZoneInfo("UTC"), _EVERY_DAY, around_the_clock)
    if name == "currency":
        return Calendar(name, ZoneInfo("Europe/London"), _WEEKDAYS, around_the_clock)
    entry: dict[str, Any] | None = _table().get(name)
    if entry is None:
        # An exchange we do not know: late enough for all of them.
        return Calendar(name, ZoneInfo("UTC"), _WEEKDAYS, ((date.min, time(0), time(21)),))
    return Calendar(
        name,
        ZoneInfo(entry["zone"]),
        entry["week"],
        tuple(
            (date.fromisoformat(since), time.fromisoformat(opens), time.fromisoformat(closes))
            for since, opens, closes in entry["hours"]
        ),
        date.fromisoformat(entry["last"]),
        frozenset(accumulate(entry["closed"])),
        frozenset(accumulate(entry.get("extra", []))),
        {int(day): time.fromisoformat(close) for day, close in entry["early"].items()},
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    path = files("shared.market") / "calendar_data" / "exchanges.json"
    return orjson.loads(path.read_bytes())["exchanges"]
