"""What has to be looked at, and when: reports that wait, schedules, files whose time is up.

A note is written before the thing it is about, and removed after it is done: whoever dies in
between leaves a note, never a thing nobody looks at. Notes without a thing do no harm.

    ops / reports-agenda:{0..7} / {instant}:{what}:{id}     with its owner
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal
from zlib import crc32

from shared.kernel.errors import NotFound
from shared.platform.containers import OPS
from shared.platform.documents import DocumentStore, Query

type What = Literal["report", "schedule", "expiry"]

_BUCKETS: Final = 8
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Note:
    """Look at this thing of this owner from an instant on."""

    at: datetime
    what: What
    owner: str
    id: str

    @property
    def key(self) -> str:
        """The note's id, in order of time."""
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S}:{self.what}:{self.id}"

    @property
    def partition(self) -> str:
        """Where the note is kept."""
        return f"reports-agenda:{crc32(self.owner.encode()) % _BUCKETS}"


class Agenda:
    """Notes of every owner, spread over a few partitions."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def put(self, note: Note) -> None:
        """Write a note; again: the same note."""
        body = {
            "schema": 1,
            "at": note.at.isoformat(),
            "what": note.what,
            "owner": note.owner,
            "subject": note.id,
        }
        await self._documents.upsert(OPS.name, note.partition, note.key, body)

    async def remove(self, note: Note) -> None:
        """Remove a note; one that is gone is no error."""
        try:
            await self._documents.delete(OPS.name, note.partition, note.key)
        except NotFound:
            return

    async def due(self, now: datetime) -> list[Note]:
        """Return notes whose time has come, in order within each part; some hundreds at most."""
        notes: list[Note] = []
        until = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}~"
        for bucket in range(_BUCKETS):
            found = await self._documents.query(
                OPS.name, f"reports-agenda:{bucket}", Query(before=until, limit=_MOST)
            )
            notes += [
                Note(
                    datetime.fromisoformat(each.body["at"]),
                    each.body["what"],
                    each.body["owner"],
                    each.body["subject"],
                )
                for each in found
            ]
        return notes

    async def forget(self, owner: str) -> None:
        """Remove every note of an owner."""
        partition = Note(datetime.min.replace(tzinfo=UTC), "report", owner, "").partition
        query = Query(where={"owner": owner}, limit=_MOST)
        while found := await self._documents.query(OPS.name, partition, query):
            for each in found:
                try:
                    await self._documents.delete(OPS.name, partition, each.id)
                except NotFound:
                    continue
