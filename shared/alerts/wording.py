"""Alerts in words for people, in their language. Pure."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from shared.alerts.model import AlertDraft, AlertKind
from shared.alerts.reading import CLOSE, Reading
from shared.alerts.seen_in_german import seen_in
from shared.kernel.language import Language, worded, worded_day, worded_figure
from shared.kernel.money import plain

type _Words = Callable[[AlertDraft, Language], str]

_LEVELS: Final = {
    "price_above": "{subject} at {level} or above",
    "price_below": "{subject} at {level} or below",
}
_MOVES: Final = {
    "any": "{subject} moves by {share} or more in {days}",
    "up": "{subject} rises by {share} or more in {days}",
    "down": "{subject} falls by {share} or more in {days}",
}
_CROSSES: Final = {
    "any": "{subject}: {short}-day average crosses {long}-day average",
    "up": "{subject}: {short}-day average crosses above {long}-day average",
    "down": "{subject}: {short}-day average crosses below {long}-day average",
}
_WEIGHTS: Final = {
    "up": "{subject} makes up {share} or more of the portfolio",
    "down": "{subject} makes up {share} or less of the portfolio",
}


def describe(rule: AlertDraft, language: Language = "en") -> str:
    """Say in one line what an alert waits for: `AAPL at 150 or above`."""
    return _WORDS[rule.kind](rule, language)


def told(rule: AlertDraft, reading: Reading, language: Language = "en") -> str:
    """Say what was seen, of which day, from where."""
    at_close = reading.stamp == CLOSE
    when = worded(
        language,
        "at the close of {day}" if at_close else "on {day}",
        day=worded_day(language, reading.day),
    )
    source = ""
    if reading.source:
        source = f" ({worded(language, 'source: {source}', source=reading.source)})"
    note = f" {worded(language, 'Your note: {note}', note=rule.note)}" if rule.note else ""
    return f"{seen_in(language, reading.shown)} {when}{source}.{note}"


def _subject(rule: AlertDraft, language: Language) -> str:
    return rule.symbol or worded(language, "The portfolio")


def _level(rule: AlertDraft, language: Language) -> str:
    subject, level = _subject(rule, language), _plain(rule.threshold, language)
    return worded(language, _LEVELS[rule.kind], subject=subject, level=level)


def _move(rule: AlertDraft, language: Language) -> str:
    days = worded(language, "a day")
    if rule.window_days != 1:
        days = worded(language, "{count} trading days", count=rule.window_days or 0)
    return worded(
        language,
        _MOVES[rule.direction or "any"],
        subject=_subject(rule, language),
        share=_percent(rule.threshold, language),
        days=days,
    )


def _drawdown(rule: AlertDraft, language: Language) -> str:
    return worded(
        language,
        "{subject} {share} or more below its high of {days} days",
        subject=_subject(rule, language),
        share=_percent(rule.threshold, language),
        days=rule.window_days or 0,
    )


def _cross(rule: AlertDraft, language: Language) -> str:
    return worded(
        language,
        _CROSSES[rule.direction or "any"],
        subject=_subject(rule, language),
        short=rule.short_days,
        long=rule.long_days,
    )


def _volume(rule: AlertDraft, language: Language) -> str:
    return worded(
        language,
        "{subject} trades {multiple} times its average of {days} days or more",
        subject=_subject(rule, language),
        multiple=_plain(rule.threshold, language),
        days=rule.window_days or 0,
    )


def _drift(rule: AlertDraft, language: Language) -> str:
    return worded(
        language,
        "A holding is {share} of the portfolio or more off its target",
        share=_percent(rule.threshold, language),
    )


def _dividend(rule: AlertDraft, language: Language) -> str:
    return worded(
        language,
        "{subject}: a dividend, {days} days before its ex-date",
        subject=_subject(rule, language),
        days=rule.window_days or 0,
    )


def _news(rule: AlertDraft, language: Language) -> str:
    subject = _subject(rule, language)
    if not rule.words:
        return worded(language, "{subject}: news", subject=subject)
    words = f" {worded(language, 'or')} ".join(rule.words)
    return worded(language, "{subject}: news naming {words}", subject=subject, words=words)


def _weight(rule: AlertDraft, language: Language) -> str:
    return worded(
        language,
        _WEIGHTS["down" if rule.direction == "down" else "up"],
        subject=rule.symbol or worded(language, "Any one holding"),
        share=_percent(rule.threshold, language),
    )


def _plain(value: Decimal | None, language: Language) -> str:
    return "" if value is None else worded_figure(language, plain(value))


def _percent(value: Decimal | None, language: Language) -> str:
    return "" if value is None else f"{worded_figure(language, plain(value * 100))} %"


_WORDS: Final[dict[AlertKind, _Words]] = {
    "price_above": _level,
    "price_below": _level,
    "percent_move": _move,
    "drawdown": _drawdown,
    "moving_average_cross": _cross,
    "volume": _volume,
    "weight": _weight,
    "allocation_drift": _drift,
    "dividend": _dividend,
    "news": _news,
}
