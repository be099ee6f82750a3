"""Reading a stored answer again, by a better parser or after a release, whatever it is of."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from shared.kernel.clock import Clock
from shared.kernel.ids import new_id
from shared.market.kept import KeptFacts
from shared.market.payloads import PayloadStore
from shared.market.pipeline import IngestionPipeline
from shared.market.providers.base import Capability, RawPayload
from shared.market.registry import RunSummary

type FactReader = Callable[[RawPayload], Mapping[str, Any]]
"""Reads a payload into facts by symbol. Raises: Malformed, NotFound."""


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
        values = read(payload)
        await facts.restore(values, payload.fetched_at, payload_id)
        return RunSummary(
            job_id=f"replay:{new_id(self._clock.now())}",
            outcome="loaded",
            finished_at=self._clock.now(),
            provider=payload.provider,
            payload_id=payload_id,
            counts={"accepted": len(values), "quarantined": 0},
            milliseconds=round((perf_counter() - begun) * 1000),
        )
