"""The document as a zip of CSV files: one a table or chart, and every figure with its source."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

from shared.reports.document import (
    BarChart,
    Cell,
    Document,
    Figure,
    Heatmap,
    LineChart,
    charts,
    figures,
    tables,
)

# The archive's own times would differ with every run; this is the earliest a zip can tell.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
# A cell that begins like this is run as a formula when a spreadsheet opens the file (OWASP, CSV
# Injection); the apostrophe makes it text.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def render_csv(document: Document, manifest: str) -> bytes:
    """Return the zip; figures are as the API gives them, unrounded and ungrouped."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(document):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("manifest.json", _EPOCH), manifest)
    return buffer.getvalue()


def _files(document: Document) -> Iterator[tuple[str, str]]:
    yield (
        "figures.csv",
        _csv(
            ("reference", "value", "unit", "currency", "text"),
            (
                [one.ref, _raw(one), one.unit, one.currency or "", one.text]
                for one in figures(document)
            ),
        ),
    )
    for table in tables(document):
        rows = [*table.rows, *([table.total] if table.total else [])]
        head = [column.label for column in table.columns]
        yield f"{table.id}.csv", _csv(head, ([_value(cell) for cell in row] for row in rows))
    for chart in charts(document):
        yield f"chart-{chart.id}.csv", _chart(chart)


def _chart(chart: LineChart | BarChart | Heatmap) -> str:
    match chart:
        case LineChart():
            head = ["date", *(line.name for line in chart.lines)]
            return _csv(
                head,
                (
                    [day.isoformat(), *("" if v is None else repr(v) for v in values)]
                    for day, *values in zip(
                        chart.days, *(line.values for line in chart.lines), strict=True
                    )
                ),
            )
        case BarChart():
            return _csv(
                ("name", chart.unit), ([_text(bar.label), repr(bar.value)] for bar in chart.bars)
            )
        case Heatmap():
            return _csv(
                ("year", *(str(month) for month in range(1, 13)), "total"),
                (
                    [str(year), *(_raw(one) if one else "" for one in (*cells, total))]
                    for year, cells, total in zip(
                        chart.years, chart.cells, chart.totals, strict=True
                    )
                ),
            )


def _csv(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue()


def _value(cell: Cell) -> str:
    return _raw(cell) if isinstance(cell, Figure) else _text(cell.replace("\n", " "))


def _raw(figure: Figure) -> str:
    return "" if figure.value is None else str(figure.value)


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
