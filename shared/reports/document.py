"""A report as data: sections of figures, tables, charts and text, before any typesetting.

Every figure names where it comes from: `ref` is `{answer}#{JSON pointer}`, and `sources` tells
which request to the API gives that answer. Renderers only lay out what is here, so a figure is the
same in every format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from shared.kernel.language import Language

type Unit = Literal[
    "money", "price", "percent", "ratio", "quantity", "count", "days", "date", "text"
]
type Value = str | float | int | None
type Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what the API says (`value`), in which unit, and how it is written here.

    `text` is what readers see; an unknown value is a dash. `currency` belongs to money and prices.
    """

    value: Value
    unit: Unit
    text: str
    ref: str = ""
    currency: str | None = None


type Cell = Figure | str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its name, and what has to be said about it."""

    label: str
    figure: Figure
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The few figures a section is about, shown large."""

    items: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and what it costs in width relative to the others.

    `key` is its head in English, whatever the language of the report, for programs that read it.
    """

    label: str
    align: Align = "right"
    width: float = 1.0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `total` is set apart below. `note` explains, `id` names its CSV file."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: values aligned with the chart's days (None: a gap)."""

    name: str
    values: tuple[float | None, ...]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days. `unit` is written at the axis. `fill` is shaded down to zero."""

    id: str
    title: str
    alt: str
    unit: str
    days: tuple[date, ...]
    lines: tuple[Line, ...]
    is_percent: bool = False
    fill: bool = False
    dates_ref: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, length, and the text at its end."""

    label: str
    value: float
    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars side by side; horizontal with names at the left, or upright over `label`s."""

    id: str
    title: str
    alt: str
    unit: str
    bars: tuple[Bar, ...]
    is_percent: bool = False
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Returns by year and month; `cells` hold twelve values a year, None where there is none."""

    id: str
    title: str
    alt: str
    unit: str
    years: tuple[int, ...]
    cells: tuple[tuple[Figure | None, ...], ...]
    totals: tuple[Figure | None, ...]


type Chart = LineChart | BarChart | Heatmap


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """Sentences by the assistant, each with its figures checked; `by` names who wrote them."""

    paragraphs: tuple[str, ...]
    by: str
    checked: int


type Block = KeyFigures | Table | LineChart | BarChart | Heatmap | Paragraph | Narrative


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    `facts` are the lines under the title, `footnotes` name sources and times of the data,
    `sources` give the API request of each answer, `definitions` say how measures are defined.
    """

    kind: str
    title: str
    subject: str
    as_of: date
    known_at: datetime
    currency: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]
    definitions: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    language: Language = "en"
    paper: str = "a4"


def charts(document: Document) -> list[Chart]:
    """Return every chart of a document, in order."""
    return [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, LineChart | BarChart | Heatmap)
    ]


def tables(document: Document) -> list[Table]:
    """Return every table of a document, in order."""
    return [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table)
    ]


def figures(document: Document) -> list[Figure]:
    """Return every figure of a document, in reading order."""
    found: list[Figure] = []
    for section in document.sections:
        for block in section.blocks:
            match block:
                case KeyFigures(items):
                    found += [item.figure for item in items]
                case Table():
                    rows = [*block.rows, *([block.total] if block.total else [])]
                    found += [cell for row in rows for cell in row if isinstance(cell, Figure)]
                case Heatmap():
                    found += [one for row in block.cells for one in row if one is not None]
                    found += [one for one in block.totals if one is not None]
                case _:
                    pass
    return found
