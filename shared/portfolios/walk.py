"""Walking a ledger entry by entry, and going on from where an earlier walk was still right.

An earlier walk leaves checkpoints behind: the closer to its end, the denser, because that is where
entries are added. A ledger that begins with the same entries is walked on from the last checkpoint
before it differs.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.market.model import PriceSeries, Split, SymbolChange
from shared.portfolios import cash, corporate_actions, trades
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import choose_splits, in_common
from shared.portfolios.state import Checkpoint, Holding, LedgerState
from shared.portfolios.succession import Renamings, choose_renamings

type _WithHolding = Callable[[LedgerState, Transaction, Holding], None]
type _Told = tuple[date, str, Split | SymbolChange]
type _CashOnly = Callable[[LedgerState, Transaction], None]

_ON_HOLDING: Final[dict[Kind, _WithHolding]] = {
    Kind.BUY: trades.buy,
    Kind.SELL: trades.sell,
    Kind.SHORT: trades.short,
    Kind.COVER: trades.cover,
    Kind.TRANSFER_IN: trades.transfer_in,
    Kind.TRANSFER_OUT: trades.transfer_out,
    Kind.SPLIT: corporate_actions.split,
    Kind.STOCK_DIVIDEND: corporate_actions.stock_dividend,
    Kind.SPIN_OFF: corporate_actions.spin_off,
    Kind.MERGER: corporate_actions.merger,
    Kind.SYMBOL_CHANGE: corporate_actions.symbol_change,
    Kind.RETURN_OF_CAPITAL: corporate_actions.return_of_capital,
}
_CASH_ONLY: Final[dict[Kind, _CashOnly]] = {
    Kind.DIVIDEND: cash.income,
    Kind.INTEREST: cash.income,
    Kind.FEE: cash.fee,
    Kind.TAX: cash.tax,
    Kind.DEPOSIT: cash.deposit,
    Kind.WITHDRAWAL: cash.withdrawal,
    # Without a symbol a transfer moves money.
    Kind.TRANSFER_IN: cash.deposit,
    Kind.TRANSFER_OUT: cash.withdrawal,
}
_SHORTEST_KEPT: Final = 256  # entries that are quicker walked than copied


@dataclass(frozen=True, slots=True)
class Mark:
    """A checkpoint before entry number `index`, when `applied` events of the feed had happened."""

    index: int
    applied: int
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class _Feed:
    """What the market feed tells that applies, in the order it happens: splits of a day first."""

    events: tuple[_Told, ...]
    repeated: frozenset[str]
    names: Renamings

    @classmethod
    def of(cls, entries: Sequence[Transaction], prices: Mapping[str, PriceSeries]) -> "_Feed":
        """Return what the feed tells of these entries' symbols that was not booked."""
        names = choose_renamings(entries, prices)
        splits = choose_splits(names.all_as_called(entries), prices)
        told: list[_Told] = [(split.date, symbol, split) for symbol, split in splits.feed]
        told += [(change.day, change.old, change) for change in names.changes]
        told.sort(key=lambda event: (event[0], isinstance(event[2], SymbolChange)))
        return cls(tuple(told), splits.repeated | names.repeated, names)

    def until(self, day: date) -> tuple[_Told, ...]:
        """Return what happens up to and including a day."""
        return self.events[: bisect_right(self.events, day, key=lambda event: event[0])]


@dataclass(frozen=True, slots=True)
class Trail:
    """What a walk leaves behind for the next."""

    entries: Sequence[Transaction]
    feed: "_Feed"
    marks: tuple[Mark, ...]

    def last_common(self, entries: Sequence[Transaction], feed: "_Feed") -> Mark | None:
        """Return the last mark up to which another ledger is the same; None if there is none."""
        same = in_common(self.entries, entries)
        for mark in reversed(self.marks):
            if (
                mark.index <= same
                and _is_a_new_day(entries, mark.index)
                and self.feed.repeated == feed.repeated
                and feed.until(entries[mark.index - 1].trade_date)
                == self.feed.events[: mark.applied]
            ):
                return mark
        return None


def walk(
    state: LedgerState, entries: Sequence[Transaction], as_of: date, after: Trail | None = None
) -> tuple[LedgerState, Trail]:
    """Apply entries, given in ledger order, and the feed's corporate actions up to a day.

    `state` is empty. `after` is the trail of an earlier walk from an equally empty state, with the
    same prices and rates; the state returned is then the one it left, walked on.
    """
    feed = _Feed.of(entries, state.prices)
    mark = after.last_common(entries, feed) if after is not None else None
    start = mark.index if mark is not None else 0
    if mark is not None:
        state = mark.checkpoint.resumed()
    kept = [m for m in after.marks if m.index <= start] if after is not None and mark else []
    told = feed.until(as_of)
    applied = mark.applied if mark is not None else 0
    wanted = [index for index in _worth_marking(entries) if index > start]
    wanted.reverse()
    waiting: list[Transaction] = []
    for index in range(start, len(entries)):
        entry = entries[index]
        if waiting and waiting[0].trade_date != entry.trade_date:
            _apply_all(state, waiting)
        if wanted and wanted[-1] == index:
            _ = wanted.pop()
            kept.append(Mark(index, applied, state.checkpoint()))
        applied = _apply_feed(state, told, applied, entry.trade_date)
        if entry.id in feed.repeated:
            continue
        entry = feed.names.as_called(entry)
        # An untimed sale entered before the purchase of the same day it needs waits for it.
        if entry.trade_time is None and trades.is_short_of_shares(state, entry):
            waiting.append(entry)
        else:
            _apply(state, entry)
    _apply_all(state, waiting)
    if len(entries) >= _SHORTEST_KEPT and start < len(entries):
        kept.append(Mark(len(entries), applied, state.checkpoint()))
    _ = _apply_feed(state, told, applied, as_of)
    return state, Trail(entries, feed, tuple(kept))


def _worth_marking(entries: Sequence[Transaction]) -> list[int]:
    """Return where days begin at a half, three quarters, seven eighths, … and the last day."""
    found: set[int] = set()
    rest = len(entries) // 2
    while rest >= _SHORTEST_KEPT // 2:
        found.add(_begin_of_day(entries, len(entries) - rest))
        rest //= 2
    if found:
        found.add(_begin_of_day(entries, len(entries) - 1))
    return sorted(found - {0})


def _begin_of_day(entries: Sequence[Transaction], index: int) -> int:
    day = entries[index].trade_date
    while index and entries[index - 1].trade_date == day:
        index -= 1
    return index


def _is_a_new_day(entries: Sequence[Transaction], index: int) -> bool:
    # Entries that waited for others of their day must have found them among their own ledger's.
    return index == len(entries) or entries[index].trade_date > entries[index - 1].trade_date


def _apply_all(state: LedgerState, waiting: list[Transaction]) -> None:
    for entry in waiting:
        _apply(state, entry)
    waiting.clear()


def _apply_feed(state: LedgerState, told: Sequence[_Told], applied: int, day: date) -> int:
    while applied < len(told) and told[applied][0] <= day:
        _, symbol, event = told[applied]
        if isinstance(event, SymbolChange):
            corporate_actions.feed_symbol_change(state, event)
        else:
            corporate_actions.feed_split(state, symbol, event)
        applied += 1
    return applied


def _apply(state: LedgerState, entry: Transaction) -> None:
    if entry.symbol is None or entry.kind not in _ON_HOLDING:
        _CASH_ONLY[entry.kind](state, entry)
        return
    holding = state.holding(entry.symbol, entry.currency)
    _ON_HOLDING[entry.kind](state, entry, holding)
    state.note_quantity(holding, entry.trade_date)
