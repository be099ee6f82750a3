"""What the portfolio is made of."""

from typing import Final

from shared.reports.answers import Answers
from shared.reports.compose.figures_of import capital, numbered
from shared.reports.compose.writing import count, money, percent
from shared.reports.document import Bar, BarChart, Block, Cell, Column, Paragraph, Section, Table

_TOP: Final = 12


def allocation_section(answers: Answers) -> Section:
    """Return what the portfolio is made of, by several properties."""
    blocks: list[Block] = []
    for by, title in (
        ("sector", "By sector"),
        ("currency", "By currency"),
        ("country", "By country"),
        ("asset_class", "By asset class"),
    ):
        found = answers.get(f"allocation_{by}")
        if not found or not found["slices"]:
            continue
        blocks += allocation_chart(answers, by, title)
    if not blocks:
        blocks = [Paragraph("Nothing is held on this day.")]
    return Section("Allocation", tuple(blocks))


def allocation_chart(answers: Answers, by: str, title: str) -> list[Block]:
    """Return the shares of one property as bars, and as a table."""
    name = f"allocation_{by}"
    found = answers.get(name)
    slices = found["slices"]
    bars = tuple(
        Bar(
            capital(each["label"]),
            each["weight"],
            percent(each["weight"], digits=1).text,
            f"{name}#/slices/{index}/weight",
        )
        for index, each in numbered(slices[:_TOP])
        if each["weight"] is not None
    )
    rows = tuple(
        (
            capital(each["label"]),
            count(len(each["symbols"])),
            money(each["value"], found["currency"], f"{name}#/slices/{index}/value"),
            percent(each["weight"], f"{name}#/slices/{index}/weight"),
        )
        for index, each in numbered(slices)
    )
    head = (
        Column(title.removeprefix("By ").capitalize(), "left", 2.0),
        Column("Holdings", width=0.7),
        Column(f"Value ({found['currency']})", width=1.2),
        Column("Weight", width=0.8),
    )
    total: tuple[Cell, ...] = (
        "Total",
        "",
        money(found["total_value"], found["currency"], f"{name}#/total_value"),
        "",
    )
    largest = f"; the largest is {slices[0]['label']}" if slices else ""
    chart = BarChart(
        id=f"allocation-{by}",
        title=title,
        alt=f"Bar chart of the share of each {by.replace('_', ' ')} in percent{largest}.",
        unit="% of the total value",
        bars=bars,
        is_percent=True,
    )
    table = Table(f"allocation-{by}", "", head, rows, total)
    return [chart, table] if bars else [table]
