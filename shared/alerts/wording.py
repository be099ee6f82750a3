"""Alerts in words for people. Pure."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from shared.alerts.model import AlertDraft, AlertKind
from shared.alerts.reading import CLOSE, Reading
from shared.kernel.money import plain

_WAYS: Final = {"any": "moves", "up": "rises", "down": "falls"}
_CROSSES: Final = {"any": "crosses", "up": "crosses above", "down": "crosses below"}


def describe(rule: AlertDraft) -> str:
    """Say in one line what an alert waits for: `AAPL at 150 or above`."""
    return _WORDS[rule.kind](rule)


def told(rule: AlertDraft, reading: Reading) -> str:
    """Say what was seen, of which day, from where."""
    when = f"at the close of {reading.day}" if reading.stamp == CLOSE else f"on {reading.day}"
    source = f" (source: {reading.source})" if reading.source else ""
    note = f" Your note: {rule.note}" if rule.note else ""
    return f"{reading.shown} {when}{source}.{note}"


def _subject(rule: AlertDraft) -> str:
    return rule.symbol or "The portfolio"


def _above(rule: AlertDraft) -> str:
    return f"{_subject(rule)} at {_plain(rule.threshold)} or above"


def _below(rule: AlertDraft) -> str:
    return f"{_subject(rule)} at {_plain(rule.threshold)} or below"


def _move(rule: AlertDraft) -> str:
    days = "a day" if rule.window_days == 1 else f"{rule.window_days} trading days"
    way = _WAYS[rule.direction or "any"]
    return f"{_subject(rule)} {way} by {_percent(rule.threshold)} or more in {days}"


def _drawdown(rule: AlertDraft) -> str:
    days = rule.window_days
    return f"{_subject(rule)} {_percent(rule.threshold)} or more below its high of {days} days"


def _cross(rule: AlertDraft) -> str:
    way = _CROSSES[rule.direction or "any"]
    return f"{_subject(rule)}: {rule.short_days}-day average {way} {rule.long_days}-day average"


def _volume(rule: AlertDraft) -> str:
    multiple, days = _plain(rule.threshold), rule.window_days
    return f"{_subject(rule)} trades {multiple} times its average of {days} days or more"


def _drift(rule: AlertDraft) -> str:
    return f"A holding is {_percent(rule.threshold)} of the portfolio or more off its target"


def _dividend(rule: AlertDraft) -> str:
    return f"{_subject(rule)}: a dividend, {rule.window_days} days before its ex-date"


def _news(rule: AlertDraft) -> str:
    words = f" naming {' or '.join(rule.words)}" if rule.words else ""
    return f"{_subject(rule)}: news{words}"


def _weight(rule: AlertDraft) -> str:
    what = rule.symbol or "Any one holding"
    way = "or less" if rule.direction == "down" else "or more"
    return f"{what} makes up {_percent(rule.threshold)} {way} of the portfolio"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{plain(value * 100)} %"


_WORDS: Final[dict[AlertKind, Callable[[AlertDraft], str]]] = {
    "price_above": _above,
    "price_below": _below,
    "percent_move": _move,
    "drawdown": _drawdown,
    "moving_average_cross": _cross,
    "volume": _volume,
    "weight": _weight,
    "allocation_drift": _drift,
    "dividend": _dividend,
    "news": _news,
}
