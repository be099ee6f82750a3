"""Every position."""

from collections.abc import Iterator

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.writing import money, percent, price, quantity
from shared.reports.document import Cell, Column, Figure, Paragraph, Section, Table


def holdings_section(answers: Answers) -> Section:
    """Return every position, dearest first, and cash."""
    held = answers.get("holdings")
    currency = held["currency"]
    if not held["items"] and not held["cash"]:
        return Section("Holdings", (Paragraph("Nothing is held on this day."),))
    head = (
        Column("Holding", "left", 2.3),
        Column("Quantity", width=0.85),
        Column("Price", width=1.25),
        Column(f"Cost ({currency})", width=1.15),
        Column(f"Value ({currency})", width=1.15),
        Column(f"Gain ({currency})", width=1.2),
        Column("Return", width=0.95),
        Column("Weight", width=0.8),
    )
    rows = [_holding(index, item, currency) for index, item in numbered(held["items"])]
    for index, cash in numbered(held["cash"]):
        at = f"holdings#/cash/{index}"
        amount = money(cash["amount"], cash["currency"], f"{at}/amount")
        rows.append(
            (
                f"Cash {cash['currency']}",
                amount,
                "",
                "",
                money(cash["value"], currency, f"{at}/value"),
                "",
                "",
                "",
            )
        )
    worth = money(held["total_value"], currency, "holdings#/total_value")
    total: tuple[Cell, ...] = ("Total", "", "", "", worth, "", "", "")
    note = "Prices are in the listing's currency. Costs and gains include buying costs."
    old = [item["symbol"] for item in held["items"] if item["is_stale"]]
    if old:
        note += f" Older than five days: the price of {', '.join(old)}."
    table = Table("holdings", "", head, tuple(rows), total, note)
    return Section("Holdings", (table,))


def _holding(index: int, item: Json, currency: str) -> tuple[Cell, ...]:
    at = f"holdings#/items/{index}"
    own = "" if item["currency"] == currency else f" {item['currency']}"
    shown = price(item["price"], item["currency"], f"{at}/price")
    return (
        f"{item['symbol']}\n{item['name']}" if item["name"] != item["symbol"] else item["symbol"],
        quantity(item["quantity"], f"{at}/quantity"),
        Figure(shown.value, shown.unit, shown.text + own, shown.ref, shown.currency),
        money(item["cost_basis"], currency, f"{at}/cost_basis"),
        money(item["market_value"], currency, f"{at}/market_value"),
        money(item["unrealised_gain"], currency, f"{at}/unrealised_gain", signed=True),
        percent(item["unrealised_return"], f"{at}/unrealised_return", digits=1),
        percent(item["weight"], f"{at}/weight", digits=1),
    )


def sources_of(answers: Answers) -> Iterator[tuple[str, str, str]]:
    """Yield symbol, source and day of each price a report rests on."""
    held = answers.get("holdings")
    for _, item in numbered(held["items"] if held else []):
        if item["price_as_of"]:
            yield item["symbol"], item["source"], item["price_as_of"]
