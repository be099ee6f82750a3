"""Dividends and interest, fees and taxes paid."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import is_german, say
from shared.assistant.offline_analyst.desk import Desk
from shared.assistant.offline_analyst.periods import days_of
from shared.assistant.offline_analyst.prose import (
    day,
    known,
    money,
    percent,
    plural,
    price,
    table,
)

_SHOWN: Final = 10
_SHARE: Final = re.compile(
    r"\b(?:percentage|per ?cent|share|part|fraction|how much) of (?:my|the) "
    r"(?:return|gain|profit|performance)",
    re.IGNORECASE,
)


async def income(asked: Asked, desk: Desk) -> str:
    """Say what dividends and interest came in, and what to expect."""
    share = await _share_of_gain(asked, desk)
    return share or await _received(asked, desk)


async def _received(asked: Asked, desk: Desk) -> str:
    held = await desk.held(asked)
    other = {} if held else await desk.not_held(asked)
    held = held or other
    symbol = next(iter(held), None)
    if symbol and "last" in asked.measures and not asked.is_mine and not asked.span.arguments:
        return await _last_declared(symbol, held[symbol], desk)
    found = await desk.get("income", symbol=symbol, **days_of(asked.span, desk.today))
    code = found["currency"]
    period = found["period"]
    if symbol in other and not period["payments"]:
        told = say(
            "{name} is not in {portfolio} on {as_of}.",
            name=other[symbol],
            portfolio=found["portfolio"],
            as_of=day(period["to"]),
        )
        return f"{told} {await _last_declared(symbol, other[symbol], desk)}"
    subject = held[symbol] if symbol else found["portfolio"]
    if "expected" in asked.measures:
        return _expected(found, code, symbol)
    noun, amount = _of_what(asked, period)
    when = (
        say("from {from_day} to {to}", from_day=day(period["from"]), to=day(period["to"]))
        if period["from"]
        else say("by {to}", to=day(period["to"]))
    )
    parts = [
        say(
            "{subject} has brought **{amount} of {noun}** {when}, before tax",
            subject=subject,
            amount=money(amount, code),
            noun=noun,
            when=when,
        )
    ]
    parts[0] += (
        say(", in {payments}.", payments=plural(period["payments"], "payment"))
        if noun == "income"
        else "."
    )
    if noun == "interest":
        none = say("{subject} has brought **no interest** {when}.", subject=subject, when=when)
        return parts[0] if Decimal(amount) else none
    if Decimal(period["withheld_tax"]):
        parts.append(
            say(
                "Tax withheld from it was {withheld_tax}.",
                withheld_tax=money(period["withheld_tax"], code),
            )
        )
    rows = (
        found["by_symbol"]
        if symbol is None
        else [one for one in found["by_symbol"] if one["symbol"] == symbol]
    )
    if symbol is None and known(found, "last_twelve_months"):
        parts.append(
            say(
                "Income of the last twelve months: {last_twelve_months}.",
                last_twelve_months=money(found["last_twelve_months"], code),
            )
        )
    if "yield" in asked.measures:
        parts += [_yield(one) for one in rows if known(one, "dividend_yield", "yield_on_cost")]
    shown = ""
    by_symbol = period["by_symbol"][:_SHOWN]
    if symbol is None and len(by_symbol) > 1:
        shown = "\n\n" + table(
            ["Paid by", "Income"],
            [[one["symbol"], money(one["income"], code)] for one in by_symbol],
        )
    unbooked = [one for one in found["unbooked"] if symbol in {None, one["symbol"]}]
    if unbooked:
        shown += say(
            "\n\nThe market feed also knows of dividends that were declared while you held "
            "the shares and are not booked; they are not counted here."
        )
    return " ".join(parts) + shown


async def _share_of_gain(asked: Asked, desk: Desk) -> str:
    """Return how much of the whole gain was income; nothing where that was not asked."""
    # In German the check of figures does not know a share of something by its sentence yet.
    if is_german() or not _SHARE.search(asked.text) or asked.span.arguments or asked.symbols:
        return ""
    found = await desk.get("summary")
    if not known(found, "gain") or Decimal(found["gain"]) <= 0:
        return ""
    period = (await desk.get("income"))["period"]
    noun, amount = _of_what(asked, period)
    code = found["currency"]
    return say(
        "The {noun} of {amount}, before tax, make up **{share}** of the gain of {gain} since the "
        "beginning.",
        gain=money(found["gain"], code),
        amount=money(amount, code),
        noun=noun,
        share=percent(Decimal(amount) / Decimal(found["gain"])),
    )


def _of_what(asked: Asked, period: Mapping[str, Any]) -> tuple[str, Any]:
    """Return what is asked for, and how much of it came in."""
    if "interest" in asked.measures and "dividends" not in asked.measures:
        return "interest", period["interest"]
    if "dividends" in asked.measures and "interest" not in asked.measures:
        return "dividends", period["dividends"]
    return "income", period["income"]


async def fees(asked: Asked, desk: Desk) -> str:
    """Say what fees and taxes were paid."""
    held = await desk.meant(asked)
    symbol = next(iter(held), None)
    found = await desk.get("costs", symbol=symbol, **days_of(asked.span, desk.today))
    code = found["currency"]
    when = (
        say("from {from_day} to {to}", from_day=day(found["from"]), to=day(found["to"]))
        if found["from"]
        else say("by {to}", to=day(found["to"]))
    )
    subject = say("On {held}, ", held=held[symbol]) if symbol else ""
    fee = say("**{fees_total} in fees**", fees_total=money(found["fees_total"], code))
    tax = say("**{taxes_total} in taxes**", taxes_total=money(found["taxes_total"], code))
    first, second = (
        (tax, fee) if "tax" in asked.measures and "fee" not in asked.measures else (fee, tax)
    )
    text = say(
        "{subject}you paid {first} and {what} {when}, those of trades included.",
        subject=subject,
        first=first,
        what=second.replace("**", ""),
        when=when,
    )
    rows = [
        [str(one["year"]), money(one["fees"], code), money(one["taxes"], code)]
        for one in found["by_year"]
    ]
    return (
        text[0].upper()
        + text[1:]
        + ("\n\n" + table(["Year", "Fees", "Taxes"], rows) if len(rows) > 1 else "")
    )


async def _last_declared(symbol: str, name: str, desk: Desk) -> str:
    events = await desk.get("events", symbol=symbol, limit=40)
    dividend = next((one for one in events["items"] if one["kind"] == "dividend"), None)
    if dividend is None:
        return say("No dividend of {name} is known.", name=name)
    return last_dividend(symbol, dividend)


def last_dividend(symbol: str, dividend: Mapping[str, Any]) -> str:
    """Say what a company paid last, of its `events`."""
    return say(
        "The last dividend of {symbol} was {amount} a share, ex-date {date}.",
        symbol=symbol,
        amount=price(dividend["amount"], dividend["currency"]),
        date=day(dividend["date"]),
    )


def _expected(found: dict[str, Any], code: str, symbol: str | None) -> str:
    rows = [
        [one["symbol"], day(one["ex_date"]), money(one["amount"], code)]
        for one in found["expected"]
        if known(one, "amount") and symbol in {None, one["symbol"]}
    ]
    if not rows:
        return say("The market feed names no dividend to expect for these holdings.")
    return say(
        "These dividends can be expected if each is paid as a year before; that is a "
        "projection, not a promise.\n\n"
    ) + table(["Holding", "Ex-date", "Amount"], rows[:_SHOWN])


def _yield(one: dict[str, Any]) -> str:
    return say(
        "{symbol} has a dividend yield of {dividend_yield} on its value and "
        "{yield_on_cost} on its cost.",
        symbol=one["symbol"],
        dividend_yield=percent(one["dividend_yield"]),
        yield_on_cost=percent(one["yield_on_cost"]),
    )
