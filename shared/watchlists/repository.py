"""Watchlists in the document store: `watchlist:{id}` in their owner's partition of `user_data`."""

from typing import Any, Final

from shared.kernel.errors import NotFound
from shared.kernel.ids import is_document_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Query
from shared.watchlists.model import Watchlist

_PREFIX: Final = "watchlist:"
_SCHEMA: Final = 1


class WatchlistRepository:
    """Reads and writes one owner's lists; another owner's do not exist."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def create(self, owner: str, watchlist: Watchlist) -> None:
        """Store a new list."""
        key = _PREFIX + watchlist.id
        await self._documents.create(USER_DATA.name, owner, key, _body(watchlist))

    async def get(self, owner: str, watchlist_id: str) -> tuple[Watchlist, str]:
        """Return a list and its ETag in the store. Raises: NotFound."""
        found = None
        if is_document_id(_PREFIX + watchlist_id):
            found = await self._documents.find(USER_DATA.name, owner, _PREFIX + watchlist_id)
        if found is None:
            raise NotFound(f"There is no watchlist {watchlist_id[:40]!r}", "watchlist_not_found")
        return _watchlist(found), found.etag

    async def list_page(
        self, owner: str, *, limit: int, after: str | None = None
    ) -> list[Watchlist]:
        """Return lists, oldest first, after an id."""
        query = Query(prefix=_PREFIX, after=_PREFIX + after if after else None, limit=limit)
        found = await self._documents.query(USER_DATA.name, owner, query)
        return [_watchlist(document) for document in found]

    async def replace(self, owner: str, watchlist: Watchlist, etag: str) -> None:
        """Store a changed list. Raises: PreconditionFailed when it moved, NotFound when gone."""
        key = _PREFIX + watchlist.id
        await self._documents.replace(USER_DATA.name, owner, key, _body(watchlist), if_match=etag)

    async def delete(self, owner: str, watchlist_id: str) -> None:
        """Delete a list. Raises: NotFound."""
        _, _ = await self.get(owner, watchlist_id)
        await self._documents.delete(USER_DATA.name, owner, _PREFIX + watchlist_id)


def _body(watchlist: Watchlist) -> dict[str, Any]:
    return {"schema": _SCHEMA, **watchlist.model_dump(mode="json", exclude={"id"})}


def _watchlist(document: Document) -> Watchlist:
    return Watchlist(id=document.id.removeprefix(_PREFIX), **document.body)
