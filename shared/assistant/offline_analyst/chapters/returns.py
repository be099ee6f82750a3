"""Performance, what moved, gains, income, costs."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked, Span
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
    rose,
    table,
)

_SHOWN: Final = 10


async def performance(asked: Asked, desk: Desk) -> str:
    """Say how the portfolio, or a holding, did in a period, beside its benchmark."""
    held = await desk.held(asked)
    span = _span(asked, "max")
    symbols = list(held)[:1]
    rival = symbols[0] if symbols and re.search(r"\binstead\b", asked.text) else None
    symbols = [] if rival else symbols
    found = await desk.get(
        "performance",
        symbol=symbols[0] if symbols else None,
        benchmark=rival,
        **span.arguments,
    )
    code = found["currency"]
    subject = held[symbols[0]] if symbols else found["portfolio"]
    period = f"from {day(found['from'])} to {day(found['to'])}"
    parts: list[str] = []
    if known(found, "gain"):
        parts.append(f"{subject} **{gained(found['gain'], code)}** {period}.")
    parts.append(_returns(found))
    if known(found, "start_value", "end_value"):
        parts.append(
            f"Its value went from {money(found['start_value'], code)} to "
            f"{money(found['end_value'], code)}, with net contributions of "
            f"{money(found['net_contributions'], code)} between."
        )
    parts.append(_benchmark(found))
    if known(found, "fx_effect") and Decimal(found["fx_effect"]):
        parts.append(
            f"Exchange rates account for {money(found['fx_effect'], code, signed=True)} of the "
            f"gain."
        )
    parts += [f"Note: {note}." for note in found["notes"].values()]
    return " ".join(part for part in parts if part)


async def movement(asked: Asked, desk: Desk) -> str:
    """Say which holdings moved the portfolio in a period."""
    span = _span(asked, "max" if re.search(r"\bme\b", asked.text) else "1d")
    found = await desk.get("attribution", **span.arguments)
    code = found["currency"]
    items = [one for one in found["items"] if known(one, "gain")]
    period = _between(found)
    parts = [f"{found['portfolio']} **{gained(found['gain'], code)}** {period}"]
    parts[0] += (
        f" ({percent(found['twr'], signed=True)} time-weighted)." if known(found, "twr") else "."
    )
    ups = sorted((one for one in items if Decimal(one["gain"]) > 0), key=_by_gain, reverse=True)
    downs = sorted((one for one in items if Decimal(one["gain"]) < 0), key=_by_gain)
    if not downs and re.search(r"\b(?:lost|cost|lose|worst|loser)", asked.text):
        parts.append("No holding lost money.")
    if "worst" in asked.measures and "best" not in asked.measures:
        parts += [_movers("detracted most", downs, code), _movers("added most", ups, code)]
    else:
        parts += [_movers("added most", ups, code), _movers("detracted most", downs, code)]
    if known(found, "fx_effect") and Decimal(found["fx_effect"]):
        parts.append(f"Exchange rates account for {money(found['fx_effect'], code, signed=True)}.")
    parts.append("What moved the companies themselves is not in this data.")
    rows = [
        [
            _called(one),
            money(one["gain"], code, signed=True),
            percent(one["return"], signed=True) if known(one, "return") else "–",
        ]
        for one in items[:_SHOWN]
    ]
    shown = "\n\n" + table(["Holding", "Gain or loss", "Return"], rows) if rows else ""
    return " ".join(part for part in parts if part) + shown


async def taxes(asked: Asked, desk: Desk) -> str:
    """Say that taxes are not computed, and what they would be computed from."""
    year = _year(asked) or desk.today.year
    span = Span(
        first=date(year, 1, 1), last=min(date(year, 12, 31), desk.today), words=f"in {year}"
    )
    wanted = replace(asked, span=span, day=None, measures=frozenset({"realised"}))
    return (
        "I do not work out taxes: they depend on where you live and on more than this portfolio. "
        f"What they start from:\n\n{await gains(wanted, desk)}"
    )


async def gains(asked: Asked, desk: Desk) -> str:
    """Say what was gained, realised and not."""
    held = await desk.held(asked)
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
    when = f"in {year}" if year else f"by {day(found['as_of'])}"
    parts: list[str] = []
    if known(found, "total_realised"):
        parts.append(
            f"{subject} has **realised {_gain_or_loss(found['total_realised'], code)}** {when}"
            + (
                f": proceeds of {money(found['total_proceeds'], code)} less cost of "
                f"{money(found['total_cost'], code)}."
                if found["items"]
                else "; nothing was sold."
            )
        )
    unrealised = ""
    if known(found, "total_unrealised") and year is None:
        unrealised = f"The unrealised {_gain_or_loss_noun(found['total_unrealised'], code)}."
    if "unrealised" in asked.measures and unrealised:
        parts.insert(0, unrealised)
    elif unrealised:
        parts.append(unrealised)
    parts.append(
        f"Lots are matched by "
        f"{found['method'].upper() if found['method'] != 'average' else 'average cost'}."
    )
    rows = [
        [one["symbol"], day(one["opened"]), day(one["closed"]), number(one["quantity"], 6),
         money(one["gain"], code, signed=True)]
        for one in found["items"][:_SHOWN]
    ]  # fmt: skip
    shown = (
        "\n\n" + table(["Sold", "Opened", "Closed", "Shares", "Gain or loss"], rows) if rows else ""
    )
    return " ".join(parts) + shown


async def income(asked: Asked, desk: Desk) -> str:
    """Say what dividends and interest came in, and what to expect."""
    held = await desk.held(asked)
    symbol = next(iter(held), None)
    found = await desk.get(
        "income", symbol=symbol, **asked.span.days if asked.span.first else _rolling(asked, desk)
    )
    code = found["currency"]
    period = found["period"]
    subject = held[symbol] if symbol else found["portfolio"]
    if "expected" in asked.measures:
        return _expected(found, code, symbol)
    noun = (
        "dividends"
        if "dividends" in asked.measures and "interest" not in asked.measures
        else "income"
    )
    amount = period["dividends"] if noun == "dividends" else period["income"]
    if "interest" in asked.measures and "dividends" not in asked.measures:
        noun, amount = "interest", period["interest"]
    when = (
        f"from {day(period['from'])} to {day(period['to'])}"
        if period["from"]
        else f"by {day(period['to'])}"
    )
    parts = [f"{subject} has brought **{money(amount, code)} of {noun}** {when}, before tax"]
    parts[0] += f", in {plural(period['payments'], 'payment')}." if noun == "income" else "."
    if Decimal(period["withheld_tax"]):
        parts.append(f"Tax withheld from it was {money(period['withheld_tax'], code)}.")
    rows = (
        found["by_symbol"]
        if symbol is None
        else [one for one in found["by_symbol"] if one["symbol"] == symbol]
    )
    if symbol is None and known(found, "last_twelve_months"):
        parts.append(
            f"Income of the last twelve months: {money(found['last_twelve_months'], code)}."
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
        shown += (
            "\n\nThe market feed also knows of dividends that were declared while you held the "
            "shares "
            "and are not booked; they are not counted here."
        )
    return " ".join(parts) + shown


async def fees(asked: Asked, desk: Desk) -> str:
    """Say what fees and taxes were paid."""
    held = await desk.held(asked)
    symbol = next(iter(held), None)
    found = await desk.get("costs", symbol=symbol, **_rolling(asked, desk) | asked.span.days)
    code = found["currency"]
    when = (
        f"from {day(found['from'])} to {day(found['to'])}"
        if found["from"]
        else f"by {day(found['to'])}"
    )
    subject = f"On {held[symbol]}, " if symbol else ""
    fee = f"**{money(found['fees_total'], code)} in fees**"
    tax = f"**{money(found['taxes_total'], code)} in taxes**"
    first, second = (
        (tax, fee) if "tax" in asked.measures and "fee" not in asked.measures else (fee, tax)
    )
    text = (
        f"{subject}you paid {first} and {second.replace('**', '')} {when}, "
        "those of trades included."
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


async def _total_gain(asked: Asked, desk: Desk) -> str:
    found = await desk.get("summary", as_of=_when(asked))
    code = found["currency"]
    if not known(found, "gain"):
        raise NoAnswer("The gain is not known: a price or exchange rate is missing.")
    rows = [
        [label, money(found[key], code, signed=True)]
        for label, key in (
            ("Realised gain", "realised_gain"),
            ("Unrealised gain", "unrealised_gain"),
            ("Income", "income"),
            ("Effect of exchange rates on cash", "cash_fx_effect"),
        )
        if known(found, key)
        and (Decimal(found[key]) or key in {"realised_gain", "unrealised_gain"})
    ]
    rows += [
        [label, f"−{money(found[key], code)}"]
        for label, key in (("Fees, on their own", "fees"), ("Taxes, on their own", "taxes"))
        if known(found, key) and Decimal(found[key])
    ]
    return (
        f"{found['portfolio']} has **{gained(found['gain'], code)}** since the beginning, by "
        f"{day(found['as_of'])}: it is worth {money(found['total_value'], code)} and net "
        f"contributions "
        f"were {money(found['net_contributions'], code)}.\n\n"
        + table(["Part of the gain or loss", "Amount"], rows)
    )


def _returns(found: dict[str, Any]) -> str:
    told: list[str] = []
    if known(found, "twr"):
        told.append(f"{percent(found['twr'])} time-weighted")
    if known(found, "twr_annualised"):
        told.append(f"{percent(found['twr_annualised'])} a year time-weighted")
    if known(found, "xirr"):
        told.append(f"{percent(found['xirr'])} a year money-weighted (XIRR)")
    return f"The return was {listed(told)}." if told else ""


def _benchmark(found: dict[str, Any]) -> str:
    theirs = found.get("benchmark")
    if theirs is None or not known(found, "twr") or not known(theirs, "twr"):
        return ""
    gap = Decimal(str(found["twr"])) - Decimal(str(theirs["twr"]))
    text = f"The benchmark {theirs['symbol']} {rose(theirs['twr'])} with dividends"
    if not gap:
        return f"{text}: the same."
    side = "ahead of" if gap > 0 else "behind"
    points = percent(abs(gap)).removesuffix("%")
    return f"{text}: the portfolio is {points} percentage points {side} it."


def _movers(verb: str, items: list[dict[str, Any]], code: str) -> str:
    if not items:
        return ""
    told = [f"{_called(one)} with {money(one['gain'], code, signed=True)}" for one in items[:3]]
    return f"What {verb}: {listed(told)}."


def _expected(found: dict[str, Any], code: str, symbol: str | None) -> str:
    rows = [
        [one["symbol"], day(one["ex_date"]), money(one["amount"], code)]
        for one in found["expected"]
        if known(one, "amount") and symbol in {None, one["symbol"]}
    ]
    if not rows:
        return "The market feed names no dividend to expect for these holdings."
    return (
        "These dividends can be expected if each is paid as a year before; that is a projection, "
        "not a promise.\n\n" + table(["Holding", "Ex-date", "Amount"], rows[:_SHOWN])
    )


def _yield(one: dict[str, Any]) -> str:
    return (
        f"{one['symbol']} has a dividend yield of {percent(one['dividend_yield'])} on its value "
        f"and "
        f"{percent(one['yield_on_cost'])} on its cost."
    )


def _gain_or_loss(amount: Any, code: str) -> str:
    value = Decimal(str(amount))
    noun = "a loss of" if value < 0 else "a gain of"
    return f"{noun} {money(abs(value), code)}"


def _gain_or_loss_noun(amount: Any, code: str) -> str:
    value = Decimal(str(amount))
    return f"{'loss' if value < 0 else 'gain'} is **{money(abs(value), code)}**"


def _span(asked: Asked, default: str) -> Span:
    if asked.span.arguments:
        return asked.span
    if asked.day is not None:
        return Span(None, asked.day, asked.day, f"on {asked.day.isoformat()}")
    return Span(default)


def _rolling(asked: Asked, desk: Desk) -> dict[str, str]:
    """Return the first day of a named period, for tools that take days alone."""
    today = desk.today
    match asked.span.name:
        case "ytd":
            return {"first_day": today.replace(month=1, day=1).isoformat()}
        case "mtd":
            return {"first_day": today.replace(day=1).isoformat()}
        case "1y" | "3y" | "5y":
            from shared.analytics.periods import years_before

            start = years_before(today, int(asked.span.name[0]))
            return {"first_day": start.fromordinal(start.toordinal() + 1).isoformat()}
        case "1d" | "1w":
            back = 0 if asked.span.name == "1d" else 6
            return {"first_day": today.fromordinal(today.toordinal() - back).isoformat()}
        case _:
            return {}


def _year(asked: Asked) -> int | None:
    """Return the calendar year a span is, the present one up to today included."""
    first, last = asked.span.first, asked.span.last
    if first is None or last is None or (first.month, first.day) != (1, 1):
        return None
    is_year = last.year == first.year and asked.span.words == f"in {first.year}"
    return first.year if is_year else None


def _between(found: dict[str, Any]) -> str:
    if found["from"] == found["to"]:
        return f"on {day(found['to'])}"
    return f"from {day(found['from'])} to {day(found['to'])}"


def _when(asked: Asked) -> str | None:
    return asked.day.isoformat() if asked.day is not None else None


def _by_gain(one: dict[str, Any]) -> Decimal:
    return Decimal(one["gain"])


def _called(one: dict[str, Any]) -> str:
    return one["name"] if one["name"] == one["symbol"] else f"{one['name']} ({one['symbol']})"
