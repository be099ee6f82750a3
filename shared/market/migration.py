"""Brings stored market documents to today's shape: in small steps, resumable, dry at first.

Progress lies in one document: a run that was broken off goes on where it was. Each document is
replaced under its ETag, so that the product may go on writing meanwhile; one that changed in
between is of today's shape already, or is found by the next run.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import structlog

from shared.kernel.errors import NotFound, PreconditionFailed
from shared.market.registry import SHARDS
from shared.market.schema_versions import current, upcast
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Query

log = structlog.get_logger()

_PAGE: Final = 200
_ID: Final = "market-migration"


@dataclass(slots=True)
class Migrated:
    """What a run found and did. `changed` counts what a dry run would have changed."""

    read: int = 0
    changed: int = 0
    skipped: int = 0


class MarketMigrator:
    """Walks the documents of the universe; other kinds have had one shape so far.

    A series is rewritten whole whenever prices arrive, and is upcast by its reader until then.
    """

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def run(self, *, is_dry: bool) -> Migrated:
        """Migrate what is of an older shape. A dry run reads everything and writes nothing."""
        result = Migrated()
        start, after = (0, None) if is_dry else await self._resumed()
        for shard in range(start, SHARDS):
            partition = f"universe:{shard}"
            async for page in self._pages(partition, after if shard == start else None):
                for document in page:
                    await self._one(partition, document, result, is_dry=is_dry)
                if not is_dry:
                    await self._note(shard, page[-1].id)
        if not is_dry:
            await self._note(0, None)
        log.info(
            "market_migrated", read=result.read, changed=result.changed, skipped=result.skipped
        )
        return result

    async def _one(
        self, partition: str, document: Document, result: Migrated, *, is_dry: bool
    ) -> None:
        result.read += 1
        if int(document.body.get("schema", 1)) >= current("universe"):
            return
        result.changed += 1
        if is_dry:
            return
        try:
            await self._documents.replace(
                OPS.name,
                partition,
                document.id,
                upcast("universe", document.body),
                if_match=document.etag,
            )
        except (PreconditionFailed, NotFound):
            result.changed -= 1
            result.skipped += 1

    async def _pages(self, partition: str, after: str | None) -> AsyncIterator[list[Document]]:
        while True:
            query = Query(prefix="s:", after=after, limit=_PAGE)
            page = await self._documents.query(OPS.name, partition, query)
            if not page:
                return
            yield page
            after = page[-1].id

    async def _resumed(self) -> tuple[int, str | None]:
        found = await self._documents.find(OPS.name, _ID, _ID)
        return (int(found.body["shard"]), found.body["after"]) if found else (0, None)

    async def _note(self, shard: int, after: str | None) -> None:
        await self._documents.upsert(OPS.name, _ID, _ID, {"shard": shard, "after": after})
