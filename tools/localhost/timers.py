"""The timer trigger's semantics: one run at a time, and a missed run fires at once, `past_due`."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from shared.kernel.clock import Clock
from tools.localhost.data_dir import read_json, write_json
from tools.localhost.runtime import Outcome
from tools.localhost.schedules import Schedule

log = logging.getLogger(__name__)

type RunTimer = Callable[[str], Awaitable[Outcome]]
"""Runs the function with the trigger's JSON."""

# A laptop that slept wakes up within this time of a due run.
_LONGEST_SLEEP: Final = timedelta(seconds=20)


class Timer:
    """One timer function; when it last ran and is next due survive restarts."""

    def __init__(
        self, name: str, schedule: Schedule, run: RunTimer, clock: Clock, state: Path
    ) -> None:
        self.name = name
        self._schedule = schedule
        self._run = run
        self._clock = clock
        self._state = state
        self._lock = asyncio.Lock()

    async def keep(self) -> None:
        """Run whenever due, until cancelled. A first start waits for the next due time."""
        due = self._read("Next")
        if due is None:
            due = self._schedule(self._clock.now())
            self._write(None, due)
        is_past_due = due <= self._clock.now()
        while True:
            await self._until(due)
            await self.run(is_past_due=is_past_due)
            finished = self._clock.now()
            due = self._schedule(finished)
            self._write(finished, due)
            is_past_due = False

    async def run(self, *, is_past_due: bool = False) -> Outcome:
        """Run now; waits for a run that is going on."""
        async with self._lock:
            outcome = await self._run(json.dumps(self._request(is_past_due=is_past_due)))
        if outcome.error:
            log.warning("Timer %s failed: %s", self.name, outcome.error)
        return outcome

    async def _until(self, due: datetime) -> None:
        # The clock is the wall's, which jumps when a laptop wakes up.
        while (left := due - self._clock.now()) > timedelta():  # noqa: ASYNC110
            await asyncio.sleep(min(left, _LONGEST_SLEEP).total_seconds())

    def _request(self, *, is_past_due: bool) -> dict[str, Any]:
        return {
            "Schedule": {"AdjustForDST": True},
            "ScheduleStatus": read_json(self._state) or None,
            "IsPastDue": is_past_due,
        }

    def _read(self, key: str) -> datetime | None:
        text = read_json(self._state).get(key)
        return datetime.fromisoformat(text) if text else None

    def _write(self, last: datetime | None, due: datetime) -> None:
        status = {
            "Last": last.isoformat() if last else "",
            "Next": due.isoformat(),
            "LastUpdated": self._clock.now().isoformat(),
        }
        try:
            write_json(self._state, status)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._state, error)
