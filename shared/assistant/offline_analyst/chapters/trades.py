"""A trade that is only tried: how many shares are meant, and what it would change."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import gained, known, money, number, percent, table

TRADE: Final = re.compile(
    r"\b(?P<side>buy(?:ing)?|bought|sell(?:ing)?|sold|sale|purchas\w+)\b", re.IGNORECASE
)
_ALL: Final = re.compile(r"\b(?:all|every(?:thing)?|entire|whole|completely|my)\b", re.IGNORECASE)


async def with_quantity(asked: Asked, desk: Desk) -> Asked:
    """Return a trade with its number of shares: `all my Apple shares` are those held."""
    if asked.quantity is not None or not _ALL.search(asked.text):
        return asked
    held = await desk.held(asked)
    if len(held) != 1:
        return asked
    items = (await desk.get("holdings", limit=100))["items"]
    quantity = next((Decimal(one["quantity"]) for one in items if one["symbol"] in held), None)
    if quantity is None:
        raise NoAnswer(say("You hold no shares of {symbol}.", symbol=next(iter(held))))
    return replace(asked, symbols=tuple(held), names=(), quantity=quantity)


async def try_trade(word: str, asked: Asked, desk: Desk) -> str:
    """Say what buying or selling would change, by the word it was asked with."""
    symbols = await desk.subjects(asked, most=1)
    if not symbols:
        raise NoAnswer(say("Name the symbol to trade, and how many shares of it."))
    symbol = next(iter(symbols))
    side = "sell" if word.lower().startswith("s") else "buy"
    found = await desk.get(
        "what_if", trades=[{"symbol": symbol, "side": side, "quantity": str(asked.quantity)}]
    )
    code = found["currency"]
    before, after = (_of(found[branch], symbol) for branch in ("before", "after"))
    lead = say(
        "If you {side} {quantity} shares of {symbol} at its last price, nothing else changed:",
        side=side,
        quantity=number(str(asked.quantity), 6),
        symbol=symbol,
    )
    rows = [
        [
            say("Weight of {symbol}", symbol=symbol),
            percent(before["weight"]) if before.get("weight") else "none",
            percent(after["weight"]) if after.get("weight") else "none",
        ],
        [
            say("Shares of {symbol}", symbol=symbol),
            number(before["quantity"], 6) if before.get("quantity") else "none",
            number(after["quantity"], 6) if after.get("quantity") else "none",
        ],
        [
            "Total value",
            *(
                money(worth, code) if worth is not None else say("not known")
                for worth in (found["before"]["total_value"], found["after"]["total_value"])
            ),
        ],
    ]
    tail = ""
    if known(found, "realised_gain") and Decimal(found["realised_gain"]):
        tail = say(
            "\n\nThe sale would have {realised_gain}, realised, before tax.",
            realised_gain=gained(found["realised_gain"], code),
        )
    return (
        lead
        + "\n\n"
        + table(["", "Before", "After"], rows)
        + tail
        + say("\n\nNothing was changed.")
    )


def _of(branch: dict[str, Any], symbol: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = branch["items"]
    found = [one for one in items if one["symbol"] == symbol]
    return found[0] if found else {}
