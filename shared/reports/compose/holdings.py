"""Every position."""

from collections.abc import Iterator

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.heads import column
from shared.reports.compose.writing import money, percent, price, quantity, with_currency
from shared.reports.document import Cell, Paragraph, Section, Table
from shared.reports.language.wording import say


def holdings_section(answers: Answers) -> Section:
    """Return every position, dearest first, and cash."""
    held = answers.get("holdings")
    currency = held["currency"]
    if not held["items"] and not held["cash"]:
        return Section(say("Holdings"), (Paragraph(say("Nothing is held on this day.")),))
    head = (
        column("Holding", "left", 2.3),
        column("Quantity", width=0.85),
        column("Price", width=1.25),
        column("Cost ({currency})", width=1.15, currency=currency),
        column("Value ({currency})", width=1.15, currency=currency),
        column("Gain ({currency})", width=1.2, currency=currency),
        column("Return", width=0.95),
        column("Weight", width=0.8),
    )
    rows = [_holding(index, item, currency) for index, item in numbered(held["items"])]
    for index, cash in numbered(held["cash"]):
        at = f"holdings#/cash/{index}"
        amount = money(cash["amount"], cash["currency"], f"{at}/amount")
        rows.append(
            (
                say("Cash {currency}", currency=cash["currency"]),
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
    total: tuple[Cell, ...] = (say("Total"), "", "", "", worth, "", "", "")
    note = say("Prices are in the listing's currency. Costs and gains include buying costs.")
    old = [item["symbol"] for item in held["items"] if item["is_stale"]]
    if old:
        note += " " + say("Older than five days: the price of {symbols}.", symbols=", ".join(old))
    table = Table("holdings", "", head, tuple(rows), total, note)
    return Section(say("Holdings"), (table,))


def _holding(index: int, item: Json, currency: str) -> tuple[Cell, ...]:
    at = f"holdings#/items/{index}"
    shown = price(item["price"], item["currency"], f"{at}/price")
    return (
        f"{item['symbol']}\n{item['name']}" if item["name"] != item["symbol"] else item["symbol"],
        quantity(item["quantity"], f"{at}/quantity"),
        shown if item["currency"] == currency else with_currency(shown),
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
