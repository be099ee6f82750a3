"""What-if: shocks, crises, hypothetical trades, simulation, mixes, rebalancing, drafts."""

import re
from decimal import Decimal
from typing import Any, Final

from shared.assistant.model import Json
from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.english import CRISES
from shared.assistant.offline_analyst.prose import (
    day,
    gained,
    known,
    money,
    number,
    percent,
    price,
    table,
)

_SHOWN: Final = 10
_RISE: Final = re.compile(
    r"\b(?:rise|rises|rose|gain|gains|goes up|went up|up|increase\w*|"
    r"rall\w+|grow\w*|double[sd]?)\b",
    re.IGNORECASE,
)
_TRADE: Final = re.compile(
    r"\b(?P<side>buy(?:ing)?|bought|sell(?:ing)?|sold|sale|purchas\w+)\b", re.IGNORECASE
)
_YEARS: Final = re.compile(r"\b(\d{1,2})\s+years?\b", re.IGNORECASE)
_OBJECTIVES: Final = (
    ("max_sharpe", re.compile(r"sharpe|return", re.IGNORECASE)),
    ("risk_parity", re.compile(r"parity|equal risk", re.IGNORECASE)),
    ("hrp", re.compile(r"hrp|hierarchical", re.IGNORECASE)),
)
_REPORTS: Final = (
    ("tax_gains", re.compile(r"tax|gain", re.IGNORECASE)),
    ("income", re.compile(r"income|dividend", re.IGNORECASE)),
    ("risk", re.compile(r"risk", re.IGNORECASE)),
    ("performance", re.compile(r"perform|return", re.IGNORECASE)),
)
_LEAST_GOAL: Final = 1_000
_DEFAULT_YEARS: Final = 10


async def what_if(asked: Asked, desk: Desk) -> str:
    """Replay a crisis, apply a shock, or try a trade."""
    trade = _TRADE.search(asked.text)
    if trade is not None and asked.quantity is not None and not asked.percents:
        return await _trade(trade["side"], asked, desk)
    crises = [name for name, pattern in CRISES.items() if pattern.search(asked.text)]
    if not asked.percents:
        found = await desk.get("scenario", crises=crises)
        return _scenarios(found)
    size = abs(asked.percents[0]) / 100
    move = float(size if _RISE.search(asked.text) and asked.percents[0] > 0 else -size)
    held = await desk.held(asked)
    shock: dict[str, Json] = {"name": "shock"}
    if held:
        shock["symbols"] = dict.fromkeys(held, move)
    else:
        shock["market"] = move
    found = await desk.get("scenario", shocks=[shock])
    one = found["scenarios"][0]
    subject = " and ".join(held.values()) if held else "the market"
    verb = "rises" if move > 0 else "falls"
    code = found["currency"]
    total = f"It is worth {money(found['total_value'], code)} on {day(found['as_of'])}."
    return (
        f"If {subject} {verb} by {percent(size)}, {found['portfolio']} would have "
        f"**{gained(one['gain'], code)}** ({percent(one['change'], signed=True)}). {total}"
        + _effects(one, code)
        + "\n\nEvery holding is taken to move by the shock alone; that is an assumption, no "
        "forecast."
    )


async def simulate(asked: Asked, desk: Desk) -> str:
    """Draw many futures from the past."""
    years = _YEARS.search(asked.text)
    horizon = int(years[1]) if years else _DEFAULT_YEARS
    goal = float(asked.amount) if asked.amount is not None and asked.amount > _LEAST_GOAL else None
    found = await desk.get("simulate", years=horizon, goal=goal)
    code, values = found["currency"], found["value_by_quantile"]
    rows = [[_quantile(key), money(value, code)] for key, value in values.items()]
    parts = [
        f"In {horizon} years {found['portfolio']} would be worth "
        f"**{money(values['0.5'], code)}** at the median of {found['paths']:,} simulated paths."
    ]
    if goal is not None and known(found, "probability_of_goal"):
        parts.append(
            f"The probability of reaching {money(found['goal'], code)} is "
            f"{percent(found['probability_of_goal'])}."
        )
    parts.append(
        f"The probability of ending below what was put in "
        f"({money(found['contributed'], code)}) is {percent(found['probability_of_loss'])}."
    )
    return (
        " ".join(parts)
        + "\n\n"
        + table(["Of the paths", "Value below"], rows)
        + "\n\nThe paths repeat how these holdings moved in the past. The future need not."
    )


async def optimise(asked: Asked, desk: Desk) -> str:
    """Show the mix an objective likes best."""
    objective = next(
        (name for name, pattern in _OBJECTIVES if pattern.search(asked.text)), "min_variance"
    )
    found = await desk.get("optimise", objective=objective)
    rows = [
        [one["symbol"], percent(one["current"]), percent(one["optimal"])]
        for one in found["weights"]
    ]
    names = {
        "min_variance": "least volatility",
        "max_sharpe": "highest Sharpe ratio",
        "risk_parity": "equal shares of risk",
        "hrp": "hierarchical risk parity",
    }
    return (
        f"The mix of {names[objective]} would have a volatility of "
        f"**{percent(found['optimal']['volatility'])}** a year, "
        f"where today's mix has {percent(found['current']['volatility'])}.\n\n"
        + table(["Holding", "Current weight", "Optimal weight"], rows)
        + f"\n\nComputed from {found['observations']:,} observations of the past: information, "
        f"not advice."
    )


async def rebalance(asked: Asked, desk: Desk) -> str:
    """List the trades to equal weights, or say what is needed for others."""
    if not re.search(r"\bequal", asked.text, re.IGNORECASE):
        raise NoAnswer(
            "Say the target weights in the page's rebalancing view, or ask me to "
            "rebalance to equal weights."
        )
    held = await desk.get("holdings", limit=100)
    symbols = [one["symbol"] for one in held["items"] if known(one, "market_value")]
    if not symbols:
        raise NoAnswer("There is nothing to rebalance.")
    share = (Decimal(1) / len(symbols)).quantize(Decimal("0.0001"), "ROUND_FLOOR")
    found = await desk.get("rebalance", targets={symbol: str(share) for symbol in symbols})
    code = found["currency"]
    realised = f"They would have {gained(found['realised_gain'], code)}, realised,"
    rows = [
        [
            f"{one['side']} {one['symbol']}",
            number(one["quantity"], 6),
            price(one["price"], code),
            money(one["value"], code),
        ]
        for one in found["trades"]
    ]
    return (
        f"To equal weights of {percent(share)} each, these trades would lead. {realised} and leave "
        f"{money(found['cash_left'], code)} in cash.\n\n"
        + table(["Trade", "Shares", "Price", "Value"], rows)
        + "\n\nNothing was changed."
    )


async def draft(asked: Asked, desk: Desk) -> str:
    """Propose a transaction for the person to confirm."""
    trade = _TRADE.search(asked.text)
    symbols = await desk.subjects(asked, most=1)
    money_named = re.search(r"\b(?:at|for|@)\s*[$€£]?\s?(\d[\d,]*(?:\.\d+)?)", asked.text)
    if trade is None or not symbols or asked.quantity is None:
        raise NoAnswer(
            "Say what to record: buy or sell, how many shares, of which symbol, at what price, "
            "on which day."
        )
    side = "sell" if trade["side"].lower().startswith("s") else "buy"
    found = await desk.get(
        "draft_transaction",
        kind=side,
        symbol=next(iter(symbols)),
        quantity=str(asked.quantity),
        price=money_named[1].replace(",", "") if money_named else None,
        trade_date=asked.day.isoformat() if asked.day else None,
    )
    made = found["draft"]
    wrong = "; ".join(str(one["message"]) for one in found.get("errors", []))
    if found["verdict"] == "rejected":
        raise NoAnswer(f"That could not be recorded: {wrong}.")
    at = f" at {price(made['price'], made.get('currency', 'USD'))}" if known(made, "price") else ""
    return (
        f"I have drafted this, and recorded nothing: **{side} {number(made['quantity'], 6)} "
        f"shares of {made['symbol']}**{at} "
        f"on {day(made['trade_date'])} in {found['portfolio']}. Confirm it in the page."
    )


async def alert(asked: Asked, desk: Desk) -> str:
    """Propose an alert on a price or a fall for the person to confirm."""
    symbols = await desk.subjects(asked, most=1)
    if not symbols or (asked.amount is None and not asked.percents):
        raise NoAnswer(
            "Say what to watch: which symbol, and above or below which price, or by how many per "
            "cent it falls."
        )
    symbol = next(iter(symbols))
    is_rise = _RISE.search(asked.text) or re.search(r"\babove|over|reach\w*\b", asked.text)
    if asked.percents:
        found = await desk.get(
            "draft_alert",
            kind="percent_move",
            symbol=symbol,
            threshold=str(abs(asked.percents[0]) / 100),
            direction="up" if is_rise else "down",
        )
    else:
        kind = "price_above" if is_rise else "price_below"
        found = await desk.get("draft_alert", kind=kind, symbol=symbol, threshold=str(asked.amount))
    return (
        f"I have drafted this alert, and made none: **{found['alert']}**. Confirm it in the page."
    )


async def report(asked: Asked, desk: Desk) -> str:
    """Propose a report for the person to confirm."""
    kind = next((name for name, words in _REPORTS if words.search(asked.text)), "portfolio_review")
    year = re.search(r"\b(?:19|20)\d\d(?:-Q[1-4]|-(?:0[1-9]|1[0-2]))?\b", asked.text)
    period = year[0] if year else (asked.span.name or "ytd")
    found = await desk.get("request_report", kind=kind, period=period)
    return (
        f"I have drafted this request, and made no report yet: **{found['report']}**. Confirm it "
        "in the page, and it is made in the background."
    )


async def _trade(word: str, asked: Asked, desk: Desk) -> str:
    symbols = await desk.subjects(asked, most=1)
    if not symbols:
        raise NoAnswer("Name the symbol to trade, and how many shares of it.")
    symbol = next(iter(symbols))
    side = "sell" if word.lower().startswith("s") else "buy"
    found = await desk.get(
        "what_if", trades=[{"symbol": symbol, "side": side, "quantity": str(asked.quantity)}]
    )
    code = found["currency"]
    before = _of(found["before"], symbol)
    after = _of(found["after"], symbol)
    parts = [
        f"If you {side} {number(str(asked.quantity), 6)} shares of {symbol} at its last "
        f"price, nothing else changed:"
    ]
    rows = [
        [
            "Weight of " + symbol,
            percent(before["weight"]) if before.get("weight") else "none",
            percent(after["weight"]) if after.get("weight") else "none",
        ],
        [
            "Shares of " + symbol,
            number(before["quantity"], 6) if before.get("quantity") else "none",
            number(after["quantity"], 6) if after.get("quantity") else "none",
        ],
        [
            "Total value",
            money(found["before"]["total_value"], code),
            money(found["after"]["total_value"], code),
        ],
    ]
    tail = ""
    if known(found, "realised_gain") and Decimal(found["realised_gain"]):
        tail = (
            f"\n\nThe sale would have {gained(found['realised_gain'], code)}, realised, before tax."
        )
    return (
        parts[0] + "\n\n" + table(["", "Before", "After"], rows) + tail + "\n\nNothing was changed."
    )


def _of(branch: dict[str, Any], symbol: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = branch["items"]
    found = [one for one in items if one["symbol"] == symbol]
    return found[0] if found else {}


def _scenarios(found: dict[str, Any]) -> str:
    code = found["currency"]
    rows = [
        [one["name"], money(one["gain"], code, signed=True), percent(one["change"], signed=True)]
        for one in found["scenarios"]
        if known(one, "gain", "change")
    ]
    if not rows:
        raise NoAnswer(
            "None of these crises can be replayed on the holdings: no prices reach back so far."
        )
    worst = min(found["scenarios"], key=lambda one: one["change"] or 0.0)
    only = found["scenarios"][0] if len(rows) == 1 else worst
    lead = (
        f"On the holdings of {day(found['as_of'])}, {only['name']} would have meant "
        f"**{money(only['gain'], code, signed=True)}** "
        f"({percent(only['change'], signed=True)})"
    )
    lead += ", the worst of them." if len(rows) > 1 else "."
    return (
        lead
        + "\n\n"
        + table(["Crisis", "Gain or loss", "Change"], rows)
        + "\n\nHoldings without prices from that time are moved by their beta to the market."
    )


def _effects(one: dict[str, Any], code: str) -> str:
    rows = [
        [
            effect["symbol"],
            money(effect["gain"], code, signed=True),
            percent(effect["change"], signed=True),
        ]
        for effect in one["effects"][:_SHOWN]
        if known(effect, "gain", "change") and Decimal(effect["gain"])
    ]
    return "\n\n" + table(["Holding", "Gain or loss", "Change"], rows) if rows else ""


def _quantile(key: str) -> str:
    return f"{Decimal(key) * 100:f}".rstrip("0").rstrip(".") + "%"
