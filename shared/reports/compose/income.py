"""What was paid, and what to expect."""

from typing import Final

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.heads import column
from shared.reports.compose.writing import (
    day,
    money,
    month_name,
    percent,
    price,
    quantity,
    with_currency,
)
from shared.reports.document import (
    Bar,
    BarChart,
    Block,
    Cell,
    Column,
    KeyFigures,
    Measure,
    Paragraph,
    Section,
    Table,
)
from shared.reports.language.wording import mark, say

_MOST: Final = 25


def income_section(answers: Answers, *, is_whole: bool) -> Section:
    """Return what was paid, by month and by holding, and what to expect.

    `is_whole` lists what was declared in the past and not booked, too, not only what lies ahead.
    """
    income = answers.get("income")
    currency = income["currency"]
    items = (
        Measure(
            say("Income since the beginning"), money(income["total"], currency, "income#/total")
        ),
        Measure(
            say("In the last twelve months"),
            money(income["last_twelve_months"], currency, "income#/last_twelve_months"),
        ),
    )
    blocks: list[Block] = [KeyFigures(items)]
    blocks += income_chart(answers)
    if not income["by_month"]:
        blocks.append(Paragraph(say("No dividends or interest have been booked.")))
    if income["by_symbol"]:
        blocks.append(_income_by_symbol(income, currency))
    unbooked, ahead = (
        [pair for pair in numbered(income["expected"]) if pair[1]["status"] == status]
        for status in ("declared", "projected")
    )
    if ahead:
        blocks.append(_ahead(ahead[:_MOST], currency))
    if unbooked and is_whole:
        blocks.append(_unbooked(unbooked[-_MOST:], len(unbooked), currency))
    elif unbooked:
        blocks.append(Paragraph(_not_booked(len(unbooked))))
    return Section(say("Income"), tuple(blocks))


def _not_booked(count: int) -> str:
    if count == 1:
        return say("1 dividend was declared while shares were held and not booked here.")
    return say(
        "{count} dividends were declared while shares were held and not booked here.", count=count
    )


def income_chart(answers: Answers) -> list[Block]:
    """Return what each of the last twenty-four months with income brought, net."""
    income = answers.get("income")
    months = numbered(income["by_month"])[-24:]
    bars = tuple(
        Bar(
            month_name(each["month"]),
            float(each["net"]),
            money(each["net"], income["currency"]).text,
            f"income#/by_month/{index}/net",
        )
        for index, each in months
        if each["net"] is not None
    )
    if not bars:
        return []
    return [
        BarChart(
            id="income",
            title=say("Income by month, after withholding"),
            alt=say(
                "Bar chart of net dividends and interest by month in {currency}.",
                currency=income["currency"],
            ),
            unit=mark(income["currency"]),
            bars=bars,
            upright=True,
        )
    ]


def _income_by_symbol(income: Json, currency: str) -> Table:
    head = (
        column("Symbol", "left"),
        column("Since the beginning ({currency})", width=1.5, currency=currency),
        column("Last twelve months ({currency})", width=1.5, currency=currency),
        column("Yield on cost"),
        column("Yield on value"),
    )
    rows = tuple(
        (
            each["symbol"],
            money(each["total"], currency, f"income#/by_symbol/{index}/total"),
            money(
                each["last_twelve_months"],
                currency,
                f"income#/by_symbol/{index}/last_twelve_months",
            ),
            percent(each["yield_on_cost"], f"income#/by_symbol/{index}/yield_on_cost"),
            percent(each["dividend_yield"], f"income#/by_symbol/{index}/dividend_yield"),
        )
        for index, each in numbered(income["by_symbol"])
    )
    note = say("Gross, before withholding.")
    return Table("income-by-holding", say("By holding"), head, rows, note=note)


def _ahead(found: list[tuple[int, Json]], currency: str) -> Table:
    note = say(
        "Projected: last year's payment a year later, on what is held now; no more than a guess."
    )
    return Table(
        "expected",
        say("Dividends to expect"),
        _head(currency),
        tuple(_dividend(index, each, currency) for index, each in found),
        note=note,
    )


def _unbooked(found: list[tuple[int, Json]], count: int, currency: str) -> Table:
    note = say("Gone ex while shares were held, and not booked: in no total here.")
    if len(found) < count:
        note += " " + say("The last {shown} of {count}.", shown=len(found), count=count)
    return Table(
        "declared",
        say("Declared and not booked"),
        _head(currency),
        tuple(_dividend(index, each, currency) for index, each in found),
        note=note,
    )


def _head(currency: str) -> tuple[Column, ...]:
    return (
        column("Symbol", "left"),
        column("Ex-date"),
        column("Quantity"),
        column("Per share"),
        column("Amount ({currency})", currency=currency),
    )


def _dividend(index: int, each: Json, currency: str) -> tuple[Cell, ...]:
    at = f"income#/expected/{index}"
    return (
        each["symbol"],
        day(each["ex_date"], f"{at}/ex_date"),
        quantity(each["quantity"], f"{at}/quantity"),
        with_currency(price(each["per_share"], each["currency"], f"{at}/per_share")),
        money(each["amount"], currency, f"{at}/amount"),
    )
