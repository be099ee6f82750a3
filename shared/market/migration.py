"""Brings stored market documents to today's shape: in small steps, resumable, dry at first.

Progress lies in one document: a run that was broken off goes on at the place it had come to. Each
document is replaced under its ETag, so that the product may go on writing meanwhile; one that
changed in between is of today's shape already, or is found by the next run.

Quotes, fundamentals, statements, news and records of runs are not walked: they expire, and are
renewed or written anew long before an old step is dropped. Their readers upcast them like all.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from shared.kernel.errors import NotFound, PreconditionFailed
from shared.market.instruments import INDEX
from shared.market.quarantine import PARTITION as QUARANTINED
from shared.market.quarantine import released
from shared.market.registry import SHARDS
from shared.market.schema_versions import current, upcast
from shared.market.series_documents import HEAD_ID
from shared.platform.containers import OPS, PRICES, REFERENCE, Container
from shared.platform.documents import Document, DocumentStore, Query

log = structlog.get_logger()

_PAGE: Final = 200
_ID: Final = "market-migration"


@dataclass(slots=True)
class Migrated:
    """What a run found and did. `changed` counts what a dry run would have changed.

    `kinds`: the same by kind of document.
    """

    read: int = 0
    changed: int = 0
    skipped: int = 0
    kinds: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class _Place:
    """A partition to walk. `label` tells its place in the order of a run."""

    label: str
    container: Container
    partition: str
    kind_of: Callable[[str], str | None]


class MarketMigrator:
    """Walks the universe, what is known of instruments, findings, releases and price series."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def run(self, *, is_dry: bool) -> Migrated:
        """Migrate what is of an older shape. A dry run reads everything and writes nothing."""
        result = Migrated()
        done = "" if is_dry else await self._resumed()
        async for place in self._places():
            if place.label <= done:
                continue
            async for document in self._documents_of(place):
                await self._one(place, document, result, is_dry=is_dry)
            if not is_dry:
                await self._note(place.label)
        if not is_dry:
            await self._note("")
        log.info(
            "market_migrated", read=result.read, changed=result.changed, skipped=result.skipped
        )
        return result

    async def _places(self) -> AsyncIterator[_Place]:
        symbols: list[str] = []
        for shard in range(SHARDS):
            partition = f"universe:{shard}"
            place = _Place(f"0:{shard}", OPS, partition, lambda _: "universe")
            yield place
            symbols += [doc.id.removeprefix("s:") async for doc in self._documents_of(place)]
        yield _Place("1", REFERENCE, INDEX, lambda _: "instrument")
        yield _Place("2", OPS, QUARANTINED, lambda _: "finding")
        for symbol in sorted(symbols):
            yield _Place(f"3:{symbol}", PRICES, symbol, _kind_of_prices)
            yield _Place(f"3:{symbol}:i", REFERENCE, symbol, _kind_of_reference)
            yield _Place(f"3:{symbol}:r", OPS, released(symbol), lambda _: "release")

    async def _one(
        self, place: _Place, document: Document, result: Migrated, *, is_dry: bool
    ) -> None:
        kind = place.kind_of(document.id)
        if kind is None:
            return
        result.read += 1
        if int(document.body.get("schema", 1)) >= current(kind):
            return
        if not is_dry and not await self._replaced(place, kind, document):
            result.skipped += 1
            return
        result.changed += 1
        result.kinds[kind] = result.kinds.get(kind, 0) + 1

    async def _replaced(self, place: _Place, kind: str, document: Document) -> bool:
        try:
            await self._documents.replace(
                place.container.name,
                place.partition,
                document.id,
                upcast(kind, document.body),
                if_match=document.etag,
            )
        except (PreconditionFailed, NotFound):
            return False
        return True

    async def _documents_of(self, place: _Place) -> AsyncIterator[Document]:
        after: str | None = None
        while True:
            query = Query(after=after, limit=_PAGE)
            page = await self._documents.query(place.container.name, place.partition, query)
            for document in page:
                yield document
            if len(page) < _PAGE:
                return
            after = page[-1].id

    async def _resumed(self) -> str:
        found = await self._documents.find(OPS.name, _ID, _ID)
        return str(found.body.get("done", "")) if found else ""

    async def _note(self, label: str) -> None:
        await self._documents.upsert(OPS.name, _ID, _ID, {"schema": 1, "done": label})


def _kind_of_prices(document_id: str) -> str:
    return "series" if document_id == HEAD_ID else "year"


def _kind_of_reference(document_id: str) -> str | None:
    """Leave alone what expires beside it: replacing it would take its time to live away."""
    return "instrument" if document_id == "instrument" else None
