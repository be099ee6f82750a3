"""The document as one HTML file: no script, nothing fetched, prints well, charts as SVG."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from shared.reports.charts.drawing import draw
from shared.reports.compose.writing import long_day
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
from shared.reports.language.wording import mark, say, speaking

_STYLE: Final = Path(__file__).with_name("report.css").read_text()


def render_html(document: Document, manifest: dict[str, Any]) -> bytes:
    """Return the file, UTF-8."""
    with speaking(document.language):
        return "".join(_page(document, manifest)).encode()


def _page(document: Document, manifest: dict[str, Any]) -> Iterator[str]:
    title = f"{escape(document.title)}: {escape(document.subject)}"
    yield (
        f'<!doctype html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><header><p>{escape(document.title)}</p>"
        f"<h1>{escape(document.subject)}</h1><dl>"
    )
    for name, value in document.facts:
        yield f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
    yield "</dl></header>"
    for section in document.sections:
        yield f"<section><h2>{escape(section.title)}</h2>"
        for block in section.blocks:
            yield from _block(block)
        yield "</section>"
    yield f"<footer><h2>{escape(say('Sources and definitions'))}</h2><ol>"
    for note in (*document.footnotes, *document.definitions):
        yield f"<li>{escape(note)}</li>"
    yield (f"</ol><p>{escape(_made(document, str(manifest['sha256'])))}</p></footer></main>")
    # `<` is escaped so that no text of the manifest can end the element.
    said = json.dumps(manifest, ensure_ascii=False).replace("<", "\\u003c")
    yield f'<script type="application/json" id="manifest">{said}</script></body></html>'


def _made(document: Document, digest: str) -> str:
    day = long_day(document.known_at.date())
    return say("Prepared {day}. Manifest {digest}.", day=day, digest=digest)


def _block(block: Block) -> Iterator[str]:
    match block:
        case KeyFigures(items):
            yield '<dl class="key">'
            for item in items:
                note = f"<small>{escape(item.note)}</small>" if item.note else ""
                yield (
                    f"<div><dt>{escape(item.label)}</dt><dd>{_figure(item.figure, currency=True)}"
                    f"{note}</dd></div>"
                )
            yield "</dl>"
        case Table():
            yield from _table(block)
        case LineChart() | BarChart() | Heatmap():
            yield f"<figure><figcaption>{escape(block.title)}</figcaption>{draw(block)}</figure>"
        case Paragraph(text):
            yield f"<p>{escape(text)}</p>"
        case Narrative():
            yield '<div class="narrative">'
            for paragraph in block.paragraphs:
                yield f"<p>{escape(paragraph)}</p>"
            yield f"<p><small>{escape(block.by)}</small></p></div>"


def _table(table: Table) -> Iterator[str]:
    yield '<div class="wide"><table>'
    if table.title:
        yield f"<caption>{escape(table.title)}</caption>"
    yield "<thead><tr>"
    for column in table.columns:
        yield f'<th scope="col" class="{column.align}">{escape(column.label)}</th>'
    yield "</tr></thead><tbody>"
    for row in table.rows:
        yield _row(table, row)
    yield "</tbody>"
    if table.total:
        yield f"<tfoot>{_row(table, table.total)}</tfoot>"
    yield "</table></div>"
    if table.note:
        yield f'<p class="note">{escape(table.note)}</p>'


def _row(table: Table, row: tuple[Cell, ...]) -> str:
    cells = "".join(
        f'<td class="{column.align}">{_cell(cell)}</td>'
        for column, cell in zip(table.columns, row, strict=True)
    )
    return f"<tr>{cells}</tr>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Figure):
        return _figure(cell)
    head, _, tail = cell.partition("\n")
    return f"{escape(head)}<small>{escape(tail)}</small>" if tail else escape(head)


def _figure(figure: Figure, *, currency: bool = False) -> str:
    unit = f" {escape(mark(figure.currency))}" if currency and figure.currency else ""
    if figure.value is None or not figure.ref:
        return f"<span>{escape(figure.text)}</span>"
    value, ref = escape(str(figure.value), quote=True), escape(figure.ref, quote=True)
    return f'<data value="{value}" data-ref="{ref}">{escape(figure.text)}</data>{unit}'
