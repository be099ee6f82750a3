"""From the store's threads back to the event loops that wait: many results in one call."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

type Outcome = tuple[asyncio.Future[Any], Exception | None, Any]
"""Who waits, and the error or the result."""


def deliver(outcomes: Sequence[Outcome]) -> None:
    """Wake everybody who waits; for threads that are not the loop's own."""
    loops = {outcome[0].get_loop() for outcome in outcomes}
    for loop in loops:
        mine = [outcome for outcome in outcomes if outcome[0].get_loop() is loop]
        with suppress(RuntimeError):  # a loop that is closed waits for nothing
            loop.call_soon_threadsafe(_settle, mine)


def _settle(outcomes: Sequence[Outcome]) -> None:
    for done, error, result in outcomes:
        if done.done():  # its caller was cancelled
            continue
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)
