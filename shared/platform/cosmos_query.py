"""Writes a `Query` as Cosmos SQL for one partition, every value a parameter.

There is no `OFFSET LIMIT`: the caller asks for pages no larger than it needs and stops reading.
Paging across calls is by id (`Query.after`), never by the server's continuation token.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from shared.platform.documents import Query

# Above every character an id may have.
_AFTER_ANY_ID: Final = "\x7f"


@dataclass
class CosmosSql:
    """A statement in the making and its parameters."""

    conditions: list[str] = field(default_factory=list[str])
    parameters: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def parameter(self, value: object) -> str:
        """Bind a value and return the name to write in its place."""
        name = f"@p{len(self.parameters)}"
        self.parameters.append({"name": name, "value": value})
        return name

    def require(self, left: str, operator: str, value: object) -> None:
        """Add one condition."""
        self.conditions.append(f"{left} {operator} {self.parameter(value)}")

    def require_any(self, left: str, values: tuple[str, ...]) -> None:
        """Add the condition that a value is one of several, which none is when there are none."""
        names = ", ".join(map(self.parameter, values))
        self.conditions.append(f"{left} IN ({names})" if values else "false")


def range_query(query: Query) -> tuple[str, list[dict[str, Any]]]:
    """Return the statement and parameters of a range of ids."""
    sql = CosmosSql()
    if query.prefix:
        sql.require("c.id", ">=", query.prefix)
        sql.require("c.id", "<", query.prefix + _AFTER_ANY_ID)
    if query.after:
        sql.require("c.id", ">", query.after)
    if query.before:
        sql.require("c.id", "<", query.before)
    for name, wanted in query.where.items():
        if isinstance(wanted, tuple):
            sql.require_any(f'c["{name}"]', wanted)
        else:
            sql.require(f'c["{name}"]', "=", wanted)
    where = f" WHERE {' AND '.join(sql.conditions)}" if sql.conditions else ""
    order = "DESC" if query.descending else "ASC"
    selected = _selected(query.fields)
    # Names of fields are checked by the rules, values are parameters.
    return f"SELECT {selected} FROM c{where} ORDER BY c.id {order}", sql.parameters  # noqa: S608


def _selected(fields: tuple[str, ...]) -> str:
    # Written as c["order"], as some of Cosmos's keywords are good field names.
    return ", ".join(("c.id", "c._etag", *(f'c["{name}"]' for name in fields))) if fields else "*"


def ids_query(ids: tuple[str, ...]) -> tuple[str, list[dict[str, Any]]]:
    """Return the statement and parameters of several documents of one partition."""
    sql = CosmosSql()
    sql.require_any("c.id", ids)
    return f"SELECT * FROM c WHERE {sql.conditions[0]}", sql.parameters  # noqa: S608
