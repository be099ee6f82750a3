"""Parts of a folded ledger that tools tell of: income, costs and gains in a time, of a symbol."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.assistant.model import Json
from shared.assistant.tools.json_values import to_json
from shared.kernel.money import ZERO
from shared.portfolios.model import Kind
from shared.portfolios.results import Charge, IncomeEntry, RealisedLot


@dataclass(frozen=True, slots=True)
class Window:
    """A time, both days included, and a symbol; None is no limit."""

    first: date | None = None
    last: date | None = None
    symbol: str | None = None

    def holds(self, day: date, symbol: str | None) -> bool:
        """Whether something of a day and symbol belongs."""
        if self.symbol is not None and symbol != self.symbol:
            return False
        if self.first is not None and day < self.first:
            return False
        return self.last is None or day <= self.last


def income_within(entries: Iterable[IncomeEntry], window: Window) -> Json:
    """Return what was received within a window, by kind and symbol."""
    found = [entry for entry in entries if window.holds(entry.day, entry.symbol)]
    interest = [entry for entry in found if entry.kind is Kind.INTEREST]
    by_symbol: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in found:
        if entry.symbol is not None:
            by_symbol[entry.symbol] += entry.amount
    total = sum((entry.amount for entry in found), ZERO)
    received = sum((entry.amount for entry in interest), ZERO)
    tax = sum((entry.tax for entry in found), ZERO)
    fees = sum((entry.fee for entry in found), ZERO)
    return to_json(
        {
            "from": window.first,
            "to": window.last,
            "income": total,
            "dividends": total - received,
            "interest": received,
            "withheld_tax": tax,
            "income_net": total - tax - fees,
            "payments": len(found),
            "by_symbol": [
                {"symbol": symbol, "income": amount}
                for symbol, amount in sorted(by_symbol.items(), key=lambda one: -one[1])
            ],
        }
    )


def costs_within(charges: Iterable[Charge], window: Window) -> Json:
    """Return fees and taxes within a window: in all, by year and by symbol."""
    found = [charge for charge in charges if window.holds(charge.day, charge.symbol)]
    years: defaultdict[int, list[Charge]] = defaultdict(list)
    symbols: defaultdict[str, list[Charge]] = defaultdict(list)
    for charge in found:
        years[charge.day.year].append(charge)
        if charge.symbol:
            symbols[charge.symbol].append(charge)
    return to_json(
        {
            "from": window.first,
            "to": window.last,
            "fees_total": _sum(found, "fee"),
            "taxes_total": _sum(found, "tax"),
            "by_year": [
                {"year": year, "fees": _sum(ones, "fee"), "taxes": _sum(ones, "tax")}
                for year, ones in sorted(years.items())
            ],
            "by_symbol": [
                {"symbol": symbol, "fees": _sum(ones, "fee"), "taxes": _sum(ones, "tax")}
                for symbol, ones in sorted(symbols.items())
            ],
        }
    )


def realised_within(lots: Iterable[RealisedLot], window: Window) -> list[RealisedLot]:
    """Return the lots closed within a window, newest first."""
    found = [lot for lot in lots if window.holds(lot.closed, lot.symbol)]
    return sorted(found, key=lambda lot: lot.closed, reverse=True)


def _sum(charges: Iterable[Charge], kind: str) -> Decimal:
    return sum((charge.amount for charge in charges if charge.kind == kind), ZERO)
