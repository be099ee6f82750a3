"""Explains figures of single holdings, payments, lots and slices."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext
from typing import Final, TypeIs, get_args

from shared.analytics.allocation import allocation
from shared.analytics.explain import Explainer
from shared.analytics.explanation import Fact, Node, difference, fact, product, quotient, total
from shared.analytics.figure_names import Metric, PartFigure, Question
from shared.analytics.income import income
from shared.analytics.periods import years_before
from shared.kernel.errors import InvalidInput
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.model import Kind
from shared.portfolios.ports import Book
from shared.portfolios.results import IncomeEntry, Lot, Position, RealisedLot
from shared.portfolios.valuation import Holdings

_FIGURES: Final = frozenset(get_args(PartFigure.__value__))


def is_of_part(figure: str) -> TypeIs[PartFigure]:
    """Say whether a figure is one that `explain_part` knows."""
    return figure in _FIGURES


def explain_part(
    book: Book, valued: Holdings, figure: PartFigure | Metric, asked: Question
) -> Node:
    """Return the tree of a figure. Raises: InvalidInput where there is no such figure."""
    if asked.symbol is not None and asked.symbol not in book.result.quantities:
        raise InvalidInput(f"The portfolio never held {asked.symbol}", "unknown_symbol")
    with localcontext(EXACT):
        found = _Parts(book, valued, asked).part(figure)
    if found.value is None:
        raise InvalidInput("A price or rate it needs is not known", "no_such_figure")
    return found


class _Parts(Explainer):
    def __init__(self, book: Book, valued: Holdings, asked: Question) -> None:
        super().__init__(book, asked.symbol, asked.most)
        self._valued = valued
        self._asked = asked
        self._figures: Mapping[str, Callable[[], Node]] = {
            "quantity": lambda: self._quantity_of(self._held()),
            "price": lambda: self._factors()[1],
            "average_price": self._average_price,
            "unrealised_return": self._unrealised_return,
            "weight": self._weight,
            "cash": self._cash,
            "fees_total": lambda: self._charges_total("fee"),
            "taxes_total": lambda: self._charges_total("tax"),
            "proceeds": lambda: self._closed("Proceeds", lambda lot: lot.proceeds, 0),
            "cost": lambda: self._closed("Cost", lambda lot: lot.cost, 1),
            "realised_gain": self._realised_chosen,
            "unrealised_gain": self._unrealised_lots,
            "income": lambda: self._paid("Income", self._entries()),
            "dividends": lambda: self._paid("Dividends", self._entries(Kind.DIVIDEND)),
            "interest": lambda: self._paid("Interest", self._entries(Kind.INTEREST)),
            "withholding": lambda: self._withheld("Withheld", lambda entry: entry.tax),
            "net_income": self._net_income,
            "yield_on_cost": self._yield_on_cost,
            "dividend_yield": self._dividend_yield,
            "expected_dividend": self._expected,
            "slice": self._slice,
            "slice_weight": self._slice_weight,
        }

    def part(self, figure: str) -> Node:
        if figure not in self._figures:
            raise InvalidInput(f"{figure} has no key and no year", "no_such_figure")
        return self._figures[figure]()

    def _held(self) -> Position:
        found = self._book.result.positions.get(self._asked.symbol or "")
        if found is None:
            raise InvalidInput("Ask with the symbol of something held", "no_such_figure")
        return found

    def _position(self) -> Position:
        found = self._held()
        if not self._counts(found.symbol):
            raise InvalidInput(f"{found.symbol} has no known price", "no_such_figure")
        return found

    def _factors(self) -> tuple[Node, ...]:
        return self._worth(self._position()).children

    def _average_price(self) -> Node:
        position = self._held()
        costs = self._largest(
            f"Cost of {position.symbol}",
            position.lots,
            lambda lot: lot.cost_local,
            lambda lot: self._trace.entry(
                "share", lot.transaction_id, lot.opened, "Lot", lot.cost_local, position.currency
            ),
            position.currency,
        )
        return quotient("Average price", costs, self._quantity_of(position), position.currency)

    def _unrealised_return(self) -> Node:
        position = self._position()
        cost = self._cost(position)
        gain = difference("Unrealised gain", self._worth(position), cost, self._unit)
        if not cost.value:
            raise InvalidInput("It cost nothing", "no_such_figure")
        sign = fact("Owed, not held", Decimal(-1), "ratio", Fact("convention", "short position"))
        paid = cost if cost.value > 0 else product("Brought in", [cost, sign], self._unit)
        return quotient("Unrealised return", gain, paid, "ratio")

    def _weight(self) -> Node:
        worth = self._worth(self._position())
        whole = Explainer(self._book, None, self._most).node("total_value")
        return _share("Weight", worth, whole)

    def _cash(self) -> Node:
        code = self._asked.key or ""
        if code not in self._book.result.cash:
            raise InvalidInput("Ask with key=CUR, a currency with cash", "no_such_figure")
        return self._cash_worth(code)

    def _charges_total(self, kind: str) -> Node:
        charges = (
            charge
            for charge in self._book.result.charges
            if charge.kind == kind and self._asked.symbol in {None, charge.symbol}
        )
        label = "Fees, those of trades included" if kind == "fee" else "Taxes and withholding"
        return self._largest(label, charges, lambda charge: charge.amount, self._charge)

    def _chosen(self) -> list[RealisedLot]:
        year, key, symbol = self._asked.year, self._asked.key, self._asked.symbol
        return [
            lot
            for lot in self._book.result.realised
            if (year is None or lot.closed.year == year)
            and (key is None or key in {lot.closed_by, f"{lot.closed_by}/{lot.opened_by}"})
            and symbol in {None, lot.symbol}
        ]

    def _realised_chosen(self) -> Node:
        return self._largest(
            "Realised gain", self._chosen(), lambda lot: lot.gain, self._realised_lot
        )

    def _closed(self, label: str, amount: Callable[[RealisedLot], Decimal], side: int) -> Node:
        return self._largest(
            label, self._chosen(), amount, lambda lot: self._realised_lot(lot).children[side]
        )

    def _unrealised_lots(self) -> Node:
        """Return the gain of the lots that one transaction opened, at the position's price."""
        position, key = self._position(), self._asked.key
        lots = [lot for lot in position.lots if key is None or lot.transaction_id == key]
        if not lots:
            raise InvalidInput("That transaction opened no lot still held", "no_such_figure")
        _, price, rate = self._factors()
        return total(
            "Unrealised gain", [self._open_lot(lot, price, rate) for lot in lots], self._unit
        )

    def _open_lot(self, lot: Lot, price: Node, rate: Node) -> Node:
        held = self._trace.entry(
            "share", lot.transaction_id, lot.opened, "Lot", lot.quantity, "shares"
        )
        cost = self._trace.share_of_entry("Cost", lot.transaction_id, lot.opened, lot.cost)
        worth = product("Value of a lot", [held, price, rate], self._unit)
        return difference(f"Lot of {lot.opened}", worth, cost, self._unit)

    def _entries(self, kind: Kind | None = None) -> list[IncomeEntry]:
        key, symbol = self._asked.key, self._asked.symbol
        since = years_before(self._book.as_of, 1)
        return [
            entry
            for entry in self._book.result.income
            if (kind is None or (entry.kind is Kind.INTEREST) == (kind is Kind.INTEREST))
            and (
                key is None
                or (
                    entry.day > since
                    if key == "last_twelve_months"
                    else key in {f"{entry.day:%Y-%m}", f"{entry.day:%Y}"}
                )
            )
            and symbol in {None, entry.symbol}
        ]

    def _paid(self, label: str, entries: Iterable[IncomeEntry]) -> Node:
        return self._largest(label, entries, lambda entry: entry.amount, self._payment)

    def _withheld(self, label: str, amount: Callable[[IncomeEntry], Decimal]) -> Node:
        return self._largest(
            label,
            (entry for entry in self._entries() if amount(entry)),
            amount,
            lambda entry: self._trace.entry(
                "transaction", entry.transaction_id, entry.day, label, amount(entry)
            ),
        )

    def _net_income(self) -> Node:
        withheld = self._withheld("Withheld", lambda entry: entry.tax)
        fees = self._withheld("Fees", lambda entry: entry.fee)
        costs = total("Costs", [withheld, fees], self._unit)
        return difference("Net income", self._paid("Income", self._entries()), costs, self._unit)

    def _last_year(self) -> Node:
        since = years_before(self._book.as_of, 1)
        position = self._held()
        recent = [
            entry
            for entry in self._book.result.income
            if entry.day > since and entry.symbol == position.symbol
        ]
        return self._paid("Income of the last twelve months", recent)

    def _yield_on_cost(self) -> Node:
        return _share("Yield on cost", self._last_year(), self._cost(self._held()))

    def _dividend_yield(self) -> Node:
        return _share("Dividend yield", self._last_year(), self._worth(self._position()))

    def _expected(self) -> Node:
        found = next(
            (
                one
                for one in income(self._book, self._valued).expected
                if one.symbol == self._asked.symbol and one.ex_date.isoformat() == self._asked.key
            ),
            None,
        )
        if found is None:
            raise InvalidInput("Ask with symbol and key=EX-DATE of one expected", "no_such_figure")
        day = found.ex_date if found.status == "declared" else self._book.as_of
        held = fact(
            "Shares held", found.quantity, "shares", Fact("value", found.symbol, found.ex_date)
        )
        told = f"dividend of {found.symbol}"
        paid = fact("A share", found.per_share, found.currency, Fact("price", told, found.ex_date))
        rate = self._trace.rate(found.currency, day)
        return product("Expected dividend", [held, paid, rate], self._unit)

    def _slice(self) -> Node:
        found = allocation(self._book, self._valued, self._asked.by)
        chosen = next((one for one in found.slices if one.key == self._asked.key), None)
        if chosen is None:
            raise InvalidInput("Ask with by and key=SLICE of the allocation", "no_such_figure")
        parts = [self._worth(self._book.result.positions[symbol]) for symbol in chosen.symbols]
        for cash in self._valued.cash:
            key = cash.currency if self._asked.by == "currency" else "cash"
            if cash.value is not None and key == chosen.key:
                parts.append(self._cash_worth(cash.currency))
        return total(f"Value of {chosen.label}", parts, self._unit)

    def _slice_weight(self) -> Node:
        whole = Explainer(self._book, None, self._most).node("total_value")
        return _share("Weight", self._slice(), whole)


def _share(label: str, part: Node, whole: Node) -> Node:
    if whole.value is None or whole.value <= 0:
        raise InvalidInput(f"{whole.label} is nothing to divide by", "no_such_figure")
    return quotient(label, part, whole, "ratio")
