"""Reading figures out of answers, each with its reference."""

from typing import Any, Final, cast

from shared.reports.answers import Answers, Json
from shared.reports.compose.writing import money, percent
from shared.reports.document import Figure, Measure
from shared.reports.language.wording import reason, say


def money_of(
    answers: Answers, name: str, field: str, label: str, *, signed: bool = False
) -> Measure:
    """Return an amount of an answer with its name, and why it is unknown if it is."""
    found = answers.get(name)
    return Measure(label, figure_of(answers, name, field, signed=signed), why(found, field))


def rate_of(answers: Answers, name: str, field: str, label: str) -> Measure:
    """Return a rate of an answer with its name, and why it is unknown if it is."""
    found = answers.get(name)
    return Measure(label, percent(found[field], f"{name}#/{field}"), why(found, field))


def figure_of(answers: Answers, name: str, field: str, *, signed: bool = False) -> Figure:
    """Return an amount of an answer in the answer's currency."""
    found = answers.get(name)
    return money(found[field], found["currency"], f"{name}#/{field}", signed=signed)


def why(found: Json, field: str) -> str:
    """Return why a figure of an answer is unknown; nothing for a known one."""
    return reason(found["notes"].get(field, "")) if found[field] is None else ""


def said(notes: dict[str, str]) -> str:
    """Return an answer's notes as sentences; measures that share a reason share one."""
    told: dict[str, list[str]] = {}
    for name, note in notes.items():
        if _NAMES.get(name, name):
            shown = say(_NAMES.get(name, name.replace("_", " ")))
            told.setdefault(reason(note), []).append(shown)
    return " ".join(f"{capital(', '.join(names))}: {why_not}." for why_not, names in told.items())


def floats(values: list[Any]) -> tuple[float | None, ...]:
    """Return decimal texts as numbers to draw; unknown ones stay unknown."""
    return tuple(None if value is None else float(value) for value in values)


def capital(label: str) -> str:
    """Return a label with a capital first letter."""
    return label[:1].upper() + label[1:]


def numbered(items: Json) -> list[tuple[int, Json]]:
    """Return the items of an answer's list with their places, which references name."""
    return list(enumerate(cast("list[Json]", items)))


# As readers know the measures; empty for those that reports do not show.
_NAMES: Final = {
    "twr": "time-weighted return",
    "xirr": "money-weighted return",
    "left_out": "all figures",
    "start_value": "",
    "end_value": "value",
    "sharpe": "Sharpe ratio",
    "sortino": "Sortino ratio",
    "calmar": "Calmar ratio",
    "var_95": "value at risk 95 %",
    "cvar_95": "expected shortfall 95 %",
    "var_99": "value at risk 99 %",
    "cvar_99": "expected shortfall 99 %",
    "var_95_parametric": "",
    "cvar_95_parametric": "",
    "var_99_parametric": "",
    "cvar_99_parametric": "",
    "hhi": "concentration",
    "max_drawdown": "drawdown",
    "contributions": "where the risk comes from",
    "correlation": "",
}
