"""Returns by year and month: the figure in each cell, its colour the same thing again."""

from typing import Final

from shared.reports.charts import svg
from shared.reports.document import Figure, Heatmap
from shared.reports.language.months import short_months
from shared.reports.language.wording import say

_ROW: Final = 15.0
_HEAD: Final = 26.0
_LEFT: Final = 34.0
_TOTAL: Final = 44.0
_GAP: Final = 8.0
_STRONGEST: Final = 0.10
_MONTHS: Final = 12
_WHITE: Final = (255, 255, 255)
_UP: Final = (138, 187, 222)
_DOWN: Final = (240, 178, 138)


def draw_heatmap(chart: Heatmap) -> str:
    """Return the chart as SVG."""
    width = (svg.WIDTH - _LEFT - _GAP - _TOTAL) / _MONTHS
    height = _HEAD + _ROW * len(chart.years)
    parts = [svg.text(0, 8, chart.unit)]
    for number, name in enumerate((*short_months(), say("Total"))):
        at = _LEFT + width * (number + 0.5)
        if number == _MONTHS:
            at = svg.WIDTH - _TOTAL / 2
        parts.append(svg.text(at, _HEAD - 6, name, anchor="middle"))
    for row, year in enumerate(chart.years):
        top = _HEAD + _ROW * row
        parts.append(svg.text(0, top + 9.8, str(year), fill=svg.INK))
        for number, cell in enumerate(chart.cells[row]):
            if cell is not None:
                parts += _cell(cell, _LEFT + width * number, top, width)
        total = chart.totals[row]
        if total is not None:
            parts += _cell(total, svg.WIDTH - _TOTAL, top, _TOTAL, weight=600)
    return svg.picture(height, parts, chart.alt)


def _cell(cell: Figure, x: float, y: float, width: float, weight: int = 400) -> list[str]:
    text = cell.text.removesuffix(" %")
    middle = svg.text(x + width / 2, y + 9.8, text, anchor="middle", fill=svg.INK, weight=weight)
    return [svg.rect(x + 0.5, y + 0.5, width - 1, _ROW - 1, _colour(cell), 1), middle]


def _colour(cell: Figure) -> str:
    value = cell.value if isinstance(cell.value, float | int) else 0.0
    share = min(abs(value) / _STRONGEST, 1.0)
    target = _UP if value >= 0 else _DOWN
    mixed = (
        round(white + (colour - white) * share)
        for white, colour in zip(_WHITE, target, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
