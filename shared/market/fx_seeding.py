"""Reference rates on first need, so that a new installation converts from its first minute."""

import asyncio
from collections.abc import Collection
from typing import Final

from shared.kernel.clock import Clock
from shared.market.jobs import Job, backfill, refresh
from shared.market.model import fx_key
from shared.market.pipeline import IngestionPipeline
from shared.market.registry import Entry, Universe
from shared.market.timing import BACKSTOP

_ON_ITS_WAY: Final = frozenset({"queued", "backfilling"})
_POLLS: Final = 50
_POLL_SECONDS: Final = 0.1


class FxSeeder:
    """Runs the ingestion of a currency's rates right away, when they are missing or due."""

    def __init__(self, universe: Universe, pipeline: IngestionPipeline, clock: Clock) -> None:
        self._universe = universe
        self._pipeline = pipeline
        self._clock = clock

    async def seed(self, currencies: Collection[str]) -> None:
        """Fetch rates never fetched and those that are due; the others cost one small read.

        Another who is at it is waited for a little.
        """
        keys = [fx_key(currency) for currency in currencies]
        entries = await self._universe.find_many(keys)
        await asyncio.gather(*(self._seed(key, entries.get(key)) for key in keys))

    async def _seed(self, key: str, entry: Entry | None) -> None:
        now = self._clock.now()
        if entry is None:
            entry = Entry(key, "queued", now, now + BACKSTOP, is_held=True)
            await self._universe.add(entry)
        job = self._job(entry)
        if job is None:
            return
        await self._pipeline.handle(job.message())
        for _ in range(_POLLS):
            found = await self._universe.find(key)
            if found is None or found.state not in _ON_ITS_WAY:
                return
            await asyncio.sleep(_POLL_SECONDS)

    def _job(self, entry: Entry) -> Job | None:
        if entry.state in _ON_ITS_WAY:
            return backfill(entry.symbol, entry.attempt)
        if entry.bars and entry.next_due_at <= self._clock.now():
            return refresh(entry.symbol, entry.next_due_at)
        return None
