"""Who has anything to be told at all: so that a timer can find them without crossing partitions."""

from typing import Final

from shared.kernel.errors import NotFound
from shared.platform.containers import OPS
from shared.platform.documents import DocumentStore, Query

_PARTITION: Final = "told"
_PAGE: Final = 500


class Registry:
    """People with alerts, channels or digests; one small document each in `ops`."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def add(self, user_id: str) -> None:
        """Note a person; again changes nothing."""
        await self._documents.upsert(OPS.name, _PARTITION, user_id, {})

    async def page(self, *, after: str | None = None) -> list[str]:
        """Return people, after one of them; at most five hundred."""
        found = await self._documents.query(OPS.name, _PARTITION, Query(after=after, limit=_PAGE))
        return [document.id for document in found]

    async def forget(self, user_id: str) -> None:
        """Remove a person."""
        try:
            await self._documents.delete(OPS.name, _PARTITION, user_id)
        except NotFound:
            return
