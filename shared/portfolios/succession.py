"""Symbols that were renamed: whose prices they have, and which changes the feed's word decides.

A feed knows a company's history under its newest name, and says since when it has that name. Shares
of before and after a change of symbol are the same shares.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from shared.market.model import PriceSeries, SymbolChange
from shared.portfolios.model import Kind, Transaction

_SAME_EVENT: Final = timedelta(days=45)  # as for splits: brokers book such things late
_MOST_NAMES: Final = 8  # of one listing, in case somebody noted a circle


@dataclass(frozen=True, slots=True)
class Renamings:
    """The feed's changes of symbol that apply, oldest first, and booked ones that repeat them."""

    changes: tuple[SymbolChange, ...] = ()
    repeated: frozenset[str] = frozenset()

    def name_of(self, symbol: str, day: date) -> str:
        """Return what a symbol was called on a day."""
        for _ in range(_MOST_NAMES):
            change = next((c for c in self.changes if c.old == symbol and c.day <= day), None)
            if change is None:
                break
            symbol = change.new
        return symbol

    def all_as_called(self, entries: Iterable[Transaction]) -> Iterable[Transaction]:
        """Return entries under the names their shares had on their days."""
        return map(self.as_called, entries) if self.changes else entries

    def as_called(self, entry: Transaction) -> Transaction:
        """Return an entry under the name its shares had on its day.

        A file may go on with the old name for a while; what it tells happened to the same shares.
        """
        if not self.changes:
            return entry
        own, other = entry.symbol, entry.related_symbol
        new_own = self.name_of(own, entry.trade_date) if own else own
        new_other = self.name_of(other, entry.trade_date) if other else other
        if (new_own, new_other) == (own, other):
            return entry
        return replace(entry, symbol=new_own, related_symbol=new_other)


NONE: Final = Renamings()


def choose_renamings(
    transactions: Iterable[Transaction], prices: Mapping[str, PriceSeries]
) -> Renamings:
    """Decide, symbol by symbol, between the market feed and what was booked.

    Booked into the feed's own symbol, on its day or later: the same event, and the feed's date is
    the one its prices follow. Another change or merger booked within 45 days of the feed's: the
    booked one applies, and the feed's does not. Anything else booked applies beside the feed's.
    """
    found = {
        series.listing.renamed for series in prices.values() if series.listing.renamed is not None
    }
    if not found:
        return NONE
    booked: dict[str, list[Transaction]] = defaultdict(list)
    for entry in transactions:
        if entry.kind in {Kind.SYMBOL_CHANGE, Kind.MERGER} and entry.symbol is not None:
            booked[entry.symbol].append(entry)
    changes: list[SymbolChange] = []
    repeated: set[str] = set()
    for change in sorted(found, key=lambda one: (one.day, one.old)):
        own = booked.get(change.old, [])
        if any(_speaks_for(entry, change) for entry in own):
            continue
        repeated.update(entry.id for entry in own if _repeats(entry, change))
        changes.append(change)
    return Renamings(tuple(changes), frozenset(repeated))


def with_former_names(
    transactions: Iterable[Transaction], prices: Mapping[str, PriceSeries]
) -> dict[str, PriceSeries]:
    """Return prices with those of a new symbol standing in for an old one that has none."""
    changes = [entry for entry in transactions if entry.kind is Kind.SYMBOL_CHANGE]
    known = dict(prices)
    # Latest first, so that a chain of names is followed from its end.
    for entry in sorted(changes, key=lambda change: change.trade_date, reverse=True):
        old, new = entry.symbol, entry.related_symbol
        if old is not None and new in known and old not in known:
            known[old] = replace(known[new], symbol=old)
    return known


def as_known(prices: Mapping[str, PriceSeries], at: datetime | None) -> dict[str, PriceSeries]:
    """Return prices with the changes of symbol that were known at an instant.

    What was noted later is left out; what was taken back later still applies.
    """
    if at is None:
        return dict(prices)
    return {symbol: _as_known(series, at) for symbol, series in prices.items()}


def links_of(prices: Mapping[str, PriceSeries], *, back: bool = True) -> set[tuple[str, str]]:
    """Return the pairs of symbols, old and new, that are one listing.

    `back`: also those by which symbols got to their names, not only those by which they lost them.
    """
    found: set[tuple[str, str]] = set()
    for series in prices.values():
        listing = series.listing
        changes = [*listing.formerly] if back else []
        changes += [listing.renamed] if listing.renamed else []
        found.update((change.old, change.new) for change in changes)
    return found


def _speaks_for(entry: Transaction, change: SymbolChange) -> bool:
    is_near = abs(entry.trade_date - change.day) <= _SAME_EVENT
    is_other = entry.kind is Kind.MERGER or entry.related_symbol != change.new
    return is_near and is_other


def _repeats(entry: Transaction, change: SymbolChange) -> bool:
    return (
        entry.kind is Kind.SYMBOL_CHANGE
        and entry.related_symbol == change.new
        and entry.trade_date >= change.day
    )


def _as_known(series: PriceSeries, at: datetime) -> PriceSeries:
    listing = series.listing.known_at(at)
    return series if listing == series.listing else replace(series, listing=listing)
