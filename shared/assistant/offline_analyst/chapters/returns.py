"""Performance, what moved, gains, income, costs."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked, Span
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.chapters.beside import beside, rates_alone
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.english import CRISES, CRISIS_DAYS, FX_EFFECT
from shared.assistant.offline_analyst.prose import (
    day,
    gained,
    known,
    listed,
    money,
    number,
    percent,
    points,
    rose,
    table,
)

_SHOWN: Final = 10
_WHY: Final = re.compile(r"\b(?:why|what (?:moved|drove|caused|happened|changed))\b", re.IGNORECASE)
_RIVAL: Final = re.compile(r"\binstead\b|\bbeat\w*\b|\b(?:out|under)perform\w*\b", re.IGNORECASE)
_EVERYTHING: Final = re.compile(r"\b(?:sold|sell) (?:it )?(?:everything|all)\b", re.IGNORECASE)
_AGAINST: Final = re.compile(
    r"\bbeat\w*\b|\b(?:out|under)perform\w*\b|\bbenchmark\b|\bthe (?:market|index)\b", re.IGNORECASE
)
_LOST: Final = re.compile(
    r"\b(?:lost|lose[sd]?|losing|fell|cost me) (?:me )?(?:the )?most\b", re.IGNORECASE
)
_WHOLE: Final = re.compile(r"\bme\b|\b(?:biggest|largest|worst) loss", re.IGNORECASE)
"""Words that ask of the whole time, not of the last day."""


async def performance(asked: Asked, desk: Desk) -> str:
    """Say how the portfolio, or a holding, did in a period, beside its benchmark."""
    held = await desk.held(asked)
    span = _span(asked, "max")
    symbols = list(held)[:1]
    is_rival = asked.is_mine and _RIVAL.search(asked.text) is not None
    if is_rival and not symbols:
        symbols = list(await desk.not_held(asked))[:1]
    rival = symbols[0] if symbols and is_rival else None
    symbols = [] if rival else symbols
    found = await desk.get(
        "performance",
        symbol=symbols[0] if symbols else None,
        benchmark=rival,
        **span.arguments,
    )
    code = found["currency"]
    subject = held[symbols[0]] if symbols else found["portfolio"]
    period = say("from {from_day} to {to}", from_day=day(found["from"]), to=day(found["to"]))
    parts: list[str] = []
    if known(found, "gain"):
        parts.append(
            say(
                "{subject} **{gain}** {period}.",
                subject=subject,
                gain=gained(found["gain"], code),
                period=period,
            )
        )
    parts.append(_returns(found))
    if known(found, "start_value", "end_value"):
        parts.append(
            say(
                "Its value went from {start_value} to {end_value}, with net contributions "
                "of {net_contributions} between.",
                start_value=money(found["start_value"], code),
                end_value=money(found["end_value"], code),
                net_contributions=money(found["net_contributions"], code),
            )
        )
    compared = _benchmark(found)
    if not compared and _AGAINST.search(asked.text) and found.get("benchmark") is None:
        compared = say(
            "{portfolio} has no benchmark to be held against: set one, or name it in the question.",
            portfolio=found["portfolio"],
        )
    parts.append(compared)
    if known(found, "fx_effect") and Decimal(found["fx_effect"]):
        parts.append(
            say(
                "Exchange rates account for {fx_effect} of the gain.",
                fx_effect=money(found["fx_effect"], code, signed=True),
            )
        )
        if FX_EFFECT.search(asked.text):
            parts.insert(1, parts.pop())
    parts += [*rates_alone(found), *beside(asked, found)]
    parts += [say("Note: {note}.", note=note) for note in found["notes"].values()]
    return " ".join(part for part in parts if part)


async def movement(asked: Asked, desk: Desk) -> str:
    """Say which holdings moved the portfolio in a period."""
    is_why = _WHY.search(asked.text) and not re.search(r"\bwhich\b", asked.text, re.IGNORECASE)
    is_ranking = asked.measures & {"best", "worst"} and not is_why
    crisis = None if asked.span.arguments or asked.day else _crisis(asked)
    span = crisis or _span(asked, "max" if is_ranking or _WHOLE.search(asked.text) else "1d")
    found = await desk.get("attribution", **span.arguments)
    code = found["currency"]
    if not known(found, "gain"):
        raise NoAnswer(say("The gain is not known: a price or exchange rate is missing."))
    items = [one for one in found["items"] if known(one, "gain")]
    period = _between(found)
    parts = [
        say(
            "{portfolio} **{gain}** {period}",
            portfolio=found["portfolio"],
            gain=gained(found["gain"], code),
            period=period,
        )
    ]
    parts[0] += (
        say(" ({twr} time-weighted).", twr=percent(found["twr"], signed=True))
        if known(found, "twr")
        else "."
    )
    ups = sorted((one for one in items if Decimal(one["gain"]) > 0), key=_by_gain, reverse=True)
    downs = sorted((one for one in items if Decimal(one["gain"]) < 0), key=_by_gain)
    if not downs and re.search(r"\b(?:lost|cost|lose|loss|worst|loser)", asked.text):
        parts.append(say("No holding lost money."))
    if _LOST.search(asked.text) or ("worst" in asked.measures and "best" not in asked.measures):
        parts += [_movers("detracted most", downs, code), _movers("added most", ups, code)]
    else:
        parts += [_movers("added most", ups, code), _movers("detracted most", downs, code)]
    if known(found, "fx_effect") and Decimal(found["fx_effect"]):
        parts.append(
            say(
                "Exchange rates account for {fx_effect}.",
                fx_effect=money(found["fx_effect"], code, signed=True),
            )
        )
    parts += rates_alone(found)
    parts.append(say("What moved the companies themselves is not in this data."))
    rows = [
        [
            _called(one),
            money(one["gain"], code, signed=True),
            percent(one["return"], signed=True) if known(one, "return") else "–",
        ]
        for one in items[:_SHOWN]
    ]
    shown = "\n\n" + table(["Holding", say("Gain or loss"), "Return"], rows) if rows else ""
    return " ".join(part for part in parts if part) + shown


async def taxes(asked: Asked, desk: Desk) -> str:
    """Say that taxes are not computed, and what they would be computed from."""
    year = _year(asked) or desk.today.year
    span = Span(
        first=date(year, 1, 1),
        last=min(date(year, 12, 31), desk.today),
        words=f"in {year}",
    )
    wanted = replace(asked, span=span, day=None, measures=frozenset({"realised"}))
    if _EVERYTHING.search(asked.text):
        wanted = replace(wanted, span=Span(), measures=frozenset({"unrealised"}))
    return say(
        "I do not work out taxes: they depend on where you live and on more than this "
        "portfolio. What they start from:\n\n{what}",
        what=await gains(wanted, desk),
    )


async def gains(asked: Asked, desk: Desk) -> str:
    """Say what was gained, realised and not."""
    held = await desk.meant(asked)
    year = _year(asked)
    if asked.span.arguments and year is None and asked.span.name != "max":
        return await performance(asked, desk)
    if (
        not held
        and "realised" not in asked.measures
        and "unrealised" not in asked.measures
        and year is None
    ):
        return await _total_gain(asked, desk)
    symbol = next(iter(held), None)
    found = await desk.get("gains", year=year, symbol=symbol, as_of=_when(asked))
    code = found["currency"]
    subject = held[symbol] if symbol else found["portfolio"]
    when = say("in {year}", year=year) if year else say("by {as_of}", as_of=day(found["as_of"]))
    parts: list[str] = []
    if known(found, "total_realised"):
        parts.append(
            say(
                "{subject} has **realised {total_realised}** {when}",
                subject=subject,
                total_realised=_gain_or_loss(found["total_realised"], code),
                when=when,
            )
            + (
                say(
                    ": proceeds of {total_proceeds} less cost of {total_cost}.",
                    total_proceeds=money(found["total_proceeds"], code),
                    total_cost=money(found["total_cost"], code),
                )
                if found["items"]
                else say("; nothing was sold.")
            )
        )
    unrealised = ""
    if known(found, "total_unrealised") and year is None:
        unrealised = say(
            "The unrealised {total_unrealised}.",
            total_unrealised=_gain_or_loss_noun(found["total_unrealised"], code),
        )
    if "unrealised" in asked.measures and unrealised:
        parts.insert(0, unrealised)
    elif unrealised:
        parts.append(unrealised)
    parts.append(
        say(
            "Lots are matched by {what}.",
            what=found["method"].upper() if found["method"] != "average" else "average cost",
        )
    )
    rows = [
        [one["symbol"], day(one["opened"]), day(one["closed"]), number(one["quantity"], 6),
         money(one["gain"], code, signed=True)]
        for one in found["items"][:_SHOWN]
    ]  # fmt: skip
    shown = (
        "\n\n" + table(["Sold", "Opened", "Closed", "Shares", say("Gain or loss")], rows)
        if rows
        else ""
    )
    return " ".join(parts) + shown


async def _total_gain(asked: Asked, desk: Desk) -> str:
    found = await desk.get("summary", as_of=_when(asked))
    code = found["currency"]
    if not known(found, "gain"):
        raise NoAnswer(say("The gain is not known: a price or exchange rate is missing."))
    rows = [
        [label, money(found[key], code, signed=True)]
        for label, key in (
            ("Realised gain", "realised_gain"),
            ("Unrealised gain", "unrealised_gain"),
            ("Income", "income"),
            (say("Effect of exchange rates on cash"), "cash_fx_effect"),
        )
        if known(found, key)
        and (Decimal(found[key]) or key in {"realised_gain", "unrealised_gain"})
    ]
    rows += [
        [label, f"−{money(found[key], code)}"]
        for label, key in (
            (say("Fees, on their own"), "fees"),
            (say("Taxes, on their own"), "taxes"),
        )
        if known(found, key) and Decimal(found[key])
    ]
    return say(
        "{portfolio} has **{gain}** since the beginning, by {as_of}: it is worth "
        "{total_value} and net contributions were {net_contributions}.\n\n",
        portfolio=found["portfolio"],
        gain=gained(found["gain"], code),
        as_of=day(found["as_of"]),
        total_value=money(found["total_value"], code),
        net_contributions=money(found["net_contributions"], code),
    ) + table([say("Part of the gain or loss"), "Amount"], rows)


def _returns(found: dict[str, Any]) -> str:
    told: list[str] = []
    if known(found, "twr"):
        told.append(say("{twr} time-weighted", twr=percent(found["twr"])))
    if known(found, "twr_annualised"):
        told.append(
            say(
                "{twr_annualised} a year time-weighted",
                twr_annualised=percent(found["twr_annualised"]),
            )
        )
    if known(found, "xirr"):
        told.append(say("{xirr} a year money-weighted (XIRR)", xirr=percent(found["xirr"])))
    return say("The return was {told}.", told=listed(told)) if told else ""


def _benchmark(found: dict[str, Any]) -> str:
    theirs = found.get("benchmark")
    if theirs is None or not known(found, "twr") or not known(theirs, "twr"):
        return ""
    gap = Decimal(str(found["twr"])) - Decimal(str(theirs["twr"]))
    text = say(
        "The benchmark {symbol} {twr} with dividends",
        symbol=theirs["symbol"],
        twr=rose(theirs["twr"]),
    )
    if not gap:
        return " ".join([say("{text}: the same.", text=text), *holds_until(theirs)])
    side = "ahead of" if gap > 0 else "behind"
    told = say(
        "{text}: the portfolio is {points} percentage points {side} it.",
        text=text,
        points=points(gap),
        side=side,
    )
    return " ".join([told, *holds_until(theirs)])


def holds_until(theirs: dict[str, Any]) -> list[str]:
    """Say until which day a comparison holds, where the prices of what is beside ended before."""
    until = theirs.get("prices_until")
    if until is None:
        return []
    return [
        say(
            "The prices of {symbol} end on {until}: the comparison holds until that day, after it "
            "{symbol} stands still.",
            symbol=theirs["symbol"],
            until=day(until),
        )
    ]


def _movers(verb: str, items: list[dict[str, Any]], code: str) -> str:
    if not items:
        return ""
    told = [
        say("{one} with {gain}", one=_called(one), gain=money(one["gain"], code, signed=True))
        for one in items[:3]
    ]
    return say("What {verb}: {told}.", verb=verb, told=listed(told))


def _gain_or_loss(amount: Any, code: str) -> str:
    value = Decimal(str(amount))
    noun = say("a loss of") if value < 0 else say("a gain of")
    return f"{noun} {money(abs(value), code)}"


def _gain_or_loss_noun(amount: Any, code: str) -> str:
    value = Decimal(str(amount))
    return say(
        "{what} is **{value}**", what="loss" if value < 0 else "gain", value=money(abs(value), code)
    )


def _span(asked: Asked, default: str) -> Span:
    if asked.span.arguments:
        return asked.span
    if asked.day is not None:
        return Span(
            None, asked.day, asked.day, say("on {isoformat}", isoformat=asked.day.isoformat())
        )
    return Span(default)


def _crisis(asked: Asked) -> Span | None:
    """Return the days of the crisis a question speaks of."""
    name = next((name for name, words in CRISES.items() if words.search(asked.text)), None)
    return Span(None, *CRISIS_DAYS[name]) if name else None


def _year(asked: Asked) -> int | None:
    """Return the calendar year a span is, the present one up to today included."""
    first, last = asked.span.first, asked.span.last
    if first is None or last is None or (first.month, first.day) != (1, 1):
        return None
    is_year = last.year == first.year and asked.span.words == f"in {first.year}"
    return first.year if is_year else None


def _between(found: dict[str, Any]) -> str:
    if found["from"] == found["to"]:
        return say("on {to}", to=day(found["to"]))
    return say("from {from_day} to {to}", from_day=day(found["from"]), to=day(found["to"]))


def _when(asked: Asked) -> str | None:
    return asked.day.isoformat() if asked.day is not None else None


def _by_gain(one: dict[str, Any]) -> Decimal:
    return Decimal(one["gain"])


def _called(one: dict[str, Any]) -> str:
    return one["name"] if one["name"] == one["symbol"] else f"{one['name']} ({one['symbol']})"
