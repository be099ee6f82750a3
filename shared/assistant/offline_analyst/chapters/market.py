"""Prices, what a symbol is, exchange rates, indicators."""

import re
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.chapters.income import last_dividend
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import (
    day,
    known,
    listed,
    measure,
    money,
    number,
    price,
    rose,
    table,
)

_NO_SUBJECT: Final = (
    "I could not tell which company or symbol you mean; name its ticker, such as AAPL."
)
_TARGET_FIRST: Final = re.compile(
    r"\bhow many\b|\bwie viele?\s+(?!sind\b|ist\b|kosten\b|waren\b)", re.IGNORECASE
)
"""How many dollars are 100 pounds: what is asked for stands before what is given."""
_PAIR: Final = 2
_LONGEST_AVERAGE: Final = 400
_YEAR: Final = timedelta(days=365)


async def quote(asked: Asked, desk: Desk) -> str:
    """Say the price of symbols, on a day or now, or how prices went in a period."""
    subjects = await desk.subjects(asked)
    if not subjects:
        raise NoAnswer(say(_NO_SUBJECT))
    if asked.day is None and (asked.span.arguments or asked.measures & {"high", "low"}):
        # On a day without trade, today has no course; its price is the last one.
        with suppress(NoAnswer) if asked.span.name == "1d" else nullcontext():
            return "\n\n".join(
                [await _course(symbol, name, asked, desk) for symbol, name in subjects.items()]
            )
    found = await desk.get(
        "quotes", symbols=list(subjects), as_of=asked.day.isoformat() if asked.day else None
    )
    parts = [_quote(one) for one in found["items"]]
    parts += [
        say("No price of {subjects} is known.", subjects=subjects[symbol])
        for symbol in found["missing"]
    ]
    return "\n\n".join(parts)


async def facts(asked: Asked, desk: Desk) -> str:
    """Say what a symbol is, its price, its last dividend and split."""
    subjects = await desk.subjects(asked, most=2)
    if not subjects:
        raise NoAnswer(say(_NO_SUBJECT))
    return "\n\n".join([await _facts(symbol, asked, desk) for symbol in subjects])


async def exchange(asked: Asked, desk: Desk) -> str:
    """Convert an amount, or say a rate."""
    codes = list(asked.currencies)
    if len(codes) == 1:
        own = desk.caller.profile.currency
        codes.append(own if own != codes[0] else ("EUR" if own == "USD" else "USD"))
    if len(codes) < _PAIR:
        raise NoAnswer(
            say("Name both currencies, the one to convert from and the one to convert into.")
        )
    base, target = codes[0], codes[1]
    if asked.amount is not None and _TARGET_FIRST.search(asked.text):
        base, target = target, base
    amount = str(asked.amount) if asked.amount is not None else None
    on = asked.day.isoformat() if asked.day else None
    found = await desk.get("exchange_rate", base=base, quote_currency=target, amount=amount, day=on)
    rate = f"1 {base} = {number(found['rate'], 6)} {target}"
    told = say(
        "at the reference rate of {as_of} ({rate}, European Central Bank).",
        as_of=day(found["as_of"]),
        rate=rate,
    )
    if amount is None:
        return say(
            "The exchange rate is **{rate}**, the reference rate of {as_of} (European "
            "Central Bank).",
            rate=rate,
            as_of=day(found["as_of"]),
        )
    there = found["converted"]["amount"]
    return say(
        "{amount} is **{there}** {told}",
        amount=money(amount, base),
        there=money(there, target),
        told=told,
    )


async def indicators(asked: Asked, desk: Desk) -> str:
    """Say the technical indicators of a symbol on its last day."""
    subjects = await desk.subjects(asked, most=1)
    if not subjects:
        raise NoAnswer(say(_NO_SUBJECT))
    symbol, _ = next(iter(subjects.items()))
    found = await desk.get("indicators", symbol=symbol, names=_wanted(asked), limit=1)
    last = found["items"][-1]
    rows = [
        [f"{name} {line}" if line not in name else name, measure(value)]
        for name, lines in last["indicators"].items()
        for line, value in lines.items()
        if value is not None
    ]
    lead = say(
        "{symbol} on {date}, close {close} {currency}:",
        symbol=symbol,
        date=day(last["date"]),
        close=measure(last["close"]),
        currency=found["currency"],
    )
    return (
        f"{lead}\n\n"
        + table(["Indicator", "Value"], rows)
        + say("\n\nIndicators describe past prices; they do not tell the next one.")
    )


async def _course(symbol: str, name: str, asked: Asked, desk: Desk) -> str:
    found = await desk.get(
        "history",
        symbol=symbol,
        interval="1mo",
        limit=1,
        **period(asked, desk, asked.measures & {"high", "low"} and not asked.span.arguments),
    )
    told, code = found["statistics"], found["currency"]
    if told is None:
        raise NoAnswer(say("No two prices of {name} are known in this period.", name=name))
    top = say(
        "**{highest_close}** on {highest_day}",
        highest_close=price(told["highest_close"], code),
        highest_day=day(told["highest_day"]),
    )
    bottom = say(
        "**{lowest_close}** on {lowest_day}",
        lowest_close=price(told["lowest_close"], code),
        lowest_day=day(told["lowest_day"]),
    )
    high, low = (
        say("The highest close of {symbol} was {top}", symbol=symbol, top=top),
        say("The lowest close of {symbol} was {bottom}", symbol=symbol, bottom=bottom),
    )
    span = say(
        "From {first_day} to {last_day} {symbol} {price_return}, from {first_close} to "
        "{last_close} a share; with dividends it {total_return}.",
        first_day=day(told["first_day"]),
        last_day=day(told["last_day"]),
        symbol=symbol,
        price_return=rose(told["price_return"]),
        first_close=price(told["first_close"], code),
        last_close=price(told["last_close"], code),
        total_return=rose(told["total_return"]),
    )
    is_low_first = "low" in asked.measures and "high" not in asked.measures
    parts = [low, high] if is_low_first else [high, low]
    extremes = " ".join(f"{part}." for part in parts)
    shares = say(" Prices are in shares of the last day.")
    return (
        f"{extremes} {span}{shares}"
        if asked.measures & {"high", "low"}
        else f"{span} {extremes}{shares}"
    )


async def _facts(symbol: str, asked: Asked, desk: Desk) -> str:
    about = await desk.get("profile", symbol=symbol)
    events = await desk.find("events", symbol=symbol, limit=40)
    quotes = await desk.find("quotes", symbols=[symbol])
    kind = about["asset_class"].upper() if about["asset_class"] == "etf" else about["asset_class"]
    where = [text for text in (about.get("sector"), about.get("industry")) if text]
    listing = (
        say(", listed on {exchange}", exchange=about["exchange"]) if about.get("exchange") else ""
    )
    parts = [
        say("**{name} ({symbol})** is an {kind}", name=about["name"], symbol=symbol, kind=kind)
        if kind[0].lower() in "aeiou"
        else say("**{name} ({symbol})** is a {kind}", name=about["name"], symbol=symbol, kind=kind)
    ]
    parts[0] += (
        say(" in {where}{listing}.", where=listed(where), listing=listing)
        if where
        else f"{listing}."
    )
    parts += [_quote(one) for one in (quotes or {"items": []})["items"]]
    items = (events or {"items": []})["items"]
    dividend = next((one for one in items if one["kind"] == "dividend"), None)
    split = next((one for one in items if one["kind"] == "split"), None)
    if dividend is not None:
        parts.append(last_dividend(symbol, dividend))
    if split is not None:
        parts.append(
            say(
                "The last split was {ratio} on {date}.",
                ratio=split["ratio"],
                date=day(split["date"]),
            )
        )
    elif "split" in asked.measures:
        parts.append(say("No split of it is known."))
    return " ".join(parts)


def _quote(one: dict[str, Any]) -> str:
    code = one["currency"]
    name = one["name"] if one["name"] == one["symbol"] else f"{one['name']} ({one['symbol']})"
    text = say(
        "{name} closed at **{price}** on {as_of}",
        name=name,
        price=price(one["price"], code),
        as_of=day(one["as_of"]),
    )
    if known(one, "change", "change_ratio") and one["change_ratio"]:
        before = price(one["previous_close"], code)
        text += say(
            ": it {change_ratio} from the close before, {before}",
            change_ratio=rose(one["change_ratio"]),
            before=before,
        )
    return f"{text}." + (say(" That price is old.") if one["is_stale"] else "")


def period(asked: Asked, desk: Desk, whole: Any = False) -> dict[str, str]:
    """Return the days asked about as a tool takes them; a year, or all with `whole`, if none."""
    if asked.span.days:
        return asked.span.days
    today = desk.today
    match asked.span.name:
        case "ytd":
            start = today.replace(month=1, day=1)
        case "mtd":
            start = today.replace(day=1)
        case "1w":
            start = today - timedelta(days=6)
        case "1d":
            start = today
        case "3y" | "5y":
            start = today - _YEAR * int(asked.span.name[0])
        case "max":
            return {}
        case _:
            if whole:
                return {}
            start = today - _YEAR + timedelta(days=1)
    return {"first_day": start.isoformat()}


def _wanted(asked: Asked) -> str:
    text = asked.text.lower()
    length = next(
        (
            int(word)
            for word in text.replace("-", " ").split()
            if word.isdigit() and 1 < int(word) <= _LONGEST_AVERAGE
        ),
        None,
    )
    kinds = {
        "rsi": ("rsi", "relative strength", "overbought", "oversold"),
        "ema": ("ema", "exponential"),
        "macd": ("macd",),
        "bbands": ("bollinger",),
        "atr": ("atr", "true range"),
        "sma": ("sma", "moving average"),
    }
    usual = {"rsi": 14, "ema": 50, "bbands": 20, "atr": 14, "sma": 50}
    chosen = [kind for kind, words in kinds.items() if any(word in text for word in words)]
    if "ema" in chosen and "sma" in chosen:
        chosen.remove("sma")
    named = [kind if kind == "macd" else f"{kind}:{length or usual[kind]}" for kind in chosen]
    return ",".join(named) or "sma:50,sma:200,rsi:14"
