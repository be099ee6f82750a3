"""NCRONTAB: six fields, seconds first, UTC; or a .NET time span between runs."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from cronsim import CronSim, CronSimError

from tools.localhost.failure import CannotStart
from tools.localhost.host_json import parse_time_span

type Schedule = Callable[[datetime], datetime]
"""Returns the first due instant after the given one."""

_NCRONTAB_FIELDS: Final = 6


def parse_schedule(text: str, environment: Mapping[str, str]) -> Schedule:
    """Return a timer's schedule; `%NAME%` is taken from the environment. Raises: CannotStart."""
    if text.startswith("%") and text.endswith("%"):
        text = environment.get(text.strip("%"), "")
    try:
        return _parse(text)
    except (CronSimError, ValueError) as error:
        raise CannotStart(f"The timer schedule {text!r} is not valid: {error}") from error


def _parse(text: str) -> Schedule:
    fields = text.split()
    if len(fields) == 1:
        period = timedelta(seconds=parse_time_span(text))
        return lambda after: after + period
    if len(fields) == _NCRONTAB_FIELDS - 1:
        text = f"0 {text}"  # NCRONTAB without seconds means second zero
    CronSim(text, datetime(2000, 1, 1))  # noqa: DTZ001 - only to have it checked now
    return lambda after: next(CronSim(text, after))
