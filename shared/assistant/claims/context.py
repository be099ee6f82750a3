"""Where a figure stands: its sentence or table cell, what that names and measures."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.assistant.claims.calling import called
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.naming import mentioned
from shared.assistant.claims.vocabulary import DOWN, FELL, MEASURES, ROSE

_STOP: Final = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!approx\.)"
    r"(?<!Inc\.)(?<!Corp\.)(?<!Co\.)(?<!No\.)\s+(?=[^\s])(?!(?<=\d\.\s)(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))|(?<=。)(?=\S)|\n+"
)
HERE: Final = "\x00"
"""Stands for the figure in its clause."""
_NEAR: Final = 34
_DONE: Final = re.compile(
    r"\b(?:gestiegen|gefallen|gewonnen|verloren|gesunken)\b(?=[*\s]*[,;(:])", re.IGNORECASE
)
"""German participles that end what was said before: they say nothing of the next figure."""
_BREAK: Final = re.compile(r"[,;:()](?!\d)|\s(?:and|but|while|or|–|—)\s")


@dataclass(slots=True)
class Scope:
    """A sentence, or a row of a table, of the text.

    `subjects` are the labels it names, or those its paragraph named last; `measures` the things
    measured in it. `header` is the head of the figure's column, for tables.
    """

    start: int
    end: int
    text: str
    number: int
    block: int
    subjects: frozenset[str]
    has_own_subjects: bool
    measures: frozenset[str]
    is_row: bool = False
    title: str = ""


class Reading:
    """A text divided into scopes."""

    def __init__(self, text: str, names: Mapping[str, frozenset[str]]) -> None:
        self.text = text
        self._heads: dict[int, list[str]] = {}
        self._names: dict[int, str] = {}
        self.scopes = self._divide(names)
        self._starts = [scope.start for scope in self.scopes]

    def scope(self, figure: Figure) -> Scope:
        """Return the scope a figure stands in, with the measure of its column in a table."""
        found = self.scopes[max(bisect_right(self._starts, figure.start) - 1, 0)]
        head = self._heads.get(found.block) if found.is_row else None
        if not head:
            return found
        cell = found.text[: figure.start - found.start].count("|")
        title = head[cell] if cell < len(head) else ""
        measures = measures_in(title)
        return Scope(
            found.start, found.end, f"{title}: {found.text}", found.number, found.block,
            found.subjects,
            found.has_own_subjects, measures, True, title.strip(),
        )  # fmt: skip

    def clause(self, figure: Figure, scope: Scope) -> str:
        """Return the part of a sentence between stops and conjunctions that holds a figure."""
        if scope.is_row:
            return scope.title
        text, start, end = self.text, figure.start, figure.end
        before = _BREAK.split(text[scope.start : start])[-1]
        after = _BREAK.split(text[end : scope.end])[0]
        return f"{before}{HERE}{after}"

    def before(self, figure: Figure, scope: Scope) -> str:
        """Return the words right before a figure, no further than its sentence or cell."""
        low = max(scope.start, figure.start - _NEAR)
        words = _DONE.sub("", self.text[low : figure.start])
        return words.rpartition("|")[2] if scope.is_row else words

    def name(self, figure: Figure, scope: Scope) -> str:
        """Return the measure a figure is called: by the words around it, or its column's head."""
        if figure.start not in self._names:
            text = self.text
            before, after = text[scope.start : figure.start], text[figure.end : scope.end]
            name = called(f"{scope.title}:") if scope.is_row else called(before, after)
            self._names[figure.start] = name
        return self._names[figure.start]

    def _divide(self, names: Mapping[str, frozenset[str]]) -> list[Scope]:
        scopes: list[Scope] = []
        start, block = 0, 0
        last: frozenset[str] = frozenset()
        heading: frozenset[str] = frozenset()
        for stop in [*(match.span() for match in _STOP.finditer(self.text)), (len(self.text),) * 2]:
            part = self.text[start : stop[0]]
            if part.strip():
                own = frozenset[str]().union(*(labels for _, labels in mentioned(part, names)))
                is_row = part.lstrip().startswith("|")
                if is_row and block not in self._heads:
                    self._heads[block] = part.split("|")
                if part.lstrip().startswith("#"):
                    heading = own
                scopes.append(
                    Scope(
                        start, stop[0], part, len(scopes), block, own or last or heading, bool(own),
                        measures_in(part), is_row,
                    )
                )  # fmt: skip
                last = own or last
            if self.text[stop[0] : stop[1]].count("\n") > 1:
                block += 1
                last = frozenset[str]()
            start = stop[1]
        return scopes or [
            Scope(0, len(self.text), self.text, 0, 0, frozenset(), False, frozenset())
        ]


def measures_in(text: str) -> frozenset[str]:
    """Return the measures a text speaks of."""
    return frozenset(name for name, pattern in MEASURES.items() if pattern.search(text))


def says_down(scope: Scope) -> bool:
    """Whether anything in a scope says that a figure without a sign may be a negative one."""
    return DOWN.search(scope.text) is not None


def says_fell(before: str, after: str) -> bool:
    """Whether the words around a figure call it a fall."""
    last_fall = _last(FELL, before)
    return (
        last_fall > _last(ROSE, before)
        or re.match(r"\s?(?:loss|lower|decline|drop|verloren|gefallen|gesunken)\b", after)
        is not None
    )


def says_rose(before: str) -> bool:
    """Whether the words before a figure call it a rise."""
    return _last(ROSE, before) > _last(FELL, before)


def _last(pattern: re.Pattern[str], text: str) -> int:
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place
