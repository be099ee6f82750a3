"""Facts in running text and in tables written as text: filings, news, notes of a tool."""

import re
from collections.abc import Iterator
from typing import Final

from shared.assistant.claims.facts import Fact, FactKind
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures

_SCALE: Final = re.compile(
    r"\b(?:in|\$|amounts in|expressed in|us\$|£|€)\s?(thousand|million|billion)s?\b|\((thousand|"
    r"million|billion)s?\)|(?:\$|£|€|us\$)\s?(m|bn|000)\b",
    re.IGNORECASE,
)
_POWERS: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9, "000": 1e3}
_KINDS: Final[dict[str, FactKind]] = {
    "money": "money",
    "percent": "percent",
    "change": "percent",
    "number": "number",
    "multiple": "number",
    "count": "count",
    "rank": "count",
    "duration": "duration",
}
_MOST: Final = 600
_MOST_TEXT: Final = 60_000


def facts_of_text(text: str, address: str, key: str, labels: frozenset[str]) -> Iterator[Fact]:
    """Yield the figures of a text; a table's scale (`in millions`) gives each a second reading.

    What one line says several times (`1+1+1`) is one fact: it supports no more by being repeated.
    """
    yield from dict.fromkeys(_figures_of(text[:_MOST_TEXT], address, key, labels))


def _figures_of(text: str, address: str, key: str, labels: frozenset[str]) -> Iterator[Fact]:
    scale = _scale_of(text)
    lines = _lines(text)
    for figure in find_figures(text)[:_MOST]:
        line, words = lines[text.count("\n", 0, figure.start)]
        base = Fact(
            address,
            0.0,
            "date",
            "",
            key,
            "",
            f"{address}#{line}",
            f"{address}#",
            labels,
            figure.days,
            words,
        )
        if figure.kind == "date":
            yield base
            continue
        yield from _readings(figure, base, scale)


def _readings(figure: Figure, base: Fact, scale: float) -> Iterator[Fact]:
    kind = _KINDS[figure.kind]
    if figure.is_worded:
        return
    value = float(figure.signed)
    # Figures alone in brackets are an accountant's minus or an aside: either may be meant.
    values = [value, -value] if figure.sign == "±" else [value]
    if kind in {"number", "money"} and scale > 1 and not re.search(r"[A-Za-z]", figure.text[3:]):
        values += [one * scale for one in values]
    for one in values:
        yield base._replace(value=one, kind=kind, unit=figure.unit)


def _scale_of(text: str) -> float:
    match = _SCALE.search(text)
    if match is None:
        return 1.0
    word = next(part for part in match.groups() if part)
    return _POWERS[word.lower()]


def _lines(text: str) -> list[tuple[int, frozenset[str]]]:
    """Return number and words of every line; words of a table's row are those of its first cell."""
    found: list[tuple[int, frozenset[str]]] = []
    for number, line in enumerate(text.split("\n")):
        found.append((number, frozenset(word for word in re.findall(r"[a-z]{4,}", line.lower()))))
    return found
