"""Gains realised and not, lot by lot."""

from typing import Final

from shared.reports.answers import Answers, Json
from shared.reports.compose.figures_of import numbered
from shared.reports.compose.heads import column
from shared.reports.compose.writing import count, day, money, quantity
from shared.reports.document import (
    Block,
    Cell,
    KeyFigures,
    Measure,
    Paragraph,
    Section,
    Table,
)
from shared.reports.language.wording import say

_MOST_LOTS: Final = 400
_SIGNED: Final = ("total_realised", "total_unrealised")
_METHODS: Final = {
    "fifo": "first in, first out",
    "lifo": "last in, first out",
    "hifo": "highest cost first",
    "average": "average cost",
    "uk_s104": "the United Kingdom's rules (same day, thirty days, section 104 pool)",
}


def gains_section(answers: Answers, *, with_lots: bool) -> Section:
    """Return gains realised and not; `with_lots` lists each lot."""
    gains = answers.get("gains")
    currency = gains["currency"]
    items = tuple(
        Measure(label, money(gains[name], currency, f"gains#/{name}", signed=name in _SIGNED))
        for label, name in (
            (say("Realised gain"), "total_realised"),
            (say("Proceeds"), "total_proceeds"),
            (say("Cost of what was sold"), "total_cost"),
            (say("Unrealised gain"), "total_unrealised"),
        )
    )
    blocks: list[Block] = [KeyFigures(items)]
    if not gains["realised"]:
        blocks.append(Paragraph(say("Nothing was sold.")))
    else:
        blocks.append(_realised(gains, currency, _MOST_LOTS if with_lots else 15))
    if with_lots and gains["unrealised"]:
        blocks.append(_unrealised(gains, currency))
    return Section(say("Gains"), tuple(blocks))


def _realised(gains: Json, currency: str, most: int) -> Table:
    lots = numbered(gains["realised"])
    shown = lots[-most:]
    head = (
        column("Symbol", "left", 0.9),
        column("Opened", width=1.05),
        column("Closed", width=1.05),
        column("Days", width=0.6),
        column("Quantity", width=0.8),
        column("Proceeds ({currency})", width=1.15, currency=currency),
        column("Cost ({currency})", width=1.15, currency=currency),
        column("Gain ({currency})", width=1.1, currency=currency),
    )
    rows = tuple(
        (
            lot["symbol"],
            day(lot["opened"], f"gains#/realised/{index}/opened"),
            day(lot["closed"], f"gains#/realised/{index}/closed"),
            count(lot["holding_days"], f"gains#/realised/{index}/holding_days", "days"),
            quantity(lot["quantity"], f"gains#/realised/{index}/quantity"),
            money(lot["proceeds"], currency, f"gains#/realised/{index}/proceeds"),
            money(lot["cost"], currency, f"gains#/realised/{index}/cost"),
            money(lot["gain"], currency, f"gains#/realised/{index}/gain", signed=True),
        )
        for index, lot in shown
    )
    total: tuple[Cell, ...] = (
        say("Total"),
        "",
        "",
        "",
        "",
        money(gains["total_proceeds"], currency, "gains#/total_proceeds"),
        money(gains["total_cost"], currency, "gains#/total_cost"),
        money(gains["total_realised"], currency, "gains#/total_realised", signed=True),
    )
    method = str(gains["method"])
    note = say("Lots are matched by {method}.", method=say(_METHODS.get(method, method)))
    if len(shown) < len(lots):
        note += " " + say(
            "The last {shown} of {count} lots are listed; totals are of all.",
            shown=len(shown),
            count=len(lots),
        )
    return Table("realised", say("Realised, lot by lot"), head, rows, total, note)


def _unrealised(gains: Json, currency: str) -> Table:
    head = (
        column("Symbol", "left", 0.9),
        column("Opened", width=1.05),
        column("Days", width=0.6),
        column("Quantity", width=0.8),
        column("Cost ({currency})", width=1.15, currency=currency),
        column("Value ({currency})", width=1.15, currency=currency),
        column("Gain ({currency})", width=1.1, currency=currency),
    )
    lots = numbered(gains["unrealised"])
    rows = tuple(
        (
            lot["symbol"],
            day(lot["opened"], f"gains#/unrealised/{index}/opened"),
            count(lot["holding_days"], f"gains#/unrealised/{index}/holding_days", "days"),
            quantity(lot["quantity"], f"gains#/unrealised/{index}/quantity"),
            money(lot["cost"], currency, f"gains#/unrealised/{index}/cost"),
            money(lot["market_value"], currency, f"gains#/unrealised/{index}/market_value"),
            money(lot["gain"], currency, f"gains#/unrealised/{index}/gain", signed=True),
        )
        for index, lot in lots[:_MOST_LOTS]
    )
    worth = money(gains["total_unrealised"], currency, "gains#/total_unrealised", signed=True)
    total: tuple[Cell, ...] = (say("Total"), "", "", "", "", "", worth)
    note = ""
    if len(lots) > _MOST_LOTS:
        note = say(
            "The first {shown} of {count} lots are listed; the total is of all.",
            shown=_MOST_LOTS,
            count=len(lots),
        )
    return Table("unrealised", say("Still held, lot by lot"), head, rows, total, note)
