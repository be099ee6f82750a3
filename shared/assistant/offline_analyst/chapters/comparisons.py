"""Symbols side by side over a period, or the portfolio beside one; and who is missing, and why."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.chapters.market import period
from shared.assistant.offline_analyst.chapters.returns import holds_until, performance
from shared.assistant.offline_analyst.desk import Desk, NoAnswer, reason
from shared.assistant.offline_analyst.english import MINE
from shared.assistant.offline_analyst.prose import day, known, percent, points, price, rose, table
from shared.portfolios.valuation import STALE_AFTER

_PAIR: Final = 2


async def compare(asked: Asked, desk: Desk) -> str:
    """Set symbols side by side over a period; or the portfolio beside one."""
    subjects = await desk.subjects(asked)
    if not subjects or ("portfolio" in asked.text.lower() and len(subjects) < _PAIR):
        return await _beside(asked, desk, next(iter(subjects), None))
    if len(subjects) == 1 and MINE.search(asked.text):
        return await _beside(asked, desk, next(iter(subjects)))
    days = period(asked, desk)
    rows: list[list[str]] = []
    totals: list[tuple[float, str]] = []
    missing = [_not_found(name) for name in await _nobody(asked, subjects, desk)]
    firsts: list[str] = []
    lasts: dict[str, str] = {}
    for symbol, name in subjects.items():
        outcome = await desk.ask("history", symbol=symbol, interval="1mo", limit=1, **days)
        found = None if outcome.is_error else outcome.value
        told = found["statistics"] if found else None
        if found is None or told is None:
            rows.append([name, "no data", "–", "–"])
            missing.append(reason(outcome) if found is None else _ended(name, found))
            continue
        firsts.append(told["first_day"])
        lasts[symbol] = told["last_day"]
        totals.append((told["total_return"], symbol))
        rows.append(
            [
                symbol,
                percent(told["total_return"], signed=True),
                percent(told["price_return"], signed=True),
                price(told["last_close"], found["currency"]),
            ]
        )
    if not totals:
        lacking = say("No prices are known for this comparison.")
        raise NoAnswer(" ".join([lacking, *missing]))
    best, worst = max(totals), min(totals)
    if len(totals) == 1:
        parts = [say("With dividends {best} {best2}.", best=f"**{best[1]}**", best2=rose(best[0]))]
        if missing:
            parts.insert(0, say("There is nothing to compare with."))
    else:
        parts = [
            say(
                "**{best}** did better: with dividends it {best2}, while {worst} {worst2}.",
                best=best[1],
                best2=rose(best[0]),
                worst=worst[1],
                worst2=rose(worst[0]),
            )
        ]
    last = max(lasts.values())
    parts.append(say("From {first} to {last}.", first=day(min(firsts)), last=day(last)))
    parts += [_until(symbol, until) for symbol, until in lasts.items() if _is_old(until, last)]
    parts += missing
    return (
        " ".join(parts)
        + "\n\n"
        + table(["Symbol", "Total return", "Price return", "Last close"], rows)
    )


async def _nobody(asked: Asked, subjects: Mapping[str, str], desk: Desk) -> list[str]:
    """Return the names a comparison speaks of that are nobody the market knows."""
    if len(subjects) >= _PAIR:
        return []
    called = " ".join(subjects.values()).casefold()
    return [
        name
        for name in asked.names
        if name[0].isupper()
        and name.casefold() not in called
        and not asked.text.lstrip().startswith(name)
        and not await desk.not_held(replace(asked, symbols=(), names=(name,)))
    ][:1]


def _not_found(name: str) -> str:
    return say(
        "I found no company or symbol called {name}: name its ticker, with the exchange where "
        "it is not an American one (SAP.DE).",
        name=name,
    )


def _ended(name: str, found: dict[str, Any]) -> str:
    return say(
        "The last price of {name} known here is of {as_of}: too few in this period. Ask about one "
        "that ends there, or see in the market view how its prices stand.",
        name=name,
        as_of=day(found["as_of"]),
    )


def _is_old(until: str, last: str) -> bool:
    return date.fromisoformat(last) - date.fromisoformat(until) > STALE_AFTER


def _until(symbol: str, until: str) -> str:
    return say(
        "The prices of {symbol} end on {until}: its return is that until then.",
        symbol=symbol,
        until=day(until),
    )


async def _beside(asked: Asked, desk: Desk, symbol: str | None) -> str:
    if symbol is None:
        return await performance(asked, desk)
    found = await desk.get(
        "performance", benchmark=symbol, **(asked.span.arguments or {"period": "max"})
    )
    theirs = found["benchmark"]
    if theirs is None or not known(found, "twr"):
        raise NoAnswer(say("The two have no period in common that could be compared."))
    gap = Decimal(str(found["twr"])) - Decimal(str(theirs["twr"]))
    side = "ahead of" if gap >= 0 else "behind"
    told = say(
        "{portfolio} {twr} time-weighted from {from_day} to {to}, {symbol} {twr2} with "
        "dividends: the portfolio is **{points} percentage points {side}** {symbol}.",
        portfolio=found["portfolio"],
        twr=rose(found["twr"]),
        from_day=day(found["from"]),
        to=day(found["to"]),
        symbol=symbol,
        twr2=rose(theirs["twr"]),
        points=points(gap),
        side=side,
    )
    return " ".join([told, *holds_until(theirs)])
