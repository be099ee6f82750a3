"""What the portfolio is made of."""

from typing import Final

from shared.reports.answers import Answers
from shared.reports.compose.figures_of import capital, numbered
from shared.reports.compose.writing import count, money, percent
from shared.reports.document import Bar, BarChart, Block, Column, Paragraph, Section, Table

_TOP: Final = 12
_PROPERTIES: Final = (
    ("sector", "By sector"),
    ("currency", "By currency"),
    ("country", "By country"),
    ("asset_class", "By asset class"),
)


def allocation_section(answers: Answers) -> Section:
    """Return what the portfolio is made of, by several properties."""
    blocks: list[Block] = []
    for by, title in _PROPERTIES:
        found = answers.get(f"allocation_{by}")
        if not found or not found["slices"]:
            continue
        if len(found["slices"]) == 1:
            blocks.append(
                Paragraph(f"{title}: all of it is {capital(found['slices'][0]['label'])}.")
            )
        else:
            blocks.append(_chart(answers, by, title))
    if "allocation_sector" in answers.values and answers.get("allocation_sector")["slices"]:
        blocks.append(_table(answers, "sector"))
    return Section("Allocation", tuple(blocks) or (Paragraph("Nothing is held on this day."),))


def _chart(answers: Answers, by: str, title: str) -> BarChart:
    name = f"allocation_{by}"
    slices = numbered(answers.get(name)["slices"])
    bars = tuple(
        Bar(
            capital(each["label"]),
            each["weight"],
            percent(each["weight"], digits=1).text,
            f"{name}#/slices/{index}/weight",
        )
        for index, each in slices[:_TOP]
        if each["weight"] is not None
    )
    more = f"; {len(slices) - _TOP} smaller ones are left out" if len(slices) > _TOP else ""
    return BarChart(
        id=f"allocation-{by}",
        title=title,
        alt=f"Bar chart of the share of each {by.replace('_', ' ')} in percent of the total "
        f"value; the largest is {slices[0][1]['label']}{more}.",
        unit="% of the total value",
        bars=bars,
        is_percent=True,
    )


def _table(answers: Answers, by: str) -> Table:
    name = f"allocation_{by}"
    found = answers.get(name)
    rows = tuple(
        (
            capital(each["label"]),
            count(len(each["symbols"])),
            money(each["value"], found["currency"], f"{name}#/slices/{index}/value"),
            percent(each["weight"], f"{name}#/slices/{index}/weight"),
        )
        for index, each in numbered(found["slices"])
    )
    head = (
        Column(by.replace("_", " ").capitalize(), "left", 2.0),
        Column("Holdings", width=0.7),
        Column(f"Value ({found['currency']})", width=1.2),
        Column("Weight", width=0.8),
    )
    worth = money(found["total_value"], found["currency"], f"{name}#/total_value")
    return Table(f"allocation-{by}", "", head, rows, ("Total", "", worth, ""))
