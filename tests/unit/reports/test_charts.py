"""Charts: units, words and colours that are there, whatever the data."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from shared.reports.charts import svg
from shared.reports.charts.drawing import draw
from shared.reports.charts.scales import ticks
from shared.reports.document import Bar, BarChart, Chart, Line, LineChart

DAYS = tuple(date(2020, 1, 1) + timedelta(days=number) for number in range(900))


def lines(*values: tuple[float | None, ...], unit: str = "EUR") -> LineChart:
    drawn = tuple(Line(f"L{number}", each) for number, each in enumerate(values))
    return LineChart("id", "Title", 'Said <aloud> & "quoted"', unit, DAYS[: len(values[0])], drawn)


def bars(*values: float, upright: bool = False) -> BarChart:
    drawn = tuple(
        Bar(f"Name {number} 株式会社", each, f"{each}") for number, each in enumerate(values)
    )
    return BarChart("id", "Title", "Said", "% of the total", drawn, upright=upright)


@pytest.mark.parametrize(
    "chart",
    [
        lines((1.0, 2.0)),
        lines((5.0,) * 900),
        lines((0.0, 0.0)),
        lines((-3.0, None, None, 4.0), (1.0, 2.0, None, 3.0)),
        lines(tuple(float(number) for number in range(900))),
        lines((1e12, 1.5e12)),
        bars(0.0),
        bars(1.0, -2.0, 0.5),
        bars(-1.0, -2.0),
        bars(1.0, upright=True),
        bars(*(float(number) for number in range(24)), upright=True),
    ],
)
def test_every_chart_is_well_formed_and_stays_inside_its_frame(chart: Chart) -> None:
    picture = draw(chart)
    root = ET.fromstring(picture)  # noqa: S314 - our own
    height = float(root.attrib["height"])
    assert "nan" not in picture
    assert "inf" not in picture
    assert chart.unit in picture
    texts = [each for each in root.iter() if each.tag.endswith("text")]
    assert len(texts) > 2
    for each in texts:
        width = svg.wide(each.text or "")
        x, y = float(each.attrib["x"]), float(each.attrib["y"])
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[each.attrib["text-anchor"]]
        assert left >= -0.5
        assert left + width <= svg.WIDTH + 0.5
        assert 0 <= y <= height


def test_a_gap_is_not_drawn_over() -> None:
    picture = draw(lines((1.0, 2.0, None, 4.0, 5.0)))
    [path] = list(re.findall(r'<path d="([^"]*)"', picture))
    assert path.count("M") == 2


def test_the_same_chart_is_the_same_text() -> None:
    assert draw(lines((1.0, 2.0))) == draw(lines((1.0, 2.0)))


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-0.37, 0), (3.2, 3.2), (99.5, 100.2), (-5, 1e7)]
)
def test_ticks_are_round_and_hold_the_data(low: float, high: float) -> None:
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 12
