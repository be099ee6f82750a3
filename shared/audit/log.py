"""The audit trail: who did what, when and from where; append-only and hash-chained.

One stream a user and month (`{userId}:{yyyymm}`). Every event carries the hash of the one before
it, so that a change, removal or insertion inside a stream shows (`verify`). That there was a stream
at all is kept in the register (see `register`). Events hold ids, kinds and digests, never secrets,
addresses of people or amounts: they may outlive the account. Where a request came from is kept as a
network (IPv4 /24, IPv6 /48), not as an address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from shared.audit.events import (
    NOWHERE,
    AuditEvent,
    Origin,
    digest,
    first_break,
    genesis,
    sealed,
)
from shared.audit.register import BEGAN, is_register, register_of
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, Unavailable
from shared.platform.containers import AUDIT
from shared.platform.documents import Document, DocumentStore, Query

_ATTEMPTS: Final = 50
_PREFIX: Final = "e"


class AuditLog:
    """Appends events and reads them back."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def record(
        self,
        user_id: str,
        kind: str,
        *,
        actor: str | None = None,
        subject: str = "",
        origin: Origin = NOWHERE,
        details: Mapping[str, str | int | bool] | None = None,
        before: Any = None,
        after: Any = None,
    ) -> AuditEvent:
        """Append one event to the user's stream of this month.

        `before` and `after` are digested, not kept. Raises: Unavailable after losing the race for
        the next place in the stream fifty times.
        """
        now = self._clock.now()
        stream = f"{user_id}:{now:%Y%m}"
        for _ in range(_ATTEMPTS):
            last = await self._last(stream)
            if last is None and not is_register(user_id):
                await self._register(user_id, stream)
            event = sealed(
                AuditEvent(
                    stream=stream,
                    sequence=last.sequence + 1 if last else 1,
                    at=rfc3339(now),
                    kind=kind,
                    actor=actor or user_id,
                    subject=subject,
                    network=origin.network,
                    user_agent=origin.agent,
                    details=dict(details or {}),
                    before=digest(before),
                    after=digest(after),
                    previous_hash=last.hash if last else genesis(stream),
                )
            )
            try:
                await self._documents.create(AUDIT.name, stream, _id(event.sequence), _body(event))
            except AlreadyExists:
                continue
            return event
        raise Unavailable(f"The audit stream {stream} is too busy", retry_after_seconds=1)

    async def list_events(
        self, user_id: str, month: str, *, after: int = 0, limit: int = 1000
    ) -> list[AuditEvent]:
        """Return a month's (`yyyymm`) events in order, those after a sequence number."""
        stream = f"{user_id}:{month}"
        query = Query(prefix=_PREFIX, after=_id(after), limit=limit)
        found = await self._documents.query(AUDIT.name, stream, query)
        return [_event(stream, document) for document in found]

    async def verify(self, user_id: str, month: str) -> int | None:
        """Return the sequence number of the first event that does not hang together, or None."""
        return first_break(f"{user_id}:{month}", await self.read_all(user_id, month))

    async def read_all(self, user_id: str, month: str) -> list[AuditEvent]:
        """Return a month's events in order."""
        events: list[AuditEvent] = []
        while page := await self.list_events(user_id, month, after=_reached(events)):
            events += page
        return events

    async def _register(self, user_id: str, stream: str) -> None:
        # Before its first event: a stream nobody knows of could be erased whole. Should this worker
        # die in between, the stream is begun, and registered, once more with the next event.
        await self.record(register_of(user_id), BEGAN, actor="audit", subject=stream)

    async def _last(self, stream: str) -> AuditEvent | None:
        query = Query(prefix=_PREFIX, descending=True, limit=1)
        found = await self._documents.query(AUDIT.name, stream, query)
        return _event(stream, found[0]) if found else None


def _reached(events: Sequence[AuditEvent]) -> int:
    return events[-1].sequence if events else 0


def _id(sequence: int) -> str:
    return f"{_PREFIX}{sequence:010d}"


def _body(event: AuditEvent) -> dict[str, Any]:
    fields = asdict(event)
    del fields["stream"]
    return fields


def _event(stream: str, document: Document) -> AuditEvent:
    return AuditEvent(stream=stream, **document.body)
