"""A portfolio's event log, decoded: what it says now, said at an instant, and said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, Self

from shared.portfolios.entries import Entries
from shared.portfolios.model import Transaction
from shared.portfolios.ordering import in_order, reordered
from shared.portfolios.segments import Event, Row

_FEW: Final = 100


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
    def ordered(self) -> Entries:
        """Transactions that stand now, in ledger order."""
        return Entries(in_order(self.current.values()))

    def settled(self) -> Self:
        """Put the ledger in order now, not when it is first asked for; return this log."""
        _ = self.ordered
        return self

    def mentions(self, symbol: str) -> bool:
        """Say whether a symbol stands in the ledger now."""
        return any(symbol in {e.symbol, e.related_symbol} for e in self.current.values())

    def grown(
        self, events: Sequence[Event], segments: tuple[str, ...], tail: tuple[Row, ...], etag: str
    ) -> Self:
        """Return the log after another write.

        A few events are worked into what is already known of the ledger; many are read afresh when
        they are asked for. Both ways come to the same.
        """
        version = self.version + 1
        grown = type(self)(
            self.portfolio_id, version, (*self.events, *events), segments, tail, etag
        )
        if len(events) <= _FEW and "ordered" in self.__dict__:
            current = _standing(events, self.current)
            touched = {event.transaction.id for event in events}
            removed = [self.current[name] for name in touched if name in self.current]
            added = [current[name] for name in touched if name in current]
            # What a cached_property keeps is an entry of the instance's dictionary.
            grown.__dict__["current"] = current
            grown.__dict__["ordered"] = Entries.grown(
                reordered(self.ordered, removed, added), self.ordered
            )
        return grown

    def known_at(self, instant: datetime) -> Entries:
        """Return the transactions that stood at an instant, in ledger order."""
        events = tuple(event for event in self.events if event.at <= instant)
        return Entries(in_order(_standing(events).values()))

    def history(self, transaction_id: str) -> tuple[Event, ...]:
        """Return every event of one transaction, oldest first."""
        return tuple(event for event in self.events if event.transaction.id == transaction_id)


def _standing(
    events: Sequence[Event], before: Mapping[str, Transaction] | None = None
) -> dict[str, Transaction]:
    standing = dict(before or {})
    for event in events:
        if event.op == "put":
            standing[event.transaction.id] = event.transaction
        else:
            standing.pop(event.transaction.id, None)
    return standing
