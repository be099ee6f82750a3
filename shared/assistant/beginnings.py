"""Questions that are being begun, for which answers wait a moment.

Whoever asks sees a first event as soon as the question is stored. Of fifty who ask at once the last
would otherwise wait until the answers of the first are worked out.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

_LONGEST_SECONDS: Final = 0.1


class Beginnings:
    """Counts them, in one event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Generator[None]:
        """Begin a question in the block."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            # A turn of the loop later, in which the first event is sent.
            asyncio.get_running_loop().call_soon(self._end)

    async def over(self) -> None:
        """Wait until none is being begun; where they come without end, a tenth of a second."""
        if self._count:
            try:
                async with asyncio.timeout(_LONGEST_SECONDS):
                    await self._none.wait()
            except TimeoutError:
                return

    def _end(self) -> None:
        self._count -= 1
        if not self._count:
            self._none.set()
