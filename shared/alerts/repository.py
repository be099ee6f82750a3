"""Alerts in the document store.

    user_data (userId)          `alert:{id}`                    the rule and how far it got
                                `notified:{alert id}:{datum}`   that it fired on a datum: once
    ops (`alerts:{symbol}`)     `{alert id}`                    whom an ingestion of it wakes

An entry in `ops` may outlive its alert (they lie in different partitions): who meets one without
its alert removes it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from shared.alerts.model import Alert, Firing
from shared.kernel.errors import NotFound
from shared.kernel.ids import is_document_id
from shared.notifications.documents import NOTIFIED
from shared.platform.containers import OPS, USER_DATA
from shared.platform.documents import Document, DocumentStore, Operation, Query

PREFIX: Final = "alert:"
_SCHEMA: Final = 1
_PAGE: Final = 500

type Reference = tuple[str, str]
"""An alert's owner and id."""


class AlertRepository:
    """Reads and writes alerts and the index that ingestion looks them up in."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def create(self, owner: str, alert: Alert, extra: Sequence[Operation] = ()) -> None:
        """Store a new alert together with `extra` operations on the owner's partition."""
        made = Operation("create", PREFIX + alert.id, body(alert))
        await self._documents.batch(USER_DATA.name, owner, [made, *extra])

    async def get(self, owner: str, alert_id: str) -> tuple[Alert, str]:
        """Return an alert and its ETag in the store. Raises: NotFound."""
        found = None
        if is_document_id(PREFIX + alert_id):
            found = await self._documents.find(USER_DATA.name, owner, PREFIX + alert_id)
        if found is None:
            raise NotFound(f"There is no alert {alert_id[:40]!r}", "alert_not_found")
        return alert_of(found), found.etag

    async def find_many(
        self, references: Sequence[Reference]
    ) -> dict[Reference, tuple[Alert, str]]:
        """Return those that exist, with their ETags."""
        keys = [(owner, PREFIX + alert_id) for owner, alert_id in references]
        found = await self._documents.read_many(USER_DATA.name, keys) if keys else {}
        kept = {key: found.get((key[0], PREFIX + key[1])) for key in references}
        return {key: (alert_of(one), one.etag) for key, one in kept.items() if one is not None}

    async def list_page(self, owner: str, *, limit: int, after: str | None = None) -> list[Alert]:
        """Return alerts, oldest first, after an id."""
        query = Query(prefix=PREFIX, after=PREFIX + after if after else None, limit=limit)
        found = await self._documents.query(USER_DATA.name, owner, query)
        return [alert_of(document) for document in found]

    async def every(self, owner: str) -> list[Alert]:
        """Return all alerts of an owner."""
        found: list[Alert] = []
        while page := await self.list_page(
            owner, limit=_PAGE, after=found[-1].id if found else None
        ):
            found += page
        return found

    async def save(
        self, owner: str, alert: Alert, etag: str, extra: Sequence[Operation] = ()
    ) -> str:
        """Replace an alert together with `extra` operations; return its new ETag.

        Raises: PreconditionFailed when it moved, NotFound when it is gone, and what an extra
        operation raises.
        """
        changed = Operation("replace", PREFIX + alert.id, body(alert), if_match=etag)
        stored = await self._documents.batch(USER_DATA.name, owner, [changed, *extra])
        return stored[0].etag if stored[0] else ""

    async def delete(self, owner: str, alert: Alert) -> None:
        """Delete an alert and its place in the index. Raises: NotFound."""
        await self._documents.delete(USER_DATA.name, owner, PREFIX + alert.id)
        await self.unindex(alert.state.indexed, alert.id)

    async def firings(
        self, owner: str, alert_id: str, *, limit: int, before: str | None = None
    ) -> list[Firing]:
        """Return the times an alert fired, newest first, before a datum."""
        prefix = f"{NOTIFIED}{alert_id}:"
        query = Query(
            prefix=prefix, before=prefix + before if before else None, descending=True, limit=limit
        )
        found = await self._documents.query(USER_DATA.name, owner, query)
        return [Firing.model_validate(document.body) for document in found]

    async def index(self, symbols: Sequence[str], reference: Reference) -> None:
        """Have the ingestion of these symbols wake an alert."""
        owner, alert_id = reference
        await asyncio.gather(
            *(
                self._documents.upsert(OPS.name, _index(symbol), alert_id, {"owner": owner})
                for symbol in symbols
            )
        )

    async def unindex(self, symbols: Sequence[str], alert_id: str) -> None:
        """Have the ingestion of these symbols wake an alert no more."""
        for symbol in symbols:
            try:
                await self._documents.delete(OPS.name, _index(symbol), alert_id)
            except NotFound:
                continue

    async def woken_by(
        self, symbol: str, *, after: str | None = None, limit: int = _PAGE
    ) -> list[Reference]:
        """Return the alerts that an ingestion of a symbol wakes, after an alert's id."""
        query = Query(after=after, limit=limit)
        found = await self._documents.query(OPS.name, _index(symbol), query)
        return [(document.body["owner"], document.id) for document in found]

    async def forget(self, owner: str) -> None:
        """Remove what lies outside the owner's partition."""
        for alert in await self.every(owner):
            await self.unindex(alert.state.indexed, alert.id)


def body(alert: Alert) -> dict[str, Any]:
    """Return an alert as it is stored."""
    return {"schema": _SCHEMA, **alert.model_dump(mode="json", exclude={"id"})}


def alert_of(document: Document) -> Alert:
    """Return a stored alert."""
    return Alert(id=document.id.removeprefix(PREFIX), **document.body)


def _index(symbol: str) -> str:
    return f"alerts:{symbol}"
