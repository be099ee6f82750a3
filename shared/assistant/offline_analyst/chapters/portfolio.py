"""Worth, holdings, cash, contributions, what it is made of."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from shared.assistant.model import Json
from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import say, word
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import (
    day,
    gained,
    known,
    listed,
    money,
    number,
    percent,
    plural,
    price,
    spoken,
    table,
)

_SHOWN: Final = 12
_STEM: Final = 4
_COMMON_STEMS: Final = frozenset({"cons", "serv", "info", "unkn", "cash"})
"""Beginnings of words that name no sector by themselves."""
_OF_ONE: Final = frozenset({"quantity", "average_price", "cost_basis"})
"""Measures of a single holding: asked of one that is not held, the whole is no answer."""
_FIRST: Final = (
    "quantity",
    "average_price",
    "cost_basis",
    "weight",
    "unrealised_gain",
    "market_value",
    "price",
)


async def worth(asked: Asked, desk: Desk) -> str:
    """Say what the portfolio, or a holding, is worth."""
    held = await desk.held(asked)
    when = _when(asked)
    if not held and asked.measures & _OF_ONE:
        held = await desk.not_held(asked)
    if held:
        return await _positions(held, asked, desk)
    summary = await desk.get("summary", as_of=when, currency=_currency(asked))
    holdings = await desk.get("holdings", as_of=when, currency=_currency(asked), limit=100)
    code = summary["currency"]
    parts = [_worth(summary)]
    if known(summary, "net_contributions", "gain"):
        parts.append(
            say(
                "Net contributions come to {net_contributions}, so the portfolio has "
                "{gain} since the beginning.",
                net_contributions=money(summary["net_contributions"], code),
                gain=gained(summary["gain"], code),
            )
        )
    if known(summary, "day_change", "day_change_return") and Decimal(summary["day_change"]):
        parts.append(
            say(
                "On the last trading day it {day_change} ({day_change_return}).",
                day_change=gained(summary["day_change"], code),
                day_change_return=percent(summary["day_change_return"], signed=True),
            )
        )
    count = len(holdings["items"])
    if not count:
        return " ".join(parts)
    stale = [item["symbol"] for item in holdings["items"] if item["is_stale"]]
    note = say("\n\nOld prices: {stale}.", stale=listed(stale)) if stale else ""
    gaps = _gaps(summary)
    lead = say("It holds {total_count}:", total_count=plural(holdings["total_count"], "position"))
    if "count" in asked.measures:
        parts.insert(
            0,
            say(
                "You hold **{total_count}**.",
                total_count=plural(holdings["total_count"], "position"),
            ),
        )
        lead = say("The positions:")
    return " ".join(parts) + gaps + f"\n\n{lead}\n\n{_table(holdings)}{note}"


async def allocation(asked: Asked, desk: Desk) -> str:
    """Say what the portfolio is made of, and how concentrated it is."""
    held = await desk.held(asked) if asked.dimension is None else {}
    if held:
        return await _positions(held, asked, desk, first="weight")
    by = asked.dimension or "symbol"
    found = await desk.get("allocation", by=by, as_of=_when(asked))
    slices = found["slices"]
    if not slices:
        raise NoAnswer(say("There is nothing in the portfolio that could be divided."))
    code = found["currency"]
    if by == "symbol" and "smallest" in asked.measures:
        slices = slices[::-1]
    cash = next((one for one in slices if one["key"] == "cash"), None)
    if by == "symbol" and re.search(r"\bcash\b", asked.text, re.IGNORECASE):
        if cash is None:
            return say("{portfolio} holds no cash.", portfolio=found["portfolio"])
        return say(
            "Cash makes up **{weight}** of {portfolio}, {value} on {as_of}.",
            weight=percent(cash["weight"]),
            portfolio=found["portfolio"],
            value=money(cash["value"], code),
            as_of=day(found["as_of"]),
        )
    named = _named(asked, slices) if by == "sector" else None
    first = named or slices[0]
    extreme = "smallest" if "smallest" in asked.measures and by == "symbol" else "largest"
    noun = {"symbol": "position", "asset_class": "asset class"}.get(by, by)
    parts = [
        say(
            "Your {extreme} {noun} is **{label}** with {weight} of the portfolio, worth "
            "{value} on {as_of}.",
            extreme=extreme,
            noun=noun,
            label=first["label"],
            weight=percent(first["weight"]),
            value=money(first["value"], code),
            as_of=day(found["as_of"]),
        )
    ]
    if named:
        parts = [
            say(
                "{label} makes up **{weight}** of {portfolio}, {value} on {as_of}.",
                label=word(named["label"]),
                weight=percent(named["weight"]),
                portfolio=found["portfolio"],
                value=money(named["value"], code),
                as_of=day(found["as_of"]),
            )
        ]
    if by == "symbol":
        parts += await _concentration(asked, desk, slices)
    rows = [
        [_label(one, by), money(one["value"], code), percent(one["weight"] or 0)]
        for one in slices[: asked.top or _SHOWN]
    ]
    return " ".join(parts) + "\n\n" + table([noun.capitalize(), "Value", "Weight"], rows)


def _named(asked: Asked, slices: list[Any]) -> Any | None:
    """Return the sector a question names: `tech` is Information Technology, `banks` Financials."""
    text = re.sub(r"\bbank\w*", "financials", asked.text, flags=re.IGNORECASE)
    words = [one[:_STEM].casefold() for one in re.findall(r"[A-Za-z]{4,}", text)]
    for one in slices:
        stems = {part[:_STEM].casefold() for part in re.findall(r"[A-Za-z]{4,}", str(one["label"]))}
        if one["weight"] is not None and stems & set(words) - _COMMON_STEMS:
            return one
    return None


async def cash(asked: Asked, desk: Desk) -> str:
    """Say how much cash there is."""
    found = await desk.get("holdings", as_of=_when(asked), limit=1)
    balances = [one for one in found["cash"] if Decimal(one["amount"])]
    if not balances:
        return say(
            "{portfolio} shows **no cash** on {as_of}. A portfolio with implied cash keeps "
            "none: what a sale brings counts as taken out that day.",
            portfolio=found["portfolio"],
            as_of=day(found["as_of"]),
        )
    amounts = listed([f"**{money(one['amount'], one['currency'])}**" for one in balances])
    return say(
        "{portfolio} holds {amounts} in cash on {as_of}.",
        portfolio=found["portfolio"],
        amounts=amounts,
        as_of=day(found["as_of"]),
    )


async def contributions(asked: Asked, desk: Desk) -> str:
    """Say what was put in and taken out."""
    if asked.span.arguments:
        found = await desk.get("performance", **asked.span.arguments)
        code = found["currency"]
        return say(
            "Net contributions to {portfolio} {words} were **{net_contributions}** "
            "({from_day} to {to}).",
            portfolio=found["portfolio"],
            words=spoken(asked.span.words),
            net_contributions=money(found["net_contributions"], code),
            from_day=day(found["from"]),
            to=day(found["to"]),
        )
    found = await desk.get("summary", as_of=_when(asked))
    code = found["currency"]
    if not known(found, "total_value", "gain"):
        return (
            say(
                "Net contributions to {portfolio} come to **{net_contributions}** by {as_of}: "
                "purchases and deposits less what was taken out.",
                portfolio=found["portfolio"],
                net_contributions=money(found["net_contributions"], code),
                as_of=day(found["as_of"]),
            )
            + f" {_worth(found)}"
        )
    return say(
        "Net contributions to {portfolio} come to **{net_contributions}** by {as_of}: "
        "purchases and deposits less what was taken out. It is worth {total_value}, so "
        "it has {gain}.",
        portfolio=found["portfolio"],
        net_contributions=money(found["net_contributions"], code),
        as_of=day(found["as_of"]),
        total_value=money(found["total_value"], code),
        gain=gained(found["gain"], code),
    )


async def portfolios(asked: Asked, desk: Desk) -> str:
    """List the portfolios."""
    found = (await desk.get("portfolios"))["items"]
    if not found:
        return say("You have no portfolio yet.")
    rows = [[one["name"], one["base_currency"], one["lot_method"]] for one in found]
    return say("You have {found}:\n\n", found=plural(len(found), "portfolio")) + table(
        ["Portfolio", "Currency", "Lot method"], rows
    )


async def _positions(
    held: Mapping[str, str], asked: Asked, desk: Desk, first: str | None = None
) -> str:
    found = await desk.get("holdings", as_of=_when(asked), currency=_currency(asked), limit=100)
    items = {item["symbol"]: item for item in found["items"]}
    parts = [
        _position(items[symbol], found, asked, first)
        if symbol in items
        else say(
            "{name} is not in {portfolio} on {as_of}.",
            name=name,
            portfolio=found["portfolio"],
            as_of=day(found["as_of"]),
        )
        for symbol, name in held.items()
    ]
    return "\n\n".join(parts)


def _position(
    item: Mapping[str, Json], found: Mapping[str, Json], asked: Asked, first: str | None
) -> str:
    """Return a paragraph on a holding that begins with what was asked."""
    code, local = found["currency"], item["price_currency"]
    name = _called(item)
    told: dict[str, str] = {
        "quantity": say(
            "You hold **{quantity} shares** of {name}",
            quantity=number(item["quantity"], 6),
            name=name,
        )
    }
    if known(item, "average_price"):
        told["average_price"] = say(
            "The average purchase price of {name} was **{average_price}**",
            name=name,
            average_price=price(item["average_price"], local),
        )
    if known(item, "cost_basis"):
        told["cost_basis"] = say(
            "The cost basis of {name} is **{cost_basis}**",
            name=name,
            cost_basis=money(item["cost_basis"], code),
        )
    if known(item, "market_value"):
        told["market_value"] = say(
            "{name} is worth **{market_value}**",
            name=name,
            market_value=money(item["market_value"], code),
        )
        told["price"] = say(
            "The last price of {name} is **{price}**", name=name, price=price(item["price"], local)
        )
    if known(item, "weight"):
        told["weight"] = say(
            "{name} makes up **{weight}** of the portfolio",
            name=name,
            weight=percent(item["weight"]),
        )
    if known(item, "unrealised_gain", "unrealised_return"):
        told["unrealised_gain"] = say(
            "{name} has {unrealised_gain} unrealised ({unrealised_return} on its cost)",
            name=name,
            unrealised_gain=gained(item["unrealised_gain"], code),
            unrealised_return=percent(item["unrealised_return"], signed=True),
        )
    order = [first] if first else [key for key in _FIRST if key in asked.measures]
    wanted = next(
        (key for key in order if key in told),
        "market_value" if "market_value" in told else "quantity",
    )
    rest = [key for key in _FIRST if key in told and key not in {wanted, "price"}]
    opening = say("{told} on {as_of}.", told=told[wanted], as_of=day(found["as_of"]))
    others = " ".join(f"{told[key].replace('**', '')}." for key in rest)
    missing = (
        "" if known(item, "market_value") else say(" No price of it is known, so it has no value.")
    )
    return f"{opening} {others}{missing}"


async def _concentration(asked: Asked, desk: Desk, slices: list[Any]) -> list[str]:
    if "hhi" not in asked.measures:
        return []
    risk = await desk.find("risk", last_day=_when(asked))
    top = slices[:3]
    share = sum((Decimal(str(one["weight"] or 0)) for one in top), Decimal(0))
    parts: list[str] = []
    if len(slices) > len(top):
        parts.append(
            say(
                "The top {top} positions together account for {share}.",
                top=len(top),
                share=percent(share),
            )
        )
    if risk is not None and known(risk, "hhi"):
        parts.append(
            say(
                "The concentration index (HHI) is {hhi}, where 1 is a single position.",
                hhi=number(risk["hhi"], 3),
            )
        )
    return parts


def _table(found: Mapping[str, Any]) -> str:
    code = found["currency"]
    rows = [
        [
            _called(item),
            number(item["quantity"], 6),
            money(item["market_value"], code) if known(item, "market_value") else "no price",
            money(item["unrealised_gain"], code, signed=True)
            if known(item, "unrealised_gain")
            else "–",
            percent(item["weight"]) if known(item, "weight") else "–",
        ]
        for item in found["items"][:_SHOWN]
    ]
    return table(["Holding", "Shares", "Value", say("Unrealised gain or loss"), "Weight"], rows)


def _called(item: Mapping[str, Json]) -> str:
    name, symbol = str(item["name"]), str(item["symbol"])
    return name if name == symbol else f"{name} ({symbol})"


def _label(one: Mapping[str, Json], by: str) -> str:
    label, key = str(one["label"]), str(one["key"])
    return f"{label} ({key})" if by == "symbol" and label != key else label


def _worth(summary: Mapping[str, Any]) -> str:
    if not known(summary, "total_value"):
        return say(
            "What {portfolio} is worth on {as_of} is not known: nothing it holds has a price "
            "({unpriced}).",
            portfolio=summary["portfolio"],
            as_of=day(summary["as_of"]),
            unpriced=listed(summary["unpriced"]),
        )
    return say(
        "**{portfolio} is worth {total_value}** on {as_of}.",
        portfolio=summary["portfolio"],
        total_value=money(summary["total_value"], summary["currency"]),
        as_of=day(summary["as_of"]),
    )


def _gaps(summary: Mapping[str, Any]) -> str:
    if not summary.get("unpriced") or not known(summary, "total_value"):
        return ""
    return say(
        " Without a price, and so left out: {unpriced}.", unpriced=listed(summary["unpriced"])
    )


def _when(asked: Asked) -> str | None:
    if asked.day is not None:
        return asked.day.isoformat()
    return asked.span.last.isoformat() if asked.span.last is not None else None


def _currency(asked: Asked) -> str | None:
    return asked.currencies[0] if asked.currencies else None
