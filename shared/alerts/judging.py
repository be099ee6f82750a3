"""From a reading and what is known of an alert to whether it fires. Pure.

An alert that fired is quiet until its value has come back by the hysteresis, and for the cool-down
counted in the data's own days: no clock takes part, so that two workers whose clocks differ come to
the same. What is missed by a clock (a snooze) is not lost: a value that still holds afterwards
fires then.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from shared.alerts.model import AlertDraft, AlertState, Outcome
from shared.alerts.reading import Reading

_NOTHING: Final = Decimal(0)


def judge(
    rule: AlertDraft, state: AlertState, reading: Reading, *, is_snoozed: bool = False
) -> tuple[AlertState, Outcome]:
    """Return the state after a reading, and what came of it."""
    if reading.level is None:
        # Marked as seen all the same: should its value come, that is a correction, a new datum.
        said = {"seen": reading.seen, "outcome": "no_data", "reason": reading.missing}
        return state.model_copy(update=said), "no_data"
    if rule.kind == "moving_average_cross":
        changes, outcome = _crossed(rule, state, reading, is_snoozed=is_snoozed)
    else:
        changes, outcome = _reached(rule, state, reading, is_snoozed=is_snoozed)
    if outcome == "fired":
        changes |= {"fired_on": reading.day, "fired": state.fired + 1}
    changes |= {"seen": reading.seen, "outcome": outcome, "reason": reading.shown}
    return state.model_copy(update=changes), outcome


def _reached(
    rule: AlertDraft, state: AlertState, reading: Reading, *, is_snoozed: bool
) -> tuple[dict[str, object], Outcome]:
    level, threshold = reading.level or _NOTHING, rule.threshold or _NOTHING
    is_down = rule.kind == "price_below" or (rule.kind == "weight" and rule.direction == "down")
    is_met = level <= threshold if is_down else level >= threshold
    slack = threshold * (rule.hysteresis or _NOTHING)
    is_back = level > threshold + slack if is_down else level < threshold - slack
    is_armed = state.is_armed or is_back or _is_another_day(rule, state, reading)
    if not is_met:
        return {"is_armed": is_armed}, "not_met"
    if not is_armed:
        return {"is_armed": False}, "met"
    outcome = _held_back(rule, state, reading, is_snoozed=is_snoozed)
    return {"is_armed": outcome != "fired"}, outcome


def _crossed(
    rule: AlertDraft, state: AlertState, reading: Reading, *, is_snoozed: bool
) -> tuple[dict[str, object], Outcome]:
    """A cross is an event: where the averages were at first is no cross."""
    level, band = reading.level or _NOTHING, rule.hysteresis or _NOTHING
    side = 1 if level > band else -1 if level < -band else state.side
    wanted = {"up": (1,), "down": (-1,)}.get(rule.direction or "any", (1, -1))
    if not state.side or side == state.side or side not in wanted:
        return {"side": side}, "not_met"
    return {"side": side}, _held_back(rule, state, reading, is_snoozed=is_snoozed)


def _held_back(
    rule: AlertDraft, state: AlertState, reading: Reading, *, is_snoozed: bool
) -> Outcome:
    if is_snoozed:
        return "snoozed"
    cooling = state.fired_on is not None and reading.day < state.fired_on + timedelta(
        days=rule.cooldown_days
    )
    return "cooling_down" if cooling else "fired"


def _is_another_day(rule: AlertDraft, state: AlertState, reading: Reading) -> bool:
    """A day's own move or volume says nothing of the day before: each day is looked at anew."""
    is_of_the_day = rule.kind == "volume" or (rule.kind == "percent_move" and rule.window_days == 1)
    return is_of_the_day and state.fired_on is not None and reading.day > state.fired_on
