"""HTTP's Idempotency-Key: a request sent many times takes effect once and is answered alike.

    claim = await store.begin(user_id, key, digest)
    match claim:
        case Replay(): return it as it was
        case InProgress(): 409, the first one is still at work
        case Fresh(): do the work, then complete(claim, …), or abandon(claim) if nothing was done

A holder that dies leaves a claim that another may take over after a minute, so the work itself
must take less, and must be safe to begin again.
"""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, InvalidInput, NotFound, PreconditionFailed
from shared.platform.containers import OPS
from shared.platform.documents import Document, DocumentStore, Json

_ID: Final = "request"
_KEPT_SECONDS: Final = 24 * 3600
_CLAIM_SECONDS: Final = 60
_LONGEST_KEY: Final = 255
_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Fresh:
    """Nobody has done this yet: the caller has the claim and does it."""

    partition: str
    digest: str
    etag: str


@dataclass(frozen=True, slots=True)
class Replay:
    """It was done before; this was the answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class InProgress:
    """Another is doing it and was not finished while we waited."""


class IdempotencyStore:
    """Remembers answers for a day in the `ops` container, one partition an owner and key.

    `wait_seconds`: how long a duplicate waits for the first one's answer.
    """

    def __init__(
        self, documents: DocumentStore, clock: Clock, *, wait_seconds: float = 5.0
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._wait_seconds = wait_seconds

    async def begin(self, owner: str, key: str, request_digest: str) -> Fresh | Replay | InProgress:
        """Claim a request, or learn what became of it.

        Raises: InvalidInput when the key is none, or was used for another request.
        """
        partition = _partition(owner, key)
        waited, pause = 0.0, _FIRST_PAUSE_SECONDS
        while True:
            found = await self._documents.find(OPS.name, partition, _ID)
            if found is not None and found.body["digest"] != request_digest:
                raise InvalidInput(
                    "this Idempotency-Key was used for a different request",
                    "idempotency_key_reused",
                )
            if found is not None and "status" in found.body:
                return _replay(found)
            if found is None or self._is_abandoned(found):
                claim = await self._claim(partition, request_digest, found)
                if claim is not None:
                    return claim
            if waited >= self._wait_seconds:
                return InProgress()
            await asyncio.sleep(pause)
            waited += pause
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def complete(
        self, claim: Fresh, status: int, headers: Mapping[str, str], body: bytes
    ) -> None:
        """Keep the answer for whoever asks again.

        Does nothing when the claim was taken over meanwhile: the answer kept is the other's.
        """
        answer: Json = {
            "digest": claim.digest,
            "status": status,
            "headers": dict(headers),
            "body": b64encode(body).decode(),
        }
        try:
            await self._documents.replace(
                OPS.name,
                claim.partition,
                _ID,
                answer,
                if_match=claim.etag,
                ttl_seconds=_KEPT_SECONDS,
            )
        except (PreconditionFailed, NotFound):
            return

    async def abandon(self, claim: Fresh) -> None:
        """Give the claim back after nothing was done, so that the next attempt is fresh."""
        try:
            await self._documents.delete(OPS.name, claim.partition, _ID, if_match=claim.etag)
        except (PreconditionFailed, NotFound):
            return

    async def _claim(self, partition: str, digest: str, found: Document | None) -> Fresh | None:
        until = self._clock.now() + timedelta(seconds=_CLAIM_SECONDS)
        body: Json = {"digest": digest, "claimed_until": rfc3339(until)}
        try:
            if found is None:
                stored = await self._documents.create(
                    OPS.name, partition, _ID, body, ttl_seconds=_KEPT_SECONDS
                )
            else:
                stored = await self._documents.replace(
                    OPS.name,
                    partition,
                    _ID,
                    body,
                    if_match=found.etag,
                    ttl_seconds=_KEPT_SECONDS,
                )
        except (AlreadyExists, PreconditionFailed, NotFound):
            return None  # another was faster
        return Fresh(partition, digest, stored.etag)

    def _is_abandoned(self, found: Document) -> bool:
        return datetime.fromisoformat(found.body["claimed_until"]) <= self._clock.now()


def _partition(owner: str, key: str) -> str:
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise InvalidInput(
            f"an Idempotency-Key is 1 to {_LONGEST_KEY} printable characters",
            "invalid_idempotency_key",
        )
    # Hashed, as what clients send may hold anything; the length keeps owner and key apart.
    return "idempotency:" + sha256(f"{len(owner)}:{owner}:{key}".encode()).hexdigest()


def _replay(found: Document) -> Replay:
    body = found.body
    return Replay(body["status"], body["headers"], b64decode(body["body"]))
