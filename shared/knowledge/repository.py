"""Passages in the document store: a partition a corpus, a head that changes with every document."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from shared.kernel.errors import NotFound
from shared.knowledge.model import DocumentInfo, Passage
from shared.platform.containers import KNOWLEDGE
from shared.platform.documents import MAX_BATCH_OPERATIONS, DocumentStore, Operation, Query

_INFO: Final = "d:"
_PASSAGE: Final = "p:"
_HEAD: Final = "head"
_PAGE: Final = 500
_MOST_BATCH: Final = min(MAX_BATCH_OPERATIONS, 50)


class KnowledgeRepository:
    """Documents with their passages, by corpus."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def version(self, corpus: str) -> str:
        """Return what changes whenever a corpus does; empty when there is nothing in it."""
        head = await self._documents.find(KNOWLEDGE.name, corpus, _HEAD)
        return head.etag if head else ""

    async def add(self, info: DocumentInfo, passages: Sequence[Passage]) -> None:
        """Store a document. It is in sight once its own entry is, which is written last."""
        operations = [
            Operation("create", f"{_PASSAGE}{info.id}:{one.place:05d}", _body(one))
            for one in passages
        ]
        for at in range(0, len(operations), _MOST_BATCH):
            await self._documents.batch(
                KNOWLEDGE.name, info.corpus, operations[at : at + _MOST_BATCH]
            )
        await self._documents.create(KNOWLEDGE.name, info.corpus, _INFO + info.id, _body(info))
        await self._touch(info.corpus, info.id)

    async def infos(self, corpus: str) -> list[DocumentInfo]:
        """Return the documents of a corpus, oldest first."""
        found = await self._documents.query(KNOWLEDGE.name, corpus, Query(prefix=_INFO))
        return [DocumentInfo(**_dated(one.body)) for one in found]

    async def passages(self, corpus: str) -> list[Passage]:
        """Return the passages of a corpus whose document is in sight."""
        known = {info.id for info in await self.infos(corpus)}
        found: list[Passage] = []
        after: str | None = None
        while True:
            query = Query(prefix=_PASSAGE, after=after, limit=_PAGE)
            page = await self._documents.query(KNOWLEDGE.name, corpus, query)
            found += [Passage(**_dated(one.body)) for one in page]
            if len(page) < _PAGE:
                return [one for one in found if one.document_id in known]
            after = page[-1].id

    async def delete(self, corpus: str, document_id: str) -> None:
        """Take a document out of sight, then its passages away. Raises: NotFound."""
        try:
            await self._documents.delete(KNOWLEDGE.name, corpus, _INFO + document_id)
        except NotFound as error:
            raise NotFound("There is no such document", "document_not_found") from error
        await self._touch(corpus, document_id)
        prefix = f"{_PASSAGE}{document_id}:"
        while True:
            page = await self._documents.query(
                KNOWLEDGE.name, corpus, Query(prefix=prefix, limit=_MOST_BATCH, fields=("place",))
            )
            if not page:
                return
            operations = [Operation("delete", one.id) for one in page]
            await self._documents.batch(KNOWLEDGE.name, corpus, operations)

    async def erase(self, corpus: str) -> None:
        """Delete everything in a corpus, also what lost its document; safe to repeat."""
        query = Query(limit=_MOST_BATCH, fields=("place",))
        while page := await self._documents.query(KNOWLEDGE.name, corpus, query):
            for one in page:
                with suppress(NotFound):
                    await self._documents.delete(KNOWLEDGE.name, corpus, one.id)

    async def _touch(self, corpus: str, document_id: str) -> None:
        await self._documents.upsert(KNOWLEDGE.name, corpus, _HEAD, {"last": document_id})


def _body(value: DocumentInfo | Passage) -> dict[str, Any]:
    body = asdict(value)
    body["published"] = value.published.isoformat() if value.published else None
    # `id` and the partition's field are the store's own.
    body["name"] = body.pop("id")
    body.pop("corpus", None)
    if isinstance(value, DocumentInfo):
        body["owner"] = value.corpus
    return body


def _dated(body: dict[str, Any]) -> dict[str, Any]:
    read = dict(body)
    read["id"] = read.pop("name")
    if "owner" in read:
        read["corpus"] = read.pop("owner")
    if read["published"]:
        read["published"] = date.fromisoformat(read["published"])
    return read
