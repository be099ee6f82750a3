"""Reading a stored answer again, by a better parser or after a release, whatever it is of."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from shared.kernel.clock import Clock
from shared.kernel.ids import new_id
from shared.market.company import facts_by_symbol
from shared.market.kept import KeptFacts
from shared.market.live_quotes import read_quotes
from shared.market.payloads import PayloadStore
from shared.market.pipeline import IngestionPipeline
from shared.market.providers.base import Capability, RawPayload
from shared.market.quote_doubts import QuoteDoubts
from shared.market.registry import RunSummary


@dataclass(frozen=True, slots=True)
class Reread:
    """Facts of a stored payload by symbol, and how many of what it says are not believed."""

    values: Mapping[str, Any]
    doubted: int = 0


type FactReader = Callable[[RawPayload, str], Awaitable[Reread]]
"""Reads a payload and its id, as when it was fetched. Raises: Malformed, NotFound."""


class Replayer:
    """Takes stored payloads through the stages after fetching."""

    def __init__(
        self,
        payloads: PayloadStore,
        pipeline: IngestionPipeline,
        facts: Mapping[Capability, tuple[KeptFacts[Any], FactReader]],
        clock: Clock,
    ) -> None:
        self._payloads = payloads
        self._pipeline = pipeline
        self._facts = facts
        self._clock = clock

    async def replay(self, payload_id: str) -> RunSummary:
        """Read a stored payload again; doing so twice changes nothing.

        Raises: NotFound when there is no such payload, Malformed when it cannot be read, Conflict
        when its series has another source by now; of facts, when later ones are kept.
        """
        capability = payload_id.partition("/")[0]
        kept = self._facts.get(capability)  # pyright: ignore[reportArgumentType] - any text
        if kept is None:
            return await self._pipeline.replay(payload_id)
        begun = perf_counter()
        facts, read = kept
        payload = await self._payloads.read(payload_id)
        reread = await read(payload, payload_id)
        await facts.restore(reread.values, payload.fetched_at, payload_id)
        return RunSummary(
            job_id=f"replay:{new_id(self._clock.now())}",
            outcome="loaded",
            finished_at=self._clock.now(),
            provider=payload.provider,
            payload_id=payload_id,
            counts={"accepted": len(reread.values), "quarantined": reread.doubted},
            milliseconds=round((perf_counter() - begun) * 1000),
        )


async def reread_facts(payload: RawPayload, _payload_id: str) -> Reread:
    """Read what a source says of one company again. Raises: Malformed, NotFound."""
    return Reread(facts_by_symbol(payload))


def quotes_again(doubts: QuoteDoubts) -> FactReader:
    """Return the reader of stored quotes, which doubts them as it does fetched ones."""

    async def read(payload: RawPayload, payload_id: str) -> Reread:
        found = await doubts.sort(read_quotes(payload), payload, payload_id)
        return Reread(found.believed, len(found.doubted))

    return read
