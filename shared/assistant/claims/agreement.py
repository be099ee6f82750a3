"""Whether a figure as shown can be a fact: magnitude under its rounding, unit, sign."""

from typing import Final

from shared.assistant.claims.dates import YEARLESS
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.units import same_currency
from shared.assistant.claims.vocabulary import COUNT_PATHS

BUCKETS: Final = {
    "percent": ("percent",),
    "change": ("percent",),
    "money": ("money", "number"),
    "number": ("number", "money", "raw", "percent", "count"),
    "multiple": ("number", "raw"),
    "count": ("count", "number"),
}
_FEW_DIGITS: Final = 3
_UNSIGNED: Final = frozenset({"fee", "tax", "cost", "risk", "drawdown", "var", "cvar"})
_DIRECTED: Final = frozenset({"gain", "return", "change"})
_DAYS: Final = {
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "quarter": 91.3125,
    "year": 365.25,
}


def magnitude(figure: Figure, fact: Fact) -> bool:
    """Whether the sizes agree, in each way the fact may be shown."""
    truth = abs(fact.value)
    if figure.reaches(truth):
        return True
    # A ratio of 0.123 may be shown as 12.3 % or as 0.123.
    return (
        fact.kind == "ratio"
        and figure.kind in {"number", "multiple"}
        and figure.reaches(truth / 100)
    )


def same_unit(figure: Figure, fact: Fact) -> bool:
    """Whether both are of one kind: currencies, what is counted."""
    match figure.kind:
        case "money":
            if fact.kind != "money":
                return fact.unit == "" or "#" in fact.row
            return any(same_currency(figure.unit, code) for code in fact.unit.split("|"))
        case "count":
            return _counts(figure.unit, fact)
        case "number":
            return (
                fact.kind != "count"
                or "#" in fact.row
                or not fact.unit
                or figure.digits <= _FEW_DIGITS
            )
        case _:
            return True


def _counts(noun: str, fact: Fact) -> bool:
    if "#" in fact.row:
        return fact.kind != "count" or fact.unit in {noun, ""}
    paths = COUNT_PATHS.get(noun)
    if fact.how.startswith("count of"):
        return noun in {"holding", "other"}
    if paths is None:
        return fact.kind == "count"
    return paths.search(fact.key) is not None or (noun == "share" and fact.kind == "quantity")


def sign_agrees(figure: Figure, fact: Fact, down: bool, fell: bool, rose: bool) -> bool:
    """Whether the sign shown, or the words in its place, agree with the fact's.

    `down`: something in the sentence speaks of less; `fell`, `rose`: the very words before say so.
    """
    if fact.value > 0:
        if figure.sign == "-":
            return fact.measure in _UNSIGNED
        return not (fell and not figure.sign and fact.measure in _DIRECTED)
    if fact.value < 0:
        if figure.sign in {"-", "±"}:
            return True
        return figure.sign == "" and down and not rose
    return True


def same_duration(figure: Figure, fact: Fact) -> bool:
    """Whether two spans of time agree, at the coarser unit of the two shown."""
    if figure.unit == fact.unit:
        return figure.reaches(fact.value)
    if figure.unit not in _DAYS or fact.unit not in _DAYS:
        return False
    unit = _DAYS[figure.unit]
    days = fact.value * _DAYS[fact.unit]
    slack = (
        max(float(figure.step) * unit / 2, figure.tolerance * unit)
        if unit >= _DAYS[fact.unit]
        else unit / 2
    )
    return abs(days - float(figure.value) * unit) <= slack


def same_date(figure: Figure, fact: Fact) -> bool:
    """Whether a date as written is, or holds, the fact's."""
    if figure.days is None or fact.days is None:
        return False
    first, last = figure.days
    if first.year == YEARLESS:
        low, high = fact.days
        if low != high:
            return False
        first, last = first.replace(year=YEARLESS), last.replace(year=YEARLESS)
        return (first.month, first.day) <= (low.month, low.day) <= (last.month, last.day)
    if first == last:
        return fact.days == (first, last)
    return first <= fact.days[0] and fact.days[1] <= last
