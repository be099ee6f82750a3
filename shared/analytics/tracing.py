"""Leaves of an explanation: amounts traced to the entry of the ledger and the rate behind them."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from shared.analytics.explanation import Fact, Node, difference, fact, product, total
from shared.portfolios.model import Transaction
from shared.portfolios.ports import Book
from shared.portfolios.rates import Rates

_UNKNOWN: Final = Decimal("NaN")


class Tracer:
    """Knows the entries and rates of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._unit = book.currency
        self._entries = {entry.id: entry for entry in book.transactions}
        self._rates = Rates(book.fx, base=book.result.base_currency, reporting=book.currency)

    def converts(self, currency: str, day: date) -> bool:
        """Say whether a currency can be converted on a day."""
        return not self._rates.to_reporting(currency, day).is_nan()

    def share_of_entry(self, label: str, entry_id: str, day: date, amount: Decimal) -> Node:
        """Trace an amount to its entry: what it paid × the rate × the part that counts here."""
        entry = self._entries.get(entry_id)
        paid = self._paid(entry) if entry is not None else None
        rate = self.entry_rate(entry_id, day)
        whole = (
            (paid.value or _UNKNOWN) * (rate.value or _UNKNOWN) if paid is not None else _UNKNOWN
        )
        if paid is None or whole.is_nan() or not whole:
            return self.entry("transaction", entry_id, day, label, amount)
        part = self.entry("share", entry_id, day, "Part of it", amount / whole, "ratio")
        return product(label, [paid, rate, part], self._unit)

    def _paid(self, entry: Transaction) -> Node:
        """Return quantity × price, with costs, in the entry's own currency."""
        at = Fact("transaction", entry.id, entry.trade_date, entry.source)
        if entry.amount is None and entry.quantity is not None and entry.price is not None:
            gross = product(
                "Quantity × price",
                [
                    fact("Quantity", entry.quantity, "shares", at),
                    fact("Price", entry.price, entry.currency, at),
                ],
                entry.currency,
            )
        else:
            gross = fact("Amount", entry.gross, entry.currency, at)
        costs = fact("Fee and tax", entry.fee + entry.tax, entry.currency, at)
        joined = difference if entry.kind.value in {"sell", "short"} else _plus
        return joined(f"{entry.kind.value} on {entry.trade_date}", gross, costs, entry.currency)

    def entry_rate(self, entry_id: str, day: date) -> Node:
        """Return the rate an entry was converted at: the broker's where it states one."""
        entry = self._entries.get(entry_id)
        if entry is None:
            return fact("Rate", Decimal(1), "rate", Fact("rate", self._unit, day))
        source = "stated by the broker" if entry.fx_rate is not None else "reference rate"
        at = Fact("rate", f"{entry.currency}/{self._unit}", day, source)
        return fact(f"{self._unit} for one {entry.currency}", self._rates.of(entry), "rate", at)

    def rate(self, currency: str, day: date) -> Node:
        """Return the reference rate of a day into the reporting currency, with its fixing day."""
        found = self._book.fx.rate(currency, self._unit, day)
        at = Fact("rate", f"{currency}/{self._unit}", found.day if found else day, "reference rate")
        value = self._rates.to_reporting(currency, day)
        return fact(f"{self._unit} for one {currency}", value, "rate", at)

    def entry(
        self,
        kind: Literal["transaction", "share", "flow"],
        entry_id: str,
        day: date,
        label: str,
        value: Decimal,
        unit: str | None = None,
    ) -> Node:
        """Return a leaf that points at an entry of the ledger."""
        entry = self._entries.get(entry_id)
        source = entry.source if entry is not None else None
        return fact(label, value, unit or self._unit, Fact(kind, entry_id, day, source))


def _plus(label: str, one: Node, other: Node, unit: str) -> Node:
    return total(label, [one, other], unit)
