"""Conversations: their titles, models, messages, and where they are kept.

    chat (userId, "sessions")     one document a session
    chat (userId, session id)     `m:{id}` messages in order, and `run` while one is being answered

`run` is the lock of a session and the last known text of the answer. Who answers renews it; one
that was not renewed in time belongs to a worker that died, and ends as an interrupted message.
Finishing stores the message and gives the lock back in one batch: once, or not at all.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from shared.assistant.codec import message_from, message_to
from shared.assistant.model import Message
from shared.kernel.clock import Clock, is_held, rfc3339
from shared.kernel.errors import (
    AlreadyExists,
    Conflict,
    NotFound,
    PreconditionFailed,
)
from shared.kernel.ids import is_document_id
from shared.kernel.repeats import is_repeated, requested_id
from shared.platform.containers import CHAT
from shared.platform.documents import Document, DocumentStore, Operation, Query

LEASE_SECONDS: Final = 30
_SESSIONS: Final = "sessions"
_MESSAGE: Final = "m:"
_RUN: Final = "run"
_PAGE: Final = 100
_LONGEST_TITLE: Final = 60
_LONGEST_SEARCHED: Final = 4_000


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation. `asked` is what its search looks through beside the title.

    `summary` condenses the messages up to and with `summarised_until`.
    """

    id: str
    title: str
    created_at: str
    updated_at: str
    archived: bool = False
    model: str | None = None
    portfolio_id: str | None = None
    message_count: int = 0
    asked: str = ""
    summary: str = ""
    summarised_until: str = ""
    version: int = 1
    etag: str = field(default="", compare=False)
    """Of the stored document, to replace it by without reading it again."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session's lock, as its holder knows it."""

    user_id: str
    session_id: str
    message_id: str
    etag: str


class Threads:
    """Keeps sessions and messages. Another person's are not found."""

    def __init__(
        self, documents: DocumentStore, clock: Clock, lease_seconds: float = LEASE_SECONDS
    ) -> None:
        self._documents, self._clock = documents, clock
        self.lease_seconds = lease_seconds

    async def create(
        self,
        user_id: str,
        *,
        title: str = "",
        model: str | None = None,
        portfolio_id: str | None = None,
        question: str = "",
    ) -> Session:
        """Start a session: empty, or for a question, which is counted with its answer to come."""
        now = self._clock.now()
        at = rfc3339(now)
        name = requested_id(now)
        if is_repeated():
            with suppress(NotFound):
                return await self.get(user_id, name)
        session = Session(name, title, at, at, model=model, portfolio_id=portfolio_id)
        if question:
            session = replace(session, **_noted(session, question, 2))
        stored = await self._documents.create(
            CHAT.name, (user_id, _SESSIONS), session.id, _session_body(session)
        )
        return replace(session, etag=stored.etag)

    async def get(self, user_id: str, session_id: str) -> Session:
        """Return a session. Raises: NotFound."""
        return _session(await self._get(user_id, session_id))

    async def list_page(
        self,
        user_id: str,
        *,
        archived: bool | None = None,
        wanted: str = "",
        limit: int = 50,
        after: str | None = None,
    ) -> list[Session]:
        """Return sessions, newest first, after an id; those whose title or questions hold text."""
        found: list[Session] = []
        where: dict[str, Any] = {} if archived is None else {"archived": archived}
        while len(found) < limit:
            query = Query(before=after, where=where, descending=True, limit=_PAGE)
            page = await self._documents.query(CHAT.name, (user_id, _SESSIONS), query)
            found += [each for each in map(_session, page) if _matches(each, wanted)]
            if len(page) < _PAGE:
                break
            after = page[-1].id
        return found[:limit]

    async def change(
        self,
        user_id: str,
        session_id: str,
        changes: Mapping[str, Any],
        *,
        expected_version: int | None = None,
    ) -> Session:
        """Change title, archived, model, portfolio. Raises: NotFound, PreconditionFailed."""
        while True:
            old = await self.get(user_id, session_id)
            if expected_version is not None and old.version != expected_version:
                raise PreconditionFailed(
                    f'The session has changed since you read it: its ETag is "{old.version}"',
                    "stale_etag",
                )
            try:
                return await self._replace(user_id, old, changes)
            except PreconditionFailed:
                continue

    async def _replace(self, user_id: str, old: Session, changes: Mapping[str, Any]) -> Session:
        at = rfc3339(self._clock.now())
        new = replace(old, **{**changes, "updated_at": at, "version": old.version + 1})
        stored = await self._documents.replace(
            CHAT.name, (user_id, _SESSIONS), old.id, _session_body(new), if_match=old.etag
        )
        return replace(new, etag=stored.etag)

    async def delete(self, user_id: str, session_id: str) -> None:
        """Delete a session with its messages. Raises: NotFound."""
        _ = await self._get(user_id, session_id)
        await self._documents.delete(CHAT.name, (user_id, _SESSIONS), session_id)
        partition = (user_id, session_id)
        while page := await self._documents.query(CHAT.name, partition, Query(limit=_PAGE)):
            for document in page:
                try:
                    await self._documents.delete(CHAT.name, partition, document.id)
                except NotFound:
                    continue

    async def messages(
        self, user_id: str, session_id: str, *, limit: int = 50, after: str | None = None
    ) -> list[Message]:
        """Return messages, oldest first, after an id."""
        query = Query(prefix=_MESSAGE, after=_MESSAGE + after if after else None, limit=limit)
        found = await self._documents.query(CHAT.name, (user_id, session_id), query)
        return [message_from(document.body["message"]) for document in found]

    async def find_message(self, user_id: str, session_id: str, message_id: str) -> Message | None:
        """Return a message that is finished, or None."""
        if not is_document_id(message_id):
            return None
        found = await self._documents.find(CHAT.name, (user_id, session_id), _MESSAGE + message_id)
        return message_from(found.body["message"]) if found else None

    async def begin(self, user_id: str, session_id: str, asked: Message, answer_id: str) -> Held:
        """Store a question and take the session's lock.

        Raises: Conflict while another question is being answered.
        """
        put = Operation("create", _MESSAGE + asked.id, {"message": message_to(asked)})
        return await self._lock(user_id, session_id, answer_id, put)

    async def begin_again(self, user_id: str, session_id: str, answer_id: str) -> Held | None:
        """Take the lock to answer a question anew whose answer came to nothing, which goes.

        None: there is an answer worth telling, or one in the making. Raises: Conflict, as `begin`.
        """
        partition = (user_id, session_id)
        found = await self._documents.find(CHAT.name, partition, _MESSAGE + answer_id)
        if found is None or not message_from(found.body["message"]).came_to_nothing:
            return None
        drop = Operation("delete", found.id, if_match=found.etag)
        try:
            return await self._lock(user_id, session_id, answer_id, drop)
        except (PreconditionFailed, NotFound):
            return None

    async def _lock(
        self, user_id: str, session_id: str, answer_id: str, operation: Operation
    ) -> Held:
        operations = [Operation("create", _RUN, self._run_body(answer_id, "")), operation]
        for _ in range(2):
            try:
                stored = await self._documents.batch(CHAT.name, (user_id, session_id), operations)
            except AlreadyExists:
                if await self.recover(user_id, session_id):
                    continue
                break
            assert stored[0] is not None  # noqa: S101 - a create answers its document
            return Held(user_id, session_id, answer_id, stored[0].etag)
        raise Conflict(
            "This session's last question is still being answered; wait or cancel it",
            "session_busy",
            retry_after_seconds=2,
        )

    async def renew(self, held: Held, text: str) -> Held | None:
        """Hold on to the lock, noting the text so far; None when to stop (cancelled, or lost)."""
        try:
            stored = await self._documents.replace(
                CHAT.name,
                (held.user_id, held.session_id),
                _RUN,
                self._run_body(held.message_id, text),
                if_match=held.etag,
            )
        except (PreconditionFailed, NotFound):
            return None
        return replace(held, etag=stored.etag)

    async def finish(self, held: Held, message: Message) -> bool:
        """Store the answer and give the lock back; False when the answer is there already."""
        partition = (held.user_id, held.session_id)
        create = Operation("create", _MESSAGE + message.id, {"message": message_to(message)})
        unlock = Operation("delete", _RUN, if_match=held.etag)
        try:
            await self._documents.batch(CHAT.name, partition, [create, unlock])
        except PreconditionFailed:
            return await self._finish_changed(held, message)
        except (AlreadyExists, NotFound):
            return False
        return True

    async def _finish_changed(self, held: Held, message: Message) -> bool:
        """Finish after the lock changed: someone asked to cancel, or it is another's by now."""
        partition = (held.user_id, held.session_id)
        found = await self._documents.find(CHAT.name, partition, _RUN)
        if found is None or found.body["message_id"] != held.message_id:
            return False
        return await self.finish(replace(held, etag=found.etag), message)

    async def request_cancel(self, user_id: str, session_id: str) -> bool:
        """Make whoever answers in this session stop at its next renewal; False: nobody does."""
        partition = (user_id, session_id)
        found = await self._documents.find(CHAT.name, partition, _RUN)
        if found is None:
            return False
        body = {**found.body, "cancelled": True}
        try:
            await self._documents.replace(CHAT.name, partition, _RUN, body, if_match=found.etag)
        except (PreconditionFailed, NotFound):
            return await self.request_cancel(user_id, session_id)
        return True

    async def is_answering(self, user_id: str, session_id: str) -> str | None:
        """Return the id of the answer in the making, or None."""
        found = await self._documents.find(CHAT.name, (user_id, session_id), _RUN)
        return str(found.body["message_id"]) if found else None

    async def recover(self, user_id: str, session_id: str) -> bool:
        """End what a worker that died left behind; return whether the session is free now."""
        found = await self._documents.find(CHAT.name, (user_id, session_id), _RUN)
        if found is None:
            return True
        until = datetime.fromisoformat(found.body["until"])
        if is_held(until, self._clock.now(), timedelta(seconds=LEASE_SECONDS)):
            return False
        message = Message(
            found.body["message_id"],
            "assistant",
            found.body["text"],
            rfc3339(self._clock.now()),
            finish="interrupted",
        )
        await self.finish(Held(user_id, session_id, message.id, found.etag), message)
        return True

    async def note_asked(self, user_id: str, session: Session, question: str, added: int) -> None:
        """Count messages, make the question searchable, and the first one the title.

        `session` as it was read; only when it has changed since is it read again.
        """
        while True:
            try:
                await self._replace(user_id, session, _noted(session, question, added))
            except PreconditionFailed:
                session = await self.get(user_id, session.id)
            else:
                return

    async def export(self, user_id: str) -> Mapping[str, bytes]:
        """Return every session with its messages, as files for a person's export."""
        import orjson

        files: dict[str, bytes] = {}
        async for session in self._all(user_id):
            messages = [each async for each in self.all_messages(user_id, session.id)]
            content = {
                **_session_body(session),
                "messages": [message_to(each) for each in messages],
            }
            files[f"chat/{session.id}.json"] = orjson.dumps(content, option=orjson.OPT_INDENT_2)
        return files

    async def erase(self, user_id: str) -> None:
        """Delete all of a person's conversations; safe to repeat."""
        async for session in self._all(user_id):
            try:
                await self.delete(user_id, session.id)
            except NotFound:
                continue

    async def all_messages(
        self, user_id: str, session_id: str, *, after: str | None = None
    ) -> AsyncGenerator[Message]:
        """Yield every message of a session, oldest first, after an id."""
        while True:
            page = await self.messages(user_id, session_id, limit=_PAGE, after=after)
            for message in page:
                yield message
            if len(page) < _PAGE:
                return
            after = page[-1].id

    async def _all(self, user_id: str) -> AsyncGenerator[Session]:
        after: str | None = None
        while page := await self.list_page(user_id, limit=_PAGE, after=after):
            for session in page:
                yield session
            after = page[-1].id

    async def _get(self, user_id: str, session_id: str) -> Document:
        found = None
        if is_document_id(session_id):
            found = await self._documents.find(CHAT.name, (user_id, _SESSIONS), session_id)
        if found is None:
            raise NotFound(f"There is no session {session_id[:40]!r}", "session_not_found")
        return found

    def _run_body(self, message_id: str, text: str) -> dict[str, Any]:
        until = self._clock.now() + timedelta(seconds=self.lease_seconds)
        return {"message_id": message_id, "until": rfc3339(until), "text": text}


def _matches(session: Session, wanted: str) -> bool:
    return wanted.casefold() in f"{session.title}\n{session.asked}".casefold()


def _title(question: str) -> str:
    line = " ".join(question.split())
    if len(line) <= _LONGEST_TITLE:
        return line
    return line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _noted(session: Session, question: str, added: int) -> dict[str, Any]:
    asked = session.asked if question in session.asked else f"{session.asked}\n{question}"
    return {
        "message_count": session.message_count + added,
        "asked": asked[-_LONGEST_SEARCHED:],
        "title": session.title or _title(question),
    }


def _session_body(session: Session) -> dict[str, Any]:
    body = asdict(session)
    del body["etag"]
    return {"session": body, "archived": session.archived}


def _session(document: Document) -> Session:
    return Session(**document.body["session"], etag=document.etag)
