"""Risk: how much the value moves, how far it has fallen, what it moves with."""

from collections.abc import Callable
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked, Span
from shared.assistant.offline_analyst.catalogue import say
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import (
    day,
    known,
    listed,
    measure,
    number,
    percent,
    table,
)

type _Say = Callable[[dict[str, Any]], str]

_MEASURES: Final[dict[str, tuple[str, _Say]]] = {
    "volatility": (
        "volatility",
        lambda r: say(
            "The volatility is **{volatility}** a year.", volatility=percent(r["volatility"])
        ),
    ),
    "max_drawdown": ("max_drawdown", lambda r: _drawdown(r["max_drawdown"])),
    "sharpe": (
        "sharpe",
        lambda r: say("The Sharpe ratio is **{sharpe}**.", sharpe=measure(r["sharpe"])),
    ),
    "sortino": (
        "sortino",
        lambda r: say("The Sortino ratio is **{sortino}**.", sortino=measure(r["sortino"])),
    ),
    "calmar": (
        "calmar",
        lambda r: say("The Calmar ratio is **{calmar}**.", calmar=measure(r["calmar"])),
    ),
    "var_95": (
        "var_95",
        lambda r: say(
            "The value at risk of one day is **{var_95}** at 95% confidence: on one day in "
            "twenty the loss was larger.",
            var_95=percent(r["var_95"]),
        ),
    ),
    "cvar_95": (
        "cvar_95",
        lambda r: say(
            "The expected shortfall of one day is **{cvar_95}** at 95% confidence: the average "
            "loss of the worst days.",
            cvar_95=percent(r["cvar_95"]),
        ),
    ),
    "beta": (
        "beta",
        lambda r: say("The beta to {r} is **{beta}**.", r=_benchmark(r), beta=measure(r["beta"])),
    ),
    "alpha": (
        "alpha",
        lambda r: say(
            "The alpha against {r} is **{alpha}** a year.",
            r=_benchmark(r),
            alpha=percent(r["alpha"], signed=True),
        ),
    ),
    "tracking_error": (
        "tracking_error",
        lambda r: say(
            "The tracking error is **{tracking_error}** a year.",
            tracking_error=percent(r["tracking_error"]),
        ),
    ),
    "information_ratio": (
        "information_ratio",
        lambda r: say(
            "The information ratio is **{information_ratio}**.",
            information_ratio=measure(r["information_ratio"]),
        ),
    ),
    "hhi": (
        "hhi",
        lambda r: say(
            "The concentration index (HHI) is **{hhi}**, where 1 is a single position.",
            hhi=measure(r["hhi"]),
        ),
    ),
}
_USUAL: Final = ("volatility", "max_drawdown", "var_95", "sharpe", "beta")
_SHOWN: Final = 8


async def risk(asked: Asked, desk: Desk) -> str:
    """Say how risky the portfolio, or a holding, has been: the measures asked for first."""
    held = await desk.held(asked)
    span = asked.span if asked.span.arguments else Span("max")
    symbol = next(iter(held), None) if len(held) == 1 else None
    found = await desk.get("risk", symbol=symbol, **span.arguments)
    subject = held[symbol] if symbol else found["portfolio"]
    if "correlation" in asked.measures and "correlation" in found:
        return _correlation(found, list(held))
    wanted = [name for name in _MEASURES if name in asked.measures]
    if "cvar_95" in wanted and "var_95" in wanted:
        wanted.remove("var_95")
    parts: list[str] = []
    for name in wanted or _USUAL:
        key, tell = _MEASURES[name]
        if known(found, key):
            parts.append(tell(found))
        elif wanted:
            why = found["notes"].get(key, say("there is not enough data"))
            parts.append(
                say("The {what} is not known: {why}.", what=key.replace("_", " "), why=why)
            )
    if not parts:
        raise NoAnswer(
            say(
                "The risk of {subject} cannot be measured: there is not enough data.",
                subject=subject,
            )
        )
    if "riskiest" in asked.measures and not symbol:
        parts = [*_riskiest(found), *parts]
    period = say(
        "Measured on {observations} observations from {from_day} to {to}, for {subject}.",
        observations=number(found["observations"]),
        from_day=day(found["from"]),
        to=day(found["to"]),
        subject=subject,
    )
    return " ".join([*parts, period]) + ("" if wanted or symbol else _contributions(found))


def _drawdown(fall: dict[str, Any]) -> str:
    text = say(
        "The deepest drawdown was **{depth}**, from {peak} to {trough}",
        depth=percent(fall["depth"]),
        peak=day(fall["peak"]),
        trough=day(fall["trough"]),
    )
    if fall["recovery"] is None:
        return say("{text}; it has not been recovered.", text=text)
    return say("{text}, recovered by {recovery}.", text=text, recovery=day(fall["recovery"]))


def _riskiest(found: dict[str, Any]) -> list[str]:
    shares = [one for one in found["contributions"] if one["share"] is not None]
    if not shares:
        return []
    most = max(shares, key=lambda one: one["share"])
    return [
        say(
            "{symbol} has the largest share of the risk: **{share}**.",
            symbol=most["symbol"],
            share=percent(most["share"]),
        )
    ]


def _benchmark(found: dict[str, Any]) -> str:
    return str(found.get("benchmark") or "the benchmark")


def _contributions(found: dict[str, Any]) -> str:
    rows = [
        [one["symbol"], percent(one["share"])]
        for one in sorted(found["contributions"], key=lambda one: -(one["share"] or 0))[:_SHOWN]
        if one["share"] is not None
    ]
    return "\n\n" + table(["Holding", say("Share of the risk")], rows) if len(rows) > 1 else ""


def _correlation(found: dict[str, Any], held: list[str]) -> str:
    symbols, matrix = found["correlation"]["symbols"], found["correlation"]["matrix"]
    pairs = [
        (matrix[a][b], symbols[a], symbols[b])
        for a in range(len(symbols))
        for b in range(a)
        if matrix[a][b] is not None and (not held or {symbols[a], symbols[b]} & set(held))
    ]
    if len(held) > 1:
        pairs = [one for one in pairs if {one[1], one[2]} <= set(held)] or pairs
    if not pairs:
        raise NoAnswer(say("Correlations need two holdings with enough data in common."))
    pairs.sort(reverse=True)
    rows = [[say("{a} and {b}", a=a, b=b), measure(value)] for value, a, b in pairs[:_SHOWN]]
    value, a, b = pairs[0]
    lead = say(
        "The correlation of {what} is **{value}**", what=listed([a, b]), value=measure(value)
    ) + (say(", the highest.") if len(pairs) > 1 else ".")
    return say(
        "{lead} Daily returns from {from_day} to {to}.\n\n",
        lead=lead,
        from_day=day(found["from"]),
        to=day(found["to"]),
    ) + table(["Pair", "Correlation"], rows)
