"""Figures that every list implies: sums, averages, extremes, running shares, counts by kind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from shared.assistant.claims.facts import Fact

_FEWEST: Final = 2
_MOST_ROWS: Final = 2_000
_MOST_TOP: Final = 10
_ADDS_UP: Final = frozenset({"money", "ratio", "quantity", "count"})


def aggregates(columns: Mapping[str, Sequence[Fact]]) -> Iterator[Fact]:
    """Yield what follows from each column of each list, marked by how it was reached."""
    for column, facts in columns.items():
        rows = [fact for fact in facts if not fact.address.endswith("/arguments")]
        if _FEWEST <= len(rows) <= _MOST_ROWS and "#" not in column:
            yield from _of(column, rows)


def _of(column: str, rows: Sequence[Fact]) -> Iterator[Fact]:
    values = [fact.value for fact in rows]
    first = rows[0]
    address = first.row.rsplit("/", 1)[0] if first.row != first.address else first.address

    def one(value: float, how: str, kind: str = "") -> Fact:
        return Fact(
            address, value, kind or first.kind, first.unit, first.key,  # type: ignore[arg-type]
            first.measure, address, column, frozenset(), how=how,
        )  # fmt: skip

    units = {fact.unit for fact in rows}
    if len(units) == 1 and first.kind in _ADDS_UP:
        yield one(sum(values), "sum")
        yield from _tops(values, one)
    if len(units) == 1:
        yield one(sum(values) / len(values), "average")
        ordered = sorted(values)
        middle = len(ordered) // 2
        median = (
            ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        )
        yield one(median, "median")
        yield one(max(values) - min(values), "range")
    positive, negative = sum(v > 0 for v in values), sum(v < 0 for v in values)
    if negative:
        yield one(positive, "count of positive", "count")
        yield one(negative, "count of negative", "count")


def _tops(values: Sequence[float], one: object) -> Iterator[Fact]:
    running = 0.0
    for place, value in enumerate(sorted(values, reverse=True)[:_MOST_TOP], 1):
        running += value
        if place > 1:
            yield one(running, f"sum of the top {place}")  # type: ignore[operator]
