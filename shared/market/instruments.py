"""What is known of symbols: kept when prices arrive, asked of providers when someone searches."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import fields, replace
from typing import Any, Final

import structlog
from pydantic import TypeAdapter

from shared.kernel import ids
from shared.kernel.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    ProviderUnavailable,
    Unavailable,
)
from shared.market.model import Instrument
from shared.market.parsers.search import parse_search
from shared.market.providers.failover import Failover
from shared.market.ranking import NO_MATCH, match, ranked
from shared.market.registry import Universe
from shared.market.schema_versions import current, upcast
from shared.platform.containers import REFERENCE
from shared.platform.documents import Document, DocumentStore, Query

log = structlog.get_logger()

_ID: Final = "instrument"
INDEX: Final = "instruments"
"""The partition that lists all of them, to be searched."""
_ATTEMPTS: Final = 4
_PAGE: Final = 1000
_SEARCH_SECONDS: Final = 3.0
_LONGEST_TEXT: Final = 60
_INSTRUMENT: Final = TypeAdapter(Instrument)


class InstrumentStore:
    """Instruments in the `reference` container, with an index of names to search in."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def remember(self, instrument: Instrument) -> None:
        """Store what a provider says of a symbol; what it does not say stays as it was.

        Nothing is written when nothing but the time has changed.
        """
        for _ in range(_ATTEMPTS):
            stored = await self._documents.find(REFERENCE.name, instrument.symbol, _ID)
            before = _read(stored) if stored else None
            after = _completed(instrument, before)
            if before is not None and replace(after, as_of=before.as_of) == before:
                return
            try:
                await self._write(after, stored)
            except (AlreadyExists, PreconditionFailed):
                continue
            return
        raise Unavailable(f"What is known of {instrument.symbol} is being changed", "contended")

    async def edit(self, symbol: str, change: Callable[[Instrument], Instrument]) -> None:
        """Change what is stored of a symbol by a pure step; what was never met is left so."""
        for _ in range(_ATTEMPTS):
            stored = await self._documents.find(REFERENCE.name, symbol, _ID)
            if stored is None:
                return
            before = _read(stored)
            if change(before) == before:
                return
            try:
                await self._write(change(before), stored)
            except (AlreadyExists, PreconditionFailed):
                continue
            return
        raise Unavailable(f"What is known of {symbol} is being changed", "contended")

    async def find_many(self, symbols: Collection[str]) -> dict[str, Instrument]:
        """Return what is stored, by symbol."""
        keys = [(symbol, _ID) for symbol in symbols]
        found = await self._documents.read_many(REFERENCE.name, keys) if keys else {}
        instruments = (_read(document) for document in found.values())
        return {instrument.symbol: instrument for instrument in instruments}

    async def every(self) -> list[Instrument]:
        """Return all stored instruments, ordered by symbol."""
        found: list[Instrument] = []
        after: str | None = None
        while True:
            query = Query(prefix="i:", after=after, limit=_PAGE)
            page = await self._documents.query(REFERENCE.name, INDEX, query)
            found += [_read(document) for document in page]
            if len(page) < _PAGE:
                return found
            after = page[-1].id

    async def _write(self, instrument: Instrument, stored: Document | None) -> None:
        body = _body(instrument)
        await self._documents.upsert(REFERENCE.name, INDEX, f"i:{instrument.symbol}", body)
        if stored is None:
            await self._documents.create(REFERENCE.name, instrument.symbol, _ID, body)
        else:
            await self._documents.replace(
                REFERENCE.name, instrument.symbol, _ID, body, if_match=stored.etag
            )


class InstrumentCatalog:
    """Answers what a symbol, an ISIN or a name stands for."""

    def __init__(self, store: InstrumentStore, universe: Universe, failover: Failover) -> None:
        self._store = store
        self._universe = universe
        self._failover = failover

    async def find_many(self, symbols: Collection[str]) -> dict[str, Instrument]:
        """Return what is known of those symbols that have been met."""
        return await self._store.find_many(symbols)

    async def resolve(self, *, symbol: str | None, isin: str | None) -> Instrument | None:
        """Return the instrument meant by a broker's symbol and ISIN, as far as they are given.

        The ISIN decides where both are known: brokers' symbols lack the exchange. None when no
        provider that can be asked knows either.
        """
        found = await self._by_symbol(symbol) if symbol else None
        if found is not None and (isin is None or found.isin in {None, isin}):
            return found
        return await self._by_isin(isin.strip().upper()) if isin else None

    async def search(self, text: str, limit: int) -> list[Instrument]:
        """Return instruments whose symbol, name or ISIN matches, the likeliest first.

        See `ranking` for the order.

        What is stored comes from memory of earlier prices; the rest from the providers that
        answer within seconds. A provider's hit may lack a currency (empty).
        """
        wanted = text.strip()[:_LONGEST_TEXT]
        if not wanted:
            return []
        stored, offered = await asyncio.gather(self._store.every(), self._offered(wanted))
        found = {item.symbol: item for item in offered}
        found |= {item.symbol: item for item in stored if match(item, wanted) < NO_MATCH}
        entries = await self._universe.find_many(found)
        return ranked(
            found.values(),
            wanted,
            held={symbol for symbol, entry in entries.items() if entry.is_held},
            wanted={symbol for symbol, entry in entries.items() if entry.is_wanted},
        )[:limit]

    async def _by_symbol(self, symbol: str) -> Instrument | None:
        try:
            canonical = ids.symbol(symbol)
        except InvalidInput:
            return None
        stored = await self._store.find_many([canonical])
        if canonical in stored:
            return stored[canonical]
        offered = await self._offered(canonical)
        return next((item for item in offered if item.symbol == canonical), None)

    async def _by_isin(self, isin: str) -> Instrument | None:
        stored = await self._store.every()
        known = next((item for item in stored if item.isin == isin), None)
        if known is not None:
            return known
        # A provider that finds something for an ISIN has matched it exactly: no name looks alike.
        offered = await self._offered(isin)
        return replace(offered[0], isin=isin) if offered else None

    async def _offered(self, text: str) -> list[Instrument]:
        """Ask every provider that can search; one that fails offers nothing."""
        names = self._failover.names("search")
        answers = await asyncio.gather(*(self._ask(name, text) for name in names))
        found: dict[str, Instrument] = {}
        for answer in answers:
            for item in answer:
                found.setdefault(item.symbol, item)
        return list(found.values())

    async def _ask(self, provider: str, text: str) -> list[Instrument]:
        try:
            async with asyncio.timeout(_SEARCH_SECONDS):
                fetched = await self._failover.fetch(
                    "search", text, parse_search, among=(provider,)
                )
        except (NotFound, ProviderUnavailable, TimeoutError):
            log.info("search_without", provider=provider)
            return []
        return fetched.value


def _completed(new: Instrument, old: Instrument | None) -> Instrument:
    """Keep what an earlier answer knew where the new one is silent."""
    if old is None:
        return new
    known = {
        field.name: getattr(old, field.name)
        for field in fields(Instrument)
        if getattr(new, field.name) in {None, "", ()}
    }
    name = old.name if new.name == new.symbol else new.name
    return replace(new, **{**known, "name": name})


def _body(instrument: Instrument) -> dict[str, Any]:
    body: dict[str, Any] = _INSTRUMENT.dump_python(instrument, mode="json")
    return {"schema": current("instrument"), "of": body.pop("symbol"), **body}


def _read(document: Document) -> Instrument:
    shaped = upcast("instrument", document.body)
    body = {k: v for k, v in shaped.items() if k not in {"schema", "of"}}
    return _INSTRUMENT.validate_python({"symbol": shaped["of"], **body})
