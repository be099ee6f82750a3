"""All documents of a store, whatever their partitions: for carrying a store elsewhere.

No request does this: it reads everything. What is written meanwhile may be in it or not, document
by document.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from shared.platform.documents import Json


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with all it needs to be stored again. `expires_at`: seconds since the epoch."""

    container: str
    partition: tuple[str, ...]
    id: str
    body: Json
    expires_at: float | None = None


class Scannable(Protocol):
    """An adapter that can tell everything it holds."""

    def scan(self, container: str) -> AsyncGenerator[Stored]:
        """Yield every document of a container that has not expired. Raises: Unavailable."""
        ...
