"""When a digest is due, in its reader's own time zone. Pure.

A digest is named after its period: whoever finds it due, and how often, it is told once.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.notifications.model import WEEKDAYS, NotificationPreferences

type DigestKind = Literal["daily_digest", "weekly_digest"]

_LATEST: Final = timedelta(days=1)  # made up for that long after a timer that did not run


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to make now; `key` names its period."""

    kind: DigestKind
    key: str


def due_digests(
    preferences: NotificationPreferences, time_zone: str, now: datetime
) -> list[DueDigest]:
    """Return what is due at an instant: at most one digest of each kind."""
    local = now.astimezone(_zone(time_zone))
    found: list[DueDigest] = []
    if preferences.daily_digest and local.hour >= preferences.digest_hour:
        found.append(DueDigest("daily_digest", f"daily-digest:{local.date().isoformat()}"))
    if preferences.weekly_digest:
        behind = (local.weekday() - WEEKDAYS.index(preferences.weekly_day)) % 7
        day = local.date() - timedelta(days=behind)
        begins = datetime.combine(day, time(preferences.digest_hour), local.tzinfo)
        if begins <= local < begins + _LATEST:
            found.append(DueDigest("weekly_digest", f"weekly-digest:{day.isoformat()}"))
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
