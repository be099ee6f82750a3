"""The order in which a ledger happens, and which splits happen in it.

Within a day: splits, other corporate actions, income and costs, then trades by their time; a trade
without a time keeps its place among the entries around it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final

from shared.market.model import PriceSeries, Split
from shared.portfolios.model import Kind, Transaction

_RANK: Final = {
    Kind.SPLIT: 0,
    Kind.STOCK_DIVIDEND: 1,
    Kind.SPIN_OFF: 1,
    Kind.MERGER: 1,
    Kind.SYMBOL_CHANGE: 1,
    Kind.DIVIDEND: 2,
    Kind.INTEREST: 2,
    Kind.RETURN_OF_CAPITAL: 2,
    Kind.FEE: 2,
    Kind.TAX: 2,
}
_TRADES_LAST: Final = 3
# Data feeds report these three as "splits" of odd ratios; a booked one speaks for the feed's.
_OVERRIDES: Final = frozenset({Kind.SPLIT, Kind.STOCK_DIVIDEND, Kind.SPIN_OFF})
# Brokers book a split when its shares settle, and accounts moved between brokers weeks later still.
# No listed company has split twice by one ratio within so few days.
_SAME_EVENT: Final = timedelta(days=45)
_SUSPECT: Final = timedelta(days=400)

_COMPARED_AT_ONCE: Final = 1_024


def in_order(transactions: Iterable[Transaction]) -> list[Transaction]:
    """Return transactions in the order they take effect."""
    entered = sorted(transactions, key=lambda t: (t.trade_date, t.sequence, t.id))
    keyed: list[tuple[date, int, time, int, Transaction]] = []
    day, clock = date.min, time.min
    for place, entry in enumerate(entered):
        if entry.trade_date != day:
            day, clock = entry.trade_date, time.min
        rank = _RANK.get(entry.kind, _TRADES_LAST)
        if rank == _TRADES_LAST:
            clock = entry.trade_time or clock
        keyed.append((day, rank, clock if rank == _TRADES_LAST else time.min, place, entry))
    # No two places are the same, so entries themselves are never compared.
    keyed.sort()
    return [item[4] for item in keyed]


def reordered(
    ordered: Sequence[Transaction],
    removed: Iterable[Transaction],
    added: Iterable[Transaction],
) -> list[Transaction]:
    """Return an ordered ledger without some entries and with others, sorting only their days."""
    result, gone, new = list(ordered), {entry.id: entry for entry in removed}, list(added)
    for day in {entry.trade_date for entry in (*gone.values(), *new)}:
        start = bisect_left(result, day, key=_trade_date)
        end = bisect_right(result, day, key=_trade_date)
        kept = [entry for entry in result[start:end] if entry.id not in gone]
        result[start:end] = in_order([*kept, *(entry for entry in new if entry.trade_date == day)])
    return result


def in_common(one: Sequence[Transaction], other: Sequence[Transaction]) -> int:
    """Return how many entries two ledgers begin with in common."""
    # By the block: sequences compare what is identical without asking it.
    start, most = 0, min(len(one), len(other))
    while start < most:
        stop = min(start + _COMPARED_AT_ONCE, most)
        if tuple(one[start:stop]) != tuple(other[start:stop]):
            return next(at for at in range(start, stop) if one[at] != other[at])
        start = stop
    return most


def _trade_date(entry: Transaction) -> date:
    return entry.trade_date


@dataclass(frozen=True, slots=True)
class Splits:
    """The feed's splits that apply, oldest first, and the booked ones that only repeat them."""

    feed: tuple[tuple[str, Split], ...]
    repeated: frozenset[str]


def choose_splits(transactions: Iterable[Transaction], prices: Mapping[str, PriceSeries]) -> Splits:
    """Decide, event by event, between the market feed and what was booked.

    Booked on the feed's own date: the booked entry applies (it may correct the ratio). Booked with
    the feed's ratio within 45 days of it: the same event, and the feed's date is the one its prices
    follow. Booked twice by one ratio within 45 days (two accounts, two files): one event, the first
    applies. Anything else booked applies beside the feed; `doubtful_splits` asks about it.
    """
    booked: dict[str, list[Transaction]] = defaultdict(list)
    for entry in transactions:
        if entry.kind in _OVERRIDES and entry.symbol is not None:
            booked[entry.symbol].append(entry)
    feed: list[tuple[str, Split]] = []
    repeated: set[str] = set()
    for entries in booked.values():
        repeated.update(_booked_again(entries))
    for symbol, series in prices.items():
        candidates = booked.get(symbol, [])
        for split in series.splits:
            if any(entry.trade_date == split.date for entry in candidates):
                continue
            repeated.update(entry.id for entry in candidates if _repeats(entry, split))
            feed.append((symbol, split))
    feed.sort(key=lambda item: (item[1].date, item[0]))
    return Splits(tuple(feed), frozenset(repeated))


def doubtful_splits(
    transactions: Iterable[Transaction], prices: Mapping[str, PriceSeries]
) -> list[str]:
    """Return a question for each booked split that counts beside one of the feed's it resembles.

    The same ratio within 400 days, or another ratio within 45: one event told twice, perhaps.
    """
    booked = [entry for entry in transactions if entry.kind is Kind.SPLIT]
    if not booked:
        return []
    chosen = choose_splits(booked, prices)
    return [
        f"{symbol}: a split of {entry.ratio} is booked on {entry.trade_date}, and the market feed "
        f"has one of {split.numerator}:{split.denominator} on {split.date}; both count. If they "
        "are one, delete the booked one"
        for symbol, split in chosen.feed
        for entry in booked
        if entry.symbol == symbol and entry.id not in chosen.repeated and _resembles(entry, split)
    ]


def _booked_again(entries: Iterable[Transaction]) -> Iterable[str]:
    """Yield the later of two booked splits of one symbol that are one event."""
    first: list[Transaction] = []
    for entry in sorted(entries, key=_trade_date):
        if entry.kind is not Kind.SPLIT:
            continue
        if any(_is_same_ratio(entry, one) and _is_near(entry, one.trade_date) for one in first):
            yield entry.id
        else:
            first.append(entry)


def _repeats(entry: Transaction, split: Split) -> bool:
    return _has_ratio_of(entry, split) and _is_near(entry, split.date)


def _resembles(entry: Transaction, split: Split) -> bool:
    if _has_ratio_of(entry, split):
        return _is_near(entry, split.date, _SUSPECT)
    return _is_near(entry, split.date)


def _is_near(entry: Transaction, day: date, within: timedelta = _SAME_EVENT) -> bool:
    return abs(entry.trade_date - day) <= within


def _has_ratio_of(entry: Transaction, split: Split) -> bool:
    ratio = entry.shares_ratio
    if entry.kind is not Kind.SPLIT or ratio is None:
        return False
    return ratio[0] * Decimal(split.denominator) == ratio[1] * Decimal(split.numerator)


def _is_same_ratio(one: Transaction, other: Transaction) -> bool:
    first, second = one.shares_ratio, other.shares_ratio
    if first is None or second is None:
        return False
    return first[0] * second[1] == first[1] * second[0]
