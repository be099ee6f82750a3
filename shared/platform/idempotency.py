"""HTTP's Idempotency-Key: a request sent many times takes effect once and is answered alike.

    claim = await store.begin(user_id, key, digest)
    match claim:
        case Replay(): return it as it was
        case InProgress(): 409, the first one is still at work
        case Fresh(): do the work, then complete(claim, …), or abandon(claim) if it failed

A holder that dies leaves a claim that another may take over after a minute, so the work itself
must take less, and must be safe to begin again: see `kernel.repeats`.

Answers tell of their owner, so they stand among the owner's own documents and go with them.
"""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from shared.kernel.clock import Clock, is_held, rfc3339
from shared.kernel.errors import AlreadyExists, InvalidInput, NotFound, PreconditionFailed
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Json

PREFIX: Final = "idempotency:"
_KEPT_SECONDS: Final = 24 * 3600
_CLAIM: Final = timedelta(seconds=60)
_LONGEST_KEY: Final = 255
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Fresh:
    """The caller has the claim and does it.

    `is_repeated`: somebody began before, at `begun_at`, and may have done it without saying so.
    """

    owner: str
    id: str
    digest: str
    etag: str
    begun_at: datetime
    is_repeated: bool = False

    @property
    def seed(self) -> str:
        """The key with its owner: what ids of what the request makes hang on."""
        return f"{self.owner}:{self.id}"


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
    """Remembers answers for a day in the owner's partition.

    `wait_seconds`: how long a duplicate waits for the first one's answer.
    """

    def __init__(
        self, documents: DocumentStore, clock: Clock, *, wait_seconds: float = 5.0
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._wait_seconds = wait_seconds

    async def begin(
        self, owner: str, key: str, request_digest: str, *, token: str = ""
    ) -> Fresh | Replay | InProgress:
        """Claim a request, or learn what became of it. `token`: whose keys are counted apart.

        Raises: InvalidInput when the key is none, or was used for another request.
        """
        name = _document_id(token, key)
        waited, pause = 0.0, _FIRST_PAUSE_SECONDS
        while True:
            found = await self._documents.find(USER_DATA.name, owner, name)
            if found is not None and found.body["digest"] != request_digest:
                raise InvalidInput(
                    "this Idempotency-Key was used for a different request",
                    "idempotency_key_reused",
                )
            if found is not None and "status" in found.body:
                return _replay(found)
            if found is None or self._is_abandoned(found):
                claim = await self._claim(owner, name, request_digest, found)
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
                USER_DATA.name,
                claim.owner,
                claim.id,
                answer,
                if_match=claim.etag,
                ttl_seconds=_KEPT_SECONDS,
            )
        except (PreconditionFailed, NotFound):
            return

    async def abandon(self, claim: Fresh) -> None:
        """Give the claim back: the next attempt need not wait until it has run out."""
        body = _claimed(claim.digest, claim.begun_at, until=_LONG_AGO)
        try:
            await self._documents.replace(
                USER_DATA.name,
                claim.owner,
                claim.id,
                body,
                if_match=claim.etag,
                ttl_seconds=_KEPT_SECONDS,
            )
        except (PreconditionFailed, NotFound):
            return

    async def _claim(
        self, owner: str, id: str, digest: str, found: Document | None
    ) -> Fresh | None:
        now = self._clock.now()
        begun_at = datetime.fromisoformat(found.body["begun_at"]) if found else now
        body = _claimed(digest, begun_at, until=now + _CLAIM)
        try:
            if found is None:
                stored = await self._documents.create(
                    USER_DATA.name, owner, id, body, ttl_seconds=_KEPT_SECONDS
                )
            else:
                stored = await self._documents.replace(
                    USER_DATA.name,
                    owner,
                    id,
                    body,
                    if_match=found.etag,
                    ttl_seconds=_KEPT_SECONDS,
                )
        except (AlreadyExists, PreconditionFailed, NotFound):
            return None  # another was faster
        return Fresh(owner, id, digest, stored.etag, begun_at, is_repeated=found is not None)

    def _is_abandoned(self, found: Document) -> bool:
        until = datetime.fromisoformat(found.body["claimed_until"])
        return not is_held(until, self._clock.now(), _CLAIM)


def _claimed(digest: str, begun_at: datetime, *, until: datetime) -> Json:
    return {
        "digest": digest,
        "begun_at": rfc3339(begun_at),
        "claimed_until": rfc3339(until),
    }


def _document_id(token: str, key: str) -> str:
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise InvalidInput(
            f"an Idempotency-Key is 1 to {_LONGEST_KEY} printable characters",
            "invalid_idempotency_key",
        )
    # Hashed, as what clients send may hold anything; the length keeps token and key apart.
    return PREFIX + sha256(f"{len(token)}:{token}:{key}".encode()).hexdigest()


def _replay(found: Document) -> Replay:
    body = found.body
    return Replay(body["status"], body["headers"], b64decode(body["body"]))
