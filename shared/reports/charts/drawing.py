"""A chart of the document → SVG."""

from shared.reports.charts.bars import draw_bars
from shared.reports.charts.heatmap import draw_heatmap
from shared.reports.charts.lines import draw_lines
from shared.reports.document import BarChart, Chart, LineChart


def draw(chart: Chart) -> str:
    """Return a chart as SVG; the same chart, the same text."""
    if isinstance(chart, LineChart):
        return draw_lines(chart)
    if isinstance(chart, BarChart):
        return draw_bars(chart)
    return draw_heatmap(chart)
