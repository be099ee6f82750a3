"""From what is new to an alert to what it is told and what its state becomes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from shared.alerts.events import Event, told_together
from shared.alerts.judging import judge
from shared.alerts.model import Alert, AlertDraft, AlertState
from shared.alerts.reading import Reading
from shared.alerts.seen_in_german import seen_in, stories_in
from shared.alerts.wording import describe, told
from shared.kernel.language import Language

MOST_AT_ONCE: Final = 12
"""Firings in one batch: each brings a notification, a mark and deliveries."""

_MOST_EVENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Fired:
    """A datum an alert fires on, in English. `datum` names it among all that this alert may see.

    `reading`: what was seen, if that was a measure and no event.
    """

    datum: str
    day: date
    title: str
    text: str
    value: str | None
    reading: Reading | None = None

    def worded(self, rule: AlertDraft, language: Language) -> "Fired":
        """Return it as its reader is told."""
        if language == "en":
            return self
        if self.reading is not None:
            text = told(rule, self.reading, language)
        else:
            text = stories_in(language, seen_in(language, self.text))
        return replace(self, title=describe(rule, language), text=text)


@dataclass(frozen=True, slots=True)
class Judged:
    """An alert's state after what was new, and what fired on the way."""

    state: AlertState
    fired: tuple[Fired, ...]


def judged_readings(
    alert: Alert, state: AlertState, readings: Sequence[Reading], *, is_snoozed: bool
) -> Judged:
    """Judge readings in their order, up to as many firings as one batch takes."""
    fired: list[Fired] = []
    for reading in readings:
        state, outcome = judge(alert.rule, state, reading, is_snoozed=is_snoozed)
        if outcome == "fired":
            # A rule that was changed may fire anew on the day that the old one fired on.
            datum = f"{reading.day.isoformat()}.{alert.version}"
            text = told(alert.rule, reading)
            title = describe(alert.rule)
            fired.append(Fired(datum, reading.day, title, text, reading.shown, reading))
        if len(fired) == MOST_AT_ONCE:
            break
    return Judged(state, tuple(fired))


def judged_events(
    alert: Alert, events: Sequence[Event], now: datetime, *, is_snoozed: bool
) -> Judged:
    """Tell events: dividends one by one, stories together and not before the cool-down is over.

    What happens while the alert is snoozed is passed over: its owner asked not to be told.
    """
    state = alert.state.model_copy(update={"basis": alert.state.basis or now.date()})
    if not events:
        return Judged(state, ())
    rule, today = alert.rule, now.date()
    is_news = rule.kind == "news"
    cooling = state.fired_on is not None and today < state.fired_on + timedelta(
        days=rule.cooldown_days
    )
    if is_news and cooling and not is_snoozed:
        return Judged(state.model_copy(update={"outcome": "cooling_down"}), ())
    taken = events if is_news else events[:MOST_AT_ONCE]
    known = (*state.events, *(event.id for event in taken))[-_MOST_EVENTS:]
    if is_snoozed:
        return Judged(state.model_copy(update={"events": known, "outcome": "snoozed"}), ())
    title, last = describe(rule), taken[-1]
    if is_news:
        text = told_together(taken)
        fired = (Fired(last.id, last.day, title, text, None),)
    else:
        fired = tuple(Fired(one.id, one.day, title, one.text, None) for one in taken)
    changes = {
        "events": known,
        "outcome": "fired",
        "reason": last.text,
        "fired_on": today,
        "fired": state.fired + len(fired),
    }
    return Judged(state.model_copy(update=changes), fired)
