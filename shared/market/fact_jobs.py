"""Jobs that renew facts of many symbols: what the schedule enqueues and the worker carries out."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Protocol, cast

import structlog

from shared.kernel.errors import Malformed
from shared.market import backfill_watch
from shared.market.backfill_watch import BackfillWatch
from shared.market.jobs import symbols_of
from shared.market.pipeline import IngestionPipeline

log = structlog.get_logger()

type Listener = Callable[[Sequence[str]], Awaitable[None]]
"""Told of symbols whose data has come, or was looked for."""
type FactKind = Literal["quote", "fundamentals", "statements", "news"]

SYMBOLS_A_JOB: Final[dict[FactKind, int]] = {
    "quote": 50,
    "fundamentals": 10,
    "statements": 10,
    "news": 10,
}


class Renewer(Protocol):
    """Renews those of some symbols that are due and that nobody else is renewing."""

    async def renew(self, symbols: Collection[str]) -> int:
        """Return how many came."""
        ...


def fact_messages(kind: FactKind, symbols: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Return the messages that have symbols renewed, several at a time, in their order."""
    size = SYMBOLS_A_JOB[kind]
    for start in range(0, len(symbols), size):
        yield {"kind": "facts", "of": kind, "symbols": list(symbols[start : start + size])}


class MarketJobs:
    """Carries out every message of the queue `market-jobs`.

    A message about facts needs no record: whoever gets it a second time finds them renewed.
    `listeners` are told of the symbols of every message that was carried out, a repeated one too:
    who dies before they were told leaves the message to be delivered again.
    """

    def __init__(
        self,
        pipeline: IngestionPipeline,
        watch: BackfillWatch,
        renewers: Mapping[FactKind, Renewer],
    ) -> None:
        self.listeners: list[Listener] = []
        self._pipeline = pipeline
        self._watch = watch
        self._renewers = renewers

    async def handle(self, message: dict[str, Any]) -> None:
        """Work on a message. Raises: Malformed for what is no job; see the pipeline for others."""
        if message.get("kind") == backfill_watch.KIND:
            await self._watch.look(message)
            return
        if message.get("kind") != "facts":
            await self._pipeline.handle(message)
            if message.get("kind") == "history":
                await self._tell([str(message["symbol"])])
            return
        renewer = self._renewers.get(cast("FactKind", message.get("of")))
        symbols = symbols_of(message)
        if renewer is None or not symbols:
            raise Malformed("The message is no market job", "invalid_job")
        count = await renewer.renew(symbols)
        log.info("facts_renewed", kind=message["of"], asked=len(symbols), count=count)
        await self._tell(symbols)

    async def _tell(self, symbols: Sequence[str]) -> None:
        for listener in self.listeners:
            await listener(symbols)
