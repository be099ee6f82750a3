"""Walking a ledger entry by entry, and going on from where an earlier walk was still right.

An earlier walk leaves checkpoints behind: the closer to its end, the denser, because that is where
entries are added. A ledger that begins with the same entries is walked on from the last checkpoint
before it differs.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import is_
from typing import Final

from shared.market.model import Split
from shared.portfolios import cash, corporate_actions, trades
from shared.portfolios.model import Kind, Transaction
from shared.portfolios.ordering import Splits, choose_splits
from shared.portfolios.state import Checkpoint, Holding, LedgerState

type _WithHolding = Callable[[LedgerState, Transaction, Holding], None]
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
    """A checkpoint before entry number `index`, when `applied` splits of the feed had happened."""

    index: int
    applied: int
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Trail:
    """What a walk leaves behind for the next."""

    entries: Sequence[Transaction]
    splits: Splits
    marks: tuple[Mark, ...]

    def last_common(self, entries: Sequence[Transaction], splits: Splits) -> Mark | None:
        """Return the last mark up to which another ledger is the same; None if there is none."""
        same = _common(self.entries, entries)
        for mark in reversed(self.marks):
            if (
                mark.index <= same
                and _is_a_new_day(entries, mark.index)
                and self.splits.repeated == splits.repeated
                and _happened(splits, entries[mark.index - 1].trade_date)
                == self.splits.feed[: mark.applied]
            ):
                return mark
        return None


def walk(
    state: LedgerState, entries: Sequence[Transaction], as_of: date, after: Trail | None = None
) -> tuple[LedgerState, Trail]:
    """Apply entries, given in ledger order, and the feed's splits up to a day.

    `state` is empty. `after` is the trail of an earlier walk from an equally empty state, with the
    same prices and rates; the state returned is then the one it left, walked on.
    """
    splits = choose_splits(entries, state.prices)
    mark = after.last_common(entries, splits) if after is not None else None
    start = mark.index if mark is not None else 0
    if mark is not None:
        state = mark.checkpoint.resumed()
    kept = [m for m in after.marks if m.index <= start] if after is not None and mark else []
    feed = [item for item in splits.feed if item[1].date <= as_of]
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
        applied = _apply_splits(state, feed, applied, entry.trade_date)
        if entry.id in splits.repeated:
            continue
        # An untimed sale entered before the purchase of the same day it needs waits for it.
        if entry.trade_time is None and trades.is_short_of_shares(state, entry):
            waiting.append(entry)
        else:
            _apply(state, entry)
    _apply_all(state, waiting)
    if len(entries) >= _SHORTEST_KEPT and start < len(entries):
        kept.append(Mark(len(entries), applied, state.checkpoint()))
    _ = _apply_splits(state, feed, applied, as_of)
    return state, Trail(entries, splits, tuple(kept))


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


def _common(one: Sequence[Transaction], other: Sequence[Transaction]) -> int:
    """Return how many entries two ledgers begin with in common."""
    for index, is_same in enumerate(map(is_, one, other)):
        if not is_same:
            return index
    return min(len(one), len(other))


def _is_a_new_day(entries: Sequence[Transaction], index: int) -> bool:
    # Entries that waited for others of their day must have found them among their own ledger's.
    return index == len(entries) or entries[index].trade_date > entries[index - 1].trade_date


def _happened(splits: Splits, day: date) -> tuple[tuple[str, Split], ...]:
    return splits.feed[: bisect_right(splits.feed, day, key=lambda item: item[1].date)]


def _apply_all(state: LedgerState, waiting: list[Transaction]) -> None:
    for entry in waiting:
        _apply(state, entry)
    waiting.clear()


def _apply_splits(
    state: LedgerState, feed: Sequence[tuple[str, Split]], applied: int, day: date
) -> int:
    while applied < len(feed) and feed[applied][1].date <= day:
        corporate_actions.feed_split(state, *feed[applied])
        applied += 1
    return applied


def _apply(state: LedgerState, entry: Transaction) -> None:
    if entry.symbol is None or entry.kind not in _ON_HOLDING:
        _CASH_ONLY[entry.kind](state, entry)
        return
    holding = state.holding(entry.symbol, entry.currency)
    _ON_HOLDING[entry.kind](state, entry, holding)
    state.note_quantity(holding, entry.trade_date)
