"""Bars: lying, with names at the left and figures at their ends; or upright, over months."""

from typing import Final

from shared.reports.charts import svg
from shared.reports.charts.scales import Scale, percent_number, short_number, ticks
from shared.reports.document import BarChart

_ROW: Final = 14.0
_BAR: Final = 8.5
_LONGEST_NAME: Final = 150.0
_UPRIGHT_HEIGHT: Final = 150.0
_TOP: Final = 24.0
_BOTTOM: Final = 22.0


def draw_bars(chart: BarChart) -> str:
    """Return the chart as SVG."""
    return _upright(chart) if chart.upright else _lying(chart)


def _lying(chart: BarChart) -> str:
    names = [svg.cut(bar.label, _LONGEST_NAME) for bar in chart.bars]
    left = max(svg.wide(name) for name in names) + 8
    room = max(svg.wide(bar.text) for bar in chart.bars) + 6
    low = min(0.0, *(bar.value for bar in chart.bars))
    high = max(0.0, *(bar.value for bar in chart.bars)) or 1.0
    # Figures stand at the outer ends, so both sides need room where bars go both ways.
    start = left + (room if low < 0 else 0)
    x = Scale(low, high, start, svg.WIDTH - room)
    height = 16 + _ROW * len(chart.bars)
    parts = [svg.text(x.at(0), 8, chart.unit)]
    for number, (bar, name) in enumerate(zip(chart.bars, names, strict=True)):
        top = 14 + _ROW * number
        base, end = x.at(0), x.at(bar.value)
        fill = svg.BLUE if bar.value >= 0 else svg.ORANGE
        parts.append(svg.text(left - 8, top + 6.8, name, anchor="end", fill=svg.INK))
        parts.append(svg.rect(min(base, end), top, abs(end - base), _BAR, fill, 1))
        side, gap = ("start", 4.0) if bar.value >= 0 else ("end", -4.0)
        parts.append(svg.text(end + gap, top + 6.8, bar.text, anchor=side, fill=svg.INK))
    parts.append(svg.line(x.at(0), 12, x.at(0), height - 2, svg.AXIS))
    return svg.picture(height, parts, chart.alt)


def _upright(chart: BarChart) -> str:
    values = [bar.value for bar in chart.bars]
    marks = ticks(min(0.0, *values), max(0.0, *values), about=4)
    step = marks[1] - marks[0]
    write = percent_number if chart.is_percent else short_number
    labels = [write(mark, step) for mark in marks]
    left = max(svg.wide(label) for label in labels) + 8
    y = Scale(marks[0], marks[-1], _UPRIGHT_HEIGHT - _BOTTOM, _TOP)
    pitch = (svg.WIDTH - left - 4) / max(len(chart.bars), 6)
    parts = [svg.text(0, 8, chart.unit)]
    for mark, label in zip(marks, labels, strict=True):
        stroke = svg.AXIS if mark == 0 else svg.GRID
        parts.append(svg.line(left, y.at(mark), svg.WIDTH - 4, y.at(mark), stroke))
        parts.append(svg.text(left - 5, y.at(mark) + 2.6, label, anchor="end"))
    free = 0.0
    for number, bar in enumerate(chart.bars):
        x = left + pitch * number + pitch * 0.15
        top, base = sorted((y.at(bar.value), y.at(0)))
        fill = svg.BLUE if bar.value >= 0 else svg.ORANGE
        parts.append(svg.rect(x, top, pitch * 0.7, base - top, fill, 1))
        centre, half = x + pitch * 0.35, svg.wide(bar.label) / 2
        if centre - half >= free and centre + half <= svg.WIDTH:
            free = centre + half + 6
            at = _UPRIGHT_HEIGHT - 8
            parts.append(svg.text(centre, at, bar.label, anchor="middle"))
    return svg.picture(_UPRIGHT_HEIGHT, parts, chart.alt)
