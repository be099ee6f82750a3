"""The document as Markdown (GitHub's tables); charts are told in words, their data in tables."""

import re
from collections.abc import Iterator
from typing import Final

from shared.reports.compose.writing import UNKNOWN, long_day
from shared.reports.document import (
    BarChart,
    Block,
    Cell,
    Document,
    Figure,
    Heatmap,
    KeyFigures,
    LineChart,
    Narrative,
    Paragraph,
    Table,
)
from shared.reports.language.months import short_months
from shared.reports.language.wording import mark, say, speaking

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|#~])")


def render_markdown(document: Document, manifest_digest: str) -> bytes:
    """Return the file, UTF-8."""
    with speaking(document.language):
        return "\n".join(_lines(document, manifest_digest)).encode()


def _lines(document: Document, manifest_digest: str) -> list[str]:
    lines = [f"# {_safe(document.title)}: {_safe(document.subject)}", ""]
    lines += [f"- **{name}:** {_safe(value)}" for name, value in document.facts]
    for section in document.sections:
        lines += ["", f"## {section.title}"]
        for block in section.blocks:
            lines += ["", *_block(block)]
    lines += ["", f"## {say('Sources and definitions')}", ""]
    lines += [f"{number}. {_safe(note)}" for number, note in enumerate(_notes(document), 1)]
    day = long_day(document.known_at.date())
    made = say("Prepared {day}. Manifest {digest}.", day=day, digest=manifest_digest)
    return [*lines, "", made, ""]


def _notes(document: Document) -> tuple[str, ...]:
    return (*document.footnotes, *document.definitions)


def _block(block: Block) -> Iterator[str]:
    match block:
        case KeyFigures(items):
            for item in items:
                note = f" ({_safe(item.note)})" if item.note else ""
                yield f"- {_safe(item.label)}: **{_figure(item.figure)}**{note}"
        case Table():
            yield from _table(block)
        case Heatmap():
            yield f"### {block.title} ({block.unit})"
            yield ""
            yield from _rows(
                (say("Year"), *short_months(), say("Year's total")),
                [
                    (str(year), *(cell or UNKNOWN for cell in cells), total or UNKNOWN)
                    for year, cells, total in zip(
                        block.years, block.cells, block.totals, strict=True
                    )
                ],
            )
        case BarChart():
            yield f"### {block.title} ({block.unit})"
            yield ""
            yield from _rows(
                (say("Name"), block.unit), [(bar.label, bar.text) for bar in block.bars]
            )
        case LineChart():
            yield f"### {block.title} ({block.unit})"
            yield ""
            yield _safe(block.alt)
        case Paragraph(text):
            yield _safe(text)
        case Narrative():
            for paragraph in block.paragraphs:
                yield _safe(paragraph)
                yield ""
            yield f"*{_safe(block.by)}*"


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"### {_safe(table.title)}"
        yield ""
    rows = [*table.rows, *([table.total] if table.total else [])]
    yield from _rows(tuple(column.label for column in table.columns), rows)
    if table.note:
        yield ""
        yield _safe(table.note)


def _rows(head: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(_safe(name) for name in head)} |"
    yield f"| {' | '.join(['---'] + ['---:'] * (len(head) - 1))} |"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: Cell) -> str:
    return _figure(cell) if isinstance(cell, Figure) else _safe(cell.replace("\n", ", "))


def _figure(figure: Figure) -> str:
    unit = mark(figure.currency or "")
    if not unit or unit in figure.text or figure.unit != "money" or figure.value is None:
        return figure.text
    return f"{figure.text} {unit}"


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
