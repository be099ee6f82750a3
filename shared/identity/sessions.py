"""Sessions and their families of refresh tokens.

Every refresh replaces the token by its successor. A token that comes back after its successor was
given out has been copied: the family ends. An honest client that merely retried (a lost answer, two
tabs) is told apart by time: within the grace it gets the token that is current now, which follows
from the one it holds. So fifty refreshes at once have one winner and no loser.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from shared.audit import Origin
from shared.identity.model import IdentityPolicy, Session
from shared.identity.opaque import REFRESH, OpaqueToken, new_salt, new_token
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import NotAuthenticated, NotFound, PreconditionFailed, Unavailable
from shared.kernel.ids import is_document_id, new_id
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Query

_PREFIX: Final = "session:"
_ATTEMPTS: Final = 20
_MOST_RECENT: Final = 20
_MOST_SPENT: Final = 500
_FINGERPRINT: Final = 12
_KEPT_AFTER_END: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rotated:
    """The session goes on with this token."""

    session: Session
    token: OpaqueToken


@dataclass(frozen=True, slots=True)
class Reused:
    """A spent token came back: the session has been ended."""

    session: Session


class Sessions:
    """Opens, refreshes, lists and ends the sessions of users; they lie in the user's partition."""

    def __init__(self, documents: DocumentStore, clock: Clock, policy: IdentityPolicy) -> None:
        self._documents = documents
        self._clock = clock
        self._policy = policy

    async def open(self, user_id: str, epoch: int, origin: Origin) -> Rotated:
        """Begin a session and return it with its first refresh token."""
        now = self._clock.now()
        session = Session(
            id=new_id(now),
            user_id=user_id,
            created_at=now,
            last_used_at=now,
            expires_at=now + self._policy.refresh_lifetime,
            network=origin.network,
            user_agent=origin.agent,
        )
        token = new_token(REFRESH, user_id, session.id)
        family = _Family(session, epoch, token.digest(), [], [])
        await self._documents.create(
            USER_DATA.name,
            user_id,
            _PREFIX + session.id,
            family.body(),
            ttl_seconds=self._kept_seconds(session),
        )
        return Rotated(session, token)

    async def find(self, user_id: str, session_id: str, epoch: int) -> Session | None:
        """Return a live session of the user's present epoch, or None."""
        found = await self._find(user_id, session_id)
        return found.session if found and self._is_live(found, epoch) else None

    async def list_live(
        self, user_id: str, epoch: int, *, after: str | None, limit: int
    ) -> list[Session]:
        """Return live sessions, newest first, those before the id `after`."""
        live: list[Session] = []
        before = _PREFIX + after if after else None
        while len(live) < limit:
            page = await self._documents.query(
                USER_DATA.name,
                user_id,
                Query(prefix=_PREFIX, before=before, descending=True, limit=limit),
            )
            families = [_Family.read(document) for document in page]
            live += [family.session for family in families if self._is_live(family, epoch)]
            if len(page) < limit:
                break
            before = page[-1].id
        return live[:limit]

    async def rotate(self, token: OpaqueToken, epoch: int, origin: Origin) -> Rotated | Reused:
        """Exchange a refresh token. Raises: NotAuthenticated for one that is unknown or dead."""
        for _ in range(_ATTEMPTS):
            family = await self._find(token.user_id, token.record_id)
            if family is None or not self._is_live(family, epoch):
                raise _refusal()
            now = self._clock.now()
            if not token.matches(family.current):
                return await self._answer_spent(family, token, now)
            salt = new_salt()
            renewed = family.advanced(
                self._used(family.session, now, origin),
                token.successor(salt).digest(),
                _Spent(family.current, salt, now),
                now - self._policy.refresh_grace,
            )
            if await self._replace(renewed):
                return Rotated(renewed.session, token.successor(salt))
        raise Unavailable("This session is refreshed too often at once", retry_after_seconds=1)

    async def adopt(self, user_id: str, session_id: str, epoch: int) -> None:
        """Carry one session over into a new epoch (all others end)."""
        for _ in range(_ATTEMPTS):
            family = await self._find(user_id, session_id)
            if family is None or await self._replace(family.in_epoch(epoch)):
                return

    async def end(self, user_id: str, session_id: str, because: str) -> Session:
        """End a session; ending it twice is no error. Raises: NotFound."""
        for _ in range(_ATTEMPTS):
            family = await self._find(user_id, session_id)
            if family is None:
                raise NotFound("There is no such session", "session_not_found")
            if family.session.ended_at is not None:
                return family.session
            ended = family.ended(self._clock.now(), because)
            if await self._replace(ended):
                return ended.session
        raise Unavailable("This session is in use too often at once", retry_after_seconds=1)

    async def _answer_spent(
        self, family: "_Family", token: OpaqueToken, now: datetime
    ) -> Rotated | Reused:
        current = family.follow(token, now - self._policy.refresh_grace)
        if current is not None:
            return Rotated(family.session, current)
        if not family.has_spent(token):
            raise _refusal()
        return Reused(await self.end(token.user_id, token.record_id, "refresh_reused"))

    async def _find(self, user_id: str, session_id: str) -> "_Family | None":
        if not is_document_id(session_id):
            return None
        found = await self._documents.find(USER_DATA.name, user_id, _PREFIX + session_id)
        return _Family.read(found) if found else None

    async def _replace(self, family: "_Family") -> bool:
        session = family.session
        try:
            await self._documents.replace(
                USER_DATA.name,
                session.user_id,
                _PREFIX + session.id,
                family.body(),
                if_match=family.etag,
                ttl_seconds=self._kept_seconds(session),
            )
        except (PreconditionFailed, NotFound):
            return False
        return True

    def _is_live(self, family: "_Family", epoch: int) -> bool:
        return family.epoch == epoch and family.session.is_live(self._clock.now())

    def _used(self, session: Session, now: datetime, origin: Origin) -> Session:
        latest = session.created_at + self._policy.longest_session
        return session.model_copy(
            update={
                "last_used_at": now,
                "expires_at": min(now + self._policy.refresh_lifetime, latest),
                "network": origin.network or session.network,
                "user_agent": origin.agent or session.user_agent,
            }
        )

    def _kept_seconds(self, session: Session) -> int:
        left = session.expires_at - self._clock.now() + _KEPT_AFTER_END
        return max(int(left.total_seconds()), 1)


@dataclass(frozen=True, slots=True)
class _Spent:
    """A token lately replaced: its digest, the salt that leads to its successor, and when."""

    digest: str
    salt: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Family:
    """What is stored of a session: the digest of its current token and traces of those before.

    `recent` still lead to the current token; of older ones a fingerprint tells that they were ours.
    """

    session: Session
    epoch: int
    current: str
    recent: list[_Spent]
    spent: list[str]
    etag: str | None = None

    def advanced(
        self, session: Session, current: str, last: _Spent, forget_before: datetime
    ) -> "_Family":
        recent = [item for item in self.recent if item.at >= forget_before][-_MOST_RECENT:]
        spent = [*self.spent, last.digest[:_FINGERPRINT]][-_MOST_SPENT:]
        return _Family(session, self.epoch, current, [*recent, last], spent, self.etag)

    def in_epoch(self, epoch: int) -> "_Family":
        return _Family(self.session, epoch, self.current, self.recent, self.spent, self.etag)

    def ended(self, at: datetime, because: str) -> "_Family":
        session = self.session.model_copy(update={"ended_at": at, "ended_because": because})
        return _Family(session, self.epoch, self.current, [], self.spent, self.etag)

    def follow(self, token: OpaqueToken, spent_since: datetime) -> OpaqueToken | None:
        """Return the current token if this one was replaced that recently, else None."""
        is_recent = False
        for item in self.recent:
            if token.matches(item.digest) and (is_recent or item.at >= spent_since):
                is_recent = True
                token = token.successor(item.salt)
        return token if is_recent and token.matches(self.current) else None

    def has_spent(self, token: OpaqueToken) -> bool:
        return token.digest()[:_FINGERPRINT] in self.spent

    def body(self) -> dict[str, Any]:
        return {
            "session": self.session.model_dump(mode="json"),
            "epoch": self.epoch,
            "current": self.current,
            "recent": [[item.digest, item.salt, rfc3339(item.at)] for item in self.recent],
            "spent": self.spent,
        }

    @classmethod
    def read(cls, document: Document) -> "_Family":
        body = document.body
        return cls(
            Session.model_validate(body["session"]),
            body["epoch"],
            body["current"],
            [_Spent(d, s, datetime.fromisoformat(at)) for d, s, at in body["recent"]],
            body["spent"],
            document.etag,
        )


def _refusal() -> NotAuthenticated:
    return NotAuthenticated("The refresh token is not valid; log in again", "invalid_refresh_token")
