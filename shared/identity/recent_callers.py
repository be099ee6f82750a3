"""What a worker remembers of callers it has lately looked up, so that most requests read nothing.

A session ended or a user disabled elsewhere is noticed when the memory is over (thirty seconds by
default); in the same worker at once.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.identity.model import Principal
from shared.kernel.clock import Clock

_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Entry:
    user_id: str
    principal: Principal | None
    at: datetime


class RecentCallers:
    """Remembers, by a key of the caller's token, who it is, or that it is nobody."""

    def __init__(self, clock: Clock, remembered_for: timedelta) -> None:
        self._clock = clock
        self._remembered_for = remembered_for
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self.changes = 0

    def lookup(self, key: str) -> tuple[bool, Principal | None]:
        """Return whether the key is remembered, and as whom (None: refused)."""
        entry = self._entries.get(key)
        if entry is None or abs(self._clock.now() - entry.at) >= self._remembered_for:
            return False, None
        return True, entry.principal

    def remember(self, key: str, user_id: str, principal: Principal | None, changes: int) -> None:
        """Keep an answer found since `changes` was read, unless someone was forgotten meanwhile."""
        if changes != self.changes:
            return
        self._entries[key] = _Entry(user_id, principal, self._clock.now())
        self._entries.move_to_end(key)
        while len(self._entries) > _MOST:
            self._entries.popitem(last=False)

    def forget_user(self, user_id: str) -> None:
        """Look a user's callers up afresh from now on."""
        self.changes += 1
        stale = [key for key, entry in self._entries.items() if entry.user_id == user_id]
        for key in stale:
            del self._entries[key]
