"""What each kind of alert about a symbol measures, bar by bar. Pure, exact decimals throughout."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from shared.alerts.model import AlertDraft, AlertKind
from shared.alerts.peaks import peaks
from shared.alerts.reading import Reading
from shared.alerts.tape import Bar, Tape
from shared.kernel.money import plain

_MOST_A_YEAR: Final = 370  # bars, for what trades every day
_LEAST: Final = 30


def bars_needed(rule: AlertDraft) -> int:
    """Return how many bars before a day its measure looks at, at most."""
    if rule.kind == "moving_average_cross":
        return rule.long_days + 1
    if rule.kind == "drawdown":
        return _MOST_A_YEAR * ((rule.window_days or 0) // 365 + 1)
    return max(_LEAST, (rule.window_days or 0) + 1)


def readings(rule: AlertDraft, tape: Tape, basis: date, first: int) -> list[Reading]:
    """Return the readings of the bars from an index on, oldest first."""
    if rule.kind == "drawdown":
        return _drawdowns(rule, tape, first)
    measure = _MEASURES[rule.kind]
    return [measure(rule, tape, basis, index) for index in range(first, len(tape.bars))]


def _price(rule: AlertDraft, tape: Tape, basis: date, index: int) -> Reading:
    del rule
    bar = tape.bars[index]
    shown = f"{plain(bar.traded)} {tape.currency}"
    return _reading(tape, bar, bar.close * tape.factor(basis), shown)


def _move(rule: AlertDraft, tape: Tape, basis: date, index: int) -> Reading:
    del basis
    bar, days = tape.bars[index], rule.window_days or 1
    if index < days:
        return _missing(tape, bar, f"there are prices of {index + 1} days, {days + 1} are needed")
    before = tape.bars[index - days]
    if not before.close:
        return _missing(tape, bar, f"the price of {before.day} is zero")
    change = bar.close / before.close - 1
    level = {"up": change, "down": -change}.get(rule.direction or "any", abs(change))
    return _reading(tape, bar, level, f"{percent(change)} since {before.day}")


def _drawdowns(rule: AlertDraft, tape: Tape, first: int) -> list[Reading]:
    days = rule.window_days or 0
    # Nothing before the first bar's own window can be anybody's peak.
    since = tape.bars[first].day - timedelta(days=days)
    start = bisect_left(tape.bars, since, hi=first, key=lambda one: one.day)
    bars = tape.bars[start:]
    highest = peaks([(bar.day, bar.close) for bar in bars], days)
    return [
        _drawdown(tape, bar, *peak)
        for bar, peak in zip(bars[first - start :], highest[first - start :], strict=True)
    ]


def _drawdown(tape: Tape, bar: Bar, day: date, peak: Decimal) -> Reading:
    if not peak:
        return _missing(tape, bar, "there is no price above zero")
    fall = 1 - bar.close / peak
    return _reading(tape, bar, fall, f"{percent(-fall)} from its high of {day}")


def _cross(rule: AlertDraft, tape: Tape, basis: date, index: int) -> Reading:
    del basis
    bar = tape.bars[index]
    if index + 1 < rule.long_days:
        return _missing(
            tape, bar, f"there are prices of {index + 1} days, {rule.long_days} are needed"
        )
    short = _average([one.close for one in tape.bars[index + 1 - rule.short_days : index + 1]])
    long = _average([one.close for one in tape.bars[index + 1 - rule.long_days : index + 1]])
    if not long:
        return _missing(tape, bar, "the long average is zero")
    spread = short / long - 1
    where = "above" if spread > 0 else "below"
    words = f"the {rule.short_days}-day average is {percent(abs(spread), signed=False)} {where}"
    return _reading(tape, bar, spread, f"{words} the {rule.long_days}-day average")


def _volume(rule: AlertDraft, tape: Tape, basis: date, index: int) -> Reading:
    del basis
    bar, days = tape.bars[index], rule.window_days or 1
    before = [one.volume for one in tape.bars[max(0, index - days) : index]]
    known = [one for one in before if one is not None]
    if bar.volume is None:
        return _missing(tape, bar, "the day's volume is not known")
    if len(known) < days or not sum(known):
        return _missing(tape, bar, f"volumes of {len(known)} days before are known, not of {days}")
    multiple = bar.volume / _average(known)
    shown = f"{plain(round(multiple, 2))} times the average of {days} days"
    return _reading(tape, bar, multiple, shown)


_MEASURES: Final[dict[AlertKind, Callable[[AlertDraft, Tape, date, int], Reading]]] = {
    "price_above": _price,
    "price_below": _price,
    "percent_move": _move,
    "moving_average_cross": _cross,
    "volume": _volume,
}


def percent(fraction: Decimal, *, signed: bool = True) -> str:
    """Write a fraction as a percentage with two decimals: `+5.25 %`."""
    return f"{fraction * 100:{'+' if signed else ''}.2f} %"


def _reading(tape: Tape, bar: Bar, level: Decimal, shown: str) -> Reading:
    return Reading(bar.day, bar.stamp, level, shown, source=tape.source)


def _missing(tape: Tape, bar: Bar, reason: str) -> Reading:
    return Reading(bar.day, bar.stamp, None, missing=reason, source=tape.source)


def _average(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)
