"""Worth, holdings, cash, contributions, what it is made of."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from shared.assistant.model import Json
from shared.assistant.offline_analyst.asked import Asked
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
    table,
)

_SHOWN: Final = 12
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
    if held:
        return await _positions(held, asked, desk)
    summary = await desk.get("summary", as_of=when, currency=_currency(asked))
    holdings = await desk.get("holdings", as_of=when, currency=_currency(asked), limit=100)
    code = summary["currency"]
    parts = [
        f"**{summary['portfolio']} is worth {money(summary['total_value'], code)}** "
        f"on {day(summary['as_of'])}."
    ]
    if known(summary, "net_contributions", "gain"):
        parts.append(
            f"Net contributions come to {money(summary['net_contributions'], code)}, so the "
            f"portfolio has {gained(summary['gain'], code)} since the beginning."
        )
    if known(summary, "day_change", "day_change_return") and Decimal(summary["day_change"]):
        parts.append(
            f"On the last trading day it {gained(summary['day_change'], code)} "
            f"({percent(summary['day_change_return'], signed=True)})."
        )
    count = len(holdings["items"])
    if not count:
        return " ".join(parts)
    stale = [item["symbol"] for item in holdings["items"] if item["is_stale"]]
    note = f"\n\nOld prices: {listed(stale)}." if stale else ""
    gaps = _gaps(summary)
    lead = f"It holds {plural(holdings['total_count'], 'position')}:"
    if "count" in asked.measures:
        parts.insert(0, f"You hold **{plural(holdings['total_count'], 'position')}**.")
        lead = "The positions:"
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
        raise NoAnswer("There is nothing in the portfolio that could be divided.")
    code = found["currency"]
    if by == "symbol" and "smallest" in asked.measures:
        slices = slices[::-1]
    first = slices[0]
    extreme = "smallest" if "smallest" in asked.measures and by == "symbol" else "largest"
    noun = {"symbol": "position", "asset_class": "asset class"}.get(by, by)
    parts = [
        f"Your {extreme} {noun} is **{first['label']}** with {percent(first['weight'])} of the "
        f"portfolio, worth {money(first['value'], code)} on {day(found['as_of'])}."
    ]
    if by == "symbol":
        parts += await _concentration(asked, desk, slices)
    rows = [
        [_label(one, by), money(one["value"], code), percent(one["weight"] or 0)]
        for one in slices[: asked.top or _SHOWN]
    ]
    return " ".join(parts) + "\n\n" + table([noun.capitalize(), "Value", "Weight"], rows)


async def cash(asked: Asked, desk: Desk) -> str:
    """Say how much cash there is."""
    found = await desk.get("holdings", as_of=_when(asked), limit=1)
    balances = [one for one in found["cash"] if Decimal(one["amount"])]
    if not balances:
        return (
            f"{found['portfolio']} shows **no cash** on {day(found['as_of'])}. A portfolio with "
            "implied cash keeps none: what a sale brings counts as taken out that day."
        )
    amounts = listed([f"**{money(one['amount'], one['currency'])}**" for one in balances])
    return f"{found['portfolio']} holds {amounts} in cash on {day(found['as_of'])}."


async def contributions(asked: Asked, desk: Desk) -> str:
    """Say what was put in and taken out."""
    if asked.span.arguments:
        found = await desk.get("performance", **asked.span.arguments)
        code = found["currency"]
        return (
            f"Net contributions to {found['portfolio']} {asked.span.words} were "
            f"**{money(found['net_contributions'], code)}** "
            f"({day(found['from'])} to {day(found['to'])})."
        )
    found = await desk.get("summary", as_of=_when(asked))
    code = found["currency"]
    return (
        f"Net contributions to {found['portfolio']} come to "
        f"**{money(found['net_contributions'], code)}** by {day(found['as_of'])}: purchases and "
        f"deposits less what was taken out. It is worth {money(found['total_value'], code)}, so it "
        f"has {gained(found['gain'], code)}."
    )


async def portfolios(asked: Asked, desk: Desk) -> str:
    """List the portfolios."""
    found = (await desk.get("portfolios"))["items"]
    if not found:
        return "You have no portfolio yet."
    rows = [[one["name"], one["base_currency"], one["lot_method"]] for one in found]
    return f"You have {plural(len(found), 'portfolio')}:\n\n" + table(
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
        else f"{name} is not in {found['portfolio']} on {day(found['as_of'])}."
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
        "quantity": f"You hold **{number(item['quantity'], 6)} shares** of {name}"
    }
    if known(item, "average_price"):
        told["average_price"] = (
            f"The average purchase price of {name} was **{price(item['average_price'], local)}**"
        )
    if known(item, "cost_basis"):
        told["cost_basis"] = f"The cost basis of {name} is **{money(item['cost_basis'], code)}**"
    if known(item, "market_value"):
        told["market_value"] = f"{name} is worth **{money(item['market_value'], code)}**"
        told["price"] = f"The last price of {name} is **{price(item['price'], local)}**"
    if known(item, "weight"):
        told["weight"] = f"{name} makes up **{percent(item['weight'])}** of the portfolio"
    if known(item, "unrealised_gain", "unrealised_return"):
        told["unrealised_gain"] = (
            f"{name} has {gained(item['unrealised_gain'], code)} unrealised "
            f"({percent(item['unrealised_return'], signed=True)} on its cost)"
        )
    order = [first] if first else [key for key in _FIRST if key in asked.measures]
    wanted = next(
        (key for key in order if key in told),
        "market_value" if "market_value" in told else "quantity",
    )
    rest = [key for key in _FIRST if key in told and key not in {wanted, "price"}]
    opening = f"{told[wanted]} on {day(found['as_of'])}."
    others = " ".join(f"{told[key].replace('**', '')}." for key in rest)
    missing = "" if known(item, "market_value") else " No price of it is known, so it has no value."
    return f"{opening} {others}{missing}"


async def _concentration(asked: Asked, desk: Desk, slices: list[Any]) -> list[str]:
    if "hhi" not in asked.measures:
        return []
    risk = await desk.find("risk", last_day=_when(asked))
    top = slices[:3]
    share = sum((Decimal(str(one["weight"] or 0)) for one in top), Decimal(0))
    parts: list[str] = []
    if len(slices) > len(top):
        parts.append(f"The top {len(top)} positions together account for {percent(share)}.")
    if risk is not None and known(risk, "hhi"):
        parts.append(
            f"The concentration index (HHI) is {number(risk['hhi'], 3)}, where 1 is a single "
            f"position."
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
    return table(["Holding", "Shares", "Value", "Unrealised gain or loss", "Weight"], rows)


def _called(item: Mapping[str, Json]) -> str:
    name, symbol = str(item["name"]), str(item["symbol"])
    return name if name == symbol else f"{name} ({symbol})"


def _label(one: Mapping[str, Json], by: str) -> str:
    label, key = str(one["label"]), str(one["key"])
    return f"{label} ({key})" if by == "symbol" and label != key else label


def _gaps(summary: Mapping[str, Any]) -> str:
    if not summary.get("unpriced"):
        return ""
    return f" Without a price, and so left out: {listed(summary['unpriced'])}."


def _when(asked: Asked) -> str | None:
    if asked.day is not None:
        return asked.day.isoformat()
    return asked.span.last.isoformat() if asked.span.last is not None else None


def _currency(asked: Asked) -> str | None:
    return asked.currencies[0] if asked.currencies else None
