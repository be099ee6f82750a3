"""What-if: shocks, crises, simulation, mixes, rebalancing, drafts."""

import re
from decimal import Decimal
from typing import Any, Final

from shared.assistant.model import Json
from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.catalogue import refusal, say
from shared.assistant.offline_analyst.chapters.trades import TRADE, try_trade, with_quantity
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.english import CRISES
from shared.assistant.offline_analyst.periods import report_period
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
_YEARS: Final = re.compile(r"\b(\d{1,2})\s+years?\b", re.IGNORECASE)
_MONTHLY: Final = re.compile(r"\b(?:a|per|each|every) month\b|\bmonthly\b", re.IGNORECASE)
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
    trade = TRADE.search(asked.text)
    if trade is not None and not asked.percents:
        meant = await with_quantity(asked, desk)
        if meant.quantity is not None:
            return await try_trade(trade["side"], meant, desk)
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
    total = say(
        "It is worth {total_value} on {as_of}.",
        total_value=money(found["total_value"], code),
        as_of=day(found["as_of"]),
    )
    return (
        say(
            "If {subject} {verb} by {size}, {portfolio} would have **{gain}** ({change}). {total}",
            subject=subject,
            verb=verb,
            size=percent(size),
            portfolio=found["portfolio"],
            gain=gained(one["gain"], code),
            change=percent(one["change"], signed=True),
            total=total,
        )
        + _effects(one, code)
        + say(
            "\n\nEvery holding is taken to move by the shock alone; that is an assumption, "
            "no forecast."
        )
    )


async def simulate(asked: Asked, desk: Desk) -> str:
    """Draw many futures from the past."""
    years = _YEARS.search(asked.text)
    horizon = int(years[1]) if years else _DEFAULT_YEARS
    amount = float(asked.amount) if asked.amount is not None else None
    monthly = amount if _MONTHLY.search(asked.text) else None
    goal = amount if monthly is None and amount is not None and amount > _LEAST_GOAL else None
    found = await desk.get("simulate", years=horizon, goal=goal, monthly_contribution=monthly)
    code, values = found["currency"], found["value_by_quantile"]
    rows = [[_quantile(key), money(value, code)] for key, value in values.items()]
    parts = [
        say(
            "In {horizon} years {portfolio} would be worth **{median}** at the median of "
            "{paths} simulated paths.",
            horizon=horizon,
            portfolio=found["portfolio"],
            median=money(values["0.5"], code),
            paths=number(found["paths"]),
        )
    ]
    if monthly is not None:
        parts.append(say("{monthly} are paid in every month.", monthly=money(monthly, code)))
    if goal is not None and known(found, "probability_of_goal"):
        parts.append(
            say(
                "The probability of reaching {goal} is {probability_of_goal}.",
                goal=money(found["goal"], code),
                probability_of_goal=percent(found["probability_of_goal"]),
            )
        )
    parts.append(
        say(
            "The probability of ending below what was put in ({contributed}) is "
            "{probability_of_loss}.",
            contributed=money(found["contributed"], code),
            probability_of_loss=percent(found["probability_of_loss"]),
        )
    )
    return (
        " ".join(parts)
        + "\n\n"
        + table([say("Of the paths"), "Value below"], rows)
        + say("\n\nThe paths repeat how these holdings moved in the past. The future need not.")
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
        "min_variance": say("least volatility"),
        "max_sharpe": say("highest Sharpe ratio"),
        "risk_parity": say("equal shares of risk"),
        "hrp": say("hierarchical risk parity"),
    }
    return (
        say(
            "The mix of {names} would have a volatility of **{volatility}** a year, where "
            "today's mix has {volatility2}.\n\n",
            names=names[objective],
            volatility=percent(found["optimal"]["volatility"]),
            volatility2=percent(found["current"]["volatility"]),
        )
        + table(["Holding", "Current weight", "Optimal weight"], rows)
        + say(
            "\n\nComputed from {observations} observations of the past: information, not advice.",
            observations=number(found["observations"]),
        )
    )


async def rebalance(asked: Asked, desk: Desk) -> str:
    """List the trades to equal weights, or say what is needed for others."""
    if not re.search(r"\bequal", asked.text, re.IGNORECASE):
        raise NoAnswer(
            say(
                "Say the target weights in the page's rebalancing view, or ask me to "
                "rebalance to equal weights."
            )
        )
    held = await desk.get("holdings", limit=100)
    symbols = [one["symbol"] for one in held["items"] if known(one, "market_value")]
    if not symbols:
        raise NoAnswer(say("There is nothing to rebalance."))
    share = (Decimal(1) / len(symbols)).quantize(Decimal("0.0001"), "ROUND_FLOOR")
    found = await desk.get("rebalance", targets={symbol: str(share) for symbol in symbols})
    code = found["currency"]
    realised = say(
        "They would have {realised_gain}, realised,",
        realised_gain=gained(found["realised_gain"], code),
    )
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
        say(
            "To equal weights of {share} each, these trades would lead. {realised} and "
            "leave {cash_left} in cash.\n\n",
            share=percent(share),
            realised=realised,
            cash_left=money(found["cash_left"], code),
        )
        + table(["Trade", "Shares", "Price", "Value"], rows)
        + say("\n\nNothing was changed.")
    )


async def draft(asked: Asked, desk: Desk) -> str:
    """Propose a transaction for the person to confirm."""
    trade = TRADE.search(asked.text)
    symbols = await desk.subjects(asked, most=1)
    money_named = re.search(r"\b(?:at|for|@)\s*[$€£]?\s?(\d[\d,]*(?:\.\d+)?)", asked.text)
    if trade is None or not symbols or asked.quantity is None:
        raise NoAnswer(
            say(
                "Say what to record: buy or sell, how many shares, of which symbol, at "
                "what price, on which day."
            )
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
        raise NoAnswer(say("That could not be recorded: {wrong}.", wrong=wrong))
    at = (
        say(" at {price}", price=price(made["price"], made.get("currency", "USD")))
        if known(made, "price")
        else ""
    )
    return say(
        "I have drafted this, and recorded nothing: **{side} {quantity} shares of "
        "{symbol}**{at} on {trade_date} in {portfolio}. Confirm it in the page.",
        side=side,
        quantity=number(made["quantity"], 6),
        symbol=made["symbol"],
        at=at,
        trade_date=day(made["trade_date"]),
        portfolio=found["portfolio"],
    )


async def alert(asked: Asked, desk: Desk) -> str:
    """Propose an alert on a price or a fall for the person to confirm."""
    symbols = await desk.subjects(asked, most=1)
    if not symbols or (asked.amount is None and not asked.percents):
        raise NoAnswer(
            say(
                "Say what to watch: which symbol, and above or below which price, or by "
                "how many per cent it falls."
            )
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
    return say(
        "I have drafted this alert, and made none: **{alert}**. Confirm it in the page.",
        alert=refusal(found["alert"]),
    )


async def report(asked: Asked, desk: Desk) -> str:
    """Propose a report for the person to confirm."""
    kind = next((name for name, words in _REPORTS if words.search(asked.text)), "portfolio_review")
    year = re.search(r"\b(?:19|20)\d\d(?:-Q[1-4]|-(?:0[1-9]|1[0-2]))?\b", asked.text)
    period = year[0] if year else (report_period(asked.span) or asked.span.name or "ytd")
    found = await desk.get("request_report", kind=kind, period=period)
    return say(
        "I have drafted this request, and made no report yet: **{report}**. Confirm it in "
        "the page, and it is made in the background.",
        report=refusal(found["report"]),
    )


def _scenarios(found: dict[str, Any]) -> str:
    code = found["currency"]
    rows = [
        [one["name"], money(one["gain"], code, signed=True), percent(one["change"], signed=True)]
        for one in found["scenarios"]
        if known(one, "gain", "change")
    ]
    if not rows:
        raise NoAnswer(
            say(
                "None of these crises can be replayed on the holdings: no prices reach back so far."
            )
        )
    worst = min(found["scenarios"], key=lambda one: one["change"] or 0.0)
    only = found["scenarios"][0] if len(rows) == 1 else worst
    lead = say(
        "On the holdings of {as_of}, {name} would have meant **{gain}** ({change})",
        as_of=day(found["as_of"]),
        name=only["name"],
        gain=money(only["gain"], code, signed=True),
        change=percent(only["change"], signed=True),
    )
    lead += say(", the worst of them.") if len(rows) > 1 else "."
    return (
        lead
        + "\n\n"
        + table(["Crisis", say("Gain or loss"), "Change"], rows)
        + say("\n\nHoldings without prices from that time are moved by their beta to the market.")
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
    return "\n\n" + table(["Holding", say("Gain or loss"), "Change"], rows) if rows else ""


def _quantile(key: str) -> str:
    return f"{Decimal(key) * 100:f}".rstrip("0").rstrip(".") + "%"
