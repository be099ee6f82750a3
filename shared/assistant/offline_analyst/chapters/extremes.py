"""Best and worst days, months and years, the highest value, what is ahead and what is behind."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import month, say
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.periods import days_of
from shared.assistant.offline_analyst.prose import (
    day,
    gained,
    known,
    listed,
    money,
    percent,
    plural,
    table,
)

_UNITS: Final = re.compile(r"\b(day|week|month|quarter|year)s?\b", re.IGNORECASE)
_HIGHEST: Final = re.compile(r"\b(?:all.?time high|peak|highest|record high)\b", re.IGNORECASE)
_BEHIND: Final = re.compile(
    r"\b(?:in the red|under ?water|at a loss|los\w+|down|negative)\b", re.IGNORECASE
)
_WORST: Final = re.compile(r"\b(?:worst|weakest|least)\b", re.IGNORECASE)
_SHOWN: Final = 12


async def extremes(asked: Asked, desk: Desk) -> str:
    """Say which day, month or year was best and which worst, or when all was worth most."""
    held = await desk.held(asked)
    symbol = next(iter(held), None)
    unit = _UNITS.search(asked.text)
    by = unit[1].lower() if unit else "month"
    found = await desk.get(
        "best_and_worst", by=by, symbol=symbol, **days_of(asked.span, desk.today)
    )
    subject = held[symbol] if symbol else found["portfolio"]
    if _HIGHEST.search(asked.text):
        return _highest(found, subject)
    if not known(found, "best", "worst"):
        raise NoAnswer(say("No such period has a return yet."))
    return _told(found, subject, by, is_worst=_WORST.search(asked.text) is not None)


async def standing(asked: Asked, desk: Desk) -> str:
    """List the positions that are ahead of their cost, or behind it."""
    found = await desk.get("holdings", limit=100)
    items = [one for one in found["items"] if known(one, "unrealised_gain", "unrealised_return")]
    is_behind = _BEHIND.search(asked.text) is not None
    sign = -1 if is_behind else 1
    rows = [one for one in items if sign * Decimal(one["unrealised_gain"]) > 0]
    rows.sort(key=lambda one: sign * Decimal(one["unrealised_gain"]), reverse=True)
    side = "below" if is_behind else "above"
    if not rows:
        return say(
            "No position of {portfolio} is {side} its cost on {as_of}.",
            portfolio=found["portfolio"],
            side=side,
            as_of=day(found["as_of"]),
        )
    lead = say(
        "In {portfolio}, **{names}** {verb} {side} cost on {as_of}:",
        portfolio=found["portfolio"],
        names=listed([str(one["name"]) for one in rows]),
        verb="is" if len(rows) == 1 else "are",
        side=side,
        as_of=day(found["as_of"]),
    )
    code = found["currency"]
    shown = [
        [
            one["name"] if one["name"] == one["symbol"] else f"{one['name']} ({one['symbol']})",
            money(one["unrealised_gain"], code, signed=True),
            percent(one["unrealised_return"], signed=True),
        ]
        for one in rows[:_SHOWN]
    ]
    return f"{lead}\n\n" + table(["Holding", say("Unrealised gain or loss"), "Return"], shown)


async def win_rate(asked: Asked, desk: Desk) -> str:
    """Say how many of the lots that were closed ended with a gain."""
    found = await desk.get("gains", limit=100)
    items = [one for one in found["items"] if known(one, "gain")]
    if not items:
        return say("{portfolio} has sold nothing yet.", portfolio=found["portfolio"])
    won = sum(Decimal(one["gain"]) > 0 for one in items)
    text = say(
        "Of {total} in {portfolio}, **{won}** ended with a gain",
        total=plural(len(items), "closed lot"),
        portfolio=found["portfolio"],
        won=won,
    )
    if found.get("next_cursor") is not None:
        text += say("; only the latest are counted")
    total = found["total_realised"]
    if total is None:
        return f"{text}."
    return text + say(
        ". Together they {told}.",
        told=gained(total, found["currency"]),
    )


def _told(found: Mapping[str, Any], subject: str, by: str, *, is_worst: bool) -> str:
    first, second = ("worst", "best") if is_worst else ("best", "worst")
    code = found["currency"]
    one, other = found[first], found[second]
    parts = [
        say(
            "The {which} {unit} of {subject} was **{when}**: it {told} ({change} time-weighted).",
            which=first,
            unit=by,
            subject=subject,
            when=_when(one, by),
            told=gained(one["gain"], code),
            change=percent(one["twr"], signed=True),
        ),
        say(
            "The {which} was {when}: it {told} ({change}).",
            which=second,
            when=_when(other, by),
            told=gained(other["gain"], code),
            change=percent(other["twr"], signed=True),
        ),
        say(
            "Of {periods} such periods from {from_day} to {to}, {won} brought a gain and {lost} a "
            "loss.",
            periods=found["periods"],
            from_day=day(found["from"]),
            to=day(found["to"]),
            won=found["winning_periods"],
            lost=found["losing_periods"],
        ),
    ]
    if by == "day":
        return " ".join(parts)
    rows = [
        [
            _when(row, by),
            money(row["gain"], code, signed=True),
            percent(row["twr"], signed=True) if known(row, "twr") else "–",
        ]
        for row in found["items"][:_SHOWN]
    ]
    heads = [by.capitalize(), say("Gain or loss"), "Return"]
    latest = say("\n\nThe latest of them:") if found["periods"] > len(rows) else ""
    return " ".join(parts) + latest + "\n\n" + table(heads, rows)


def _highest(found: Mapping[str, Any], subject: str) -> str:
    if not known(found, "highest", "latest"):
        raise NoAnswer(say("Nothing in it has had a price yet."))
    code = found["currency"]
    return say(
        "{subject} was worth most on **{day}**: {value} at the close, deposits and withdrawals "
        "included. On {to} it was {latest}.",
        subject=subject,
        day=day(found["highest"]["day"]),
        value=f"**{money(found['highest']['value'], code)}**",
        to=day(found["latest"]["day"]),
        latest=money(found["latest"]["value"], code),
    )


def _when(one: Mapping[str, Any], by: str) -> str:
    first = date.fromisoformat(one["first_day"])
    match by:
        case "month":
            return f"{month(first)} {first.year}"
        case "quarter":
            return f"Q{(first.month + 2) // 3} {first.year}"
        case "year":
            return str(first.year)
        case "week":
            return say("{first} to {last}", first=day(one["first_day"]), last=day(one["last_day"]))
        case _:
            return day(one["first_day"])
