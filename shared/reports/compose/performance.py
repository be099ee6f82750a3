"""The period, its drawdowns, its months and its years."""

from typing import Final

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import figure_of, said
from shared.reports.compose.heads import column
from shared.reports.compose.levels import drawdown_of, heatmap_of, returns_by_month
from shared.reports.compose.writing import day_of_year, percent, short_day
from shared.reports.document import (
    Block,
    Cell,
    Column,
    Paragraph,
    Section,
    Table,
)
from shared.reports.language.wording import mark, say

_MONTHS: Final = 12
_MOST_YEARS: Final = 10


def performance_section(answers: Answers) -> Section:
    """Return the period's figures, years side by side, months and drawdowns."""
    period = answers.get("performance")
    benchmark, currency = period.get("benchmark"), period["currency"]
    unit = mark(currency)
    rows: list[tuple[Cell, ...]] = [
        (
            say("Value at the start ({currency})", currency=unit),
            figure_of(answers, "performance", "start_value"),
        ),
        (
            say("Net contributions ({currency})", currency=unit),
            figure_of(answers, "performance", "net_contributions"),
        ),
        (
            say("Gain ({currency})", currency=unit),
            figure_of(answers, "performance", "gain", signed=True),
        ),
        (
            say("of which exchange rates ({currency})", currency=unit),
            figure_of(answers, "performance", "fx_effect", signed=True),
        ),
        (
            say("Value at the end ({currency})", currency=unit),
            figure_of(answers, "performance", "end_value"),
        ),
        (say("Time-weighted return"), percent(period["twr"], "performance#/twr")),
        (
            say("Time-weighted return a year"),
            percent(period["twr_annualised"], "performance#/twr_annualised"),
        ),
        (say("Money-weighted return (XIRR)"), percent(period["xirr"], "performance#/xirr")),
        (say("Simple return"), percent(period["simple_return"], "performance#/simple_return")),
    ]
    if benchmark:
        rows += [
            (
                say("{symbol}, dividends reinvested", symbol=benchmark["symbol"]),
                percent(benchmark["twr"], "performance#/benchmark/twr"),
            ),
            (
                say("{symbol}, price alone", symbol=benchmark["symbol"]),
                percent(benchmark["price_return"], "performance#/benchmark/price_return"),
            ),
        ]
    head = (column("Measure", "left", 2.4), column("Value"))
    note = said(period["notes"])
    blocks: list[Block] = [Table("period", say("The period"), head, tuple(rows), note=note)]
    blocks += drawdown_chart(answers)
    blocks += monthly_returns(answers)
    blocks += years(answers)
    return Section(say("Performance"), tuple(blocks))


def drawdown_chart(answers: Answers) -> list[Block]:
    """Return how far below its last peak the portfolio was, day by day."""
    series = answers.get("performance")["series"]
    linked = series["cumulative_twr"]
    if any(value is None for value in linked):
        text = say("There is no drawdown to draw: something held had no price for a time.")
        return [Paragraph(text)]
    levels = [1.0 + value for value in linked]
    return drawdown_of(say("Portfolio"), series["dates"], levels, "performance#/series/dates")


def monthly_returns(answers: Answers) -> list[Block]:
    """Return the time-weighted return of each month of the last ten years."""
    series = answers.get("life")["series"]
    linked = series["cumulative_twr"]
    if not linked or any(value is None for value in linked):
        return []
    months = returns_by_month(series["dates"], [1.0 + value for value in linked], opening=1.0)
    totals = {
        int(name.removeprefix("year_")): percent(answers.get(name)["twr"], f"{name}#/twr", digits=1)
        for name in answers.values
        if name.startswith("year_")
    }
    shown = {
        month: percent(value, f"month_{month}#/twr", digits=1) for month, value in months.items()
    }
    return [heatmap_of(say("Time-weighted return by month"), shown, totals)]


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
        column("Year", "left", 1.5),
        column("Net contributions ({currency})", currency=currency),
        column("Gain ({currency})", currency=currency),
        column("Time-weighted"),
        column("Money-weighted"),
        *([Column(symbol, key=symbol)] if symbol else []),
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
    note = say("Money-weighted returns are yearly rates, also where a year is not whole.")
    return [Table("years", say("Calendar years"), tuple(head), tuple(rows), note=note)]


def _year_label(found: Json) -> str:
    first, last = found["from"], found["to"]
    whole = first.endswith("-01-01") and last.endswith("-12-31")
    return first[:4] if whole else f"{day_of_year(first)} – {short_day(last)}"
