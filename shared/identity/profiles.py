"""A person's own data: profile, preferences, everything as one file, and its erasure."""

import asyncio
import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from shared.audit import NOWHERE, AuditLog, Origin
from shared.identity.model import Preferences, Principal, User
from shared.identity.names import display_name
from shared.identity.reading_language import PREFERENCES
from shared.identity.recent_callers import RecentCallers
from shared.identity.repository import Account, AccountRepository
from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed
from shared.platform.containers import OPS, USER_DATA
from shared.platform.documents import Document, DocumentStore, Operation, Query
from shared.platform.idempotency import PREFIX as ANSWER

type Exporter = Callable[[str], Awaitable[Mapping[str, bytes]]]
"""Given a user's id, returns files (name → content) for the export."""
type Eraser = Callable[[str], Awaitable[None]]
"""Given a user's id, deletes what a feature keeps outside the user's partition; safe to repeat."""

NO_VERSION: Final = "default"
_ERASURES: Final = "erasures"
_PAGE: Final = 100
# What these hold beside secrets is in files of their own; answers repeat what is there anyway.
_LEFT_OUT: Final = ("session:", "api-token:", "mail-token:", "channel-secret:", ANSWER)


class Profiles:
    """Reads, changes, exports and erases. Features join in through `exporters` and `erasers`."""

    def __init__(
        self,
        documents: DocumentStore,
        clock: Clock,
        accounts: AccountRepository,
        recent: RecentCallers,
        audit: AuditLog,
    ) -> None:
        self.exporters: list[Exporter] = []
        self.erasers: list[Eraser] = []
        self._documents = documents
        self._clock = clock
        self._accounts = accounts
        self._recent = recent
        self._audit = audit

    async def get(self, caller: Principal) -> tuple[User, str]:
        """Return the caller's profile and its version."""
        account = await self._accounts.get(caller.user_id)
        return account.user, account.etag

    async def rename(
        self, caller: Principal, name: str, version: str, origin: Origin = NOWHERE
    ) -> tuple[User, str]:
        """Change the shown name. Raises: PreconditionFailed when `version` is not the present."""
        before = await self._accounts.get(caller.user_id)
        if before.etag != version:
            raise PreconditionFailed("Your profile has changed since you read it", "stale_etag")
        changed = before.with_user(display_name=display_name(name), updated_at=self._clock.now())
        after = await self._accounts.save(changed)
        await self._audit.record(
            caller.user_id,
            "profile_changed",
            origin=origin,
            before=before.user.model_dump(mode="json"),
            after=after.user.model_dump(mode="json"),
        )
        return after.user, after.etag

    async def preferences(self, caller: Principal) -> tuple[Preferences, str]:
        """Return the caller's preferences and their version (`default` before the first change)."""
        found = await self._documents.find(USER_DATA.name, caller.user_id, PREFERENCES)
        if found is None:
            return Preferences(), NO_VERSION
        return Preferences.model_validate(found.body), found.etag

    async def begin_preferences(self, user_id: str, preferences: Preferences) -> None:
        """Store the preferences that a new account begins with."""
        body = preferences.model_dump(mode="json")
        await self._documents.upsert(USER_DATA.name, user_id, PREFERENCES, body)

    async def set_preferences(
        self, caller: Principal, preferences: Preferences, version: str
    ) -> str:
        """Replace the preferences; return the new version. Raises: PreconditionFailed."""
        body, key = preferences.model_dump(mode="json"), (USER_DATA.name, caller.user_id)
        try:
            if version == NO_VERSION:
                return (await self._documents.create(*key, PREFERENCES, body)).etag
            replaced = await self._documents.replace(*key, PREFERENCES, body, if_match=version)
        except (AlreadyExists, NotFound) as error:
            raise PreconditionFailed("The preferences have changed", "stale_etag") from error
        return replaced.etag

    async def export(self, caller: Principal, origin: Origin = NOWHERE) -> bytes:
        """Return everything kept about the caller as a zip of JSON (and what features add)."""
        account = await self._accounts.get(caller.user_id)
        stored = await self._everything(caller.user_id)
        files = {
            "account.json": _json(account.user.model_dump(mode="json")),
            "sessions.json": _json([d.body["session"] for d in stored if _is(d, "session:")]),
            "api_tokens.json": _json([d.body["token"] for d in stored if _is(d, "api-token:")]),
            "data.json": _json({d.id: d.body for d in stored if not d.id.startswith(_LEFT_OUT)}),
            "audit.json": _json(await self._history(account)),
        }
        for exporter in self.exporters:
            files |= await exporter(caller.user_id)
        await self._audit.record(caller.user_id, "exported", origin=origin)
        return await asyncio.to_thread(_zipped, files)

    async def erase(self, caller: Principal, origin: Origin = NOWHERE) -> None:
        """Delete the caller's account and data; the audit stays, without name or address.

        What is begun is finished by `finish_erasures`, should this worker die in between.
        """
        user_id = caller.user_id
        note = {"requested_at": rfc3339(self._clock.now())}
        await self._documents.upsert(OPS.name, _ERASURES, user_id, note)
        await self._audit.record(user_id, "erased", origin=origin)
        await self._accounts.change(user_id, _shut)
        self._recent.forget_user(user_id)
        await self._erase(user_id)

    async def finish_erasures(self) -> int:
        """Repeat every erasure that was asked for, and forget it; return how many.

        For a timer. The repetition also catches what a request in flight wrote meanwhile.
        """
        pending = await self._documents.query(OPS.name, _ERASURES, Query(limit=_PAGE))
        for note in pending:
            await self._erase(note.id)
            await self._documents.delete(OPS.name, _ERASURES, note.id)
        return len(pending)

    async def _erase(self, user_id: str) -> None:
        for eraser in self.erasers:
            await eraser(user_id)
        query = Query(fields=("kind",), limit=_PAGE)
        while page := await self._documents.query(USER_DATA.name, user_id, query):
            await self._delete(user_id, [document.id for document in page])
        account = await self._accounts.find(user_id)
        if account is not None:
            await self._accounts.remove(account)

    async def _delete(self, user_id: str, ids: list[str]) -> None:
        try:
            operations = [Operation("delete", key) for key in ids]
            await self._documents.batch(USER_DATA.name, user_id, operations)
        except NotFound:
            # One of them expired or went meanwhile: the rest one by one.
            for key in ids:
                await self._delete_one(user_id, key)

    async def _delete_one(self, user_id: str, id: str) -> None:
        try:
            await self._documents.delete(USER_DATA.name, user_id, id)
        except NotFound:
            return

    async def _everything(self, user_id: str) -> list[Document]:
        found: list[Document] = []
        while True:
            after = found[-1].id if found else None
            page = await self._documents.query(USER_DATA.name, user_id, Query(after=after))
            if not page:
                return found
            found += page

    async def _history(self, account: Account) -> list[dict[str, Any]]:
        first, last = account.user.created_at, self._clock.now()
        months = [
            f"{number // 12}{number % 12 + 1:02d}"
            for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        ]
        events = [await self._audit.list_events(account.user.id, month) for month in months]
        return [
            {"at": event.at, "kind": event.kind, "network": event.network, "on": event.subject}
            for month in events
            for event in month
        ]


def _shut(account: Account) -> Account:
    return account.with_user(disabled=True).without_sessions()


def _is(document: Document, prefix: str) -> bool:
    return document.id.startswith(prefix)


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
