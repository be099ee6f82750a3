"""What a ledger mentions: found once, asked for by every reading."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from shared.portfolios.entries import Entries
from shared.portfolios.model import Kind, Transaction

_LONG: Final = 1_000
_REACHING_BACK: Final = frozenset(
    {Kind.SPLIT, Kind.STOCK_DIVIDEND, Kind.SPIN_OFF, Kind.MERGER, Kind.SYMBOL_CHANGE}
)
"""What decides, weeks before and after, whether the feed's word applies."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Symbols (of both sides of corporate actions), currencies, and changes of symbol."""

    symbols: tuple[str, ...]
    currencies: frozenset[str]
    symbol_changes: tuple[Transaction, ...]


class FirstMentions:
    """At which place of a ledger each symbol and currency is mentioned for the first time."""

    def __init__(self, entries: Entries) -> None:
        self._symbols: dict[str, int] = {}
        self._currencies: dict[str, int] = {}
        self._changes: list[tuple[int, Transaction]] = []
        self._last_reaching_back = -1
        for place, entry in enumerate(entries):
            for name in (entry.symbol, entry.related_symbol):
                if name is not None:
                    _ = self._symbols.setdefault(name, place)
            _ = self._currencies.setdefault(entry.currency, place)
            if entry.kind in _REACHING_BACK:
                self._last_reaching_back = place
            if entry.kind is Kind.SYMBOL_CHANGE:
                self._changes.append((place, entry))

    def is_settled(self, count: int) -> bool:
        """Say whether no entry after the first ones changes what those amount to."""
        return self._last_reaching_back < count

    def until(self, count: int) -> Mentions:
        """Return what the first entries mention."""
        return Mentions(
            tuple(sorted(name for name, place in self._symbols.items() if place < count)),
            frozenset(code for code, place in self._currencies.items() if place < count),
            tuple(entry for place, entry in self._changes if place < count),
        )


def mentions_of(entries: Collection[Transaction]) -> Mentions:
    """Return what entries mention, symbols in alphabetical order."""
    if isinstance(entries, Entries) and len(entries) > _LONG:
        return _mentions_in(entries)
    symbols = {entry.symbol for entry in entries} | {entry.related_symbol for entry in entries}
    return Mentions(
        tuple(sorted(name for name in symbols if name is not None)),
        frozenset({entry.currency for entry in entries}),
        tuple(entry for entry in entries if entry.kind is Kind.SYMBOL_CHANGE),
    )


def _mentions_in(entries: Entries) -> Mentions:
    columns = entries.columns
    symbols = columns.used(columns.symbol) | columns.used(columns.related)
    changes: list[int] = (
        (columns.kind == tuple(Kind).index(Kind.SYMBOL_CHANGE)).nonzero()[0].tolist()
    )
    return Mentions(
        tuple(sorted(symbols)),
        frozenset(columns.used(columns.currency)),
        tuple(entries[place] for place in changes),
    )
