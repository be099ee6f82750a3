"""Risk: how much the value moves, how far it has fallen, what it moves with."""

from collections.abc import Callable
from typing import Any, Final

from shared.assistant.offline_analyst.asked import Asked, Span
from shared.assistant.offline_analyst.desk import Desk, NoAnswer
from shared.assistant.offline_analyst.prose import day, known, listed, measure, percent, table

type _Say = Callable[[dict[str, Any]], str]

_MEASURES: Final[dict[str, tuple[str, _Say]]] = {
    "volatility": ("volatility", lambda r: f"The volatility is **{percent(r['volatility'])}** a "
    f"year."),
    "max_drawdown": ("max_drawdown", lambda r: _drawdown(r["max_drawdown"])),
    "sharpe": ("sharpe", lambda r: f"The Sharpe ratio is **{measure(r['sharpe'])}**."),
    "sortino": ("sortino", lambda r: f"The Sortino ratio is **{measure(r['sortino'])}**."),
    "calmar": ("calmar", lambda r: f"The Calmar ratio is **{measure(r['calmar'])}**."),
    "var_95": (
        "var_95",
        lambda r: f"The value at risk of one day is **{percent(r['var_95'])}** at 95% confidence: "
        "on one day in twenty the loss was larger.",
    ),
    "cvar_95": (
        "cvar_95",
        lambda r: f"The expected shortfall of one day is **{percent(r['cvar_95'])}** at 95% "
        "confidence: the average loss of the worst days.",
    ),
    "beta": ("beta", lambda r: f"The beta to {_benchmark(r)} is **{measure(r['beta'])}**."),
    "alpha": ("alpha", lambda r: f"The alpha against {_benchmark(r)} is "
        f"**{percent(r['alpha'], signed=True)}** a year."),
    "tracking_error": ("tracking_error", lambda r: f"The tracking error is "
    f"**{percent(r['tracking_error'])}** a year."),
    "information_ratio": ("information_ratio", lambda r: f"The information ratio is "
    f"**{measure(r['information_ratio'])}**."),
    "hhi": ("hhi", lambda r: f"The concentration index (HHI) is **{measure(r['hhi'])}**, where "
    f"1 is a single position."),
}  # fmt: skip
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
        key, say = _MEASURES[name]
        if known(found, key):
            parts.append(say(found))
        elif wanted:
            why = found["notes"].get(key, "there is not enough data")
            parts.append(f"The {key.replace('_', ' ')} is not known: {why}.")
    if not parts:
        raise NoAnswer(f"The risk of {subject} cannot be measured: there is not enough data.")
    period = (
        f"Measured on {found['observations']:,} observations from {day(found['from'])} to "
        f"{day(found['to'])}, for {subject}."
    )
    return " ".join([*parts, period]) + ("" if wanted or symbol else _contributions(found))


def _drawdown(fall: dict[str, Any]) -> str:
    text = (
        f"The deepest drawdown was **{percent(fall['depth'])}**, from {day(fall['peak'])} to "
        f"{day(fall['trough'])}"
    )
    if fall["recovery"] is None:
        return f"{text}; it has not been recovered."
    return f"{text}, recovered by {day(fall['recovery'])}."


def _benchmark(found: dict[str, Any]) -> str:
    return str(found.get("benchmark") or "the benchmark")


def _contributions(found: dict[str, Any]) -> str:
    rows = [
        [one["symbol"], percent(one["share"])]
        for one in sorted(found["contributions"], key=lambda one: -(one["share"] or 0))[:_SHOWN]
        if one["share"] is not None
    ]
    return "\n\n" + table(["Holding", "Share of the risk"], rows) if len(rows) > 1 else ""


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
        raise NoAnswer("Correlations need two holdings with enough data in common.")
    pairs.sort(reverse=True)
    rows = [[f"{a} and {b}", measure(value)] for value, a, b in pairs[:_SHOWN]]
    value, a, b = pairs[0]
    lead = f"The correlation of {listed([a, b])} is **{measure(value)}**" + (
        ", the highest." if len(pairs) > 1 else "."
    )
    return f"{lead} Daily returns from {day(found['from'])} to {day(found['to'])}.\n\n" + table(
        ["Pair", "Correlation"], rows
    )
