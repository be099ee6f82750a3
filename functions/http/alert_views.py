"""Alerts on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from functions.http.schemas import Input, Instant, Output
from shared.alerts.model import PRICES, Alert, AlertDraft, AlertKind, Direction, Outcome
from shared.alerts.wording import describe
from shared.kernel.money import plain


class AlertInput(AlertDraft):
    """An alert to make.

    By kind: `price_above`, `price_below` (symbol, threshold: a price in the currency of the
    listing); `percent_move` (symbol, threshold: a fraction, direction, window_days); `drawdown`
    (symbol or portfolio_id, threshold: a fraction); `moving_average_cross` (symbol, short_days,
    long_days, direction); `volume` (symbol, threshold: a multiple of the average of window_days);
    `weight` (portfolio_id, threshold: a fraction, symbol: any unless given, direction);
    `allocation_drift` (portfolio_id, targets, threshold: a fraction); `dividend` (symbol or
    portfolio_id, window_days before the ex-date); `news` (symbol, words: any unless given).
    """

    enabled: StrictBool = True
    snoozed_until: Instant | None = None

    def rule(self) -> AlertDraft:
        """Return the rule alone."""
        fields = set(AlertDraft.model_fields)
        return AlertDraft.model_validate(self.model_dump(include=fields))


class AlertView(Output):
    """An alert and how it stands.

    `threshold` is a string for prices, a number for fractions and multiples; prices count in shares
    of `threshold_as_of`, so that a split changes nothing. `status`: what the newest datum
    (`last_day`) came to; `waiting` before the first. `detail`: what it said, or why nothing can be
    said (`no_data`, which never fires).
    """

    id: str
    kind: AlertKind
    title: str
    symbol: str | None
    portfolio_id: str | None
    threshold: str | float | None
    threshold_as_of: date | None
    direction: Direction | None
    window_days: int | None
    short_days: int | None
    long_days: int | None
    targets: dict[str, float]
    words: list[str]
    hysteresis: float | None
    cooldown_days: int
    note: str
    enabled: bool
    snoozed_until: datetime | None
    status: Outcome | Literal["waiting"]
    detail: str
    last_day: date | None
    fired_count: int
    last_fired_on: date | None
    evaluated_at: datetime | None
    created_at: datetime
    updated_at: datetime


class FiringView(Output):
    """One time an alert fired. `day` is of the datum, `at` when it was found."""

    alert_id: str
    day: date
    title: str
    text: str
    value: str | None
    at: datetime
    notification_id: str


class PastFiringView(Output):
    """A day on which an alert would have fired, and what it would have said."""

    day: date
    value: str


class AlertPreview(Output):
    """What an alert would have done: `fired_count` times from `first` to `last`.

    `evaluated`: of how many data; `missing`: of how many nothing could have been said. `now`: what
    the newest datum says; `would_fire_now`: the alert, made now, fires at once.
    """

    title: str
    first: date
    last: date
    fired_count: int
    firings: list[PastFiringView]
    evaluated: int
    missing: int
    now: str
    would_fire_now: bool
    notes: list[str]


class SnoozeInput(Input):
    """Until when an alert shall be quiet, or for how many hours from now."""

    until: Instant | None = None
    hours: Annotated[int, Field(strict=True, ge=1, le=24 * 366)] | None = None


def alert_view(alert: Alert) -> AlertView:
    """Return an alert as it is shown."""
    rule, state = alert.rule, alert.state
    is_price = rule.kind in PRICES
    is_cross = rule.kind == "moving_average_cross"
    return AlertView(
        id=alert.id,
        title=describe(rule),
        threshold=_threshold(alert),
        threshold_as_of=state.basis if is_price else None,
        short_days=rule.short_days if is_cross else None,
        long_days=rule.long_days if is_cross else None,
        targets={symbol: float(weight) for symbol, weight in rule.targets.items()},
        words=list(rule.words),
        hysteresis=None if rule.hysteresis is None else float(rule.hysteresis),
        status=state.outcome or "waiting",
        detail=state.reason,
        last_day=state.seen.day if state.seen else None,
        fired_count=state.fired,
        last_fired_on=state.fired_on,
        evaluated_at=state.evaluated_at,
        **rule.model_dump(
            include={
                "kind",
                "symbol",
                "portfolio_id",
                "direction",
                "window_days",
                "cooldown_days",
                "note",
            }
        ),
        **alert.model_dump(include={"enabled", "snoozed_until", "created_at", "updated_at"}),
    )


def _threshold(alert: Alert) -> str | float | None:
    threshold = alert.rule.threshold
    if threshold is None:
        return None
    return plain(threshold) if alert.rule.kind in PRICES else float(threshold)
