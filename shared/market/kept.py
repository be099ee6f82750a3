"""Facts kept with the time they were fetched: answered from the store, renewed behind the answer.

A reader never waits for a provider when something is kept: an old value is given at once, called
what it is, and renewed in the background (stale-while-revalidate). Before a provider is asked, the
document is marked as being renewed under its ETag: of many readers, workers and timers that find
it old at once, one asks.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from pydantic import TypeAdapter

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import (
    AlreadyExists,
    Conflict,
    NotFound,
    PlumblineError,
    PreconditionFailed,
)
from shared.market.providers.failover import NoProvider, Skip, UnknownSymbol
from shared.market.schema_versions import current, upcast
from shared.platform.containers import Container
from shared.platform.documents import Document, DocumentStore, PartitionKey

log = structlog.get_logger()

_CLAIM: Final = timedelta(seconds=30)  # longer than any request with its retries
_AFTER_FAILURE: Final = timedelta(minutes=2)
_AFTER_UNKNOWN: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Kept[Value]:
    """What is kept of a symbol. `value` None: nobody has given one yet; `skipped` says why.

    `renewed_at`: when a source last answered, by the machine's clock. `is_due`: older than such
    facts should be.
    """

    value: Value | None
    renewed_at: datetime | None
    is_due: bool
    skipped: tuple[Skip, ...] = ()
    attempted_at: datetime | None = None
    payload_id: str | None = None


@dataclass(frozen=True, slots=True)
class Renewal[Value]:
    """What asking brought: a value for some of the symbols, and who was passed over.

    `doubted`: what was answered and is not believed, with the source and the reason.
    """

    values: Mapping[str, Value]
    skipped: tuple[Skip, ...] = ()
    payload_id: str | None = None
    doubted: Mapping[str, Skip] = field(default_factory=dict[str, Skip])


@dataclass(frozen=True, slots=True)
class Kind[Value]:
    """A kind of fact: where it is kept and for how long, how it is fetched, joined and outdated.

    `fetch` asks for as many symbols as `batch` says; what it raises is told as skipped.
    `joined` makes the new value of the kept one and what was fetched. `is_due` says, of a value
    renewed at an instant, whether it is to be renewed now.
    """

    name: str
    container: Container
    type: TypeAdapter[Value]
    fetch: Callable[[Sequence[str]], Awaitable[Renewal[Value]]]
    is_due: Callable[[str, Value, datetime, datetime], bool]
    keep_seconds: int
    batch: int = 1
    joined: Callable[[Value | None, Value], Value] = lambda _old, new: new


class KeptFacts[Value]:
    """Reads and renews one kind of fact."""

    def __init__(self, kind: Kind[Value], documents: DocumentStore, clock: Clock) -> None:
        self._kind = kind
        self._documents = documents
        self._clock = clock
        self._renewing: dict[str, asyncio.Task[None]] = {}

    async def find_many(
        self, symbols: Collection[str], wait_seconds: float = 0.0
    ) -> dict[str, Kept[Value]]:
        """Return what is kept, at once; what is due is renewed behind the answer.

        `wait_seconds`: how long to wait for symbols of which nothing is kept yet.
        """
        found = await self.kept(symbols)
        self._start([symbol for symbol, kept in found.items() if kept.is_due])
        absent = [s for s in found if found[s].value is None and s in self._renewing]
        if absent and wait_seconds > 0:
            await asyncio.wait({self._renewing[s] for s in absent}, timeout=wait_seconds)
            found |= await self.kept(absent)
        return found

    async def kept(self, symbols: Collection[str]) -> dict[str, Kept[Value]]:
        """Return what is kept, and leave it as it is."""
        keys: list[tuple[PartitionKey, str]] = [(symbol, self._kind.name) for symbol in symbols]
        found = await self._documents.read_many(self._kind.container.name, keys) if keys else {}
        return {s: self._read(s, found.get((s, self._kind.name))) for s in dict.fromkeys(symbols)}

    async def renew(self, symbols: Collection[str]) -> int:
        """Renew those that are due and that nobody else is renewing; return how many came."""
        claimed: dict[str, Document] = {}
        for symbol in dict.fromkeys(symbols):
            document = await self._claim(symbol)
            if document is not None:
                claimed[symbol] = document
        wanted, count = list(claimed), 0
        for start in range(0, len(wanted), self._kind.batch):
            part = {symbol: claimed[symbol] for symbol in wanted[start : start + self._kind.batch]}
            count += await self._renew(part)
        return count

    async def restore(
        self, values: Mapping[str, Value], fetched_at: datetime, payload_id: str
    ) -> None:
        """Keep what a stored answer says, as fetched then.

        Raises: Conflict when a later answer is kept, or the facts change at this moment.
        """
        for symbol, value in values.items():
            container, name = self._kind.container.name, self._kind.name
            found = await self._documents.find(container, symbol, name)
            kept = self._read(symbol, found)
            is_older = kept.renewed_at is not None and kept.renewed_at > fetched_at
            if is_older and kept.payload_id != payload_id:
                raise Conflict(f"A later {name} of {symbol} is kept", "later_kept")
            joined = self._kind.joined(kept.value, value)
            body = {
                **(found.body if found else _nothing()),
                "value": self._kind.type.dump_python(joined, mode="json"),
                "renewed_at": rfc3339(kept.renewed_at or fetched_at),
                "payload_id": payload_id,
            }
            ttl = self._kind.keep_seconds
            if found is None:
                await self._documents.create(container, symbol, name, body, ttl_seconds=ttl)
            else:
                await self._documents.replace(
                    container, symbol, name, body, if_match=found.etag, ttl_seconds=ttl
                )

    async def close(self) -> None:
        """Stop renewals under way; others will find the facts due."""
        tasks = set(self._renewing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, symbols: Sequence[str]) -> None:
        wanted = [symbol for symbol in symbols if symbol not in self._renewing]
        if not wanted:
            return
        task = asyncio.create_task(self._behind(wanted))
        self._renewing |= dict.fromkeys(wanted, task)

    async def _behind(self, symbols: list[str]) -> None:
        begun = time.perf_counter()
        try:
            count = await self.renew(symbols)
            milliseconds = round((time.perf_counter() - begun) * 1000)
            log.info("facts_renewed", kind=self._kind.name, count=count, milliseconds=milliseconds)
        except PlumblineError as error:
            log.warning("facts_not_renewed", kind=self._kind.name, code=error.code)
        finally:
            for symbol in symbols:
                self._renewing.pop(symbol, None)

    async def _claim(self, symbol: str) -> Document | None:
        """Mark a due document as being renewed; None when it is not due, or another was faster."""
        container, name = self._kind.container.name, self._kind.name
        found = await self._documents.find(container, symbol, name)
        if not self._read(symbol, found).is_due:
            return None
        body = {**(found.body if found else _nothing()), "attempted_at": rfc3339(self._clock.now())}
        try:
            if found is None:
                return await self._documents.create(
                    container, symbol, name, body, ttl_seconds=self._kind.keep_seconds
                )
            return await self._documents.replace(
                container,
                symbol,
                name,
                body,
                if_match=found.etag,
                ttl_seconds=self._kind.keep_seconds,
            )
        except (AlreadyExists, PreconditionFailed, NotFound):
            return None

    async def _renew(self, claimed: Mapping[str, Document]) -> int:
        try:
            renewal = await self._kind.fetch(list(claimed))
        except (UnknownSymbol, NoProvider) as error:
            renewal = Renewal[Value]({}, error.skipped)
        await asyncio.gather(
            *(self._settle(symbol, claimed[symbol], renewal) for symbol in claimed)
        )
        return len(renewal.values)

    async def _settle(self, symbol: str, claim: Document, renewal: Renewal[Value]) -> None:
        value, skipped = renewal.values.get(symbol), renewal.skipped
        if symbol in renewal.doubted:
            skipped = (*skipped, renewal.doubted[symbol])
        if value is None and not skipped:
            skipped = (Skip("the source asked", "unknown_symbol"),)  # an answer without it
        body = {**claim.body, "skipped": [[s.provider, s.reason] for s in skipped]}
        if value is not None:
            joined = self._kind.joined(self._value(claim), value)
            body["value"] = self._kind.type.dump_python(joined, mode="json")
            body["renewed_at"] = rfc3339(self._clock.now())
            body["payload_id"] = renewal.payload_id
        try:
            await self._documents.replace(
                self._kind.container.name,
                symbol,
                self._kind.name,
                body,
                if_match=claim.etag,
                ttl_seconds=self._kind.keep_seconds,
            )
        except (PreconditionFailed, NotFound):
            log.info("renewed_by_another", kind=self._kind.name, symbol=symbol)

    def _read(self, symbol: str, document: Document | None) -> Kept[Value]:
        if document is None:
            return Kept(None, None, is_due=True)
        body, now = upcast("facts", document.body), self._clock.now()
        value, renewed_at = self._value(document), _instant(body.get("renewed_at"))
        attempted_at = _instant(body.get("attempted_at"))
        skipped = tuple(Skip(name, reason) for name, reason in body.get("skipped", []))
        is_old = value is None or renewed_at is None
        if value is not None and renewed_at is not None:
            is_old = self._kind.is_due(symbol, value, renewed_at, now)
        return Kept(
            value,
            renewed_at,
            is_due=is_old and not _is_too_soon(attempted_at, renewed_at, skipped, now),
            skipped=skipped,
            attempted_at=attempted_at,
            payload_id=body.get("payload_id"),
        )

    def _value(self, document: Document) -> Value | None:
        stored: Any = upcast("facts", document.body).get("value")
        return None if stored is None else self._kind.type.validate_python(stored)


def _nothing() -> dict[str, Any]:
    return {"schema": current("facts"), "value": None, "renewed_at": None, "skipped": []}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _is_too_soon(
    attempted_at: datetime | None,
    renewed_at: datetime | None,
    skipped: tuple[Skip, ...],
    now: datetime,
) -> bool:
    """Say whether the last attempt is under way, or failed too short a while ago."""
    if attempted_at is None or (renewed_at is not None and renewed_at >= attempted_at):
        return False
    pause = _CLAIM
    if skipped:
        is_unknown = all(skip.reason == "unknown_symbol" for skip in skipped)
        pause = _AFTER_UNKNOWN if is_unknown else _AFTER_FAILURE
    return attempted_at <= now < attempted_at + pause
