"""Stage one of ingestion: get the bytes, keep them, and be able to get them again.

Every payload goes to the blob store before anything is made of it, under a name that follows from
the job. The blob's metadata carries the rest of the payload, so a stored one can be replayed.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from shared.kernel.clock import rfc3339
from shared.kernel.errors import Malformed, NotFound
from shared.market.parsed import ParsedHistory
from shared.market.parser import parse
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.failover import Failover, Skip
from shared.platform.blobs import RAW_PAYLOADS, BlobStore

_PAYLOAD_ID: Final = re.compile(r"(history|fx|refused)/[A-Za-z0-9.:=^@-]{1,64}/[\w.:@=^-]{1,255}")
_CAPABILITIES: Final[dict[str, Capability]] = {"history": "history", "fx": "fx"}
_PRINTABLE: Final = "/?&=%:,.^ +-_~!*'()"


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A payload that is safely stored, and what it was read as."""

    payload: RawPayload
    parsed: ParsedHistory
    payload_id: str
    skipped: tuple[Skip, ...] = ()


class Retriever:
    """Asks providers and keeps their answers."""

    def __init__(self, failover: Failover, blobs: BlobStore) -> None:
        self._failover = failover
        self._blobs = blobs

    async def retrieve(
        self,
        capability: Capability,
        subject: str,
        job_id: str,
        *,
        accept: Callable[[RawPayload], ParsedHistory] = parse,
        since: Mapping[str, date] | None = None,
        among: Sequence[str] | None = None,
    ) -> Retrieved:
        """Fetch a payload that can be read, and store it.

        Raises: UnknownSymbol, NoProvider (see `providers.failover`).
        """
        fetched = await self._failover.fetch(capability, subject, accept, since=since, among=among)
        for refused in fetched.rejected:
            await self._keep(f"refused/{subject}/{job_id}.{refused.provider}", refused)
        payload_id = f"{capability}/{subject}/{job_id}"
        await self._keep(payload_id, fetched.payload)
        return Retrieved(fetched.payload, fetched.value, payload_id, fetched.skipped)

    async def again(self, payload_id: str) -> Retrieved:
        """Return a stored payload, read anew.

        Raises: NotFound when there is no such payload, Malformed when it cannot be read.
        """
        if _PAYLOAD_ID.fullmatch(payload_id) is None:
            raise NotFound(f"There is no stored payload {payload_id[:80]!r}", "unknown_payload")
        metadata, body = await asyncio.gather(
            self._blobs.metadata(RAW_PAYLOADS, payload_id),
            self._blobs.get(RAW_PAYLOADS, payload_id),
        )
        payload = _payload(metadata, body)
        return Retrieved(payload, await asyncio.to_thread(parse, payload), payload_id)

    async def _keep(self, name: str, payload: RawPayload) -> None:
        await self._blobs.put(
            RAW_PAYLOADS,
            name,
            payload.body,
            content_type=payload.content_type,
            metadata=_metadata(payload),
        )


def _metadata(payload: RawPayload) -> dict[str, str]:
    """Write what is not the body as blob metadata: short ASCII texts."""
    return {
        "provider": payload.provider,
        "symbol": payload.symbol,
        "capability": payload.capability,
        "content_type": payload.content_type,
        "fetched_at": rfc3339(payload.fetched_at),
        "request": quote(payload.request, safe=_PRINTABLE),
        "is_complete": "true" if payload.is_complete else "false",
        "context": json.dumps(dict(payload.context), ensure_ascii=True),
    }


def _payload(metadata: Mapping[str, str], body: bytes) -> RawPayload:
    try:
        return RawPayload(
            provider=metadata["provider"],
            symbol=metadata["symbol"],
            capability=_CAPABILITIES[metadata["capability"]],
            content_type=metadata["content_type"],
            body=body,
            fetched_at=datetime.fromisoformat(metadata["fetched_at"]),
            request=metadata["request"],
            is_complete=metadata["is_complete"] == "true",
            context=json.loads(metadata["context"]),
        )
    except (KeyError, ValueError) as error:
        raise Malformed("The stored payload has no usable description") from error
