"""Importing a broker's file: a preview that books nothing, then a confirmation that books it whole.

The file and its preview are kept as blobs, because they may be larger than a document can be; the
import document has the status. Confirming replaces that document in the same commit as the
transactions, so an import happens once however often it is confirmed.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

import orjson

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import Conflict, FieldError, InvalidInput, NotFound, PreconditionFailed
from shared.kernel.ids import is_document_id, new_id
from shared.kernel.text import one_line
from shared.platform.blobs import IMPORT_FILES, BlobStore
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Operation, Query
from shared.platform.measures import IMPORTED, record
from shared.portfolios.imports import detect
from shared.portfolios.imports.file_reading import read_file
from shared.portfolios.imports.fingerprints import own
from shared.portfolios.imports.preview import (
    ImportPreview,
    Status,
    count_known,
    draft_rows,
    judge,
    symbol_warnings,
)
from shared.portfolios.imports.reading import Reading
from shared.portfolios.imports.symbols import Instruments, resolve_all
from shared.portfolios.model import Transaction, TransactionDraft
from shared.portfolios.ports import LoadedPortfolio, RowVerdict

_KEPT_SECONDS: Final = 7 * 24 * 3600
_MOST_FILES: Final = 100_000
_INLINE_BYTES: Final = 200_000
_LONGEST_FILENAME: Final = 200
_ATTEMPTS: Final = 3


class Ledger(Protocol):
    """What an import needs of the portfolio service."""

    async def load(self, owner: str, portfolio_id: str, /) -> LoadedPortfolio:
        """Return the portfolio's transactions. Raises: NotFound."""
        ...

    async def preview(
        self, owner: str, portfolio_id: str, drafts: Sequence[TransactionDraft], /
    ) -> list[RowVerdict]:
        """Say of each draft what adding all of them would do. Raises: NotFound."""
        ...

    async def add_transactions(
        self,
        owner: str,
        portfolio_id: str,
        drafts: Sequence[TransactionDraft],
        /,
        *,
        extra_operations: Sequence[Operation] = (),
        skip_known: bool = False,
    ) -> list[Transaction]:
        """Add all drafts in one commit, with these operations on the owner's documents."""
        ...


class BrokerApi(Protocol):
    """A broker that can be asked, with a person's own token, for what a file would have."""

    @property
    def broker(self) -> str:
        """The id of the format its answers are read as."""
        ...

    def earliest(self, today: date, /) -> date:
        """Return the first day it can tell of."""
        ...

    async def download(self, access_token: str, first: date, last: date, /) -> bytes:
        """Return what `detect` reads as this broker's. Raises: InvalidInput, Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a confirmation did: transactions created, and those left out as already there."""

    created: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import as a list shows it."""

    import_id: str
    broker: str
    filename: str
    status: Status
    rows: int
    accepted: int
    duplicates: int
    rejected_count: int
    created_at: str


class ImportService:
    """Previews, confirms and forgets imports."""

    def __init__(
        self,
        documents: DocumentStore,
        blobs: BlobStore,
        portfolios: Ledger,
        catalog: Instruments,
        clock: Clock,
        apis: Sequence[BrokerApi] = (),
    ) -> None:
        self._apis = {api.broker: api for api in apis}
        self._documents, self._blobs = documents, blobs
        self._portfolios, self._catalog, self._clock = portfolios, catalog, clock

    async def preview(
        self,
        owner: str,
        portfolio_id: str,
        filename: str,
        data: bytes,
        broker: str = detect.AUTO,
        mapping: Mapping[str, str] | None = None,
    ) -> ImportPreview:
        """Read a file and keep what confirming it would do.

        Raises: NotFound for the portfolio; TooLarge, Malformed or InvalidInput for the file.
        """
        known = await self._known(owner, portfolio_id)
        reading = await self._read(data, broker, mapping or {})
        symbols = await resolve_all(reading, self._catalog)
        drafts, refused = await self._in_background(data, draft_rows, reading, symbols)
        preview = ImportPreview(
            import_id=new_id(self._clock.now()),
            broker=reading.broker,
            filename=one_line(filename)[-_LONGEST_FILENAME:] or "file",
            rows=reading.rows,
            rejected=[*reading.rejected, *refused],
            informational=list(reading.informational),
            warnings=[*reading.warnings, *symbol_warnings(reading, symbols)],
        )
        new = [item for item in drafts if item.draft.fingerprint not in known]
        verdicts = await self._portfolios.preview(owner, portfolio_id, [item.draft for item in new])
        judge(preview, new, verdicts)
        count_known(preview, drafts)
        await self._keep(owner, portfolio_id, preview, data)
        return preview

    async def preview_from_broker(
        self,
        owner: str,
        portfolio_id: str,
        broker: str,
        access_token: str,
        first: date | None = None,
        last: date | None = None,
    ) -> ImportPreview:
        """Ask a broker's API, and preview its answer as if it were a file.

        From its earliest day to today unless told otherwise. The token is not kept.
        Raises: NotFound; InvalidInput for the broker, the days or the token; Unavailable.
        """
        await self._portfolios.load(owner, portfolio_id)
        api = self._apis.get(broker)
        if api is None:
            known = ", ".join(self._apis)
            raise InvalidInput(f"No API of {broker[:40]!r} can be asked; known: {known}")
        today = self._clock.today()
        since, until = first or api.earliest(today), last or today
        if since > until:
            raise InvalidInput(
                f"from: {since} is after {until}", errors=(FieldError("/from", "is after `to`"),)
            )
        data = await api.download(access_token, since, until)
        name = f"{broker}-{since}-{until}.json"
        return await self.preview(owner, portfolio_id, name, data, broker)

    async def confirm(self, owner: str, portfolio_id: str, import_id: str) -> ImportResult:
        """Book what the preview accepted, in one commit; again: the same answer, nothing booked.

        What has meanwhile come into the ledger by another way is skipped.
        Raises: NotFound; Conflict when it was cancelled, or the ledger keeps changing.
        """
        for _ in range(_ATTEMPTS):
            document = await self._document(owner, portfolio_id, import_id)
            if document.body["status"] == "confirmed":
                return ImportResult(**document.body["result"])
            if document.body["status"] == "cancelled":
                raise Conflict("The import was cancelled", "import_cancelled")
            try:
                result = await self._book(owner, portfolio_id, import_id, document)
            except PreconditionFailed:
                continue
            record(IMPORTED, result.created, format=str(document.body["broker"]))
            return result
        raise Conflict("The portfolio keeps changing; try again", "import_contended")

    async def get(self, owner: str, portfolio_id: str, import_id: str) -> ImportPreview:
        """Return an import with its rows. Raises: NotFound."""
        document = await self._document(owner, portfolio_id, import_id)
        return await self._kept(owner, portfolio_id, import_id, document)

    async def list(
        self, owner: str, portfolio_id: str, *, limit: int = 50, before: str | None = None
    ) -> list[ImportSummary]:
        """Return imports, newest first, those older than the import `before`."""
        await self._portfolios.load(owner, portfolio_id)
        found = await self._documents.query(
            USER_DATA.name,
            owner,
            Query(
                prefix=_document_id(portfolio_id, ""),
                before=_document_id(portfolio_id, before) if before else None,
                descending=True,
                limit=limit,
            ),
        )
        return [_summary(document) for document in found]

    async def cancel(self, owner: str, portfolio_id: str, import_id: str) -> None:
        """Forget an import that was not confirmed, and its file. Raises: NotFound; Conflict."""
        document = await self._document(owner, portfolio_id, import_id)
        if document.body["status"] == "confirmed":
            raise Conflict("The import is confirmed; its transactions can be deleted", "confirmed")
        await self._documents.delete(USER_DATA.name, owner, document.id, if_match=document.etag)
        for part in ("file", "preview.json"):
            await self._blobs.delete(IMPORT_FILES, _blob(owner, portfolio_id, import_id, part))

    async def export(self, owner: str) -> Mapping[str, bytes]:
        """Return the files a person imported, for their export."""
        names = [name for name in await self._names_of(owner) if name.endswith("/file")]
        files = {name: await self._blobs.get(IMPORT_FILES, name) for name in names}
        return {f"imports/{name.partition('/')[2]}": data for name, data in files.items()}

    async def erase(self, owner: str) -> None:
        """Delete the files a person imported; safe to repeat."""
        for name in await self._names_of(owner):
            await self._blobs.delete(IMPORT_FILES, name)

    async def _names_of(self, owner: str) -> Sequence[str]:
        return await self._blobs.list_names(IMPORT_FILES, f"{owner}/", _MOST_FILES)

    async def _read(self, data: bytes, broker: str, mapping: Mapping[str, str]) -> Reading:
        return await self._in_background(data, read_file, data, broker, mapping)

    async def _in_background[**P, R](
        self, data: bytes, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Do work on a large file off the event loop; a small one is not worth a thread."""
        if len(data) <= _INLINE_BYTES:
            return work(*args, **kwargs)
        return await asyncio.to_thread(work, *args, **kwargs)

    async def _keep(
        self, owner: str, portfolio_id: str, preview: ImportPreview, data: bytes
    ) -> None:
        kept = await asyncio.to_thread(lambda: orjson.dumps(preview.to_json()))
        name = preview.import_id
        await asyncio.gather(
            self._blobs.put(IMPORT_FILES, _blob(owner, portfolio_id, name, "file"), data),
            self._blobs.put(
                IMPORT_FILES,
                _blob(owner, portfolio_id, name, "preview.json"),
                kept,
                content_type="application/json",
            ),
        )
        await self._documents.create(
            USER_DATA.name,
            owner,
            _document_id(portfolio_id, name),
            {
                "kind": "import",
                "status": preview.status,
                "broker": preview.broker,
                "filename": preview.filename,
                "rows": preview.rows,
                "accepted": preview.accepted,
                "duplicates": preview.duplicates,
                "rejected": len(preview.rejected),
                "created_at": rfc3339(self._clock.now()),
            },
            ttl_seconds=_KEPT_SECONDS,
        )

    async def _document(self, owner: str, portfolio_id: str, import_id: str) -> Document:
        wanted = _document_id(portfolio_id, import_id)
        found = None
        if is_document_id(wanted):
            found = await self._documents.find(USER_DATA.name, owner, wanted)
        if found is None:
            raise NotFound(f"There is no import {import_id[:40]!r} in this portfolio")
        return found

    async def _kept(
        self, owner: str, portfolio_id: str, import_id: str, document: Document
    ) -> ImportPreview:
        kept = await self._blobs.get(
            IMPORT_FILES, _blob(owner, portfolio_id, import_id, "preview.json")
        )
        return await asyncio.to_thread(
            lambda: ImportPreview.from_json(import_id, document.body["status"], orjson.loads(kept))
        )

    async def _book(
        self, owner: str, portfolio_id: str, import_id: str, document: Document
    ) -> ImportResult:
        kept = await self._kept(owner, portfolio_id, import_id, document)
        known = await self._known(owner, portfolio_id)
        drafts = [item.draft for item in kept.drafts]
        wanted = [draft for draft in drafts if draft.fingerprint not in known]
        result = ImportResult(created=len(wanted), skipped=len(drafts) - len(wanted))
        done = Operation(
            "replace", document.id, self._confirmed(document, result), if_match=document.etag
        )
        if not wanted:
            await self._documents.batch(USER_DATA.name, owner, [done])
            return result
        booked = await self._portfolios.add_transactions(
            owner, portfolio_id, wanted, extra_operations=(done,), skip_known=True
        )
        if len(booked) == len(wanted):
            return result
        # Someone booked some of them between our reading and our commit: tell what truly happened.
        result = ImportResult(created=len(booked), skipped=len(drafts) - len(booked))
        await self._documents.replace(
            USER_DATA.name, owner, document.id, self._confirmed(document, result)
        )
        return result

    def _confirmed(self, document: Document, result: ImportResult) -> dict[str, Any]:
        return {
            **document.body,
            "status": "confirmed",
            "result": {"created": result.created, "skipped": result.skipped},
            "confirmed_at": rfc3339(self._clock.now()),
        }

    async def _known(self, owner: str, portfolio_id: str) -> frozenset[str]:
        """Return every fingerprint by which a transaction of the portfolio may come again."""
        loaded = await self._portfolios.load(owner, portfolio_id)
        known = {each.fingerprint for each in loaded.transactions if each.fingerprint}
        return frozenset(known | {own(each.id) for each in loaded.transactions})


def _document_id(portfolio_id: str, import_id: str) -> str:
    return f"import:{portfolio_id}:{import_id}"


def _blob(owner: str, portfolio_id: str, import_id: str, part: str) -> str:
    return f"{owner}/{portfolio_id}/{import_id}/{part}"


def _summary(document: Document) -> ImportSummary:
    body = document.body
    return ImportSummary(
        import_id=document.id.rsplit(":", 1)[-1],
        broker=body["broker"],
        filename=body["filename"],
        status=body["status"],
        rows=body["rows"],
        accepted=body["accepted"],
        duplicates=body["duplicates"],
        rejected_count=body["rejected"],
        created_at=body["created_at"],
    )
