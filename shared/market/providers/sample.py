"""Prices from files: a folder of `SYMBOL.csv` (or `.csv.gz`), the shipped one or one's own.

`symbols.json` in the folder may name, per symbol: name, currency (also a minor unit such as
`GBp`), exchange, sector, industry, country, asset_class, isin, delisted_on (a day).
Nothing dated after the clock's day leaves this source.
"""

import asyncio
import gzip
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, cast

import orjson

from shared.kernel import ids
from shared.kernel.clock import Clock
from shared.kernel.errors import InvalidInput, NotFound, ProviderUnavailable
from shared.market.providers.base import Capability, RawPayload

_LARGEST_FILE: Final = 64_000_000
_MOST_FOUND: Final = 50
_ISO_DATE: Final = 10


class SampleProvider:
    """The folder as a provider. Files are read again when they are asked for again."""

    name: ClassVar[str] = "sample"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({"history", "search", "fx"})

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def fetch(
        self, capability: Capability, subject: str, since: date | None = None
    ) -> RawPayload:
        """Return a symbol's whole file, or what `symbols.json` has on a text. See the port."""
        if capability == "search":
            return await asyncio.to_thread(self._search, subject)
        name = f"EUR{subject}=X" if capability == "fx" else subject
        return await asyncio.to_thread(self._read, capability, subject, name)

    def _read(self, capability: Capability, subject: str, name: str) -> RawPayload:
        path = self._path(name)
        body = until(_bytes_of(path), self._clock.today())
        return RawPayload(
            provider=self.name,
            symbol=subject,
            capability=capability,
            content_type="text/csv",
            body=body,
            fetched_at=self._clock.now(),
            request=path.name,
            context=self._facts().get(name, {}),
        )

    def _path(self, symbol: str) -> Path:
        """Return the file of a symbol. The symbol's alphabet has no separator: no way out."""
        if ids.symbol(symbol) != symbol or ".." in symbol:
            raise InvalidInput(f"{symbol[:40]!r} is not a ticker symbol", "invalid_symbol")
        for suffix in (".csv", ".csv.gz"):
            path = self._folder / f"{symbol}{suffix}"
            if path.is_file():
                return path
        raise NotFound(f"There is no file of prices for {symbol}", "unknown_symbol")

    def _search(self, text: str) -> RawPayload:
        """Return the entries of `symbols.json` (and bare files) that contain the text."""
        facts = self._facts()
        files = {path.name.removesuffix(".gz").removesuffix(".csv") for path in self._files()}
        wanted = text.casefold()
        found = {
            symbol: dict(facts.get(symbol, {}))
            for symbol in sorted(files)
            if any(
                wanted in value.casefold() for value in (symbol, *_searched(facts.get(symbol, {})))
            )
        }
        return RawPayload(
            provider=self.name,
            symbol=text,
            capability="search",
            content_type="application/json",
            body=orjson.dumps(dict(list(found.items())[:_MOST_FOUND])),
            fetched_at=self._clock.now(),
            request="symbols.json",
        )

    def _files(self) -> list[Path]:
        try:
            return [*self._folder.glob("*.csv"), *self._folder.glob("*.csv.gz")]
        except OSError as error:
            raise ProviderUnavailable("The folder of sample prices cannot be read") from error

    def _facts(self) -> Mapping[str, dict[str, str]]:
        """Read `symbols.json`; a folder without one is fine, one that is no JSON is not."""
        path = self._folder / "symbols.json"
        if not path.is_file():
            return {}
        try:
            listed = orjson.loads(path.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise ProviderUnavailable("symbols.json of the sample folder is not JSON") from error
        if not isinstance(listed, dict):
            raise ProviderUnavailable("symbols.json of the sample folder is not an object")
        return {symbol: _texts(facts) for symbol, facts in cast("dict[str, Any]", listed).items()}


def until(body: bytes, today: date) -> bytes:
    """Drop the lines of a CSV that are dated after a day; lines with no date stay to be judged."""
    limit = today.isoformat().encode()
    lines = body.splitlines(keepends=True)
    return b"".join(line for line in lines if not line[:_ISO_DATE] > limit or not _is_dated(line))


def _is_dated(line: bytes) -> bool:
    try:
        date.fromisoformat(line[:_ISO_DATE].decode("ascii"))
    except ValueError:
        return False
    return True


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ProviderUnavailable(f"{path.name} is larger than {_LARGEST_FILE} bytes")
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        raise ProviderUnavailable(f"{path.name} of the sample folder cannot be read") from error


def _searched(facts: Mapping[str, str]) -> tuple[str, ...]:
    return facts.get("name", ""), facts.get("isin", "")


def _texts(facts: Any) -> dict[str, str]:
    if not isinstance(facts, dict):
        return {}
    return {
        str(key): value
        for key, value in cast("dict[str, Any]", facts).items()
        if isinstance(value, str)
    }
