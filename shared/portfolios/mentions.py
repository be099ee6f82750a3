"""What a ledger mentions: found once, asked for by every reading."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from shared.portfolios.entries import Entries
from shared.portfolios.model import Kind, Transaction

_LONG: Final = 1_000


@dataclass(frozen=True, slots=True)
class Mentions:
    """Symbols (of both sides of corporate actions), currencies, and changes of symbol."""

    symbols: tuple[str, ...]
    currencies: frozenset[str]
    symbol_changes: tuple[Transaction, ...]


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
