"""Stage three of ingestion: which rows may be loaded. Pure.

Nothing is repaired. A row is loaded as the source gave it, or quarantined with the reason and the
evidence, or counted as carrying nothing (`empty`, `duplicate`, `partial`, `after_today`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.kernel.money import plain
from shared.market.model import MISSING, Dividend, PricePoint
from shared.market.parsed import BadRow, ParsedHistory

type Flags = NDArray[np.bool_]
type IsReleased = Callable[[str, date, date], bool]

EARLIEST: Final = date(1900, 1, 1)
_WILD_RATIO: Final = 10  # a price that moves past a tenth or ten times of itself without a split
_RANGE_TOLERANCE: Final = 0.01  # vendors round highs and lows apart from closes
_COLUMNS: Final = ("days", "rows", "close", "open", "high", "low", "volume")


@dataclass(frozen=True, slots=True)
class Processed:
    """What may be loaded, what must not, and what was met on the way.

    `history`: days strictly ascending, closes present and positive, nothing after `today`.
    """

    history: ParsedHistory
    quarantined: tuple[BadRow, ...]
    counts: dict[str, int]


def process(
    parsed: ParsedHistory,
    *,
    today: date,
    anchor: PricePoint | None = None,
    is_released: IsReleased = lambda _reason, _first, _last: False,
) -> Processed:
    """Sort, deduplicate and judge a parsed history.

    `anchor`: the last good close before it, when only the latest part was fetched. `is_released`
    says whether an operator has found right what a finding (reason, first and last day) held back.
    """
    counts = {"rows": int(parsed.days.size) + len(parsed.bad_rows), **parsed.counts}
    history = replace(parsed, bad_rows=())
    bad = list(parsed.bad_rows)
    history = _without_what_carries_nothing(history, today, counts)
    history = _blanked(history, counts)
    history = _judged(history, bad, is_released)
    history = _deduplicated(history, bad, counts)
    history = _levelled(history, bad, anchor, is_released)
    history = _events_until(history, today, bad)
    counts |= {
        "accepted": int(history.days.size),
        "quarantined": sum(row.rows for row in bad),
        "dividends": len(history.dividends),
        "splits": len(history.splits),
    }
    return Processed(history, tuple(bad), counts)


def _without_what_carries_nothing(
    history: ParsedHistory, today: date, counts: dict[str, int]
) -> ParsedHistory:
    closes, opens = history.close == MISSING, history.open == MISSING
    empty = closes & opens & (history.high == MISSING) & (history.low == MISSING)
    late = history.days > today.toordinal()
    partial = np.zeros_like(late)
    if history.partial_day is not None:
        partial = history.days == history.partial_day.toordinal()
    counts["after_today"] = int(late.sum())
    counts["empty"] = int((empty & ~late).sum())
    counts["partial"] = int((partial & ~empty & ~late).sum())
    return _keep(history, ~(empty | late | partial))


def _blanked(history: ParsedHistory, counts: dict[str, int]) -> ParsedHistory:
    """Take a zero open, high or low for what it means in every feed: none was recorded."""
    blank = {name: getattr(history, name) == 0 for name in ("open", "high", "low")}
    counts["blank_fields"] = sum(int(flags.sum()) for flags in blank.values())
    if not counts["blank_fields"]:
        return history
    columns = {
        name: np.where(flags, MISSING, getattr(history, name)) for name, flags in blank.items()
    }
    return replace(history, **columns)


def _judged(history: ParsedHistory, bad: list[BadRow], is_released: IsReleased) -> ParsedHistory:
    low = np.where(history.low == MISSING, history.close, history.low)
    high = np.where(history.high == MISSING, history.close, history.high)
    slack = np.abs(history.close) * _RANGE_TOLERANCE
    faults: tuple[tuple[str, Flags], ...] = (
        ("before_1900", history.days < EARLIEST.toordinal()),
        ("missing_close", history.close == MISSING),
        ("price_not_positive", _any_below_one(history)),
        ("high_below_low", high < low),
        ("close_outside_range", (history.close > high + slack) | (history.close < low - slack)),
    )
    keep = np.ones(history.days.size, dtype=np.bool_)
    for reason, flags in faults:
        held = _held(history, np.flatnonzero(flags & keep), reason, is_released)
        _quarantine(history, held, reason, bad)
        keep[held] = False
    return _keep(history, keep)


def _any_below_one(history: ParsedHistory) -> Flags:
    columns = (history.close, history.open, history.high, history.low)
    return np.any([(column <= 0) & (column != MISSING) for column in columns], axis=0)


def _deduplicated(
    history: ParsedHistory, bad: list[BadRow], counts: dict[str, int]
) -> ParsedHistory:
    """Sort by day. Of rows for one day the last given counts; one that differs is told."""
    order = np.argsort(history.days, kind="stable")
    counts["out_of_order"] = int((np.diff(history.days) < 0).sum())
    history = _take(history, order)
    doubled = np.zeros(history.days.size, dtype=np.bool_)
    doubled[:-1] = history.days[:-1] == history.days[1:]
    same = np.zeros_like(doubled)
    same[:-1] = doubled[:-1] & (history.close[:-1] == history.close[1:])
    counts["duplicates"] = int(same.sum())
    _quarantine(history, np.flatnonzero(doubled & ~same), "conflicting_duplicate", bad)
    return _keep(history, ~doubled)


def _levelled(
    history: ParsedHistory,
    bad: list[BadRow],
    anchor: PricePoint | None,
    is_released: IsReleased,
) -> ParsedHistory:
    """Quarantine rows whose price lies a power of ten off the rest without a split between.

    The history is cut where a close is under a tenth or over ten times of the one before. Pieces
    that fit together form a level; the level with the anchor, else the longest, is believed.
    """
    if not history.days.size:
        return history
    level, levels = _levels(history, anchor)
    if len(levels) == 1:
        return history
    believed = 0 if anchor is not None else max(levels, key=lambda number: levels[number])
    off = _held(history, np.flatnonzero(level != believed), "unexplained_move", is_released)
    for piece in _runs(off):
        before = history.close[piece[0] - 1] if piece[0] else MISSING
        previous = {} if before == MISSING else {"previous_close": _text(history, int(before))}
        _quarantine_run(history, piece, "unexplained_move", bad, previous)
    keep = np.ones(history.days.size, dtype=np.bool_)
    keep[off] = False
    return _keep(history, keep)


def _held(
    history: ParsedHistory, rows: NDArray[np.intp], reason: str, is_released: IsReleased
) -> NDArray[np.intp]:
    """Return those of the rows at fault that nobody has released."""
    held = [
        run
        for run in _runs(rows)
        if not is_released(
            reason,
            date.fromordinal(int(history.days[run[0]])),
            date.fromordinal(int(history.days[run[-1]])),
        )
    ]
    return np.concatenate(held) if held else np.empty(0, dtype=np.intp)


def _levels(
    history: ParsedHistory, anchor: PricePoint | None
) -> tuple[NDArray[np.int64], dict[int, int]]:
    """Number the level of every row; return the numbers and how many rows each level has."""
    closes = history.close.astype(np.float64) / _share_ratio(history)
    with np.errstate(divide="ignore"):
        jumps = np.abs(np.diff(np.log10(closes))) > np.log10(_WILD_RATIO)
    edges = [0, *(np.flatnonzero(jumps) + 1).tolist(), closes.size]
    lasts: list[float] = []
    sizes: dict[int, int] = {}
    level = np.zeros(closes.size, dtype=np.int64)
    if anchor is not None:
        # Splits on or after the first fetched day lie between the anchor and the last row.
        scale = float(anchor.price.scaleb(history.exponent))
        lasts, sizes = [scale / _anchor_ratio(history, anchor)], {0: 0}
    for start, end in pairwise(edges):
        number = _fitting(lasts, float(closes[start]))
        if number == len(lasts):
            lasts.append(0.0)
        lasts[number] = float(closes[end - 1])
        sizes[number] = sizes.get(number, 0) + end - start
        level[start:end] = number
    return level, sizes


def _share_ratio(history: ParsedHistory) -> NDArray[np.float64]:
    """Return the latest day's shares per share of each day, to see moves without the splits."""
    ratios = np.ones(history.days.size)
    for split in history.splits:
        ratios[history.days < split.date.toordinal()] *= split.numerator / split.denominator
    return ratios


def _anchor_ratio(history: ParsedHistory, anchor: PricePoint) -> float:
    ratio = 1.0
    for split in history.splits:
        if split.date > anchor.day:
            ratio *= split.numerator / split.denominator
    return ratio


def _fitting(lasts: list[float], first: float) -> int:
    for number in range(len(lasts) - 1, -1, -1):
        if 1 / _WILD_RATIO <= first / lasts[number] <= _WILD_RATIO:
            return number
    return len(lasts)


def _events_until(history: ParsedHistory, today: date, bad: list[BadRow]) -> ParsedHistory:
    splits = {split.date: split for split in history.splits if split.date <= today}
    return replace(
        history,
        splits=tuple(splits[day] for day in sorted(splits)),
        dividends=tuple(_believable_dividends(history, today, bad)),
    )


def _believable_dividends(
    history: ParsedHistory, today: date, bad: list[BadRow]
) -> Iterable[Dividend]:
    """Add up what goes ex on one day; hold back what is worth more than the share itself."""
    sums: dict[date, Dividend] = {}
    for item in sorted(history.dividends, key=lambda dividend: dividend.ex_date):
        if item.ex_date <= today:
            before = sums.get(item.ex_date)
            amount = item.amount + (before.amount if before else 0)
            sums[item.ex_date] = replace(item, amount=amount)
    for item in sums.values():
        index = int(np.searchsorted(history.days, item.ex_date.toordinal())) - 1
        close = _decimal(history, int(history.close[index])) if index >= 0 else None
        if close is not None and item.amount >= close:
            evidence = {"dividend": plain(item.amount), "previous_close": plain(close)}
            bad.append(BadRow("dividend_exceeds_price", 0, item.ex_date, evidence))
        else:
            yield item


def _quarantine(
    history: ParsedHistory, rows: NDArray[np.intp], reason: str, bad: list[BadRow]
) -> None:
    for run in _runs(rows):
        _quarantine_run(history, run, reason, bad, {})


def _quarantine_run(
    history: ParsedHistory,
    run: NDArray[np.intp],
    reason: str,
    bad: list[BadRow],
    more: dict[str, str],
) -> None:
    first, last = int(run[0]), int(run[-1])
    evidence = {
        name: _text(history, int(getattr(history, name)[first]))
        for name in ("open", "high", "low", "close")
    }
    bad.append(
        BadRow(
            reason,
            int(history.rows[first]),
            date.fromordinal(int(history.days[first])),
            {**evidence, **more},
            date.fromordinal(int(history.days[last])),
            int(run.size),
        )
    )


def _runs(rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Cut ascending indexes into consecutive runs."""
    if not rows.size:
        return []
    return np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)


def _text(history: ParsedHistory, mantissa: int) -> str:
    return "missing" if mantissa == MISSING else plain(_decimal(history, mantissa))


def _decimal(history: ParsedHistory, mantissa: int) -> Decimal:
    return Decimal(mantissa).scaleb(-history.exponent)


def _keep(history: ParsedHistory, flags: Flags) -> ParsedHistory:
    return history if bool(flags.all()) else _take(history, np.flatnonzero(flags))


def _take(history: ParsedHistory, rows: NDArray[np.intp]) -> ParsedHistory:
    return replace(history, **{name: getattr(history, name)[rows] for name in _COLUMNS})
