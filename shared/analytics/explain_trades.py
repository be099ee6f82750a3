"""Explains a rebalancing: why a trade has its size, what it brings, and where all of them lead.

Sizes of other trades count in many figures: there they are leaves that unfold by themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Final, Literal

from shared.analytics.explain import Explainer
from shared.analytics.explanation import (
    Fact,
    Node,
    assumption,
    constant,
    difference,
    exactly,
    fact,
    figure,
    quotient,
    total,
)
from shared.analytics.plan_questions import TradeFigure
from shared.analytics.rebalancing import Holdable, Plan, Rules, Trade
from shared.kernel.errors import InvalidInput
from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book
from shared.portfolios.results import Lot

_STEPS: Final = {
    True: fact("Whole shares", Decimal(1), "shares", Fact("assumption", "whole_shares")),
    False: fact("Millionths", Decimal("0.000001"), "shares", Fact("assumption", "whole_shares")),
}


def explain_rebalancing(
    book: Book,
    holdables: Sequence[Holdable],
    targets: Mapping[str, Decimal],
    rules: Rules,
    plan: Plan,
    asked: TradeFigure,
    symbol: str | None,
    most: int = 100,
) -> Node:
    """Return the tree of a figure of one symbol, or of the whole plan.

    `total` is what targets are parts of: holdings and spare cash together.
    Raises: InvalidInput where there is no such figure.
    """
    found = _Rebalancing(book, holdables, targets, rules, plan, most)
    with localcontext(EXACT):
        tree = found.of_all(asked) if symbol is None else found.of_one(asked, symbol)
    if tree.value is None:
        raise InvalidInput("A cost it needs is not known", "no_such_figure")
    return tree


class _Rebalancing(Explainer):
    def __init__(
        self,
        book: Book,
        holdables: Sequence[Holdable],
        targets: Mapping[str, Decimal],
        rules: Rules,
        plan: Plan,
        most: int,
    ) -> None:
        super().__init__(book, None, most)
        self._holdables = {one.symbol: one for one in holdables}
        self._targets = targets
        self._rules = rules
        self._plan = plan
        self._trades = {trade.symbol: trade for trade in plan.trades}
        self._total = sum((one.quantity * one.price for one in holdables), rules.spare_cash)
        self._of_one: Mapping[str, Callable[[str], Node]] = {
            "quantity": self._quantity,
            "price": self._price,
            "value": self._traded_value,
            "realised_gain": self._trade_gain,
            "before": lambda symbol: self._weight("Weight before", self._held_value(symbol)),
            "target": self._target,
            "after": self._after,
        }

    def of_all(self, asked: str) -> Node:
        if asked == "total":
            held = [self._held_value(symbol) for symbol in self._holdables]
            return total("Holdings and spare cash", [*held, self._spare()], self._unit)
        if asked == "cash_left":
            return self._cash_after(self._plan.trades)
        if asked == "realised_gain":
            known = [one.symbol for one in self._sales() if one.realised_gain is not None]
            sold = [self._trade_gain(symbol) for symbol in known]
            return total("Realised gain", sold, self._unit)
        raise InvalidInput("Ask with the symbol of a trade or holding", "no_such_figure")

    def of_one(self, asked: str, symbol: str) -> Node:
        if asked not in self._of_one or symbol not in self._holdables:
            raise InvalidInput("Ask with the symbol of a trade or holding", "no_such_figure")
        return self._of_one[asked](symbol)

    def _sales(self) -> list[Trade]:
        return [trade for trade in self._plan.trades if trade.side == "sell"]

    def _trade(self, symbol: str) -> Trade:
        if symbol not in self._trades:
            raise InvalidInput(f"{symbol} is not traded", "no_such_figure")
        return self._trades[symbol]

    def _price(self, symbol: str) -> Node:
        series = self._book.prices[symbol]
        point = series.carried_to(self._book.as_of)
        assert point is not None  # noqa: S101 - what has no price is no holdable
        close = fact(
            f"Close of {point.day}",
            point.price,
            series.currency,
            Fact("price", symbol, point.day, series.source),
        )
        rate = self._trace.rate(series.currency, self._book.as_of)
        return exactly(f"Price of {symbol}", "product", [close, rate], self._unit)

    def _held_value(self, symbol: str) -> Node:
        held = self._held(symbol)
        return exactly(f"Value of {symbol}", "product", [held, self._price(symbol)], self._unit)

    def _held(self, symbol: str) -> Node:
        one = self._holdables[symbol]
        if not one.lots:
            return fact(f"{symbol} held", one.quantity, "shares", Fact("value", symbol))
        return self._largest(
            f"{symbol} held",
            one.lots,
            lambda lot: lot.quantity,
            lambda lot: self._trace.entry(
                "share", lot.transaction_id, lot.opened, "Lot", lot.quantity, "shares"
            ),
            "shares",
        )

    def _spare(self) -> Node:
        return assumption("Spare cash", self._rules.spare_cash, "cash", self._unit)

    def _target(self, symbol: str) -> Node:
        return assumption(
            f"Target of {symbol}", self._targets.get(symbol, ZERO), f"targets.{symbol}"
        )

    def _whole(self) -> Node:
        return figure("Holdings and spare cash", self._total, self._unit, "total")

    def _weight(self, label: str, worth: Node) -> Node:
        if not self._total:
            return constant(label, 0.0, "a part of nothing")
        return quotient(label, worth, self._whole(), "ratio")

    def _quantity(self, symbol: str) -> Node:
        trade = self._trade(symbol)
        if trade.side == "sell" and not self._targets.get(symbol, ZERO):
            return self._held(symbol)
        aim = exactly(
            f"What {symbol} should be worth",
            "product",
            [self._target(symbol), self._whole()],
            self._unit,
        )
        worth, price = self._held_value(symbol), self._price(symbol)
        if trade.side == "sell":
            missing = difference("Too much", worth, aim, self._unit)
            size = exactly("In shares", "quotient", [missing, price], "shares")
            return self._least(symbol, [self._rounded("rounded", size), self._held(symbol)])
        missing = difference("Missing", aim, worth, self._unit)
        size = exactly("In shares", "quotient", [missing, price], "shares")
        before = self._plan.trades[: self._plan.trades.index(trade)]
        cash = [self._cash_after(before), price]
        paid = exactly("What cash pays for", "quotient", cash, "shares")
        return self._least(
            symbol, [self._rounded("rounded_down", size), self._rounded("rounded_down", paid)]
        )

    def _rounded(self, operation: Literal["rounded", "rounded_down"], size: Node) -> Node:
        step = _STEPS[self._rules.whole_shares]
        return exactly("To what is traded", operation, [size, step], "shares")

    def _least(self, symbol: str, sizes: list[Node]) -> Node:
        return exactly(f"{symbol} traded", "smallest", sizes, "shares")

    def _traded_value(self, symbol: str) -> Node:
        size = self._size(self._trade(symbol))
        return exactly(f"Value of {symbol}", "product", [size, self._price(symbol)], self._unit)

    def _size(self, trade: Trade) -> Node:
        asked = f"quantity?symbol={trade.symbol}"
        return figure(f"{trade.symbol} traded", trade.quantity, "shares", asked)

    def _after(self, symbol: str) -> Node:
        held, trade = self._held(symbol), self._trades.get(symbol)
        if trade is not None and trade.side == "buy":
            held = total(f"{symbol} then held", [held, self._size(trade)], "shares")
        elif trade is not None:
            held = difference(f"{symbol} then held", held, self._size(trade), "shares")
        parts = [held, self._price(symbol)]
        worth = exactly(f"Value of {symbol}", "product", parts, self._unit)
        return self._weight("Weight after", worth)

    def _cash_after(self, trades: Sequence[Trade]) -> Node:
        moved = {"sell": [self._spare()], "buy": list[Node]()}
        for trade in trades:
            asked = f"value?symbol={trade.symbol}"
            word = "Sold" if trade.side == "sell" else "Bought"
            moved[trade.side].append(
                figure(f"{word} {trade.symbol}", trade.value, self._unit, asked)
            )
        had = total("Spare cash and what sales bring", moved["sell"], self._unit)
        return difference("Cash", had, total("Spent", moved["buy"], self._unit), self._unit)

    def _trade_gain(self, symbol: str) -> Node:
        """Return proceeds less cost of the dearest lots, lot by lot."""
        trade = self._trade(symbol)
        if trade.realised_gain is None:
            raise InvalidInput(f"Nothing is realised by this trade of {symbol}", "no_such_figure")
        left, parts = trade.quantity, list[Node]()
        lots = self._holdables[symbol].lots
        for lot in sorted(lots, key=lambda lot: lot.cost / lot.quantity, reverse=True):
            sold = min(left, lot.quantity)
            left -= sold
            if sold:
                parts.append(self._part_gain(symbol, lot, sold))
        return total(f"Gain of {symbol}", parts, self._unit)

    def _part_gain(self, symbol: str, lot: Lot, sold: Decimal) -> Node:
        part = self._trace.entry(
            "share", lot.transaction_id, lot.opened, "Sold of the lot", sold, "shares"
        )
        whole = self._trace.entry(
            "share", lot.transaction_id, lot.opened, "Lot", lot.quantity, "shares"
        )
        cost = self._trace.share_of_entry(
            "Cost of the lot", lot.transaction_id, lot.opened, lot.cost
        )
        came = exactly("Proceeds", "product", [part, self._price(symbol)], self._unit)
        share = quotient("Part of the lot", part, whole, "ratio")
        went = exactly("Cost", "product", [cost, share], self._unit)
        return difference(f"Lot of {lot.opened}", came, went, self._unit)
