"""Leases: at most one holder of a name at a time, until it lets go or its time is up.

Built on `create` and If-Match alone, so they hold between processes and machines. Who holds one
must finish or renew well before its end: machines' clocks differ by up to a second or so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.kernel.clock import Clock, is_held, rfc3339
from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Json

_ID: Final = "lease"
# The document outlives the lease, so that the one who takes it over finds whose it was.
_KEPT_AFTERWARDS_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Lease:
    """A name held until an instant; `etag` proves that it is still this holder's."""

    name: str
    holder: str
    until: datetime
    etag: str


class Leases:
    """Gives out leases kept in the `ops` container, one partition a name."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def acquire(self, name: str, holder: str, seconds: int) -> Lease | None:
        """Return the lease, or None while anyone holds it, the same holder included."""
        partition = _partition(name)
        held = await self._documents.find(OPS.name, partition, _ID)
        try:
            if held is None:
                return await self._write(name, holder, seconds, None)
            if is_held(_until(held), self._clock.now(), _length(held)):
                return None
            return await self._write(name, holder, seconds, held.etag)
        except (AlreadyExists, PreconditionFailed, NotFound):
            return None  # another was faster

    async def renew(self, lease: Lease, seconds: int) -> Lease | None:
        """Return the lease with `seconds` from now, or None when it went to another."""
        try:
            return await self._write(lease.name, lease.holder, seconds, lease.etag)
        except (PreconditionFailed, NotFound):
            return None

    async def release(self, lease: Lease) -> None:
        """Let go; one that went to another already is left alone."""
        try:
            await self._documents.delete(OPS.name, _partition(lease.name), _ID, if_match=lease.etag)
        except (PreconditionFailed, NotFound):
            return

    async def _write(self, name: str, holder: str, seconds: int, etag: str | None) -> Lease:
        until = self._clock.now() + timedelta(seconds=seconds)
        body: Json = {"holder": holder, "until": rfc3339(until), "seconds": seconds}
        ttl, partition = seconds + _KEPT_AFTERWARDS_SECONDS, _partition(name)
        if etag is None:
            stored = await self._documents.create(OPS.name, partition, _ID, body, ttl_seconds=ttl)
        else:
            stored = await self._documents.replace(
                OPS.name, partition, _ID, body, if_match=etag, ttl_seconds=ttl
            )
        return Lease(name, holder, until, stored.etag)


def _partition(name: str) -> str:
    return f"lease:{name}"


def _length(document: Document) -> timedelta:
    # Leases from before this was noted are long over.
    return timedelta(seconds=document.body.get("seconds", 0))


def _until(document: Document) -> datetime:
    return datetime.fromisoformat(document.body["until"])
