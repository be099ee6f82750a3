"""A portfolio's event log, decoded: what it says now, said at an instant, and said before."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from shared.portfolios.model import Transaction
from shared.portfolios.ordering import in_order
from shared.portfolios.segments import Event, Row


@dataclass(frozen=True)
class LedgerLog:
    """Every event of a ledger, oldest first, and what its next write needs to know.

    `version` counts writes; `tail` is the last segment as stored, `head_etag` what the head must
    still have when the next event is written.
    """

    portfolio_id: str
    version: int
    events: tuple[Event, ...]
    segments: tuple[str, ...]
    tail: tuple[Row, ...] = field(repr=False)
    head_etag: str

    @property
    def count(self) -> int:
        return len(self.events)

    @cached_property
    def current(self) -> dict[str, Transaction]:
        """Transactions that stand now, by id."""
        return _standing(self.events)

    @cached_property
    def ordered(self) -> tuple[Transaction, ...]:
        """Transactions that stand now, in ledger order."""
        return tuple(in_order(self.current.values()))

    @cached_property
    def symbols(self) -> frozenset[str]:
        """Every symbol that stands in the ledger now."""
        mentioned = (s for entry in self.ordered for s in (entry.symbol, entry.related_symbol))
        return frozenset(symbol for symbol in mentioned if symbol is not None)

    def known_at(self, instant: datetime) -> tuple[Transaction, ...]:
        """Return the transactions that stood at an instant, in ledger order."""
        events = tuple(event for event in self.events if event.at <= instant)
        return tuple(in_order(_standing(events).values()))

    def history(self, transaction_id: str) -> tuple[Event, ...]:
        """Return every event of one transaction, oldest first."""
        return tuple(event for event in self.events if event.transaction.id == transaction_id)


def _standing(events: tuple[Event, ...]) -> dict[str, Transaction]:
    standing: dict[str, Transaction] = {}
    for event in events:
        if event.op == "put":
            standing[event.transaction.id] = event.transaction
        else:
            standing.pop(event.transaction.id, None)
    return standing
