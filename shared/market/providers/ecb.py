"""Euro reference rates of the European Central Bank, from the copy shipped with the product."""

import asyncio
import gzip
from datetime import date
from importlib.resources import files
from typing import ClassVar

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.sample import until


class EcbProvider:
    """The shipped rates as a provider: one currency a file, units of it for one euro."""

    name: ClassVar[str] = "ecb"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({"fx"})

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._folder = files("shared.market") / "sample_data" / "fx"

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Return a currency's rates, none dated after the clock's day. See the port."""
        return await asyncio.to_thread(self._read, subject)

    def _read(self, currency: str) -> RawPayload:
        file = self._folder / f"{currency}.csv.gz"
        if not currency.isalpha() or not file.is_file():
            raise NotFound(f"The European Central Bank has no rate of {currency}", "unknown_symbol")
        return RawPayload(
            provider=self.name,
            symbol=currency,
            capability="fx",
            content_type="text/csv",
            body=until(gzip.decompress(file.read_bytes()), self._clock.today()),
            fetched_at=self._clock.now(),
            request=f"eurofxref-hist, {currency}",
        )
