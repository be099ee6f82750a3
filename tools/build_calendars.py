"""Write the table of trading days that ships with the product.

Run by hand, once or twice a year, where exchange-calendars is installed (it is no dependency: it
costs 1.5 s to import, the table a millisecond):

    uv run --with exchange-calendars python -m tools.build_calendars
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import exchange_calendars as _library  # pyright: ignore[reportMissingImports]

exchange_calendars: Any = _library

FIRST, LAST = date(2015, 1, 1), date(2027, 12, 31)
TARGET = Path(__file__).parent.parent / "shared" / "market" / "calendar_data" / "exchanges.json"
EXCHANGES = (
    "ASEX BVMF XAMS XASX XBKK XBOM XBRU XBUD XCSE XDUB XETR XFRA XHEL XHKG XICE XIDX XIST XJSE "
    "XKLS XKRX XLIS XLON XMAD XMEX XMIL XNYS XNZE XOSL XPAR XPRA XSES XSHG XSTO XSWX XTAE "
    "XTAI XTKS XTSE XWAR XWBO"
).split()


def main() -> None:
    """Write one entry an exchange: zone, usual hours, days off, days that end early."""
    table = {name: entry(name) for name in EXCHANGES}
    table["TARGET"] = {
        "last": LAST.isoformat(),
        "zone": "Europe/Berlin",
        "hours": [["1900-01-01", "14:10", "16:00"]],
        "week": "1111100",
        "closed": ordinals(day for day in weekdays("1111100", LAST) if is_target_holiday(day)),
        "early": {},
    }
    document = {"first": FIRST.isoformat(), "exchanges": table}
    TARGET.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n")
    print(f"{TARGET.name}: {len(table)} calendars, {TARGET.stat().st_size} bytes")


def entry(name: str) -> dict[str, object]:
    """Return one exchange's calendar; `closed` holds ordinals, each less the one before."""
    last = LAST
    while (calendar := calendar_until(name, last)) is None:
        last = date(last.year - 1, 12, 31)
    schedule = calendar.schedule
    open_days = {stamp.date() for stamp in schedule.index}
    week = str(calendar.weekmask)
    zone = calendar.tz
    closes = {
        stamp.date(): row.close.tz_convert(zone).strftime("%H:%M")
        for stamp, row in schedule.iterrows()
    }
    hours = [
        [since.isoformat(), at_open, at_close]
        for since, at_open, at_close in zip(
            *usual(calendar.open_times, calendar.close_times), strict=True
        )
    ]
    usual_close = {day: close_on(hours, day) for day in closes}
    early = {day.toordinal(): close for day, close in closes.items() if close < usual_close[day]}
    return {
        "last": last.isoformat(),
        "zone": str(zone),
        "hours": hours,
        "week": week,
        "closed": ordinals(day for day in weekdays(week, last) if day not in open_days),
        "extra": ordinals(day for day in sorted(open_days) if week[day.weekday()] == "0"),
        "early": early,
    }


def calendar_until(name: str, last: date) -> Any:
    """Return a calendar up to a day; None when its holidays are not known for so long."""
    try:
        return exchange_calendars.get_calendar(name, start=FIRST, end=last)
    except ValueError:
        return None


def usual(opens: Any, closes: Any) -> tuple[list[date], list[str], list[str]]:
    """Return the days from which on usual hours held, with those hours."""
    days = sorted({d for d, _ in [*opens, *closes] if d is not None})
    since = [date(1900, 1, 1), *(stamp.date() for stamp in days)]
    return since, [at(opens, day) for day in since], [at(closes, day) for day in since]


def at(times: Any, day: date) -> str:
    """Return the usual time on a day."""
    valid = [t for d, t in times if d is None or d.date() <= day]
    return valid[-1].strftime("%H:%M")


def close_on(hours: list[list[str]], day: date) -> str:
    """Return the usual close of a day."""
    return [close for since, _, close in hours if since <= day.isoformat()][-1]


def weekdays(week: str, last: date) -> list[date]:
    """Return all days of the table that a week's pattern opens."""
    days = (FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1))
    return [day for day in days if week[day.weekday()] == "1"]


def ordinals(days: Iterable[date]) -> list[int]:
    """Return days as ordinals, each but the first as the distance from the one before."""
    found = [day.toordinal() for day in days]
    return [here - before for here, before in zip(found, [0, *found], strict=False)]


def is_target_holiday(day: date) -> bool:
    """Say whether the euro system rests: the days its own rules name."""
    easter = easter_sunday(day.year)
    fixed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    return (day.month, day.day) in fixed or day in {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
    }


def easter_sunday(year: int) -> date:
    """Return Easter Sunday (Gauss, Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30, 0
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


if __name__ == "__main__":
    main()
