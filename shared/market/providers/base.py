"""The port to a source of market data: it fetches bytes, it never interprets them.

Keeping what was answered apart from what it means lets a stored answer be parsed again, by a
better parser, without asking the source twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal, Protocol

type Capability = Literal["history", "fx", "search", "quote", "fundamentals", "statements", "news"]


@dataclass(frozen=True, slots=True)
class RawPayload:
    """What a provider answered, as it came.

    `symbol` is what was asked for (a currency code for `fx`, the text for `search`, several symbols
    with commas between them for `quote`). `context`
    holds what the provider knows besides the body and the parser needs (the quotation unit of a
    CSV file). `request` says what was asked, without secrets. `is_complete`: everything the
    provider has of the symbol was asked for, not just the latest part.
    """

    provider: str
    symbol: str
    capability: Capability
    content_type: str
    body: bytes
    fetched_at: datetime
    request: str
    is_complete: bool = True
    context: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be asked of a provider, by all instances together.

    `requests`: how many of the day's a capability costs, where it is not one. `subjects_at_once`:
    subjects with commas between them are a request each, up to so many.
    """

    per_minute: int
    per_day: int | None = None
    requests: Mapping[Capability, int] = field(default_factory=dict[Capability, int])
    subjects_at_once: int = 1

    def cost(self, capability: Capability, subject: str) -> int:
        """Return how many of the day's requests a fetch takes."""
        subjects = min(subject.count(",") + 1, self.subjects_at_once)
        return self.requests.get(capability, 1) * subjects


class Provider(Protocol):
    """A source. It declares what it can do; it is asked for nothing else.

    Every fetch may raise NotFound (there is no such symbol here) or ProviderUnavailable (no
    answer, no quota, an answer that is no answer; `code` says which).
    """

    name: ClassVar[str]
    """The label its values carry (`yahoo`)."""
    capabilities: ClassVar[frozenset[Capability]]
    """What it can be asked for."""

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Fetch what it has on a symbol, a currency or a text; from a day on when it can."""
        ...
