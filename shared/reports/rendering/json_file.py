"""The document as JSON: every figure with its value, its text and where it comes from."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from shared.kernel.clock import rfc3339
from shared.reports.document import (
    BarChart,
    Document,
    Heatmap,
    KeyFigures,
    LineChart,
    Narrative,
    Paragraph,
    Table,
)

_TYPES: Final[dict[type[Any], str]] = {
    KeyFigures: "key_figures",
    Table: "table",
    LineChart: "line_chart",
    BarChart: "bar_chart",
    Heatmap: "heatmap",
    Paragraph: "paragraph",
    Narrative: "narrative",
}


def document_json(document: Document) -> dict[str, Any]:
    """Return a document as plain JSON; blocks say their `type`."""
    return _plain(document)


def render_json(document: Document, manifest: dict[str, Any]) -> bytes:
    """Return the file: the document and its manifest."""
    body = {**document_json(document), "manifest": manifest}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return rfc3339(value)
        case date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(each) for each in cast("list[Any]", value)]
        case dict():
            return {key: _plain(each) for key, each in cast("dict[str, Any]", value).items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            named = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
            kind = _TYPES.get(type(value))
            return {"type": kind, **named} if kind else named
        case _:
            return value
