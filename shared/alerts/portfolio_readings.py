"""What alerts about a portfolio measure, on the newest day that all its prices have. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from shared.alerts.measures import percent
from shared.alerts.model import AlertDraft
from shared.alerts.peaks import peaks
from shared.alerts.reading import CLOSE, Reading
from shared.portfolios.valuation import HoldingItem, Holdings


def common_day(held: Holdings) -> date | None:
    """Return the newest day of which every holding that still trades has a price.

    A figure of a day on which half of the prices are of the day before would be of no day at all.
    """
    days = [item.price_as_of for item in held.items if item.price_as_of and not item.is_stale]
    return min(days) if days else None


def weight(rule: AlertDraft, held: Holdings, day: date) -> Reading:
    """Return the weight of the rule's symbol, or the greatest there is."""
    known = [item for item in held.items if item.weight is not None]
    if rule.symbol is not None:
        level = next((_exact(i.weight) for i in known if i.symbol == rule.symbol), Decimal(0))
        return _reading(day, level, f"{rule.symbol} is {_share(level)} of the portfolio", held)
    if not known:
        return Reading(day, CLOSE, None, missing="no holding has a weight")
    top = max(known, key=_weight)
    level = _exact(top.weight)
    return _reading(day, level, f"{top.symbol} is {_share(level)} of the portfolio", held)


def drift(rule: AlertDraft, held: Holdings, day: date) -> Reading:
    """Return the greatest distance of a weight from its target; symbols without one are left out.

    A target that is not held has the weight zero.
    """
    weights = {item.symbol: _exact(item.weight) for item in held.items if item.weight is not None}
    away = {s: weights.get(s, Decimal(0)) - target for s, target in rule.targets.items()}
    symbol = max(away, key=lambda one: (abs(away[one]), one))
    is_now, target = weights.get(symbol, Decimal(0)), rule.targets[symbol]
    words = f"{symbol} is {_share(is_now)} of the portfolio, its target is {_share(target)}"
    return _reading(day, abs(away[symbol]), words, held)


def drawdowns(
    rule: AlertDraft, dates: Sequence[date], returns: Sequence[float | None], first: date
) -> list[Reading]:
    """Return the falls of the compound return from its highest within the window.

    One reading for each day from `first` on; none of a day without a return.
    """
    levels = [
        (day, 1 + _exact(value))
        for day, value in zip(dates, returns, strict=True)
        if value is not None
    ]
    highest = peaks(levels, rule.window_days or 0)
    return [
        _fall(day, value, *peak)
        for (day, value), peak in zip(levels, highest, strict=True)
        if day >= first
    ]


def drawdown(
    rule: AlertDraft, dates: Sequence[date], returns: Sequence[float | None], day: date
) -> Reading:
    """Return the fall on one day."""
    for found in drawdowns(rule, dates, returns, day):
        if found.day == day:
            return found
    return Reading(day, CLOSE, None, missing=f"the portfolio has no return of {day}")


def _fall(day: date, value: Decimal, peak_day: date, peak: Decimal) -> Reading:
    if peak <= 0:
        return Reading(day, CLOSE, None, missing="the portfolio lost everything before")
    fall = 1 - value / peak
    shown = f"The portfolio's return is {percent(-fall)} from its high of {peak_day}"
    return Reading(day, CLOSE, fall, shown)


def _reading(day: date, level: Decimal, shown: str, held: Holdings) -> Reading:
    sources = sorted({item.source for item in held.items if item.source})
    return Reading(day, CLOSE, level, shown, source=", ".join(sources))


def _weight(item: HoldingItem) -> float:
    return item.weight or 0.0


def _exact(value: float | None) -> Decimal:
    # Twelve digits: beyond them lies only the noise of floating point, which is no new datum.
    return Decimal(f"{value or 0.0:.12g}")


def _share(value: Decimal) -> str:
    return percent(value, signed=False)
