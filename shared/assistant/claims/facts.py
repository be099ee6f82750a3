"""Facts: every figure in the evidence, with its address, unit and what it is a figure of."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

type FactKind = Literal[
    "money", "ratio", "percent", "number", "quantity", "count", "duration", "date"
]


class Fact(NamedTuple):
    """A figure in the evidence.

    `value` is in per cent for ratios and percentages, in `unit` otherwise (ISO codes separated by
    `|` when either may be meant, or a noun). `row` is the address of the object it stands in,
    `column` the same field over all rows of its list. `labels` name the row (symbol, name).
    """

    address: str
    value: float
    kind: FactKind
    unit: str = ""
    key: str = ""
    measure: str = ""
    row: str = ""
    column: str = ""
    labels: frozenset[str] = frozenset()
    days: tuple[date, date] | None = None
    words: frozenset[str] = frozenset()
    how: str = ""


WHOLES: Final = frozenset({"total_value", "end_value"})
"""Fields that tell what all of something is worth."""
_OF: Final = frozenset("from to first_day last_day date day month year as_of".split())
"""Fields that tell which days a row is of."""
_BUCKETS: Final = {
    "money": ("money",),
    "ratio": ("percent", "raw"),
    "percent": ("percent",),
    "number": ("number",),
    "quantity": ("number", "count"),
    "count": ("count",),
    "duration": ("duration",),
}


def by_column(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Return the facts of each field of each list."""
    columns: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if "*" in fact.column and fact.kind != "date" and not fact.how:
            columns[fact.column].append(fact)
    return columns


class Evidence:
    """Facts in sorted order, so that one figure costs a few comparisons."""

    def __init__(self, facts: Iterable[Fact], names: dict[str, frozenset[str]]) -> None:
        self.facts: Sequence[Fact] = list(facts)
        self.names = names
        self.rows: defaultdict[str, list[Fact]] = defaultdict(list)
        self.columns = by_column(self.facts)
        self.dates: list[Fact] = []
        self.named: defaultdict[str, set[str]] = defaultdict(set)  # by field, the rows that have it
        self.priced: set[str] = set()
        buckets: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
        for at, fact in enumerate(self.facts):
            if fact.labels:
                self.named[fact.key] |= fact.labels
                self.priced |= fact.labels if fact.measure == "price" else set()
            if fact.kind == "date":
                self.dates.append(fact)
                continue
            if not fact.how:
                self.rows[fact.row].append(fact)
            for name in _BUCKETS[fact.kind]:
                size = abs(fact.value) / 100 if name == "raw" else abs(fact.value)
                buckets[name].append((size, at))
        self._spans = _spans(self.dates)
        self._beside = {
            (fact.row, fact.key.removesuffix("_day")): fact.days
            for fact in self.dates
            if fact.days is not None and fact.key.endswith("_day")
        }
        self._likes: defaultdict[tuple[str, frozenset[str]], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if self._spans and fact.kind != "date" and not fact.how:
                self._likes[fact.column, fact.labels].append(fact)
        self._buckets = {name: sorted(entries) for name, entries in buckets.items()}
        self.column_labels = {
            name: frozenset[str]().union(*(fact.labels for fact in column))
            for name, column in self.columns.items()
        }

    def period(self, row: str) -> tuple[date, date] | None:
        """Return the days a row is of, by the dates in it or in what it is part of."""
        while row:
            if row in self._spans:
                return self._spans[row]
            row = row.rpartition("/")[0]
        return None

    def day_of(self, fact: Fact) -> tuple[date, date] | None:
        """Return the day told beside an amount: `highest_day` beside `highest_close`."""
        return self._beside.get((fact.row, fact.key.partition("_")[0]))

    def likes(self, fact: Fact) -> Sequence[Fact]:
        """Return the facts of the same field and name, of other rows and answers."""
        return self._likes[fact.column, fact.labels]

    def near(self, bucket: str, low: float, high: float) -> Iterator[Fact]:
        """Yield the facts of a bucket whose magnitude lies between two values."""
        entries = self._buckets.get(bucket)
        if not entries:
            return
        start = bisect_left(entries, (low, -1))
        stop = bisect_right(entries, (high, len(self.facts)))
        for _, at in entries[start:stop]:
            yield self.facts[at]


def _spans(dates: Iterable[Fact]) -> dict[str, tuple[date, date]]:
    """Return the first and last day told in each row by fields that tell what it is of."""
    spans: dict[str, tuple[date, date]] = {}
    for fact in dates:
        if fact.days is not None and fact.key in _OF:
            first, last = spans.get(fact.row, fact.days)
            spans[fact.row] = min(first, fact.days[0]), max(last, fact.days[1])
    return spans
