"""Transactions as they are recorded."""

from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.desk import Desk
from shared.assistant.offline_analyst.prose import (
    day,
    known,
    money,
    number,
    plural,
    price,
    table,
)

_SHOWN: Final = 10
_KINDS: Final = {
    "buy": ["buy"],
    "sell": ["sell"],
    "dividends": ["dividend"],
    "deposit": ["deposit"],
    "withdrawal": ["withdrawal"],
    "interest": ["interest"],
}
_NOUNS: Final = {
    "buy": "purchase",
    "sell": "sale",
    "dividend": "dividend",
    "deposit": "deposit",
    "withdrawal": "withdrawal",
    "interest": "interest payment",
}


async def transactions(asked: Asked, desk: Desk) -> str:
    """List transactions: of a kind, a symbol, a time; how many there are."""
    held = await desk.meant(asked)
    symbol = next(iter(held), None)
    kinds = [kind for key, found in _KINDS.items() if key in asked.measures for kind in found]
    days = dict(asked.span.days)
    if asked.day is not None and not days:
        days = {"first_day": asked.day.isoformat(), "last_day": asked.day.isoformat()}
    if asked.span.name == "ytd":
        days = {"first_day": desk.today.replace(month=1, day=1).isoformat()}
    found = await desk.get("transactions", symbol=symbol, kinds=kinds, limit=100, **days)
    items, total = found["items"], found["total_count"]
    noun = _NOUNS[kinds[0]] if len(kinds) == 1 else "transaction"
    subject = say(" of {held}", held=held[symbol]) if symbol else ""
    when = f" {asked.span.words}" if asked.span.words and days else ""
    where = say(
        "{portfolio} has **{total}**{subject}{when}.",
        portfolio=found["portfolio"],
        total=plural(total, noun),
        subject=subject,
        when=when,
    )
    if not items:
        return where
    parts = [where]
    if "first" in asked.measures and total == len(items):
        parts.insert(0, say("The first was the {items}.", items=_told(items[-1])))
    elif "last" in asked.measures or total == 1:
        parts.insert(0, say("The latest was the {items}.", items=_told(items[0])))
    more = say("\n\nThe latest of them are shown.") if len(items) > _SHOWN else ""
    heads = ["Day", "Kind", "Symbol", "Shares", "Price", "Amount", "Fee"]
    return " ".join(parts) + "\n\n" + table(heads, [_row(one) for one in items[:_SHOWN]]) + more


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
