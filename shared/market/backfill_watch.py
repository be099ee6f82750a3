"""Back-fills that were registered and perhaps never enqueued: somebody looks a while later.

Between the entry of a symbol and its message a process may die; the entry would wait for the
timer. So one message for all symbols of a request goes out before any of them is registered.
"""

from collections.abc import Sequence
from typing import Any, Final

import structlog

from shared.kernel.errors import Malformed, NotFound, Unavailable
from shared.market.jobs import backfill, symbols_of
from shared.market.registry import Entry, Universe
from shared.platform.queues import MARKET_JOBS, QueueSender

log = structlog.get_logger()

KIND: Final = "backfills"
_LOOK_AFTER_SECONDS: Final = 30
_MOST_LOOKS: Final = 20
_SYMBOLS_A_MESSAGE: Final = 500


class BackfillWatch:
    """Announces back-fills, and later enqueues those that nobody has begun."""

    def __init__(self, universe: Universe, queue: QueueSender) -> None:
        self._universe = universe
        self._queue = queue

    async def announce(self, symbols: Sequence[str]) -> None:
        """Have these looked at in a while; to be called before they are registered."""
        for start in range(0, len(symbols), _SYMBOLS_A_MESSAGE):
            part = symbols[start : start + _SYMBOLS_A_MESSAGE]
            try:
                await self._send(part, looks=1)
            except (Unavailable, NotFound) as error:
                # The timer finds what then goes missing, only later.
                log.warning("backfills_not_announced", count=len(part), detail=error.detail)

    async def look(self, message: dict[str, Any]) -> None:
        """Enqueue what still waits, unless the queue may hold its jobs: then look again.

        Raises: Malformed for what is no such message; Unavailable.
        """
        symbols, looks = _read(message)
        waiting = [e for e in (await self._universe.find_many(symbols)).values() if _waits(e)]
        if not waiting:
            return
        if looks < _MOST_LOOKS and await self._queue.depth(MARKET_JOBS) > len(waiting):
            await self._send([entry.symbol for entry in waiting], looks + 1)
            return
        jobs = [backfill(entry.symbol, entry.attempt).message() for entry in waiting]
        await self._queue.send_many(MARKET_JOBS, jobs)
        log.warning("backfills_enqueued_again", count=len(jobs))

    async def _send(self, symbols: Sequence[str], looks: int) -> None:
        message = {"kind": KIND, "symbols": list(symbols), "looks": looks}
        await self._queue.send(MARKET_JOBS, message, delay_seconds=_LOOK_AFTER_SECONDS)


def _waits(entry: Entry) -> bool:
    return entry.state == "queued" and not entry.has_ended


def _read(message: dict[str, Any]) -> tuple[list[str], int]:
    symbols, looks = symbols_of(message), message.get("looks")
    if not symbols or not isinstance(looks, int):
        raise Malformed("The message is no market job", "invalid_job")
    return symbols, looks
