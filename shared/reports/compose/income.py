"""What was paid, and what to expect."""

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.writing import day, money, month_name, percent, price, quantity
from shared.reports.document import (
    Bar,
    BarChart,
    Block,
    Column,
    Figure,
    KeyFigures,
    Measure,
    Paragraph,
    Section,
    Table,
)


def income_section(answers: Answers) -> Section:
    """Return what was paid, by month and by holding, and what to expect."""
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
    if income["expected"]:
        blocks.append(_expected(income, currency))
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


def _expected(income: Json, currency: str) -> Table:
    head = (
        Column("Symbol", "left"),
        Column("Ex-date"),
        Column("Quantity"),
        Column("Per share"),
        Column(f"Amount ({currency})"),
        Column("Basis"),
    )
    rows = tuple(
        (
            each["symbol"],
            day(each["ex_date"], f"income#/expected/{index}/ex_date"),
            quantity(each["quantity"], f"income#/expected/{index}/quantity"),
            _in(price(each["per_share"], each["currency"], f"income#/expected/{index}/per_share")),
            money(each["amount"], currency, f"income#/expected/{index}/amount"),
            each["status"],
        )
        for index, each in numbered(income["expected"])[-40:]
    )
    note = (
        "Declared: gone ex while held and not booked. Projected: last year's payment a year later, "
        "a guess and nothing more."
    )
    return Table("expected", "Expected dividends", head, rows, note=note)


def _in(figure: Figure) -> Figure:
    text = figure.text if figure.value is None else f"{figure.text} {figure.currency}"
    return Figure(figure.value, figure.unit, text, figure.ref, figure.currency)
