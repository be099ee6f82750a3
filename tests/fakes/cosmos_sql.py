"""The part of Cosmos SQL that a document port may use, strictly read and evaluated.

Anything else is a syntax error, as it would be a surprise. Semantics are Cosmos's: what is absent
equals nothing, values of different types are never equal nor ordered, strings compare by code
point.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

type Item = dict[str, Any]

_QUERY = re.compile(
    r"SELECT (?P<what>\*|.+?) FROM c(?: WHERE (?P<where>.+?))?"
    r"(?: ORDER BY c\.id (?P<order>ASC|DESC))?"
)
_PATH = r"(?:c\.(?P<dotted>[A-Za-z_]\w*)|c\[\"(?P<quoted>[^\"]+)\"\])"
_COMPARISON = re.compile(_PATH + r" (?P<operator>=|<=|>=|<|>) (?P<parameter>@\w+)")
_MEMBERSHIP = re.compile(_PATH + r" IN \((?P<parameters>@\w+(?:, @\w+)*)\)")
_SELECTED = re.compile(_PATH)
# Keywords cannot follow a dot.
_RESERVED = {"order", "value", "select", "from", "where", "top", "limit", "by", "in", "and", "or"}
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class SqlError(Exception):
    """What the service answers with 400."""


@dataclass(frozen=True)
class Statement:
    fields: tuple[str, ...] | None
    conditions: tuple[Callable[[Item], bool], ...]
    order: str | None

    def run(self, items: list[Item]) -> list[Item]:
        found = [item for item in items if all(holds(item) for holds in self.conditions)]
        if self.order is not None:
            found.sort(key=lambda item: item["id"], reverse=self.order == "DESC")
        if self.fields is None:
            return found
        return [{n: item[n] for n in self.fields if n in item} for item in found]


def parse(text: str, parameters: list[dict[str, Any]]) -> Statement:
    """Read a statement. Raises: SqlError."""
    match = _QUERY.fullmatch(text)
    if match is None:
        raise SqlError(f"Syntax error in {text!r}")
    values = {parameter["name"]: parameter["value"] for parameter in parameters}
    if len(values) != len(parameters):
        raise SqlError("a parameter is given twice")
    terms = match["where"].split(" AND ") if match["where"] else []
    return Statement(
        None if match["what"] == "*" else tuple(map(_selected, match["what"].split(", "))),
        tuple(_condition(term, values) for term in terms),
        match["order"],
    )


def _selected(text: str) -> str:
    match = _SELECTED.fullmatch(text)
    if match is None:
        raise SqlError(f"Syntax error in {text!r}")
    return _name(match)


def _name(match: re.Match[str]) -> str:
    if match["dotted"] and match["dotted"].lower() in _RESERVED:
        raise SqlError(f"Syntax error, incorrect syntax near {match['dotted']!r}")
    return match["dotted"] or match["quoted"]


def _condition(term: str, values: dict[str, Any]) -> Callable[[Item], bool]:
    if term == "false":
        return lambda _: False
    if match := _MEMBERSHIP.fullmatch(term):
        name = _name(match)
        wanted = [_value(parameter, values) for parameter in match["parameters"].split(", ")]
        return lambda item: any(_compare(item, name, "=", value) for value in wanted)
    if match := _COMPARISON.fullmatch(term):
        name, operator = _name(match), match["operator"]
        value = _value(match["parameter"], values)
        return lambda item: _compare(item, name, operator, value)
    raise SqlError(f"Syntax error in {term!r}")


def _value(parameter: str, values: dict[str, Any]) -> Any:
    if parameter not in values:
        raise SqlError(f"parameter {parameter} has no value")
    return values[parameter]


def _compare(item: Item, name: str, operator: str, value: Any) -> bool:
    if name not in item or _kind(item[name]) != _kind(value):
        return False
    return _OPERATORS[operator](item[name], value)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__
