"""Token buckets per caller, kept in the worker and evened out between workers through the store.

A worker spends from its own copy of a bucket and tells the store only once a slice (a twentieth)
is spent; then it learns what the others spent meanwhile. A bucket that filled up again has nothing
to tell, so that ordinary callers never cost a store call. Together `n` workers stay within the
limit plus `n` slices, and what was spent too much is paid back. When the store is down every
worker still holds callers to the limit by itself.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil
from typing import Final

import structlog

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, NotFound, PlumblineError, PreconditionFailed
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore

log = structlog.get_logger(__name__)

_SLICES: Final = 20
_MOST_BUCKETS: Final = 20_000
_ATTEMPTS: Final = 5
_KEPT_SECONDS: Final = 180
_PAUSE_AFTER_FAILURE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests a minute, which is also the most that may come at once."""

    name: str
    per_minute: int

    @property
    def slice(self) -> int:
        """How much a worker spends before it tells the store."""
        return max(1, self.per_minute // _SLICES)

    def refilled(self, level: float, seconds: float) -> float:
        """Return the level of a bucket after some seconds (a clock set back adds nothing)."""
        return min(float(self.per_minute), level + max(0.0, seconds) * self.per_minute / 60)

    def seconds_until(self, level: float, wanted: float) -> int:
        """Return in how many whole seconds a bucket reaches a level."""
        return max(0, ceil((wanted - level) * 60 / self.per_minute))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a request; `reset_seconds` is when the whole quota is there again."""

    is_allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    retry_after_seconds: int


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    unshared: int = 0
    sharing: asyncio.Task[None] | None = None
    silent_until: float = 0.0


class RateLimiter:
    """Says whether a caller may go on. Never raises: a limit must not take the API down."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, quota: Quota, who: str) -> Verdict:
        """Take one request out of a caller's bucket, if one is left."""
        now = self._now()
        bucket = self._bucket(quota, who, now)
        if bucket.level < 1:
            return _verdict(quota, bucket.level, is_allowed=False)
        bucket.level -= 1
        bucket.unshared += 1
        verdict = _verdict(quota, bucket.level, is_allowed=True)
        if bucket.unshared >= quota.slice and now >= bucket.silent_until:
            await self._tell(quota, who, bucket)
        return verdict

    async def settle(self) -> None:
        """Wait until the store knows what it is being told."""
        await asyncio.gather(*self._tasks)

    def _bucket(self, quota: Quota, who: str, now: float) -> _Bucket:
        key = (quota.name, who)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(float(quota.per_minute), now)
            while len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(key)
        bucket.level = quota.refilled(bucket.level, now - bucket.at)
        bucket.at = now
        if bucket.level >= quota.per_minute:
            bucket.unshared = 0
        return bucket

    async def _tell(self, quota: Quota, who: str, bucket: _Bucket) -> None:
        if bucket.sharing is None:
            bucket.sharing = asyncio.create_task(self._share(quota, who, bucket))
            self._tasks.add(bucket.sharing)
            bucket.sharing.add_done_callback(self._tasks.discard)
        # A burst faster than the store waits for it, or many workers would let it all through.
        elif bucket.unshared >= 2 * quota.slice:
            await asyncio.shield(bucket.sharing)

    async def _share(self, quota: Quota, who: str, bucket: _Bucket) -> None:
        try:
            if not await self._exchange(quota, who, bucket):
                log.info("rate_limit_contended", quota=quota.name)
        except PlumblineError as error:
            bucket.silent_until = self._now() + _PAUSE_AFTER_FAILURE_SECONDS
            log.warning("rate_limit_not_shared", quota=quota.name, code=error.code)
        finally:
            bucket.sharing = None

    async def _exchange(self, quota: Quota, who: str, bucket: _Bucket) -> bool:
        """Subtract what was spent here from the shared level and take that over."""
        key, spent = _key(quota, who), bucket.unshared
        for _ in range(_ATTEMPTS):
            found = await self._documents.find(OPS.name, key, key)
            now = self._now()
            level = max(_shared_level(quota, found, now) - spent, -float(quota.per_minute))
            if await self._write(key, found, level):
                bucket.unshared -= min(spent, bucket.unshared)
                bucket.level, bucket.at = level - bucket.unshared, now
                return True
        return False

    async def _write(self, key: str, found: Document | None, level: float) -> bool:
        body = {"level": round(level, 3), "at": rfc3339(self._clock.now())}
        try:
            if found is None:
                await self._documents.create(OPS.name, key, key, body, ttl_seconds=_KEPT_SECONDS)
            else:
                await self._documents.replace(
                    OPS.name, key, key, body, if_match=found.etag, ttl_seconds=_KEPT_SECONDS
                )
        except (AlreadyExists, PreconditionFailed, NotFound):
            return False
        return True

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _shared_level(quota: Quota, found: Document | None, now: float) -> float:
    if found is None:
        return float(quota.per_minute)
    written = datetime.fromisoformat(found.body["at"]).timestamp()
    return quota.refilled(float(found.body["level"]), now - written)


def _verdict(quota: Quota, level: float, *, is_allowed: bool) -> Verdict:
    return Verdict(
        is_allowed=is_allowed,
        limit=quota.per_minute,
        remaining=max(0, int(level)),
        reset_seconds=quota.seconds_until(level, quota.per_minute),
        retry_after_seconds=0 if is_allowed else max(1, quota.seconds_until(level, 1)),
    )


def _key(quota: Quota, who: str) -> str:
    # Hashed: addresses are personal data and may hold anything.
    return f"rate:{quota.name}:{sha256(who.encode()).hexdigest()[:32]}"
