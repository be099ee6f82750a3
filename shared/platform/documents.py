"""The document store: the one narrow port through which the product keeps its data.

It offers what Cosmos DB keeps (one partition at a time, optimistic concurrency by ETag, atomic
batches within a partition, time to live) and nothing more, so that the embedded SQLite adapter and
the Cosmos adapter behave alike; `tests/contract/` holds both to it.

Rules every adapter enforces:
- ids match `kernel.ids.is_document_id`; a partition key is one string, or one per level of the
  container's `partition_paths`, none empty;
- a document is at most 2 MB of JSON; a batch at most 100 operations and 2 MB, all or nothing;
- numbers are doubles in Cosmos: decimals travel as strings, integers stay within ±2^53;
- a large list may be given as `orjson.Fragment`, JSON that is written already; whoever writes it
  vouches for it, and reads it back as a list;
- the adapter owns the fields `id`, the partition fields, `ttl` and everything starting with `_`;
- an expired document is invisible from the second it expires;
- queries stay inside one partition, ordered by id (code point order).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

type Json = dict[str, Any]
type PartitionKey = str | tuple[str, ...]

MAX_DOCUMENT_BYTES: Final = 2_000_000
MAX_BATCH_OPERATIONS: Final = 100
MAX_BATCH_BYTES: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document: `body` without the adapter's own fields, and the ETag to replace it by."""

    id: str
    partition: PartitionKey
    body: Json
    etag: str


@dataclass(frozen=True, slots=True)
class Query:
    """A range of ids inside one partition, with optional equality filters on top-level fields.

    `prefix` and `after`/`before` (exclusive bounds) combine. `where` compares strings, booleans or
    integers; a tuple means "any of". `fields`, when given, projects top-level fields of the body.
    Page by passing the last id seen as `after` (as `before` when `descending`).
    """

    prefix: str = ""
    after: str | None = None
    before: str | None = None
    where: Mapping[str, str | bool | int | tuple[str, ...]] = field(
        default_factory=dict[str, str | bool | int | tuple[str, ...]]
    )
    fields: tuple[str, ...] = ()
    descending: bool = False
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a batch. `create` fails if the id is taken; `replace` and `delete` if it is not.

    `if_match` applies to `replace`, `upsert` (when present) and `delete`. `ttl_seconds` None: kept
    until deleted.
    """

    kind: Literal["create", "replace", "upsert", "delete"]
    id: str
    body: Json = field(default_factory=dict[str, Any])
    if_match: str | None = None
    ttl_seconds: int | None = None


class DocumentStore(Protocol):
    """What an adapter offers. All errors are of `shared.kernel.errors`.

    Besides those named below, any call may raise Unavailable (throttled for good, no connection,
    disk full) and, for ids, keys or sizes outside the rules, InvalidInput or TooLarge.
    """

    async def find(self, container: str, partition: PartitionKey, id: str) -> Document | None:
        """Return the document, or None when there is none."""
        ...

    async def get(self, container: str, partition: PartitionKey, id: str) -> Document:
        """Return the document. Raises: NotFound."""
        ...

    async def create(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        ttl_seconds: int | None = None,
    ) -> Document:
        """Store a new document. Raises: AlreadyExists."""
        ...

    async def replace(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        if_match: str | None = None,
        ttl_seconds: int | None = None,
    ) -> Document:
        """Replace a document. Raises: NotFound; PreconditionFailed when `if_match` is stale."""
        ...

    async def upsert(
        self,
        container: str,
        partition: PartitionKey,
        id: str,
        body: Json,
        *,
        ttl_seconds: int | None = None,
    ) -> Document:
        """Store a document whether or not it existed."""
        ...

    async def delete(
        self, container: str, partition: PartitionKey, id: str, *, if_match: str | None = None
    ) -> None:
        """Delete a document. Raises: NotFound; PreconditionFailed when `if_match` is stale."""
        ...

    async def query(self, container: str, partition: PartitionKey, query: Query) -> list[Document]:
        """Return at most `query.limit` documents, ordered by id."""
        ...

    async def read_many(
        self, container: str, keys: Sequence[tuple[PartitionKey, str]]
    ) -> dict[tuple[PartitionKey, str], Document]:
        """Return those of the named documents that exist, in one go where the store can."""
        ...

    async def batch(
        self, container: str, partition: PartitionKey, operations: Sequence[Operation]
    ) -> list[Document | None]:
        """Carry out all operations, or none; one result each (None for a delete).

        A result's body may be the very one that was given.

        Raises: the error of the first operation that failed, with its index in `errors[0].pointer`
        (`/3`).
        """
        ...

    async def ping(self) -> None:
        """Do the cheapest real round trip. Raises: Unavailable."""
        ...

    async def purge_expired(self) -> int:
        """Give back the room of expired documents, where the store does not do so itself.

        Returns how many were deleted; expired documents are invisible either way.
        """
        ...

    async def close(self) -> None:
        """Release connections; the store is not used afterwards."""
        ...
