"""Rows that were not loaded, kept with their reason and evidence for an operator.

One document a finding in a single partition, its id made of the symbol, the day and the reason:
reporting the same finding again writes nothing. A finding that a later run of the same source no
longer makes is gone: the source has corrected itself.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson

from shared.kernel.clock import rfc3339
from shared.kernel.errors import AlreadyExists, Conflict, NotFound
from shared.market.parsed import BadRow
from shared.market.providers.base import RawPayload
from shared.market.schema_versions import current, upcast
from shared.platform.containers import OPS
from shared.platform.documents import (
    MAX_BATCH_OPERATIONS,
    Document,
    DocumentStore,
    Operation,
    Query,
)

PARTITION: Final = "quarantine"
RELEASABLE: Final = frozenset(
    {
        "unexplained_move",
        "suspected_split",
        "restated_by_ratio",
        "close_outside_range",
        "wild_open",
        "wild_high",
        "wild_low",
        "wild_quote",
    }
)
"""What may be true after all; a price below zero or an unreadable number may not."""
_MOST_A_RUN: Final = 200
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """A quarantined row, or a run of consecutive ones with the same fault."""

    id: str
    symbol: str
    reason: str
    first_day: date | None
    last_day: date | None
    rows: int
    row: int
    evidence: dict[str, str]
    provider: str
    payload_id: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Releases:
    """What an operator has looked at and found right: by reason, the spans of days."""

    spans: tuple[tuple[str, date, date], ...] = ()

    def covers(self, reason: str, first: date, last: date) -> bool:
        """Say whether all of a finding's days were released for its reason."""
        return any(r == reason and low <= first and last <= high for r, low, high in self.spans)


class Quarantine:
    """Stores and lists findings, and remembers which of them an operator released."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def record(
        self, key: str, bad_rows: Sequence[BadRow], payload: RawPayload, payload_id: str
    ) -> int:
        """Make the findings of a series those of this run; return how many stand.

        A run that fetched only the latest part leaves findings about earlier days alone.
        """
        wanted = _documents(key, bad_rows, payload, payload_id)
        present = {document.id: document for document in await self._page(f"q:{key}:")}
        created = [
            Operation("create", name, body) for name, body in wanted.items() if name not in present
        ]
        healed = [
            Operation("delete", name)
            for name in present
            if payload.is_complete and name not in wanted
        ]
        operations = [*created, *healed]
        for start in range(0, len(operations), MAX_BATCH_OPERATIONS):
            part = operations[start : start + MAX_BATCH_OPERATIONS]
            await self._documents.batch(OPS.name, PARTITION, part)
        return len(present) + len(created) - len(healed)

    async def note(self, key: str, row: BadRow, payload: RawPayload, payload_id: str) -> None:
        """Note one finding beside the others; of the same reason one a day, the first."""
        day = row.day.isoformat() if row.day else "undated"
        if await self._page(f"q:{key}:{day}:{row.reason}:"):
            return
        for name, body in _documents(key, [row], payload, payload_id).items():
            with suppress(AlreadyExists):
                await self._documents.create(OPS.name, PARTITION, name, body)

    async def list_findings(
        self, symbol: str | None = None, after: str | None = None, limit: int = 100
    ) -> list[Finding]:
        """Return findings, of one symbol or of all, ordered by symbol and day."""
        prefix = f"q:{symbol}:" if symbol else "q:"
        query = Query(prefix=prefix, after=after, limit=limit)
        found = await self._documents.query(OPS.name, PARTITION, query)
        return [_finding(document) for document in found]

    async def release(self, finding_id: str, operator: str, at: datetime) -> Finding:
        """Note that the rows of a finding are right; the next reading of its payload loads them.

        Raises: NotFound when there is no such finding, Conflict for rows that cannot be loaded
        whatever anyone says of them.
        """
        document = await self._documents.find(OPS.name, PARTITION, finding_id)
        if document is None:
            raise NotFound(f"Nothing is held back as {finding_id[:80]!r}", "unknown_finding")
        finding = _finding(document)
        if finding.reason not in RELEASABLE or finding.first_day is None:
            raise Conflict(f"Rows that are {finding.reason} cannot be loaded", "not_releasable")
        body = {
            "schema": current("release"),
            "reason": finding.reason,
            "first_day": finding.first_day.isoformat(),
            "last_day": (finding.last_day or finding.first_day).isoformat(),
            "released_by": operator,
            "released_at": rfc3339(at),
        }
        partition = released(finding.symbol)
        await self._documents.upsert(OPS.name, partition, finding_id, body)
        await self._documents.delete(OPS.name, PARTITION, finding_id)
        return finding

    async def releases(self, key: str) -> Releases:
        """Return what was released of a series."""
        found = await self._documents.query(OPS.name, released(key), Query(limit=_PAGE))
        bodies = [upcast("release", document.body) for document in found]
        return Releases(
            tuple(
                (
                    str(body["reason"]),
                    date.fromisoformat(body["first_day"]),
                    date.fromisoformat(body["last_day"]),
                )
                for body in bodies
            )
        )

    async def _page(self, prefix: str) -> list[Document]:
        return await self._documents.query(
            OPS.name, PARTITION, Query(prefix=prefix, fields=("reason",), limit=_PAGE)
        )


def released(key: str) -> str:
    """Return the partition of what was released of a series."""
    return f"released:{key}"


def _documents(
    key: str, bad_rows: Sequence[BadRow], payload: RawPayload, payload_id: str
) -> dict[str, dict[str, Any]]:
    shown, rest = bad_rows[:_MOST_A_RUN], bad_rows[_MOST_A_RUN:]
    if rest:
        # Not silently: the payload is kept, and the last finding says how much more there is.
        more = BadRow("more_bad_rows", rest[0].row, None, {}, None, sum(row.rows for row in rest))
        shown = [*shown, more]
    bodies: dict[str, dict[str, Any]] = {}
    for row in shown:
        body: dict[str, Any] = {
            "schema": current("finding"),
            "symbol": key,
            "reason": row.reason,
            "first_day": row.day.isoformat() if row.day else None,
            "last_day": (row.last_day or row.day or date.min).isoformat() if row.day else None,
            "rows": row.rows,
            "row": row.row,
            "evidence": row.evidence,
            "provider": payload.provider,
        }
        digest = hashlib.blake2b(orjson.dumps(body), digest_size=6).hexdigest()
        name = f"q:{key}:{body['first_day'] or 'undated'}:{row.reason}:{digest}"
        found = {"payload_id": payload_id, "found_at": rfc3339(payload.fetched_at)}
        bodies[name] = body | found
    return bodies


def _finding(document: Document) -> Finding:
    body = upcast("finding", document.body)
    return Finding(
        id=document.id,
        symbol=body["symbol"],
        reason=body["reason"],
        first_day=date.fromisoformat(body["first_day"]) if body["first_day"] else None,
        last_day=date.fromisoformat(body["last_day"]) if body["last_day"] else None,
        rows=int(body["rows"]),
        row=int(body["row"]),
        evidence=dict(body["evidence"]),
        provider=body["provider"],
        payload_id=body["payload_id"],
        found_at=datetime.fromisoformat(body["found_at"]),
    )
