"""Pages of a ledger as it is shown: newest first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from shared.kernel.errors import Malformed
from shared.portfolios.model import Kind, Transaction


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """Which transactions are wanted; `first` and `last` are trade dates, inclusive.

    A symbol matches on either side of a merger, spin-off or change of symbol.
    """

    symbol: str | None = None
    kinds: Collection[Kind] = ()
    first: date | None = None
    last: date | None = None

    def matches(self, entry: Transaction) -> bool:
        """Say whether a transaction is wanted."""
        if self.symbol is not None and self.symbol not in {entry.symbol, entry.related_symbol}:
            return False
        if self.kinds and entry.kind not in self.kinds:
            return False
        if self.first is not None and entry.trade_date < self.first:
            return False
        return self.last is None or entry.trade_date <= self.last


def newest_first(
    transactions: Iterable[Transaction],
    wanted: TransactionFilter,
    *,
    limit: int,
    after: str | None = None,
) -> tuple[list[Transaction], str | None]:
    """Return a page of transactions and what to pass as `after` for the next; None at the end.

    Raises: Malformed when `after` is not of this list.
    """
    found = [entry for entry in transactions if wanted.matches(entry)]
    found.sort(key=_place, reverse=True)
    if after is not None:
        last_seen = _read_place(after)
        found = [entry for entry in found if _place(entry) < last_seen]
    page = found[:limit]
    return page, _write_place(page[-1]) if len(found) > limit else None


def _place(entry: Transaction) -> tuple[str, int]:
    return entry.trade_date.isoformat(), entry.sequence


def _write_place(entry: Transaction) -> str:
    day, sequence = _place(entry)
    return f"{day}/{sequence}"


def _read_place(text: str) -> tuple[str, int]:
    day, _, sequence = text.partition("/")
    try:
        return date.fromisoformat(day).isoformat(), int(sequence)
    except ValueError as error:
        raise Malformed("The cursor is not one this list gave out", "invalid_cursor") from error
