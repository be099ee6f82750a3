"""What the portfolio is made of."""

from typing import Final

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import capital, numbered
from shared.reports.compose.heads import column
from shared.reports.compose.writing import count, money, percent
from shared.reports.document import Bar, BarChart, Block, Paragraph, Section, Table
from shared.reports.language.wording import named, say

_TOP: Final = 12
_TITLES: Final = {
    "sector": "By sector",
    "currency": "By currency",
    "country": "By country",
    "asset_class": "By asset class",
}
_ALTS: Final = {
    "sector": "Bar chart of the share of each sector in percent of the total value; "
    "the largest is {name}",
    "currency": "Bar chart of the share of each currency in percent of the total value; "
    "the largest is {name}",
    "country": "Bar chart of the share of each country in percent of the total value; "
    "the largest is {name}",
    "asset_class": "Bar chart of the share of each asset class in percent of the total value; "
    "the largest is {name}",
}


def allocation_section(answers: Answers) -> Section:
    """Return what the portfolio is made of, by several properties."""
    blocks: list[Block] = []
    for by in _TITLES:
        found = answers.get(f"allocation_{by}")
        if not found or not found["slices"]:
            continue
        if len(found["slices"]) == 1:
            blocks.append(
                Paragraph(
                    say(
                        "{title}: all of it is {name}.",
                        title=say(_TITLES[by]),
                        name=_name(found["slices"][0]),
                    )
                )
            )
        else:
            blocks.append(_chart(answers, by))
    if "allocation_sector" in answers.values and answers.get("allocation_sector")["slices"]:
        blocks.append(_sectors(answers))
    nothing = Paragraph(say("Nothing is held on this day."))
    return Section(say("Allocation"), tuple(blocks) or (nothing,))


def _chart(answers: Answers, by: str) -> BarChart:
    name = f"allocation_{by}"
    slices = numbered(answers.get(name)["slices"])
    bars = tuple(
        Bar(
            _name(each),
            each["weight"],
            percent(each["weight"], digits=1).text,
            f"{name}#/slices/{index}/weight",
        )
        for index, each in slices[:_TOP]
        if each["weight"] is not None
    )
    told = say(_ALTS[by], name=named(str(slices[0][1]["label"])))
    left_out = len(slices) - _TOP
    more = say("; {count} smaller ones are left out", count=left_out) if left_out > 0 else ""
    return BarChart(
        id=f"allocation-{by}",
        title=say(_TITLES[by]),
        alt=f"{told}{more}.",
        unit=say("% of the total value"),
        bars=bars,
        is_percent=True,
    )


def _sectors(answers: Answers) -> Table:
    name = "allocation_sector"
    found = answers.get(name)
    rows = tuple(
        (
            _name(each),
            count(len(each["symbols"])),
            money(each["value"], found["currency"], f"{name}#/slices/{index}/value"),
            percent(each["weight"], f"{name}#/slices/{index}/weight"),
        )
        for index, each in numbered(found["slices"])
    )
    head = (
        column("Sector", "left", 2.0),
        column("Holdings", width=0.7),
        column("Value ({currency})", width=1.2, currency=found["currency"]),
        column("Weight", width=0.8),
    )
    worth = money(found["total_value"], found["currency"], f"{name}#/total_value")
    return Table("allocation-sector", "", head, rows, (say("Total"), "", worth, ""))


def _name(slice_: Json) -> str:
    return capital(named(str(slice_["label"])))
