"""The figures everybody looks for first, and the value over the period."""

from datetime import date

from shared.kernel.language import worded_day
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
from shared.reports.language.wording import digits, mark, say, spoken


def at_a_glance(answers: Answers) -> Section:
    """Return the figures everybody looks for first, and the value over the period."""
    summary, period = answers.get("summary"), answers.get("performance")
    currency = summary["currency"]
    items = [
        money_of(answers, "summary", "total_value", say("Total value")),
        money_of(answers, "summary", "net_contributions", say("Net contributions")),
        money_of(answers, "summary", "gain", say("Gain since the beginning"), signed=True),
        rate_of(answers, "summary", "xirr", say("Money-weighted return a year")),
    ]
    if period is not None:
        items += [
            money_of(answers, "performance", "gain", say("Gain in the period"), signed=True),
            rate_of(answers, "performance", "twr", say("Time-weighted return in the period")),
            _benchmark_rate(answers),
            money_of(answers, "summary", "day_change", say("Change on the last day"), signed=True),
        ]
    blocks: list[Block] = [KeyFigures(tuple(items))]
    if period is not None:
        blocks += value_chart(answers)
    if summary["unpriced"]:
        names = ", ".join(summary["unpriced"])
        blocks.append(
            Paragraph(
                say(
                    "Without a price or rate, and in no figure here: {symbols} ({currency}).",
                    symbols=names,
                    currency=currency,
                )
            )
        )
    return Section(say("At a glance"), tuple(blocks))


def value_chart(answers: Answers) -> list[Block]:
    """Return the value against what the same money in the benchmark would be worth."""
    period = answers.get("performance")
    series = period["series"]
    if len(series["dates"]) < 2:  # noqa: PLR2004 - one point is no line
        return [Paragraph(say("There is no value to draw over this period."))]
    currency = period["currency"]
    days = tuple(date.fromisoformat(each) for each in series["dates"])
    lines = [
        Line(say("Portfolio"), floats(series["value"]), "performance#/series/value"),
        Line(
            say("Net contributions"),
            floats(series["net_contributions"]),
            "performance#/series/net_contributions",
        ),
    ]
    benchmark = period.get("benchmark")
    if benchmark and benchmark["series"]["dates"] == series["dates"]:
        values = floats(benchmark["series"]["value"])
        name = say("Same money in {symbol}", symbol=benchmark["symbol"])
        lines.insert(1, Line(name, values, "performance#/benchmark/series/value"))
    names = ", ".join(line.name if spoken() == "de" else line.name.lower() for line in lines)
    return [
        LineChart(
            id="value",
            title=say("Value over the period"),
            alt=say(
                "Line chart of {names} from {first} to {last} in {currency}: the portfolio begins "
                "at {start} and ends at {end}.",
                names=names,
                first=worded_day(spoken(), days[0]),
                last=worded_day(spoken(), days[-1]),
                currency=currency,
                start=_told(series["value"][0]),
                end=_told(series["value"][-1]),
            ),
            unit=mark(currency),
            days=days,
            lines=tuple(lines),
            dates_ref="performance#/series/dates",
        )
    ]


def _told(value: str | None) -> str:
    return digits(value) if value else say("an unknown value")


def _benchmark_rate(answers: Answers) -> Measure:
    benchmark = answers.get("performance").get("benchmark")
    if not benchmark:
        return Measure(
            say("Benchmark"),
            Figure(None, "percent", UNKNOWN),
            say("none is set, or no prices"),
        )
    return Measure(
        say("{symbol} in the period", symbol=benchmark["symbol"]),
        percent(benchmark["twr"], "performance#/benchmark/twr"),
    )
