"""The period, its drawdowns, its months and its years."""

from datetime import date
from itertools import pairwise
from typing import Final

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import figure_of, said
from shared.reports.compose.writing import percent, short_day
from shared.reports.document import (
    Block,
    Cell,
    Column,
    Heatmap,
    Line,
    LineChart,
    Paragraph,
    Section,
    Table,
)

_MONTHS: Final = 12
_MOST_YEARS: Final = 10


def performance_section(answers: Answers) -> Section:
    """Return the period's figures, years side by side, months and drawdowns."""
    period = answers.get("performance")
    benchmark, currency = period.get("benchmark"), period["currency"]
    rows: list[tuple[Cell, ...]] = [
        (f"Value at the start ({currency})", figure_of(answers, "performance", "start_value")),
        (f"Net contributions ({currency})", figure_of(answers, "performance", "net_contributions")),
        (f"Gain ({currency})", figure_of(answers, "performance", "gain", signed=True)),
        (
            f"of which exchange rates ({currency})",
            figure_of(answers, "performance", "fx_effect", signed=True),
        ),
        (f"Value at the end ({currency})", figure_of(answers, "performance", "end_value")),
        ("Time-weighted return", percent(period["twr"], "performance#/twr")),
        (
            "Time-weighted return a year",
            percent(period["twr_annualised"], "performance#/twr_annualised"),
        ),
        ("Money-weighted return (XIRR)", percent(period["xirr"], "performance#/xirr")),
        ("Simple return", percent(period["simple_return"], "performance#/simple_return")),
    ]
    if benchmark:
        rows += [
            (
                f"{benchmark['symbol']}, dividends reinvested",
                percent(benchmark["twr"], "performance#/benchmark/twr"),
            ),
            (
                f"{benchmark['symbol']}, price alone",
                percent(benchmark["price_return"], "performance#/benchmark/price_return"),
            ),
        ]
    head = (Column("Measure", "left", 2.4), Column("Value"))
    note = said(period["notes"])
    blocks: list[Block] = [Table("period", "The period", head, tuple(rows), note=note)]
    blocks += drawdown_chart(answers)
    blocks += monthly_returns(answers)
    blocks += years(answers)
    return Section("Performance", tuple(blocks))


def drawdown_chart(answers: Answers) -> list[Block]:
    """Return how far below its last peak the portfolio was, day by day."""
    series = answers.get("performance")["series"]
    linked = series["cumulative_twr"]
    if len(linked) < 2 or any(value is None for value in linked):  # noqa: PLR2004
        return []
    peak, falls = 1.0, list[float]()
    for value in linked:
        peak = max(peak, 1.0 + value)
        falls.append((1.0 + value) / peak - 1.0)
    if not any(falls):
        return [Paragraph("The value never fell below an earlier one in this period.")]
    days = tuple(date.fromisoformat(each) for each in series["dates"])
    return [
        LineChart(
            id="drawdown",
            title="Drawdown: below the last peak",
            alt=f"Area chart of the drawdown from {days[0]} to {days[-1]}; the deepest is "
            f"{min(falls) * 100:.1f} percent.",
            unit="% below the peak",
            days=days,
            lines=(Line("Portfolio", tuple(falls)),),
            is_percent=True,
            fill=True,
            dates_ref="performance#/series/dates",
        )
    ]


def monthly_returns(answers: Answers) -> list[Block]:
    """Return the time-weighted return of each month of the last ten years."""
    life = answers.get("life")
    series = life["series"]
    linked = series["cumulative_twr"]
    if not linked or any(value is None for value in linked):
        return []
    ends: dict[str, float] = {}
    for iso, value in zip(series["dates"], linked, strict=True):
        ends[iso[:7]] = 1.0 + value
    levels = [("", 1.0), *sorted(ends.items())]
    months = {
        later: level / before - 1.0 if before else None
        for (_, before), (later, level) in pairwise(levels)
    }
    names = sorted({int(month[:4]) for month in months})[-_MOST_YEARS:]
    cells = tuple(
        tuple(
            percent(months[key], f"month_{key}#/twr", digits=1) if key in months else None
            for key in (f"{year}-{month:02d}" for month in range(1, _MONTHS + 1))
        )
        for year in names
    )
    totals = tuple(
        percent(answers.get(f"year_{year}")["twr"], f"year_{year}#/twr", digits=1)
        if answers.get(f"year_{year}")
        else None
        for year in names
    )
    return [
        Heatmap(
            id="monthly",
            title="Time-weighted return by month",
            alt="Table of monthly returns in percent, one row a year; darker means further from "
            "zero, blue above and orange below.",
            unit="%",
            years=tuple(names),
            cells=cells,
            totals=totals,
        )
    ]


def month_sources(answers: Answers, portfolio_id: str) -> dict[str, str]:
    """Return the API request of each month of the heatmap."""
    life = answers.get("life")
    if not life or not life["series"]["dates"]:
        return {}
    base = answers.sources["life"].partition("?")[2]
    kept = "&".join(
        part for part in base.split("&") if not part.startswith(("period=", "to=", "from="))
    )
    found: dict[str, str] = {}
    days: dict[str, list[str]] = {}
    for iso in life["series"]["dates"]:
        days.setdefault(iso[:7], []).append(iso)
    for month, of_month in days.items():
        first = max(f"{month}-01", life["from"])
        query = f"from={first}&to={of_month[-1]}"
        found[f"month_{month}"] = (
            f"portfolios/{portfolio_id}/performance?{query}{'&' if kept else ''}{kept}"
        )
    return found


def years(answers: Answers) -> list[Block]:
    """Return each calendar year's gain and returns."""
    names = sorted(name for name in answers.values if name.startswith("year_"))
    if not names:
        return []
    currency = answers.get("performance")["currency"]
    symbol = next(
        (
            found["benchmark"]["symbol"]
            for name in names
            if (found := answers.get(name)).get("benchmark")
        ),
        None,
    )
    head = [
        Column("Year", "left", 1.5),
        Column(f"Net contributions ({currency})"),
        Column(f"Gain ({currency})"),
        Column("Time-weighted"),
        Column("Money-weighted"),
        *([Column(symbol)] if symbol else []),
    ]
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        found = answers.get(name)
        row: list[Cell] = [
            _year_label(found),
            figure_of(answers, name, "net_contributions"),
            figure_of(answers, name, "gain", signed=True),
            percent(found["twr"], f"{name}#/twr"),
            percent(found["xirr"], f"{name}#/xirr"),
        ]
        if symbol:
            theirs = found["benchmark"]["twr"] if found.get("benchmark") else None
            row.append(percent(theirs, f"{name}#/benchmark/twr"))
        rows.append(tuple(row))
    note = "Money-weighted returns are yearly rates, also where a year is not whole."
    return [Table("years", "Calendar years", tuple(head), tuple(rows), note=note)]


def _year_label(found: Json) -> str:
    first, last = found["from"], found["to"]
    whole = first.endswith("-01-01") and last.endswith("-12-31")
    return first[:4] if whole else f"{short_day(first)[:-5]} – {short_day(last)}"
