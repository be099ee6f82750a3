"""Transactions as they are recorded."""

import re
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.desk import Desk
from shared.assistant.offline_analyst.periods import days_of
from shared.assistant.offline_analyst.prose import (
    day,
    known,
    money,
    number,
    plural,
    price,
    spoken,
    table,
)

_SHOWN: Final = 10
_PAGE: Final = 100
_MOST_PAGES: Final = 10
_KINDS: Final = {
    "buy": ["buy"],
    "sell": ["sell"],
    "dividends": ["dividend"],
    "deposit": ["deposit"],
    "withdrawal": ["withdrawal"],
    "interest": ["interest"],
}
_TRADES: Final = ["buy", "sell", "short", "cover"]
_NOUNS: Final = {
    "buy": "purchase",
    "sell": "sale",
    "dividend": "dividend",
    "deposit": "deposit",
    "withdrawal": "withdrawal",
    "interest": "interest payment",
}
_TRADE_WORDS: Final = re.compile(r"\btrad(?:e|es|ed|ing)\b|\borders?\b", re.IGNORECASE)
_WHETHER: Final = re.compile(r"^\W*(?:did|have|has) (?:i|my|the)\b", re.IGNORECASE)
_OWNED: Final = re.compile(r"\b(?:own(?:ed)?|held|hold|had|invested in)\b", re.IGNORECASE)
_LARGEST: Final = re.compile(r"\b(?:largest|biggest|highest)\b", re.IGNORECASE)
_HOW_LONG: Final = re.compile(
    r"\bhow long\b|\bsince when\b|\b(?:start|begin) (?:to )?invest", re.IGNORECASE
)


async def transactions(asked: Asked, desk: Desk) -> str:
    """List transactions: of a kind, a symbol, a time; how many there are; first, last, largest."""
    held = await desk.meant(asked)
    symbol = next(iter(held), None)
    if symbol is None and _names_one(asked):
        return say(
            "I do not know which company or symbol “{name}” is; name its ticker, such as AAPL.",
            name=asked.names[0][:40],
        )
    kinds, noun = _kinds(asked)
    days = days_of(asked.span, desk.today)
    if asked.day is not None and not days:
        days = {"first_day": asked.day.isoformat(), "last_day": asked.day.isoformat()}
    found = await desk.get("transactions", symbol=symbol, kinds=kinds, limit=_PAGE, **days)
    total = found["total_count"]
    where = say(
        "{portfolio} has **{total}**{subject}{when}.",
        portfolio=found["portfolio"],
        total=plural(total, noun),
        subject=say(" of {held}", held=held[symbol]) if symbol else "",
        when=f" {spoken(asked.span.words)}" if asked.span.words and days else "",
    )
    if _WHETHER.search(asked.text):
        where = say("Yes: {where}" if total else "No: {where}", where=where)
    if not total:
        return where
    items = await _all(found, desk, symbol, kinds, days) if _is_of_all(asked) else found["items"]
    leads = _leads(asked, items, total)
    is_answered_first = bool(asked.measures & {"count"}) or _WHETHER.search(asked.text) is not None
    parts = [where, *leads] if is_answered_first else [*leads, where]
    shown = asked.top or _SHOWN
    more = say("\n\nThe latest of them are shown.") if total > shown else ""
    heads = ["Day", "Kind", "Symbol", "Shares", "Price", "Amount", "Fee"]
    return " ".join(parts) + "\n\n" + table(heads, [_row(one) for one in items[:shown]]) + more


def _kinds(asked: Asked) -> tuple[list[str], str]:
    """Return the kinds of transactions asked for, all if none, and what to call them."""
    if _HOW_LONG.search(asked.text) or (_WHETHER.search(asked.text) and _OWNED.search(asked.text)):
        return ["buy", "transfer_in"], "purchase"
    kinds = [kind for key, found in _KINDS.items() if key in asked.measures for kind in found]
    if len(kinds) == 1:
        return kinds, _NOUNS[kinds[0]]
    if not kinds and (_TRADE_WORDS.search(asked.text) or _LARGEST.search(asked.text)):
        return _TRADES, "trade"
    return kinds, "transaction"


def _names_one(asked: Asked) -> bool:
    """Whether a question is about one company that nobody knows."""
    return bool(asked.names) and asked.names[0][0].isupper() and bool(_WHETHER.search(asked.text))


def _is_of_all(asked: Asked) -> bool:
    return (
        "first" in asked.measures
        or _LARGEST.search(asked.text) is not None
        or _HOW_LONG.search(asked.text) is not None
        or bool(asked.measures & {"deposit", "withdrawal", "interest"})
    )


async def _all(
    found: dict[str, Any], desk: Desk, symbol: str | None, kinds: list[str], days: dict[str, str]
) -> list[dict[str, Any]]:
    """Return every transaction asked for, newest first, up to a thousand."""
    items: list[dict[str, Any]] = list(found["items"])
    for _ in range(_MOST_PAGES - 1):
        if found.get("next_cursor") is None:
            break
        found = await desk.get(
            "transactions",
            symbol=symbol,
            kinds=kinds,
            limit=_PAGE,
            cursor=found["next_cursor"],
            **days,
        )
        items += found["items"]
    return items


def _leads(asked: Asked, items: list[dict[str, Any]], total: int) -> list[str]:
    """Return what goes before the count: the first, the last, the largest, the sum."""
    is_whole = total == len(items)
    if _HOW_LONG.search(asked.text) and is_whole:
        return [say("The first was the {items}.", items=_told(items[-1]))]
    if _LARGEST.search(asked.text) and is_whole:
        return _largest(items)
    if "first" in asked.measures and is_whole:
        return [say("The first was the {items}.", items=_told(items[-1]))]
    if total == 1 or ("last" in asked.measures and "count" not in asked.measures):
        return [say("The latest was the {items}.", items=_told(items[0]))]
    return _sum(asked, items) if is_whole else []


def _largest(items: list[dict[str, Any]]) -> list[str]:
    if len({one["currency"] for one in items}) > 1:
        return [say("They are in several currencies, so none is called the largest.")]
    largest = max(items, key=_worth)
    told = _told(largest)
    if known(largest, "amount", "quantity"):
        amount = money(abs(Decimal(largest["amount"])), largest["currency"])
        told += say(", {amount} in all", amount=f"**{amount}**")
    return [say("The largest was the {items}.", items=told)]


def _worth(one: dict[str, Any]) -> Decimal:
    """Return what a transaction moved, without its fee, in its currency."""
    if known(one, "amount"):
        return abs(Decimal(one["amount"]))
    if known(one, "quantity", "price"):
        return abs(Decimal(one["quantity"]) * Decimal(one["price"]))
    return Decimal(0)


def _sum(asked: Asked, items: list[dict[str, Any]]) -> list[str]:
    """Return what deposits, withdrawals or interest come to."""
    priced = [one for one in items if known(one, "amount")]
    is_money = bool(asked.measures & {"deposit", "withdrawal", "interest"})
    currencies = {one["currency"] for one in priced}
    if not is_money or len(priced) != len(items) or len(currencies) != 1:
        return []
    amount = sum((abs(Decimal(one["amount"])) for one in priced), Decimal(0))
    return [say("Together they come to **{amount}**.", amount=money(amount, currencies.pop()))]


def _told(one: dict[str, Any]) -> str:
    code = one["currency"]
    text = say(
        "{kind} of {trade_date}",
        kind=_NOUNS.get(one["kind"], str(one["kind"]).replace("_", " ")),
        trade_date=day(one["trade_date"]),
    )
    if known(one, "quantity") and known(one, "symbol"):
        text += say(
            ": {quantity} shares of {symbol}",
            quantity=number(one["quantity"], 6),
            symbol=one["symbol"],
        )
        if known(one, "price"):
            text += say(" at {price}", price=price(one["price"], code))
    elif known(one, "amount"):
        text += f": {money(one['amount'], code)}"
    return text


def _row(one: dict[str, Any]) -> list[str]:
    code = one["currency"]
    return [
        one["trade_date"],
        str(one["kind"]).replace("_", " "),
        one.get("symbol") or "–",
        number(one["quantity"], 6) if known(one, "quantity") else "–",
        price(one["price"], code) if known(one, "price") else "–",
        money(one["amount"], code) if known(one, "amount") else "–",
        money(one["fee"], code),
    ]
