"""The containers of the document store, defined once for code, tests and infrastructure.

The infrastructure program makes them in Cosmos DB; the SQLite adapter makes them as tables.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final


@dataclass(frozen=True, slots=True)
class Search:
    """How a container is searched by meaning and by words: the fields, and the embedding's size."""

    embedding_path: str
    dimensions: int
    text_path: str


@dataclass(frozen=True)
class Container:
    """A container: its name, the path of each partition level, and whether documents may expire."""

    name: str
    partition_paths: tuple[str, ...]
    expires: bool = False
    purpose: str = ""
    search: Search | None = None

    @cached_property
    def partition_fields(self) -> tuple[str, ...]:
        """The top-level fields that hold the partition key."""
        return tuple(path.removeprefix("/") for path in self.partition_paths)

    @cached_property
    def owned_fields(self) -> frozenset[str]:
        """The top-level fields that are the store's: no body may have them."""
        return frozenset({"id", "ttl", *self.partition_fields})


IDENTITY: Final = Container(
    "identity", ("/id",), True, "users, e-mail claims, refresh-token families, API tokens"
)
USER_DATA: Final = Container(
    "user_data",
    ("/userId",),
    True,
    "portfolios, transactions, imports, preferences, answers to repeated requests",
)
PRICES: Final = Container(
    "prices", ("/symbol",), False, "columnar documents, one a symbol and year"
)
QUOTES: Final = Container("quotes", ("/symbol",), True, "latest quote per symbol")
REFERENCE: Final = Container("reference", ("/symbol",), True, "profile, fundamentals, events, news")
CHAT: Final = Container("chat", ("/userId", "/sessionId"), True, "sessions and messages")
KNOWLEDGE: Final = Container(
    "knowledge",
    ("/corpusId",),
    True,
    "passages for retrieval",
    search=Search("/embedding", 1536, "/text"),
)
AUDIT: Final = Container("audit", ("/stream",), False, "append-only, hash-chained")
OPS: Final = Container(
    "ops", ("/k",), True, "leases, counters, the tracked universe, ingestion runs"
)

ALL: Final = (IDENTITY, USER_DATA, PRICES, QUOTES, REFERENCE, CHAT, KNOWLEDGE, AUDIT, OPS)
BY_NAME: Final = {container.name: container for container in ALL}
