"""The universe: every symbol whose prices are wanted, and how far its data has come.

One small document a symbol in the `ops` container, spread over a few partitions, so that what is
due can be listed without reading the prices or crossing partitions.
"""

import asyncio
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from shared.kernel.clock import Clock
from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed, Unavailable
from shared.market.schema_versions import current, upcast
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Query

type Outcome = Literal["loaded", "unknown", "unreachable", "failed"]
type State = Literal["queued", "backfilling", "ready", "unknown", "unreachable", "failed"]

SHARDS: Final = 8
MOST_SYMBOLS: Final = 500  # one person tracks at most
_PAGE: Final = 500
_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How the last job on a symbol went. `skipped`: providers passed over, with reasons."""

    job_id: str
    outcome: Outcome
    finished_at: datetime
    provider: str | None = None
    payload_id: str | None = None
    skipped: tuple[tuple[str, str], ...] = ()
    counts: dict[str, int] = field(default_factory=dict[str, int])
    warnings: tuple[str, ...] = ()
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A symbol of the universe. `progress` runs from 0 to 1 during a back-fill.

    `is_held`: somebody's ledger has it; `is_tracked`: somebody asked for it by name;
    `is_watched`: it is on somebody's watchlist. `delisted_on`, `renamed_to`: its listing ended.
    """

    symbol: str
    state: State
    added_at: datetime
    next_due_at: datetime
    is_held: bool = False
    is_tracked: bool = False
    is_watched: bool = False
    attempt: int = 0
    stage: str = "queued"
    progress: float = 0.0
    source: str | None = None
    as_of: datetime | None = None
    first_day: str | None = None
    last_day: str | None = None
    bars: int = 0
    quarantined: int = 0
    last_run: RunSummary | None = None
    delisted_on: str | None = None
    renamed_to: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether there will be no later price under this symbol."""
        return self.delisted_on is not None or self.renamed_to is not None

    @property
    def is_wanted(self) -> bool:
        """Whether its prices are still to be kept fresh."""
        return not self.has_ended and (self.is_held or self.is_tracked or self.is_watched)


_ENTRY: Final = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as it stood a moment ago, and the ETag it had."""

    entry: Entry
    etag: str


class Universe:
    """Reads and changes the entries; a change is retried until nobody came between."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def find_many(self, symbols: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those symbols that have one."""
        keys = [(_partition(symbol), _id(symbol)) for symbol in symbols]
        found = await self._documents.read_many(OPS.name, keys) if keys else {}
        entries = (_entry(document) for document in found.values())
        return {entry.symbol: entry for entry in entries}

    async def find(self, symbol: str) -> Entry | None:
        """Return a symbol's entry."""
        return (await self.find_many([symbol])).get(symbol)

    async def add(self, entry: Entry) -> bool:
        """Store a new entry; False when the symbol has one already."""
        try:
            await self._documents.create(
                OPS.name, _partition(entry.symbol), _id(entry.symbol), _body(entry)
            )
        except AlreadyExists:
            return False
        return True

    async def change(self, symbol: str, edit: Callable[[Entry], Entry]) -> Entry:
        """Apply a pure edit to the present entry; write nothing when it changes nothing.

        Raises: NotFound when there is none, Unavailable when others kept coming between.
        """
        return (await self._step(symbol, edit, None)).entry

    async def change_if_present(self, symbol: str, edit: Callable[[Entry], Entry]) -> Entry | None:
        """Like `change`, but an entry that is not there is left so."""
        seen = await self.step(symbol, edit)
        return seen.entry if seen else None

    async def step(
        self, symbol: str, edit: Callable[[Entry], Entry], seen: Seen | None = None
    ) -> Seen | None:
        """Like `change_if_present`; what an earlier step left is not read again before this one."""
        try:
            return await self._step(symbol, edit, seen)
        except NotFound:
            return None

    async def _step(self, symbol: str, edit: Callable[[Entry], Entry], seen: Seen | None) -> Seen:
        for _ in range(_ATTEMPTS):
            before = seen or await self._seen(symbol)
            after = edit(before.entry)
            if after == before.entry:
                return before
            try:
                stored = await self._documents.replace(
                    OPS.name, _partition(symbol), _id(symbol), _body(after), if_match=before.etag
                )
            except PreconditionFailed:
                seen = None
                continue
            return Seen(after, stored.etag)
        raise Unavailable(f"The entry of {symbol} is being changed by others", "contended")

    async def _seen(self, symbol: str) -> Seen:
        document = await self._documents.get(OPS.name, _partition(symbol), _id(symbol))
        return Seen(_entry(document), document.etag)

    async def every(self) -> list[Entry]:
        """Return all entries, ordered by symbol."""
        shards = await asyncio.gather(*(self._shard(number) for number in range(SHARDS)))
        return sorted((entry for shard in shards for entry in shard), key=lambda e: e.symbol)

    async def _shard(self, number: int) -> list[Entry]:
        found: list[Entry] = []
        after: str | None = None
        while True:
            page = await self._documents.query(
                OPS.name, _shard_partition(number), Query(prefix="s:", after=after, limit=_PAGE)
            )
            found += [_entry(document) for document in page]
            if len(page) < _PAGE:
                return found
            after = page[-1].id


def started(entry: Entry, stage: str, progress: float) -> Entry:
    """Return the entry of a symbol whose first data is on its way; one with data stays ready."""
    if entry.bars:
        return entry
    return replace(entry, state="backfilling", stage=stage, progress=progress)


def _partition(symbol: str) -> str:
    return _shard_partition(zlib.crc32(symbol.encode()) % SHARDS)


def _shard_partition(number: int) -> str:
    return f"universe:{number}"


def _id(symbol: str) -> str:
    return f"s:{symbol}"


def _body(entry: Entry) -> dict[str, Any]:
    body: dict[str, Any] = _ENTRY.dump_python(entry, mode="json")
    return {"schema": current("universe"), **body}


def _entry(document: Document) -> Entry:
    shaped = upcast("universe", document.body)
    body = {name: value for name, value in shaped.items() if name != "schema"}
    return _ENTRY.validate_python(body)
