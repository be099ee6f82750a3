"""Explains a figure of a portfolio: which transactions, prices and rates it is made of."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext
from typing import Final

from shared.analytics.explanation import (
    Fact,
    Node,
    difference,
    fact,
    product,
    total,
    total_of_largest,
)
from shared.analytics.figure_names import Metric
from shared.analytics.summary import carried_outside
from shared.analytics.tracing import Tracer
from shared.kernel.errors import InvalidInput
from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book
from shared.portfolios.results import Charge, IncomeEntry, Movement, Position, RealisedLot

_OF_A_PRICE: Final[frozenset[Metric]] = frozenset({"market_value", "unrealised_gain"})
_OF_ANY_PRICE: Final = _OF_A_PRICE | {"total_value", "gain"}


def explain(book: Book, metric: Metric, symbol: str | None = None, most: int = 100) -> Node:
    """Return the tree of a figure at a book's `as_of`, of one symbol or of the whole portfolio.

    A sum of more than `most` parts lists the largest and sums up the rest.

    Symbols that cannot be valued are left out, as in the summary.
    Raises: InvalidInput for a symbol the portfolio never held, or a figure a symbol has not.
    """
    if symbol is not None and symbol not in book.result.quantities:
        raise InvalidInput(f"The portfolio never held {symbol}", "unknown_symbol")
    if symbol is not None and metric == "cash_fx_effect":
        raise InvalidInput("Cash belongs to no symbol", "no_such_figure")
    return Explainer(book, symbol, most).node(metric)


class Explainer:
    """Builds the trees of one book, of one symbol or all."""

    def __init__(self, book: Book, symbol: str | None, most: int) -> None:
        self._book = book
        self._symbol = symbol
        self._most = most
        self._unit = book.currency
        self._trace = Tracer(book)
        self._unvalued = frozenset(
            one for one, position in book.result.positions.items() if self._is_unvalued(position)
        )
        positions = book.result.positions
        self._is_unpriced = bool(positions) and len(self._unvalued) == len(positions)
        self._outside = frozenset[str]() if self._is_unpriced else self._unvalued
        self._nodes: Mapping[Metric, Callable[[], Node]] = {
            "total_value": self._total_value,
            "net_contributions": self._net_contributions,
            "gain": self._gain,
            "realised_gain": self._realised,
            "unrealised_gain": self._unrealised,
            "income": self._income,
            "fees": lambda: self._charges("fee", "Stand-alone fees"),
            "taxes": lambda: self._charges("tax", "Stand-alone taxes and withholding"),
            "cash_fx_effect": self._cash_fx_effect,
            "market_value": lambda: total("Market value", self._positions_worth(), self._unit),
            "cost_basis": self._cost_basis,
        }

    def node(self, metric: Metric) -> Node:
        """Return the tree of a figure. Raises: InvalidInput where it takes a price there is not."""
        if self._symbol in self._unvalued and metric in _OF_A_PRICE:
            raise InvalidInput(f"{self._symbol} has no known price", "no_such_figure")
        if self._symbol is None and self._is_unpriced and metric in _OF_ANY_PRICE:
            raise InvalidInput("Nothing held has a known price", "no_such_figure")
        with localcontext(EXACT):
            return self._nodes[metric]()

    def _total_value(self) -> Node:
        worth = self._positions_worth()
        if self._symbol is None:
            worth += [self._cash_worth(code) for code in self._book.result.cash]
        return total("Total value", worth, self._unit)

    def _gain(self) -> Node:
        gained = [self._realised(), self._unrealised(), self._income()]
        if self._symbol is None:
            gained.append(self._cash_fx_effect())
        costs = total("Costs", [self._nodes["fees"](), self._nodes["taxes"]()], self._unit)
        whole = total("Realised, unrealised and income", gained, self._unit)
        return difference("Gain", whole, costs, self._unit)

    def _net_contributions(self) -> Node:
        result = self._book.result
        flows = [
            (flow.transaction_id, flow.day, flow.amount)
            for flow in result.flows
            if self._counts(flow.symbol)
        ]
        if result.cash_mode == "tracked":
            flows += [
                (move.transaction_id, move.day, move.amount)
                for move in result.movements
                if move.symbol in self._outside
            ]
        counted = self._largest(
            "Net contributions",
            flows,
            lambda flow: flow[2],
            lambda flow: self._trace.entry("flow", flow[0], flow[1], "Money in", flow[2]),
        )
        carried = carried_outside(result, self._outside) if self._symbol is None else ZERO
        if not carried:
            return counted
        names = ", ".join(sorted(self._outside))
        left = fact("Carried into what has no price", carried, self._unit, Fact("share", names))
        return difference("Net contributions", counted, left, self._unit)

    def _positions_worth(self) -> list[Node]:
        return [self._worth(position) for position in self._positions()]

    def _unrealised(self) -> Node:
        parts = [
            difference(
                f"Unrealised gain of {position.symbol}",
                self._worth(position),
                self._cost(position),
                self._unit,
            )
            for position in self._positions()
        ]
        return total("Unrealised gain", parts, self._unit)

    def _cost_basis(self) -> Node:
        # What one symbol cost is known without its price; in the sum it is left out with it.
        own = self._book.result.positions.get(self._symbol or "")
        costs = [self._cost(position) for position in ([own] if own else self._positions())]
        return total("Cost of what is held", costs, self._unit)

    def _worth(self, position: Position) -> Node:
        series = self._book.prices[position.symbol]
        point = series.carried_to(self._book.as_of)
        assert point is not None  # noqa: S101 - `_positions` leaves out what has no price
        price = fact(
            f"Close of {point.day}",
            point.price,
            series.currency,
            Fact("price", position.symbol, point.day, series.source),
        )
        rate = self._trace.rate(series.currency, self._book.as_of)
        parts = [self._quantity_of(position), price, rate]
        return product(f"Value of {position.symbol}", parts, self._unit)

    def _quantity_of(self, position: Position) -> Node:
        return self._largest(
            f"{position.symbol} held",
            position.lots,
            lambda lot: lot.quantity,
            lambda lot: self._trace.entry(
                "share", lot.transaction_id, lot.opened, "Lot", lot.quantity, "shares"
            ),
            "shares",
        )

    def _cost(self, position: Position) -> Node:
        return self._largest(
            f"Cost of {position.symbol}",
            position.lots,
            lambda lot: lot.cost,
            lambda lot: self._trace.share_of_entry(
                "Cost of a lot", lot.transaction_id, lot.opened, lot.cost
            ),
        )

    def _realised(self) -> Node:
        lots = (lot for lot in self._book.result.realised if self._counts(lot.symbol))
        return self._largest("Realised gain", lots, lambda lot: lot.gain, self._realised_lot)

    def _realised_lot(self, lot: RealisedLot) -> Node:
        came, went = (lot.closed_by, lot.closed), (lot.opened_by, lot.opened)
        if lot.is_short:
            came, went = went, came
        return difference(
            f"{lot.symbol} closed on {lot.closed}",
            self._trace.share_of_entry("Proceeds", *came, lot.proceeds),
            self._trace.share_of_entry("Cost", *went, lot.cost),
            self._unit,
        )

    def _income(self) -> Node:
        paid = (entry for entry in self._book.result.income if self._counts(entry.symbol))
        return self._largest("Income", paid, lambda entry: entry.amount, self._payment)

    def _payment(self, entry: IncomeEntry) -> Node:
        gross = self._trace.entry(
            "transaction",
            entry.transaction_id,
            entry.day,
            f"Gross {entry.kind.value}",
            entry.amount_local,
            entry.currency,
        )
        rate = self._trace.entry_rate(entry.transaction_id, entry.day)
        return product(f"{entry.symbol or 'Interest'} on {entry.day}", [gross, rate], self._unit)

    def _charges(self, kind: str, label: str) -> Node:
        charges = (
            charge
            for charge in self._book.result.charges
            if charge.kind == kind and not charge.in_price and self._counts(charge.symbol)
        )
        return self._largest(label, charges, lambda charge: charge.amount, self._charge)

    def _charge(self, charge: Charge) -> Node:
        return self._trace.entry(
            "transaction", charge.transaction_id, charge.day, charge.kind, charge.amount
        )

    def _cash_fx_effect(self) -> Node:
        effects = [
            difference(
                f"Currency effect on {code}",
                self._cash_worth(code),
                self._booked_cash(code),
                self._unit,
            )
            for code, balance in self._book.result.cash.items()
            if not balance.booked.is_nan()
        ]
        return total("Currency effect on cash", effects, self._unit)

    def _cash_worth(self, code: str) -> Node:
        balance = self._largest(
            f"Balance in {code}",
            self._moves(code),
            lambda move: move.amount_local,
            lambda move: self._move(move, move.amount_local, code),
            code,
        )
        return product(
            f"Cash in {code}", [balance, self._trace.rate(code, self._book.as_of)], self._unit
        )

    def _booked_cash(self, code: str) -> Node:
        return self._largest(
            f"What {code} was worth when it moved",
            self._moves(code),
            lambda move: move.amount,
            lambda move: self._move(move, move.amount, self._unit),
        )

    def _moves(self, code: str) -> list[Movement]:
        return [move for move in self._book.result.movements if move.currency == code]

    def _move(self, move: Movement, amount: Decimal, unit: str) -> Node:
        return self._trace.entry(
            "transaction", move.transaction_id, move.day, move.kind.value, amount, unit
        )

    def _largest[Part](
        self,
        label: str,
        parts: Iterable[Part],
        amount: Callable[[Part], Decimal],
        build: Callable[[Part], Node],
        unit: str | None = None,
    ) -> Node:
        return total_of_largest(label, parts, amount, build, unit or self._unit, self._most)

    def _positions(self) -> list[Position]:
        return [
            position
            for position in self._book.result.positions.values()
            if self._counts(position.symbol)
        ]

    def _counts(self, symbol: str | None) -> bool:
        if self._symbol is not None:
            return symbol == self._symbol and symbol not in self._unvalued
        return symbol not in self._outside

    def _is_unvalued(self, position: Position) -> bool:
        series = self._book.prices.get(position.symbol)
        return (
            series is None
            or series.at(self._book.as_of) is None
            or not self._trace.converts(series.currency, self._book.as_of)
        )
