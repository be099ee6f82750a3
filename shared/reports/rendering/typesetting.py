"""The document as PDF: tagged for readers' aids (PDF/UA-1), searchable, set by Typst.

One compiler with the template and the fonts is kept, and each document goes in as data, so that
only what differs is laid out anew. Compilation is native code and leaves the event loop.
"""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import structlog

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

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

log = structlog.get_logger(__name__)

_MISSING_LETTER: Final = "could not be displayed with font"
_LONGEST_NAME: Final = 60
_FOLDER: Final = Path(__file__).with_name("typst")


class TypstTypesetter:
    """Sets documents one at a time; made when first used, as loading the fonts takes a while."""

    def __init__(self) -> None:
        self._compiler: Compiler | None = None
        # One thread for all: each further one would keep a heap of its own.
        self._bench = ThreadPoolExecutor(1, "typesetter")

    @property
    def version(self) -> str:
        """The name and version of what sets the type."""
        from importlib.metadata import version

        return f"typst {version('typst')}"

    def pdf(self, document: Document, manifest: bytes) -> bytes:
        """Return a tagged, searchable PDF with the manifest attached; the same for the same."""
        data = json.dumps(_content(document, manifest.decode()), ensure_ascii=False)
        return self._bench.submit(self._set, data, int(document.known_at.timestamp())).result()

    def pages(self, document: Document, ppi: float = 110) -> list[bytes]:
        """Return the pages as PNG, to be looked at."""
        data = json.dumps(_content(document, "{}"), ensure_ascii=False)
        made = self._ready().compile(format="png", ppi=ppi, sys_inputs={"data": data})
        return [made] if isinstance(made, bytes) else list(made or ())

    def _set(self, data: str, instant: int) -> bytes:
        try:
            return self._compiled(data, instant, ["ua-1"])
        except RuntimeError as error:
            if _MISSING_LETTER not in str(error):
                raise
            # PDF/UA forbids letters that no font has: tagged all the same, without the claim.
            log.info("report_lacks_a_letter")
            return self._compiled(data, instant, [])

    def _compiled(self, data: str, instant: int, standards: "list[PDFStandard]") -> bytes:
        made = self._ready().compile(
            format="pdf", sys_inputs={"data": data}, pdf_standards=standards, timestamp=instant
        )
        if not isinstance(made, bytes):
            raise TypeError("a PDF is one file")
        return made

    def _ready(self) -> "Compiler":
        if self._compiler is None:
            import typst

            fonts = typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[_FOLDER / "fonts"],
            )
            self._compiler = typst.Compiler(
                _FOLDER / "report.typ", root=_FOLDER, font_paths=fonts, ignore_system_fonts=True
            )
        return self._compiler


def _content(document: Document, manifest: str) -> dict[str, Any]:
    with speaking(document.language):
        return _told(document, manifest)


def _told(document: Document, manifest: str) -> dict[str, Any]:
    day = long_day(document.known_at.date())
    return {
        "title": document.title,
        "subject": document.subject,
        "facts": document.facts,
        "language": document.language,
        "paper": "us-letter" if document.paper == "letter" else "a4",
        "date": [document.known_at.year, document.known_at.month, document.known_at.day],
        "words": {
            "prepared": say("Prepared {day} by Plumbline", day=day),
            # Typst alone knows the numbers.
            "page": say("Page {page} of {pages}", page="\0", pages="\0").split("\0"),
            "sources": say("Sources and definitions"),
            "attached": say("What this report was made from"),
        },
        "sections": [
            {"title": section.title, "blocks": [_block(each) for each in section.blocks]}
            for section in document.sections
        ],
        "notes": [*document.footnotes, *document.definitions],
        "manifest": manifest,
    }


def _block(block: Block) -> Mapping[str, Any]:
    match block:
        case KeyFigures(items):
            shown = [
                {
                    "label": item.label,
                    "text": _unbroken(item.figure.text),
                    "unit": _unit(item.figure),
                    "note": item.note,
                }
                for item in items
            ]
            return {"type": "key", "items": shown}
        case Table():
            return {
                "type": "table",
                "title": block.title,
                "columns": [[each.label, each.align, each.width] for each in block.columns],
                "rows": [[_cell(cell) for cell in row] for row in block.rows],
                "total": [_cell(cell) for cell in block.total] if block.total else None,
                "note": block.note,
            }
        case LineChart() | BarChart() | Heatmap():
            return {"type": "chart", "title": block.title, "alt": block.alt, "svg": draw(block)}
        case Paragraph(text):
            return {"type": "text", "text": text}
        case Narrative():
            return {"type": "narrative", "paragraphs": block.paragraphs, "by": block.by}


def _unit(figure: Figure) -> str | None:
    return mark(figure.currency) if figure.currency and figure.value is not None else None


def _cell(cell: Cell) -> list[str]:
    """Return the cell's lines: a figure has one, a name may have a second, smaller one."""
    if isinstance(cell, Figure):
        return [_unbroken(cell.text)]
    first, *more = cell.split("\n", 1)
    return [first, *(_cut(line) for line in more)]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rstrip()}…"


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")
