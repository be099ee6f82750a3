"""Raw answers as they came, in the blob store: kept before anything is made of them, read again.

The blob's metadata carries the rest of the payload, so that a stored one can be replayed.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, get_args
from urllib.parse import quote

import structlog

from shared.kernel.clock import rfc3339
from shared.kernel.errors import Malformed, NotFound, Unavailable
from shared.market.providers.base import Capability, RawPayload
from shared.platform.blobs import RAW_PAYLOADS, BlobStore

log = structlog.get_logger()

_CAPABILITIES: Final[dict[str, Capability]] = {
    name: name for name in get_args(Capability.__value__) if name != "search"
}
_PAYLOAD_ID: Final = re.compile(
    rf"({'|'.join(_CAPABILITIES)}|refused)/[A-Za-z0-9.:=^@-]{{1,64}}/[\w.:@=^-]{{1,255}}"
)
type Skipped = tuple[tuple[str, str], ...]
"""Providers that did not serve a request, with their reasons."""

_PRINTABLE: Final = "/?&=%:,.^ +-_~!*'()"


class PayloadStore:
    """Keeps payloads under names that follow from what they are for."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    async def keep(self, payload_id: str, payload: RawPayload, skipped: Skipped = ()) -> None:
        """Store a payload, with who was passed over for it. Raises: Unavailable."""
        await self._blobs.put(
            RAW_PAYLOADS,
            payload_id,
            payload.body,
            content_type=payload.content_type,
            metadata=_metadata(payload) | {"skipped": json.dumps(skipped, ensure_ascii=True)},
        )

    async def keep_fact(self, payload: RawPayload) -> str | None:
        """Store an answer about companies, the latest of each day; return its id.

        None when it cannot be stored: what it says is worth more than that it can be read again.
        """
        subject = payload.symbol.partition(",")[0]
        payload_id = f"{payload.capability}/{subject}/{payload.fetched_at:%Y-%m-%d}"
        try:
            await self.keep(payload_id, payload)
        except Unavailable as error:
            log.warning("payload_not_kept", capability=payload.capability, code=error.code)
            return None
        return payload_id

    async def read(self, payload_id: str) -> RawPayload:
        """Return a stored payload. Raises: as `read_kept`."""
        return (await self.read_kept(payload_id))[0]

    async def read_kept(self, payload_id: str) -> tuple[RawPayload, Skipped]:
        """Return a stored payload, and who was passed over for it.

        Raises: NotFound when there is no such payload, Malformed when it cannot be described.
        """
        if _PAYLOAD_ID.fullmatch(payload_id) is None:
            raise NotFound(f"There is no stored payload {payload_id[:80]!r}", "unknown_payload")
        metadata, body = await asyncio.gather(
            self._blobs.metadata(RAW_PAYLOADS, payload_id),
            self._blobs.get(RAW_PAYLOADS, payload_id),
        )
        return _payload(metadata, body), _skipped(metadata)


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


def _skipped(metadata: Mapping[str, str]) -> Skipped:
    pairs: list[tuple[str, str]] = json.loads(metadata.get("skipped", "[]"))
    return tuple((name, reason) for name, reason in pairs)


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
