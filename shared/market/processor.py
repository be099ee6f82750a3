"""Stage three of ingestion: which rows may be loaded. Pure.

Nothing is repaired. A row is loaded as the source gave it, or quarantined with the reason and the
evidence, or counted as carrying nothing (`empty`, `duplicate`, `partial`, `after_today`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.kernel.money import plain
from shared.market.levels import levels
from shared.market.model import MISSING, Dividend, PricePoint
from shared.market.parsed import BadRow, ParsedHistory

type Flags = NDArray[np.bool_]
type IsReleased = Callable[[str, date, date], bool]

EARLIEST: Final = date(1900, 1, 1)
_WILD_FIELD: Final = 50  # times off the close: pence for pounds; stray ticks of a tenth do happen
_RANGE_TOLERANCE: Final = 0.01  # vendors round highs and lows apart from closes
_LARGE_DIVIDEND: Final = Decimal("0.2")  # of the price
_MODEST_DIVIDEND: Final = 0.19
_FELT: Final = Decimal("0.3")  # of the dividend
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
    counts["blank_fields"] = 0
    if not _is_orderly(history):
        history = _blanked(history, counts)
        history = _without_wild_fields(history, bad, is_released)
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


def _is_orderly(history: ParsedHistory) -> bool:
    """Say whether every row is whole and within its day's range, as most histories are.

    Then the next three steps would find nothing, and need not look row by row.
    """
    close, opened, high, low = history.close, history.open, history.high, history.low
    if not history.days.size or int(history.days.min()) < EARLIEST.toordinal():
        return False
    # A missing value is less than any price.
    if min(int(column.min()) for column in (low, opened, close, high)) <= 0:
        return False
    return bool(
        (low <= close).all()
        and (low <= opened).all()
        and (high >= close).all()
        and (high >= opened).all()
        and (high < close * _WILD_FIELD).all()
        and (low * _WILD_FIELD > close).all()
    )


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


def _without_wild_fields(
    history: ParsedHistory, bad: list[BadRow], is_released: IsReleased
) -> ParsedHistory:
    """Hold back an open, high or low in another unit than its close; the row stays, without it.

    Where all of them are, it is the close that is wrong, and the row is judged by that.
    """
    wild = {name: _is_wild(history, name) for name in ("open", "high", "low")}
    given = np.stack([getattr(history, name) != MISSING for name in wild])
    is_close_wrong = np.stack(list(wild.values())).sum(axis=0) == given.sum(axis=0)
    columns: dict[str, NDArray[np.int64]] = {}
    for name, flags in wild.items():
        held = _held(
            history,
            np.flatnonzero(flags & np.logical_not(is_close_wrong)),
            f"wild_{name}",
            is_released,
        )
        for run in _runs(held):
            _quarantine_run(history, run, f"wild_{name}", bad, {}, rows=0)
        if held.size:
            columns[name] = getattr(history, name).copy()
            columns[name][held] = MISSING
    return replace(history, **columns) if columns else history


def _is_wild(history: ParsedHistory, name: str) -> Flags:
    values: NDArray[np.int64] = getattr(history, name)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = values / history.close.astype(np.float64)
        is_far = (times >= _WILD_FIELD) | (times <= 1 / _WILD_FIELD)
    return (values > 0) & (history.close > 0) & is_far


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
    if bool((np.diff(history.days) > 0).all()):
        counts["out_of_order"] = counts["duplicates"] = 0
        return history
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
    """Quarantine rows whose price does not go with the rest, see `levels`.

    The level with the anchor, else the longest, is believed.
    """
    if not history.days.size:
        return history
    found = levels(history, anchor)
    if len(found.sizes) == 1:
        return history
    believed = 0 if anchor is not None else max(found.sizes, key=lambda n: found.sizes[n])
    keep = np.ones(history.days.size, dtype=np.bool_)
    for piece in _runs(np.flatnonzero(found.of_row != believed)):
        first, last = int(piece[0]), int(piece[-1])
        cut = found.cut_at(first, last)
        reason = "unexplained_move" if cut.is_wild else "suspected_split"
        held = _held(history, piece, reason, is_released)
        before = history.close[first - 1] if first else MISSING
        more = {} if before == MISSING else {"previous_close": _text(history, int(before))}
        if before == MISSING and last + 1 < history.days.size:
            more["next_close"] = _text(history, int(history.close[last + 1]))
        if cut.ratio is not None:
            more["suspected_ratio"] = f"{cut.ratio.numerator}:{cut.ratio.denominator}"
        if held.size:
            _quarantine_run(history, held, reason, bad, more)
        keep[held] = False
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
    """Add up what goes ex on one day; hold back what the price cannot bear or did not feel."""
    sums: dict[date, Dividend] = {}
    for item in sorted(history.dividends, key=lambda dividend: dividend.ex_date):
        if item.ex_date <= today:
            before = sums.get(item.ex_date)
            both = replace(item, amount=item.amount + before.amount) if before else item
            sums[item.ex_date] = both
    if not history.days.size:
        yield from sums.values()
        return
    ordinals = [day.toordinal() for day in sums]
    rows = np.searchsorted(history.days, ordinals) - 1
    # As floats, which are near enough to tell that nearly all are far from being large.
    modest = (history.close[rows] * (10.0**-history.exponent * _MODEST_DIVIDEND)).tolist()
    for item, row, limit in zip(sums.values(), rows.tolist(), modest, strict=True):
        if row < 0 or float(item.amount) < limit:
            yield item
            continue
        close = _decimal(history, int(history.close[row]))
        if item.amount < close * _LARGE_DIVIDEND:
            yield item
            continue
        evidence = {"dividend": plain(item.amount), "previous_close": plain(close)}
        if item.amount >= close:
            bad.append(BadRow("dividend_exceeds_price", 0, item.ex_date, evidence))
        elif _is_unfelt(history, row, close, item.amount):
            evidence["close"] = _text(history, int(history.close[row + 1]))
            bad.append(BadRow("dividend_without_fall", 0, item.ex_date, evidence))
        else:
            yield item


def _is_unfelt(history: ParsedHistory, before: int, close: Decimal, amount: Decimal) -> bool:
    """Say whether a share went ex a large part of its price and did not fall by much of it.

    So a dividend in pence beside a price in pounds shows, when it does not pass the price itself.
    """
    if before + 1 >= history.days.size:
        return False
    after = _decimal(history, int(history.close[before + 1]))
    ratio = _ratio_between(history, before)
    return close - after * ratio < amount * _FELT


def _ratio_between(history: ParsedHistory, before: int) -> Decimal:
    """Return the splits between a row and the next one, as new shares for an old one."""
    ratio = Decimal(1)
    for split in history.splits:
        if history.days[before] < split.date.toordinal() <= history.days[before + 1]:
            ratio = ratio * split.numerator / split.denominator
    return ratio


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
    rows: int | None = None,
) -> None:
    """Tell of a run of rows; of `rows` 0 when they are loaded without what is wrong with them."""
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
            int(run.size) if rows is None else rows,
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
