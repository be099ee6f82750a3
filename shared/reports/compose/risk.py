"""How much it moves, where that comes from, how deep it fell."""

from typing import Final

from shared.reports.answers import Answers
from shared.reports.compose.figures_of import numbered, said
from shared.reports.compose.heads import column
from shared.reports.compose.writing import count, day, percent, ratio
from shared.reports.document import Bar, BarChart, Block, Section, Table
from shared.reports.language.wording import say

_TOP: Final = 12


def risk_section(answers: Answers) -> Section:
    """Return the measures of risk, where it comes from, and the deepest falls."""
    risk = answers.get("risk")
    measures = (
        (say("Volatility a year"), percent(risk["volatility"], "risk#/volatility")),
        (say("Sharpe ratio"), ratio(risk["sharpe"], "risk#/sharpe")),
        (say("Sortino ratio"), ratio(risk["sortino"], "risk#/sortino")),
        (say("Calmar ratio"), ratio(risk["calmar"], "risk#/calmar")),
        (say("Value at risk, one day, 95 %"), percent(risk["var_95"], "risk#/var_95")),
        (say("Expected shortfall, one day, 95 %"), percent(risk["cvar_95"], "risk#/cvar_95")),
        (say("Value at risk, one day, 99 %"), percent(risk["var_99"], "risk#/var_99")),
        (say("Expected shortfall, one day, 99 %"), percent(risk["cvar_99"], "risk#/cvar_99")),
        (say("Beta"), ratio(risk["beta"], "risk#/beta")),
        (say("Alpha a year"), percent(risk["alpha"], "risk#/alpha")),
        (say("Tracking error a year"), percent(risk["tracking_error"], "risk#/tracking_error")),
        (say("Information ratio"), ratio(risk["information_ratio"], "risk#/information_ratio")),
        (say("Concentration (HHI)"), ratio(risk["hhi"], "risk#/hhi")),
        (say("Trading days measured"), count(risk["observations"], "risk#/observations")),
    )
    head = (column("Measure", "left", 2.4), column("Portfolio"))
    note = said(risk["notes"])
    if risk["benchmark"]:
        against = say(
            "Beta, alpha and what follows are against {symbol}.", symbol=risk["benchmark"]
        )
        note = f"{against} {note}"
    blocks: list[Block] = [Table("risk", say("Measures"), head, measures, note=note.strip())]
    blocks += contributions(answers)
    blocks += falls(answers)
    return Section(say("Risk"), tuple(blocks))


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
            title=say("Where the risk comes from"),
            alt=say(
                "Bar chart of each holding's share of the portfolio's variance in percent; the "
                "largest is {symbol}.",
                symbol=ranked[0][1]["symbol"],
            ),
            unit=say("% of the variance"),
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
        column("Depth", "left"),
        column("Peak"),
        column("Trough"),
        column("Recovered"),
    )
    rows = tuple(
        (
            percent(each["depth"], f"risk#/drawdowns/{index}/depth"),
            day(each["peak"], f"risk#/drawdowns/{index}/peak"),
            day(each["trough"], f"risk#/drawdowns/{index}/trough"),
            day(each["recovery"], f"risk#/drawdowns/{index}/recovery")
            if each["recovery"]
            else say("not yet"),
        )
        for index, each in numbered(found[:5])
    )
    return [Table("drawdowns", say("Deepest drawdowns"), head, rows)]
