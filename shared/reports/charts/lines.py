"""Lines over days, with a legend above, units at the axis, and nothing drawn over a gap."""

from typing import Final

from shared.reports.charts import svg
from shared.reports.charts.scales import Scale, day_ticks, percent_number, short_number, ticks
from shared.reports.document import LineChart

_HEIGHT: Final = 170.0
_TOP: Final = 24.0
_BOTTOM: Final = 22.0
_RIGHT: Final = 6.0
_MOST_POINTS: Final = 460  # as many as there are points of width; more is not seen


def draw_lines(chart: LineChart) -> str:
    """Return the chart as SVG."""
    values = [value for line in chart.lines for value in line.values if value is not None]
    marks = ticks(min([*values, *([0.0] if chart.fill else [])]), max(values))
    step = marks[1] - marks[0]
    write = percent_number if chart.is_percent else short_number
    labels = [write(mark, step) for mark in marks]
    left = max(svg.wide(label) for label in labels) + 8
    y = Scale(marks[0], marks[-1], _HEIGHT - _BOTTOM, _TOP)
    x = Scale(0, len(chart.days) - 1, left, svg.WIDTH - _RIGHT)
    parts = [svg.text(0, 8, chart.unit)]
    parts += _legend(chart, left)
    for mark, label in zip(marks, labels, strict=True):
        stroke = svg.AXIS if mark == 0 else svg.GRID
        parts.append(svg.line(left, y.at(mark), svg.WIDTH - _RIGHT, y.at(mark), stroke))
        parts.append(svg.text(left - 5, y.at(mark) + 2.6, label, anchor="end"))
    parts += _days(chart, x)
    kept = _kept(len(chart.days))
    for number, each in reversed(list(enumerate(chart.lines))):
        points = [(place, each.values[place]) for place in kept]
        if chart.fill:
            parts.append(svg.path(_area(points, x, y), fill=svg.SKY))
        stroke = svg.SERIES[number % len(svg.SERIES)]
        dash = svg.DASHES[number % len(svg.DASHES)]
        parts.append(svg.path(_line(points, x, y), stroke=stroke, dash=dash))
    return svg.picture(_HEIGHT, parts, chart.alt)


def _legend(chart: LineChart, left: float) -> list[str]:
    if len(chart.lines) == 1:
        return []
    parts: list[str] = []
    x = max(left, svg.wide(chart.unit) + 16)
    for number, each in enumerate(chart.lines):
        stroke = svg.SERIES[number % len(svg.SERIES)]
        dash = svg.DASHES[number % len(svg.DASHES)]
        parts.append(svg.path(f"M{svg.num(x)} 5.5h16", stroke=stroke, dash=dash))
        parts.append(svg.text(x + 20, 8, each.name, fill=svg.INK))
        x += 20 + svg.wide(each.name) + 14
    return parts


def _days(chart: LineChart, x: Scale) -> list[str]:
    parts = [svg.line(x.start, _HEIGHT - _BOTTOM, x.end, _HEIGHT - _BOTTOM, svg.AXIS)]
    free = 0.0
    for place, label in day_ticks(chart.days):
        at, half = x.at(place), svg.wide(label) / 2
        centre = min(max(at, half), svg.WIDTH - half)
        if centre - half < free:
            continue
        free = centre + half + 8
        parts.append(svg.line(at, _HEIGHT - _BOTTOM, at, _HEIGHT - _BOTTOM + 3, svg.AXIS))
        parts.append(svg.text(centre, _HEIGHT - _BOTTOM + 12, label, anchor="middle"))
    return parts


def _kept(count: int) -> list[int]:
    """Return the places to draw: all, or evenly chosen ones with the last."""
    every = max(-(-count // _MOST_POINTS), 1)
    return sorted({*range(0, count, every), count - 1})


def _line(points: list[tuple[int, float | None]], x: Scale, y: Scale) -> str:
    parts: list[str] = []
    is_drawing = False
    for place, value in points:
        if value is None:
            is_drawing = False
            continue
        parts.append(f"{'L' if is_drawing else 'M'}{_point(place, value, x, y)}")
        is_drawing = True
    return "".join(parts)


def _area(points: list[tuple[int, float | None]], x: Scale, y: Scale) -> str:
    known = [(place, value) for place, value in points if value is not None]
    if not known:
        return ""
    base = svg.num(y.at(0))
    edge = "L".join(_point(place, value, x, y) for place, value in known)
    first, last = svg.num(x.at(known[0][0])), svg.num(x.at(known[-1][0]))
    return f"M{first} {base}L{edge}L{last} {base}Z"


def _point(place: int, value: float, x: Scale, y: Scale) -> str:
    return f"{svg.num(x.at(place))} {svg.num(y.at(value))}"
