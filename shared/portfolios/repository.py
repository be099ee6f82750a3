"""Portfolios in the document store: metadata, and the ledger as an append-only log in segments.

In container `user_data`, partition the owner's id:

    portfolio:{pid}        name, base currency, lot method, …
    ledger:{pid}           the head: ledger_version, the ids of its segments in order, their count
    segment:{pid}:{ulid}   events; the last segment grows, the others never change

A write is one batch that replaces the head by its ETag; a segment the head does not name does not
exist. A large import therefore writes its segments first, and the head makes them true at once; a
crash in between leaves orphans that a later import sweeps away. A reader counts: events beyond the
head's count belong to a later head.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched, chain
from typing import Any, Final

from ulid import ULID

from shared.kernel.clock import Clock
from shared.kernel.collection import paused_collection
from shared.kernel.errors import NotFound, PreconditionFailed
from shared.kernel.ids import is_document_id, new_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Operation, Query
from shared.portfolios.log import LedgerLog
from shared.portfolios.model import Portfolio
from shared.portfolios.segments import Event, Row, decode_all, encode, fits, split_into_segments

_CONTAINER: Final = USER_DATA.name
_CACHED_LOGS: Final = 32
_ORPHAN_AGE: Final = timedelta(days=1)
_WRITES_AT_ONCE: Final = 8
_DELETES_A_BATCH: Final = 100
_SEGMENTS_AT_ONCE: Final = 32
_LONG: Final = 1_000  # events from which decoding leaves the event loop


@dataclass(frozen=True, slots=True)
class Stored:
    """A portfolio as stored, with the ETags of its two documents."""

    portfolio: Portfolio
    etag: str
    head: Document


class LedgerMoved(PreconditionFailed):
    """Someone else wrote to the ledger since it was read; read again and retry."""

    default_code = "ledger_moved"


class PortfolioRepository:
    """Reads and writes one owner's portfolios; another owner's do not exist."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._logs: OrderedDict[tuple[str, str], LedgerLog] = OrderedDict()

    async def create(self, owner: str, portfolio: Portfolio) -> None:
        """Store a new portfolio with an empty ledger."""
        head: dict[str, Any] = {"ledger_version": 0, "segments": [], "count": 0}
        await self._documents.batch(
            _CONTAINER,
            owner,
            [
                Operation("create", f"portfolio:{portfolio.id}", _metadata(portfolio)),
                Operation("create", f"ledger:{portfolio.id}", head),
            ],
        )

    async def list_page(
        self, owner: str, *, limit: int, after: str | None = None
    ) -> list[Portfolio]:
        """Return portfolios oldest first; `after` is the id of the last one seen."""
        query = Query(
            prefix="portfolio:", after=f"portfolio:{after}" if after else None, limit=limit
        )
        found = await self._documents.query(_CONTAINER, owner, query)
        return [_portfolio(document) for document in found]

    async def get(self, owner: str, portfolio_id: str) -> Stored:
        """Return a portfolio. Raises: NotFound."""
        wanted = [(owner, f"portfolio:{portfolio_id}"), (owner, f"ledger:{portfolio_id}")]
        if not is_document_id(wanted[0][1]):
            raise _no_portfolio(portfolio_id)
        found = await self._documents.read_many(_CONTAINER, wanted)
        if len(found) != len(wanted):
            raise _no_portfolio(portfolio_id)
        metadata, head = (found[key] for key in wanted)
        portfolio = _portfolio(metadata, ledger_version=head.body["ledger_version"])
        return Stored(portfolio, metadata.etag, head)

    async def replace(self, owner: str, portfolio: Portfolio, etag: str) -> None:
        """Store a portfolio's changed metadata. Raises: PreconditionFailed when it moved."""
        await self._documents.replace(
            _CONTAINER, owner, f"portfolio:{portfolio.id}", _metadata(portfolio), if_match=etag
        )

    async def delete(self, owner: str, portfolio_id: str) -> None:
        """Delete a portfolio at once, then its segments. Raises: NotFound."""
        stored = await self.get(owner, portfolio_id)
        doomed = [f"portfolio:{portfolio_id}", f"ledger:{portfolio_id}"]
        await self._documents.batch(
            _CONTAINER, owner, [Operation("delete", name) for name in doomed]
        )
        self._logs.pop((owner, portfolio_id), None)
        await self._delete_all(
            owner, [f"segment:{portfolio_id}:{s}" for s in stored.head.body["segments"]]
        )

    async def read(self, owner: str, portfolio_id: str) -> tuple[Portfolio, LedgerLog]:
        """Return a portfolio and its whole log. Raises: NotFound."""
        stored = await self.get(owner, portfolio_id)
        return stored.portfolio, await self._log(owner, portfolio_id, stored.head)

    async def append(
        self,
        owner: str,
        log: LedgerLog,
        events: Sequence[Event],
        extra: Sequence[Operation] = (),
    ) -> LedgerLog:
        """Add events, all or none, together with `extra` operations on the owner's partition.

        Raises: LedgerMoved when the ledger is no longer the one that was read; the error of an
        extra operation that failed.
        """
        rows = [encode(event) for event in events]
        if not rows:
            tail, segments, writes = list(log.tail), log.segments, list[Operation]()
        elif log.segments and fits(log.tail, rows):
            tail = [*log.tail, *rows]
            segments = log.segments
            writes = [Operation("upsert", _segment(log, segments[-1]), {"events": tail})]
        else:
            chunks = split_into_segments(rows)
            names = [new_id(self._clock.now()) for _ in chunks]
            tail = chunks[-1]
            segments = (*log.segments, *names)
            writes = [Operation("create", _segment(log, names[-1]), {"events": tail})]
            await self._write_ahead(owner, log, list(zip(names, chunks, strict=True))[:-1])
        body: dict[str, Any] = {
            "ledger_version": log.version + 1,
            "segments": list(segments),
            "count": log.count + len(rows),
        }
        head = Operation("replace", f"ledger:{log.portfolio_id}", body, if_match=log.head_etag)
        etag = await self._commit(owner, [head, *writes, *extra])
        grown = log.grown(events, segments, tuple(tail), etag)
        self._remember(owner, grown)
        return grown

    async def sweep(self, owner: str, portfolio_id: str) -> int:
        """Delete segments that no head names and that are over a day old; return how many."""
        found = await self._documents.query(
            _CONTAINER, owner, Query(prefix=f"segment:{portfolio_id}:", fields=("count",))
        )
        head = await self._documents.find(_CONTAINER, owner, f"ledger:{portfolio_id}")
        named = set(head.body["segments"]) if head else set[str]()
        cutoff = self._clock.now() - _ORPHAN_AGE
        orphans = [
            document.id
            for document in found
            if (name := document.id.rpartition(":")[2]) not in named
            and ULID.from_str(name).datetime < cutoff
        ]
        await self._delete_all(owner, orphans)
        return len(orphans)

    async def _commit(self, owner: str, operations: list[Operation]) -> str:
        try:
            written = await self._documents.batch(_CONTAINER, owner, operations)
        except PreconditionFailed as error:
            if [place.pointer for place in error.errors] == ["/0"]:
                raise LedgerMoved("The ledger changed while this was written") from error
            raise
        head = written[0]
        assert head is not None  # noqa: S101 - a replace answers its document
        return head.etag

    async def _write_ahead(
        self, owner: str, log: LedgerLog, chunks: list[tuple[str, list[Row]]]
    ) -> None:
        slots = asyncio.Semaphore(_WRITES_AT_ONCE)

        async def write(name: str, rows: list[Row]) -> None:
            async with slots:
                await self._documents.create(
                    _CONTAINER, owner, _segment(log, name), {"events": rows}
                )

        async with asyncio.TaskGroup() as group:
            for name, rows in chunks:
                group.create_task(write(name, rows))

    async def _log(self, owner: str, portfolio_id: str, head: Document) -> LedgerLog:
        known = self._logs.get((owner, portfolio_id))
        if known is not None and known.head_etag == head.etag:
            self._logs.move_to_end((owner, portfolio_id))
            return known
        segments = tuple(head.body["segments"])
        keep = known.segments[:-1] if known else ()
        if known is None or segments[: len(keep)] != keep:
            known, keep = None, ()
        events = list(known.events[: known.count - len(known.tail)] if known else ())
        tail: list[Row] = []
        for some in batched(segments[len(keep) :], _SEGMENTS_AT_ONCE, strict=False):
            # Read as stored, a ledger takes several times the room it takes decoded.
            rows = await self._rows(owner, portfolio_id, some)
            if some[-1] == segments[-1]:
                tail = rows.pop()
            events.extend(await _decoded(list(chain.from_iterable(rows))))
        tail = tail[: head.body["count"] - len(events)]
        events.extend(await _decoded(tail))

        def settled() -> LedgerLog:
            version = head.body["ledger_version"]
            with paused_collection():
                return LedgerLog(
                    portfolio_id, version, tuple(events), segments, tuple(tail), head.etag
                ).settled()

        log = await asyncio.to_thread(settled) if len(events) > _LONG else settled()
        self._remember(owner, log)
        return log

    async def _rows(
        self, owner: str, portfolio_id: str, segments: tuple[str, ...]
    ) -> list[list[Row]]:
        keys = [(owner, f"segment:{portfolio_id}:{name}") for name in segments]
        found = await self._documents.read_many(_CONTAINER, keys)
        if len(found) != len(keys):
            raise _no_portfolio(portfolio_id)
        return [found[key].body["events"] for key in keys]

    async def _delete_all(self, owner: str, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _DELETES_A_BATCH):
            batch = [Operation("delete", one) for one in ids[start : start + _DELETES_A_BATCH]]
            await self._documents.batch(_CONTAINER, owner, batch)

    def _remember(self, owner: str, log: LedgerLog) -> None:
        self._logs[owner, log.portfolio_id] = log
        self._logs.move_to_end((owner, log.portfolio_id))
        while len(self._logs) > _CACHED_LOGS:
            self._logs.popitem(last=False)


async def _decoded(rows: list[Row]) -> list[Event]:
    def decoded() -> list[Event]:
        with paused_collection():
            return decode_all(rows)

    return await asyncio.to_thread(decoded) if len(rows) > _LONG else decoded()


def _segment(log: LedgerLog, name: str) -> str:
    return f"segment:{log.portfolio_id}:{name}"


def _portfolio(document: Document, ledger_version: int = 0) -> Portfolio:
    portfolio_id = document.id.removeprefix("portfolio:")
    return Portfolio.model_validate(
        {**document.body, "id": portfolio_id, "ledger_version": ledger_version}
    )


def _metadata(portfolio: Portfolio) -> dict[str, Any]:
    return portfolio.model_dump(mode="json", exclude={"id", "ledger_version"})


def _no_portfolio(portfolio_id: str) -> NotFound:
    return NotFound(f"There is no portfolio {portfolio_id[:40]!r}", "portfolio_not_found")
