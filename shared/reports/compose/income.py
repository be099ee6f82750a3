"""What was paid, and what to expect."""

from typing import Final

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.writing import day, money, month_name, percent, price, quantity
from shared.reports.document import (
    Bar,
    BarChart,
    Block,
    Cell,
    Column,
    Figure,
    KeyFigures,
    Measure,
    Paragraph,
    Section,
    Table,
)

_MOST: Final = 25


def income_section(answers: Answers, *, is_whole: bool) -> Section:
    """Return what was paid, by month and by holding, and what to expect.

    `is_whole` lists what was declared in the past and not booked, too, not only what lies ahead.
    """
    income = answers.get("income")
    currency = income["currency"]
    items = (
        Measure("Income since the beginning", money(income["total"], currency, "income#/total")),
        Measure(
            "In the last twelve months",
            money(income["last_twelve_months"], currency, "income#/last_twelve_months"),
        ),
    )
    blocks: list[Block] = [KeyFigures(items)]
    blocks += income_chart(answers)
    if not income["by_month"]:
        blocks.append(Paragraph("No dividends or interest have been booked."))
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
        told = "dividend was" if len(unbooked) == 1 else "dividends were"
        text = f"{len(unbooked)} {told} declared while shares were held and not booked here."
        blocks.append(Paragraph(text))
    return Section("Income", tuple(blocks))


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
            title="Income by month, after withholding",
            alt=f"Bar chart of net dividends and interest by month in {income['currency']}.",
            unit=income["currency"],
            bars=bars,
            upright=True,
        )
    ]


def _income_by_symbol(income: Json, currency: str) -> Table:
    head = (
        Column("Symbol", "left"),
        Column(f"Since the beginning ({currency})", width=1.5),
        Column(f"Last twelve months ({currency})", width=1.5),
        Column("Yield on cost"),
        Column("Yield on value"),
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
    return Table("income-by-holding", "By holding", head, rows, note="Gross, before withholding.")


def _ahead(found: list[tuple[int, Json]], currency: str) -> Table:
    note = "Projected: last year's payment a year later, on what is held now; no more than a guess."
    return Table(
        "expected",
        "Dividends to expect",
        _head(currency),
        tuple(_dividend(index, each, currency) for index, each in found),
        note=note,
    )


def _unbooked(found: list[tuple[int, Json]], count: int, currency: str) -> Table:
    note = "Gone ex while shares were held, and not booked: in no total here."
    if len(found) < count:
        note += f" The last {len(found)} of {count}."
    return Table(
        "declared",
        "Declared and not booked",
        _head(currency),
        tuple(_dividend(index, each, currency) for index, each in found),
        note=note,
    )


def _head(currency: str) -> tuple[Column, ...]:
    return (
        Column("Symbol", "left"),
        Column("Ex-date"),
        Column("Quantity"),
        Column("Per share"),
        Column(f"Amount ({currency})"),
    )


def _dividend(index: int, each: Json, currency: str) -> tuple[Cell, ...]:
    at = f"income#/expected/{index}"
    return (
        each["symbol"],
        day(each["ex_date"], f"{at}/ex_date"),
        quantity(each["quantity"], f"{at}/quantity"),
        _in(price(each["per_share"], each["currency"], f"{at}/per_share")),
        money(each["amount"], currency, f"{at}/amount"),
    )


def _in(figure: Figure) -> Figure:
    text = figure.text if figure.value is None else f"{figure.text} {figure.currency}"
    return Figure(figure.value, figure.unit, text, figure.ref, figure.currency)
