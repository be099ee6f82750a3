"""The audit trail: who did what, when and from where; append-only and hash-chained.

One stream a user and month (`{userId}:{yyyymm}`). Every event carries the hash of the one before
it, so that a change, removal or insertion inside a stream shows (`verify`). Events hold ids, kinds
and digests, never secrets, addresses of people or amounts: they may outlive the account. Where a
request came from is kept as a network (IPv4 /24, IPv6 /48), not as an address.
"""

import hashlib
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, Unavailable
from shared.platform.containers import AUDIT
from shared.platform.documents import Document, DocumentStore, Query

_ATTEMPTS: Final = 50
_LONGEST_AGENT: Final = 200
_PREFIX: Final = "e"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from. `address` is for limits in memory; only `network` is stored."""

    address: str = ""
    user_agent: str = ""

    @property
    def network(self) -> str:
        """The address without its host part, empty when it is no IP address."""
        try:
            parsed = ipaddress.ip_address(self.address)
        except ValueError:
            return ""
        width = 24 if isinstance(parsed, ipaddress.IPv4Address) else 48
        return str(ipaddress.ip_network(f"{parsed}/{width}", strict=False))

    @property
    def agent(self) -> str:
        """The user agent, cut to a length worth keeping."""
        return self.user_agent[:_LONGEST_AGENT]


NOWHERE: Final = Origin()


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry: `actor` did `kind` to `subject`; digests tell the state before and after."""

    stream: str
    sequence: int
    at: str
    kind: str
    actor: str
    subject: str
    network: str
    user_agent: str
    details: Mapping[str, str | int | bool]
    before: str | None
    after: str | None
    previous_hash: str
    hash: str = ""


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
            event = _sealed(
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
        events: list[AuditEvent] = []
        while page := await self.list_events(user_id, month, after=_reached(events)):
            events += page
        return first_break(f"{user_id}:{month}", events)

    async def _last(self, stream: str) -> AuditEvent | None:
        query = Query(prefix=_PREFIX, descending=True, limit=1)
        found = await self._documents.query(AUDIT.name, stream, query)
        return _event(stream, found[0]) if found else None


def digest(value: Any) -> str | None:
    """Return the SHA-256 of a JSON value in canonical form; None stays None."""
    if value is None:
        return None
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def genesis(stream: str) -> str:
    """Return what the first event of a stream names as the hash before it."""
    return hashlib.sha256(f"plumbline-audit:{stream}".encode()).hexdigest()


def first_break(stream: str, events: Sequence[AuditEvent]) -> int | None:
    """Return the first sequence number at which a chain is broken, or None.

    The end of a stream cut off whole cannot be seen from inside it; compare with a copy for that.
    """
    expected = genesis(stream)
    for place, event in enumerate(events, start=1):
        intact = event.sequence == place and event.previous_hash == expected
        if not intact or event.hash != _sealed(event).hash:
            return place
        expected = event.hash
    return None


def _sealed(event: AuditEvent) -> AuditEvent:
    unsealed = replace(event, hash="")
    return replace(event, hash=digest(asdict(unsealed)) or "")


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
