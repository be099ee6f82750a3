"""How much it moves, where that comes from, how deep it fell."""

from typing import Final

from shared.reports.answers import Answers
from shared.reports.compose.figures_of import numbered, said
from shared.reports.compose.writing import count, day, percent, ratio
from shared.reports.document import Bar, BarChart, Block, Column, Section, Table

_TOP: Final = 12


def risk_section(answers: Answers) -> Section:
    """Return the measures of risk, where it comes from, and the deepest falls."""
    risk = answers.get("risk")
    measures = (
        ("Volatility a year", percent(risk["volatility"], "risk#/volatility")),
        ("Sharpe ratio", ratio(risk["sharpe"], "risk#/sharpe")),
        ("Sortino ratio", ratio(risk["sortino"], "risk#/sortino")),
        ("Calmar ratio", ratio(risk["calmar"], "risk#/calmar")),
        ("Value at risk, one day, 95 %", percent(risk["var_95"], "risk#/var_95")),
        ("Expected shortfall, one day, 95 %", percent(risk["cvar_95"], "risk#/cvar_95")),
        ("Value at risk, one day, 99 %", percent(risk["var_99"], "risk#/var_99")),
        ("Expected shortfall, one day, 99 %", percent(risk["cvar_99"], "risk#/cvar_99")),
        ("Beta", ratio(risk["beta"], "risk#/beta")),
        ("Alpha a year", percent(risk["alpha"], "risk#/alpha")),
        ("Tracking error a year", percent(risk["tracking_error"], "risk#/tracking_error")),
        ("Information ratio", ratio(risk["information_ratio"], "risk#/information_ratio")),
        ("Concentration (HHI)", ratio(risk["hhi"], "risk#/hhi")),
        ("Trading days measured", count(risk["observations"], "risk#/observations")),
    )
    head = (Column("Measure", "left", 2.4), Column("Portfolio"))
    against = f"Beta, alpha and what follows are against {risk['benchmark']}. "
    note = (against if risk["benchmark"] else "") + said(risk["notes"])
    blocks: list[Block] = [Table("risk", "Measures", head, measures, note=note.strip())]
    blocks += contributions(answers)
    blocks += falls(answers)
    return Section("Risk", tuple(blocks))


def contributions(answers: Answers) -> list[Block]:
    """Return each holding's share of the variance beside its weight."""
    found = answers.get("risk")["contributions"]
    ranked = sorted(numbered(found), key=lambda each: -each[1]["share"])[:_TOP]
    if not ranked:
        return []
    bars = tuple(
        Bar(
            each["symbol"],
            each["share"],
            percent(each["share"], digits=1).text,
            f"risk#/contributions/{index}/share",
        )
        for index, each in ranked
    )
    return [
        BarChart(
            id="contributions",
            title="Where the risk comes from",
            alt=f"Bar chart of each holding's share of the portfolio's variance in percent; the "
            f"largest is {ranked[0][1]['symbol']}.",
            unit="% of the variance",
            bars=bars,
            is_percent=True,
        )
    ]


def falls(answers: Answers) -> list[Block]:
    """Return the deepest drawdowns with their dates."""
    found = answers.get("risk")["drawdowns"]
    if not found:
        return []
    head = (
        Column("Depth", "left"),
        Column("Peak"),
        Column("Trough"),
        Column("Recovered"),
    )
    rows = tuple(
        (
            percent(each["depth"], f"risk#/drawdowns/{index}/depth"),
            day(each["peak"], f"risk#/drawdowns/{index}/peak"),
            day(each["trough"], f"risk#/drawdowns/{index}/trough"),
            day(each["recovery"], f"risk#/drawdowns/{index}/recovery")
            if each["recovery"]
            else "not yet",
        )
        for index, each in numbered(found[:5])
    )
    return [Table("drawdowns", "Deepest drawdowns", head, rows)]
