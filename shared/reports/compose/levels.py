"""Charts of a level over time (a linked return, an adjusted price): its falls, its months."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from shared.kernel.language import worded_day
from shared.reports.document import (
    Block,
    Figure,
    Heatmap,
    Line,
    LineChart,
    Paragraph,
)
from shared.reports.language.wording import digits, say, spoken

_MONTHS: Final = 12
_MOST_YEARS: Final = 10
_TWO: Final = 2


def drawdown_of(
    name: str, dates: Sequence[str], levels: Sequence[float], dates_ref: str = ""
) -> list[Block]:
    """Return how far below its last peak a level was, day by day."""
    if len(levels) < _TWO:
        return []
    peak, falls = levels[0], list[float]()
    for level in levels:
        peak = max(peak, level)
        falls.append(level / peak - 1.0)
    if not any(falls):
        return [Paragraph(say("The value never fell below an earlier one in this period."))]
    days = tuple(date.fromisoformat(each) for each in dates)
    return [
        LineChart(
            id="drawdown",
            title=say("Drawdown: below the last peak"),
            alt=say(
                "Area chart of the drawdown from {first} to {last}; the deepest is {share} "
                "percent.",
                first=worded_day(spoken(), days[0]),
                last=worded_day(spoken(), days[-1]),
                share=digits(f"{min(falls) * 100:.1f}"),
            ),
            unit=say("% below the peak"),
            days=days,
            lines=(Line(name, tuple(falls)),),
            is_percent=True,
            fill=True,
            dates_ref=dates_ref,
        )
    ]


def returns_by_month(
    dates: Sequence[str], levels: Sequence[float], opening: float | None = None
) -> dict[str, float]:
    """Return the return of each month; the first begins at `opening`, or at its first level."""
    ends: dict[str, float] = {}
    for iso, level in zip(dates, levels, strict=True):
        ends[iso[:7]] = level
    first = levels[0] if opening is None else opening
    along = [("", first), *sorted(ends.items())]
    return {
        month: level / before - 1.0 for (_, before), (month, level) in pairwise(along) if before
    }


def heatmap_of(title: str, months: Mapping[str, Figure], totals: Mapping[int, Figure]) -> Heatmap:
    """Return months by year, the last ten years at most."""
    years = sorted({int(month[:4]) for month in months})[-_MOST_YEARS:]
    return Heatmap(
        id="monthly",
        title=title,
        alt=say(
            "Table of monthly returns in percent, one row a year; darker means further from "
            "zero, blue above and orange below."
        ),
        unit="%",
        years=tuple(years),
        cells=tuple(
            tuple(months.get(f"{year}-{month:02d}") for month in range(1, _MONTHS + 1))
            for year in years
        ),
        totals=tuple(totals.get(year) for year in years),
    )
