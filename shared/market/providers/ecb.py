"""Euro reference rates of the European Central Bank: live when asked to be, else as shipped.

The bank publishes one file with every currency since 1999; it is fetched at most once an hour and
kept in memory. When it does not come, the rates shipped with the product serve, and their last
day tells how old they are.
"""

import asyncio
import gzip
import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import ClassVar, Final

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.sample import until
from shared.platform.http_client import HttpClient, HttpFailure

log = structlog.get_logger()

_FILE: Final = "eurofxref-hist.zip"
_LARGEST_TABLE: Final = 20_000_000
_KEPT_SECONDS: Final = 3600.0
_TRY_AGAIN_SECONDS: Final = 600.0
_OK: Final = 200


class EcbProvider:
    """The bank's rates as a provider: units of a currency for one euro.

    `base_url`: where `eurofxref-hist.zip` lies; empty for the shipped rates alone.
    """

    name: ClassVar[str] = "ecb"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({"fx"})

    def __init__(
        self,
        clock: Clock,
        http: HttpClient | None = None,
        base_url: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._monotonic = monotonic
        self._folder = files("shared.market") / "sample_data" / "fx"
        self._table: list[list[str]] = []
        self._next_look = float("-inf")
        self._looking = asyncio.Lock()

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Return a currency's rates, none dated after the clock's day. See the port."""
        await self._look()
        column = await asyncio.to_thread(_column, self._table, subject)
        if column is not None:
            return self._payload(subject, column, f"{_FILE}, {subject}")
        return await asyncio.to_thread(self._shipped, subject)

    async def _look(self) -> None:
        """Fetch the bank's file when it is time; a failure leaves what there is."""
        if not self._base_url or self._http is None:
            return
        async with self._looking:
            if self._monotonic() < self._next_look:
                return
            self._next_look = self._monotonic() + _TRY_AGAIN_SECONDS
            try:
                answer = await self._http.get(f"{self._base_url}/{_FILE}")
                if answer.status == _OK:
                    self._table = await asyncio.to_thread(_read, answer.body)
                    self._next_look = self._monotonic() + _KEPT_SECONDS
                else:
                    log.warning("ecb_not_fetched", status=answer.status)
            except (HttpFailure, ValueError, zipfile.BadZipFile, EOFError) as error:
                log.warning("ecb_not_fetched", error=type(error).__name__)

    def _shipped(self, currency: str) -> RawPayload:
        file = self._folder / f"{currency}.csv.gz"
        if not currency.isalpha() or not file.is_file():
            raise NotFound(f"The European Central Bank has no rate of {currency}", "unknown_symbol")
        return self._payload(currency, gzip.decompress(file.read_bytes()), f"shipped, {currency}")

    def _payload(self, currency: str, body: bytes, request: str) -> RawPayload:
        return RawPayload(
            provider=self.name,
            symbol=currency,
            capability="fx",
            content_type="text/csv",
            body=until(body, self._clock.today()),
            fetched_at=self._clock.now(),
            request=request,
        )


def _read(body: bytes) -> list[list[str]]:
    """Return the cells of the bank's table. Raises: ValueError for a file of another kind."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entry = archive.infolist()[0] if archive.infolist() else None
        if entry is None or entry.file_size > _LARGEST_TABLE:
            raise ValueError("no table of usable size")
        lines = archive.read(entry).decode("ascii").splitlines()
    table = [line.rstrip(",").split(",") for line in lines]
    if not table or table[0][0].strip() != "Date" or "USD" not in table[0]:
        raise ValueError("no table of rates")
    return table


def _column(table: list[list[str]], currency: str) -> bytes | None:
    """Return one currency of the table as a file of its own, days without a rate left out."""
    if not table or currency not in table[0] or currency == "Date":
        return None
    place = table[0].index(currency)
    rows = ((line[0], line[place]) for line in table[1:] if len(line) > place)
    told = [f"{day},{rate}\n" for day, rate in rows if rate not in {"", "N/A"}]
    return f"Date,{currency}\n{''.join(told)}".encode() if told else None
