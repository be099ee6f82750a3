"""Which provider is left alone, why and until when: known to this worker, shared with the others.

The state lies in one small document a circuit. It is read at most every few seconds and written
only when a circuit opens or closes, so that a dead provider costs each instance next to nothing.
A store that does not answer changes nothing: every worker still knows what it saw itself.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import PlumblineError
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Query

log = structlog.get_logger()

_PARTITION: Final = "provider-circuits"
_READ_AGAIN_SECONDS: Final = 10.0
_KEPT_SECONDS: Final = 7 * 86_400
_FIRST_PAUSE_SECONDS: Final = 60
_LONGEST_PAUSE_SECONDS: Final = 900
_FAILURES_UNTIL_OPEN: Final = 3
_PROBE_SECONDS: Final = 20
# One failure of these kinds says enough: the next request would fare no better.
_OPEN_AT_ONCE: Final = frozenset({"unreachable", "rate_limited", "quota_exhausted", "not_in_plan"})
# These are true of a provider as a whole, the others of what was asked of it.
PROVIDER_WIDE: Final = frozenset({"unreachable", "rate_limited", "quota_exhausted"})
_PLAN_PAUSE_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a provider fared lately, as a whole (`yahoo`) or at one thing (`yahoo.news`)."""

    name: str
    failures: int = 0
    pauses: int = 0
    reason: str = ""
    open_until: datetime | None = None
    changed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it is left alone now."""
        return self.open_until is not None and self.open_until > now


class Circuits:
    """The circuits of all providers."""

    def __init__(
        self,
        clock: Clock,
        documents: DocumentStore | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._documents = documents
        self._monotonic = monotonic
        self._read_at = float("-inf")
        self._known: dict[str, Circuit] = {}

    async def learn(self) -> None:
        """Take over what other instances have noted, unless that was done a moment ago."""
        now = self._monotonic()
        if self._documents is None or now - self._read_at < _READ_AGAIN_SECONDS:
            return
        self._read_at = now
        try:
            found = await self._documents.query(OPS.name, _PARTITION, Query(limit=200))
        except PlumblineError as error:
            log.warning("circuits_not_read", code=error.code)
            return
        for document in found:
            self._take(_circuit(document))

    def _take(self, told: Circuit) -> None:
        """Believe the later of two notes; clocks that differ a little do no harm here."""
        known = self._known.get(told.name)
        at = told.changed_at
        if known is None or known.changed_at is None or (at is not None and at > known.changed_at):
            self._known[told.name] = told

    def open_reason(self, *names: str) -> str | None:
        """Return why any of these circuits is open; None when none is."""
        now = self._clock.now()
        for name in names:
            circuit = self._known.get(name)
            if circuit is not None and circuit.is_open(now):
                return circuit.reason
        return None

    def until(self, *names: str) -> datetime | None:
        """Return when the last of these circuits closes, if any is open."""
        now = self._clock.now()
        found = (self._known[name] for name in names if name in self._known)
        return max(
            (c.open_until for c in found if c.open_until and c.open_until > now), default=None
        )

    def names(self) -> Sequence[str]:
        """Return the circuits that something was noted of."""
        return tuple(self._known)

    def probe(self, *names: str) -> None:
        """Reserve the next attempt at circuits whose pause is over: one request tries, not all."""
        now = self._clock.now()
        for name in names:
            circuit = self._known.get(name)
            if circuit is not None and circuit.open_until is not None:
                until = now + timedelta(seconds=_PROBE_SECONDS)
                self._known[name] = replace(circuit, open_until=until)

    async def succeeded(self, *names: str) -> None:
        """Forget failures: it answered."""
        for name in names:
            circuit = self._known.get(name)
            if circuit is None or (circuit.failures == 0 and circuit.open_until is None):
                continue
            closed = Circuit(name, changed_at=self._clock.now())
            self._known[name] = closed
            if circuit.open_until is not None:
                await self._note(closed)

    async def failed(self, name: str, reason: str, retry_after_seconds: int | None) -> None:
        """Count a failure; open the circuit when it is bad enough, longer each time."""
        now, before = self._clock.now(), self._known.get(name, Circuit(name))
        failures = before.failures + 1
        circuit = replace(before, failures=failures, reason=reason, changed_at=now)
        if reason not in _OPEN_AT_ONCE and failures < _FAILURES_UNTIL_OPEN:
            self._known[name] = circuit
            return
        pause = min(_FIRST_PAUSE_SECONDS * 2**before.pauses, _LONGEST_PAUSE_SECONDS)
        least = _PLAN_PAUSE_SECONDS if reason == "not_in_plan" else retry_after_seconds or 0
        until = now + timedelta(seconds=max(pause, least))
        self._known[name] = replace(circuit, open_until=until, pauses=before.pauses + 1)
        log.warning("provider_left_alone", circuit=name, reason=reason, until=rfc3339(until))
        await self._note(self._known[name])

    async def _note(self, circuit: Circuit) -> None:
        if self._documents is None:
            return
        body = {
            "schema": 1,
            "failures": circuit.failures,
            "pauses": circuit.pauses,
            "reason": circuit.reason,
            "open_until": rfc3339(circuit.open_until) if circuit.open_until else None,
            "changed_at": rfc3339(circuit.changed_at or self._clock.now()),
        }
        try:
            await self._documents.upsert(
                OPS.name, _PARTITION, circuit.name, body, ttl_seconds=_KEPT_SECONDS
            )
        except PlumblineError as error:
            log.warning("circuit_not_shared", circuit=circuit.name, code=error.code)


def _circuit(document: Document) -> Circuit:
    body = document.body
    until = body["open_until"]
    return Circuit(
        document.id,
        int(body["failures"]),
        int(body["pauses"]),
        str(body["reason"]),
        datetime.fromisoformat(until) if until else None,
        datetime.fromisoformat(body["changed_at"]),
    )
