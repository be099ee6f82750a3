"""An owner's places: how many of their reports are made at a time, over all workers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

from shared.kernel.errors import PlumblineError
from shared.platform.leases import Lease, Leases

_SECONDS: Final = 20
_HOLDER: Final = "report"


class Slots:
    """Gives out places as leases, which run out when a worker dies."""

    def __init__(self, leases: Leases, per_owner: int) -> None:
        self._leases = leases
        self._per_owner = per_owner

    @asynccontextmanager
    async def place(self, owner: str) -> AsyncGenerator[bool]:
        """Hold a place; False when all are taken."""
        lease = await self._acquire(owner)
        if lease is None:
            yield False
            return
        held = [lease]
        renewing = asyncio.create_task(self._renew(held))
        try:
            yield True
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])
            with suppress(PlumblineError):
                await self._leases.release(held[0])

    async def _acquire(self, owner: str) -> Lease | None:
        for number in range(self._per_owner):
            name = f"report-slot:{owner}:{number}"
            lease = await self._leases.acquire(name, _HOLDER, _SECONDS)
            if lease is not None:
                return lease
        return None

    async def _renew(self, held: list[Lease]) -> None:
        while True:
            await asyncio.sleep(_SECONDS / 3)
            with suppress(PlumblineError):
                renewed = await self._leases.renew(held[0], _SECONDS)
                held[0] = renewed or held[0]
