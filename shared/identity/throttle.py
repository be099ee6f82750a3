"""Slows down guessing: progressive delays per account and per network address.

Failures are counted in the store, so that all workers know of them; a log-in without failures
before it costs one read and no write. The attempts on one account queue up inside a worker, so that
guesses sent at once are counted one by one. A refused attempt does not prolong the delay, a
password reset ends it, and sessions that exist are never touched.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from weakref import WeakValueDictionary

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed, TooManyRequests
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore

_FORGOTTEN_AFTER: Final = timedelta(days=1)
_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """After `free` failures every `step` more double the delay, up to `longest_seconds`."""

    free: int
    step: int
    longest_seconds: int

    def delay_seconds(self, failures: int) -> int:
        """Return how long to wait after that many failures."""
        if failures < self.free:
            return 0
        doublings = min((failures - self.free) // self.step, 20)
        return min(2**doublings, self.longest_seconds)


PER_ACCOUNT: Final = Pace(free=5, step=1, longest_seconds=900)
PER_ADDRESS: Final = Pace(free=100, step=10, longest_seconds=60)


class Throttle:
    """Counts failed attempts and says when the next may be made."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def attempt(self, account: str, address: str) -> AsyncGenerator["Attempt"]:
        """Hold the account's turn for one attempt; it counts as failed unless told otherwise.

        Raises: TooManyRequests when it comes too early.
        """
        paces = {_key("account", account): PER_ACCOUNT}
        if address:
            paces[_key("address", address)] = PER_ADDRESS
        turn = self._turns.setdefault(account, asyncio.Lock())
        async with turn:
            counted = await self._check(paces)
            attempt = Attempt()
            yield attempt
            if not attempt.succeeded:
                await asyncio.gather(*(self._count(key) for key in paces))
            elif _key("account", account) in counted:
                await self.forgive(account)

    async def forgive(self, account: str) -> None:
        """Forget an account's failures."""
        key = _key("account", account)
        try:
            await self._documents.delete(OPS.name, key, key)
        except NotFound:
            return

    async def _check(self, paces: dict[str, Pace]) -> set[str]:
        found = await self._documents.read_many(OPS.name, [(key, key) for key in paces])
        waits = [self._wait_seconds(document, paces[key]) for (_, key), document in found.items()]
        wait = max(waits, default=0)
        if wait > 0:
            raise TooManyRequests(
                f"Too many failed attempts; try again in {wait} s",
                "too_many_attempts",
                retry_after_seconds=wait,
            )
        return {key for _, key in found}

    def _wait_seconds(self, document: Document, pace: Pace) -> int:
        delay = pace.delay_seconds(document.body["failures"])
        last = datetime.fromisoformat(document.body["last_at"])
        passed = (self._clock.now() - last).total_seconds()
        # A clock that was set back must lock nobody out for as long as it was wrong.
        return ceil(delay - passed) if 0 <= passed < delay else 0

    async def _count(self, key: str) -> None:
        ttl = int(_FORGOTTEN_AFTER.total_seconds())
        for _ in range(_ATTEMPTS):
            found = await self._documents.find(OPS.name, key, key)
            failures = found.body["failures"] + 1 if found else 1
            body = {"failures": failures, "last_at": rfc3339(self._clock.now())}
            try:
                if found is None:
                    await self._documents.create(OPS.name, key, key, body, ttl_seconds=ttl)
                else:
                    await self._documents.replace(
                        OPS.name, key, key, body, if_match=found.etag, ttl_seconds=ttl
                    )
            except (AlreadyExists, PreconditionFailed, NotFound):
                continue
            return


@dataclass(slots=True)
class Attempt:
    """One attempt in progress."""

    succeeded: bool = False


def _key(kind: str, value: str) -> str:
    return f"throttle:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"
