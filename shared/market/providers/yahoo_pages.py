"""Yahoo's history pages: saved ones from a folder, or fetched live. The pipeline's HTML path.

The last resort for prices: a page shows about a year, rounded to cents. A saved page is named
`SYMBOL_2025-06-16.html` by the day it was made, or `SYMBOL.html`.
"""

import asyncio
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import quote

from shared.kernel import ids
from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound, ProviderUnavailable
from shared.market.providers.alpha_vantage import check_status
from shared.market.providers.base import Capability, RawPayload
from shared.platform.http_client import HttpClient, HttpFailure

_LARGEST_FILE: Final = 20_000_000
_NAME: Final = re.compile(r"_(\d{4}-\d{2}-\d{2})\.html$")
_EVENING: Final = time(23, 0, tzinfo=UTC)
_NOT_FOUND: Final = 404


class YahooPagesProvider:
    """Pages of `folder` first, then live ones when there is a `base_url`."""

    name: ClassVar[str] = "yahoo_pages"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({"history"})

    def __init__(
        self, clock: Clock, http: HttpClient, base_url: str = "", folder: Path | None = None
    ) -> None:
        self._clock = clock
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._folder = folder

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Return a symbol's page. See the port."""
        symbol = ids.symbol(subject)
        saved = await asyncio.to_thread(self._saved, symbol)
        if saved is not None:
            return saved
        if not self._base_url:
            raise NotFound(f"There is no saved page of {symbol}", "unknown_symbol")
        return await self._live(symbol)

    def _saved(self, symbol: str) -> RawPayload | None:
        if self._folder is None:
            return None
        pages = sorted(self._folder.glob(f"{symbol}_????-??-??.html"))
        plain = self._folder / f"{symbol}.html"
        path = pages[-1] if pages else plain
        if not path.is_file():
            return None
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise ProviderUnavailable(f"{path.name} is larger than {_LARGEST_FILE} bytes")
            body = path.read_bytes()
            made_at = _made_at(path)
        except OSError as error:
            raise ProviderUnavailable(f"{path.name} cannot be read", "failed") from error
        return self._payload(symbol, body, min(made_at, self._clock.now()), path.name)

    async def _live(self, symbol: str) -> RawPayload:
        url = f"{self._base_url}/quote/{quote(symbol, safe='=^')}/history/"
        try:
            answer = await self._http.get(url)
        except HttpFailure as error:
            raise ProviderUnavailable("Yahoo's page did not come", error.code) from error
        if answer.status == _NOT_FOUND:
            raise NotFound(f"Yahoo has no page of {symbol}", "unknown_symbol")
        check_status(answer, "Yahoo's page")
        return self._payload(symbol, answer.body, self._clock.now(), f"/quote/{symbol}/history/")

    def _payload(self, symbol: str, body: bytes, at: datetime, request: str) -> RawPayload:
        return RawPayload(
            provider=self.name,
            symbol=symbol,
            capability="history",
            content_type="text/html",
            body=body,
            fetched_at=at,
            request=request,
        )


def _made_at(path: Path) -> datetime:
    """Return when a page was made: the evening of the day in its name, else the file's time."""
    named = _NAME.search(path.name)
    if named:
        return datetime.combine(date.fromisoformat(named[1]), _EVENING)
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
