"""What reading a broker's file yields: entries, refusals and notes, each tied to its row.

Every row of the file ends in exactly one of three lists, so nothing is dropped in silence:
entries that would become transactions, rows that were refused with a reason, and rows that carry
no transaction of their own (balance lines, the other half of a pair), with what they were.

A row number is the record's position in the file, the header being row 1, as a spreadsheet shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from shared.portfolios.model import Kind

ZERO = Decimal(0)


class BadRow(Exception):
    """A row that cannot be booked; its text is shown to the person who sent the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A transaction as the broker states it, before its symbol is known to us.

    Amounts are positive and in `currency` (a major unit); `kind` gives the direction. `ticker` and
    `isin` are the broker's; with `has_our_symbol` the ticker is ours. `reference` is the broker's
    own identifier of the movement.
    """

    kind: Kind
    trade_date: date
    currency: str
    trade_time: time | None = None
    settle_date: date | None = None
    ticker: str | None = None
    isin: str | None = None
    name: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    fx_rate: Decimal | None = None
    ratio: str | None = None
    related_ticker: str | None = None
    account: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    reference: str | None = None
    fingerprint: str | None = None
    source: str | None = None
    has_our_symbol: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one row: why it was refused, or what it was."""

    row: int
    reason: str


@dataclass(slots=True)
class Reading:
    """A broker's file, read. `has_our_symbols`: its tickers are ours and need no looking up."""

    broker: str
    has_our_symbols: bool = False
    entries: list[tuple[int, Entry]] = field(default_factory=list[tuple[int, Entry]])
    rejected: list[Line] = field(default_factory=list[Line])
    informational: list[Line] = field(default_factory=list[Line])
    warnings: list[str] = field(default_factory=list[str])

    @property
    def rows(self) -> int:
        """How many rows of data the file has."""
        accepted = {row for row, _ in self.entries}
        return len(accepted) + len(self.rejected) + len(self.informational)

    def accept(self, row: int, entries: Iterable[Entry]) -> None:
        """Take the entries of a row; one row may make several (both legs of a conversion)."""
        self.entries.extend((row, entry) for entry in entries)

    def reject(self, row: int, reason: str) -> None:
        """Refuse a row."""
        self.rejected.append(Line(row, reason))

    def note(self, row: int, reason: str) -> None:
        """Say what a row without a transaction of its own was."""
        self.informational.append(Line(row, reason))

    def warn(self, text: str) -> None:
        """Tell something about the file as a whole, once."""
        if text not in self.warnings:
            self.warnings.append(text)
