"""The figures everybody looks for first, and the value over the period."""

from datetime import date

from shared.reports.answers import Answers
from shared.reports.compose.figures_of import floats, money_of, rate_of
from shared.reports.compose.writing import UNKNOWN, percent
from shared.reports.document import (
    Block,
    Figure,
    KeyFigures,
    Line,
    LineChart,
    Measure,
    Paragraph,
    Section,
)


def at_a_glance(answers: Answers) -> Section:
    """Return the figures everybody looks for first, and the value over the period."""
    summary, period = answers.get("summary"), answers.get("performance")
    currency = summary["currency"]
    items = [
        money_of(answers, "summary", "total_value", "Total value"),
        money_of(answers, "summary", "net_contributions", "Net contributions"),
        money_of(answers, "summary", "gain", "Gain since the beginning", signed=True),
        rate_of(answers, "summary", "xirr", "Money-weighted return a year"),
    ]
    if period is not None:
        items += [
            money_of(answers, "performance", "gain", "Gain in the period", signed=True),
            rate_of(answers, "performance", "twr", "Time-weighted return in the period"),
            _benchmark_rate(answers),
            money_of(answers, "summary", "day_change", "Change on the last day", signed=True),
        ]
    blocks: list[Block] = [KeyFigures(tuple(items))]
    if period is not None:
        blocks += value_chart(answers)
    if summary["unpriced"]:
        names = ", ".join(summary["unpriced"])
        blocks.append(
            Paragraph(f"Without a price or rate, and in no figure here: {names} ({currency}).")
        )
    return Section("At a glance", tuple(blocks))


def value_chart(answers: Answers) -> list[Block]:
    """Return the value against what the same money in the benchmark would be worth."""
    period = answers.get("performance")
    series = period["series"]
    if len(series["dates"]) < 2:  # noqa: PLR2004 - one point is no line
        return [Paragraph("There is no value to draw over this period.")]
    currency = period["currency"]
    days = tuple(date.fromisoformat(each) for each in series["dates"])
    lines = [
        Line("Portfolio", floats(series["value"]), "performance#/series/value"),
        Line(
            "Net contributions",
            floats(series["net_contributions"]),
            "performance#/series/net_contributions",
        ),
    ]
    benchmark = period.get("benchmark")
    if benchmark and benchmark["series"]["dates"] == series["dates"]:
        values = floats(benchmark["series"]["value"])
        name = f"Same money in {benchmark['symbol']}"
        lines.insert(1, Line(name, values, "performance#/benchmark/series/value"))
    said = ", ".join(line.name.lower() for line in lines)
    return [
        LineChart(
            id="value",
            title="Value over the period",
            alt=f"Line chart of {said} from {days[0]} to {days[-1]} in {currency}: the portfolio "
            f"begins at {series['value'][0] or 'an unknown value'} and ends at "
            f"{series['value'][-1] or 'an unknown value'}.",
            unit=currency,
            days=days,
            lines=tuple(lines),
            dates_ref="performance#/series/dates",
        )
    ]


def _benchmark_rate(answers: Answers) -> Measure:
    benchmark = answers.get("performance").get("benchmark")
    if not benchmark:
        return Measure("Benchmark", Figure(None, "percent", UNKNOWN), "none is set, or no prices")
    return Measure(
        f"{benchmark['symbol']} in the period",
        percent(benchmark["twr"], "performance#/benchmark/twr"),
    )
