"""Stage one of ingestion: get the bytes, keep them, and be able to get them again.

Every payload goes to the blob store before anything is made of it, under a name that follows from
the job.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.market.parsed import ParsedHistory
from shared.market.parser import parse
from shared.market.payloads import PayloadStore
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.failover import Failover, Skip
from shared.platform.arithmetic import computed


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A payload that is safely stored, and what it was read as."""

    payload: RawPayload
    parsed: ParsedHistory
    payload_id: str
    skipped: tuple[Skip, ...] = ()


class Retriever:
    """Asks providers and keeps their answers."""

    def __init__(self, failover: Failover, payloads: PayloadStore) -> None:
        self._failover = failover
        self._payloads = payloads

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
            await self._payloads.keep(f"refused/{subject}/{job_id}.{refused.provider}", refused)
        payload_id = payload_id_of(capability, subject, job_id)
        pairs = tuple((skip.provider, skip.reason) for skip in fetched.skipped)
        await self._payloads.keep(payload_id, fetched.payload, pairs)
        return Retrieved(fetched.payload, fetched.value, payload_id, fetched.skipped)

    async def again(self, payload_id: str) -> Retrieved:
        """Return a stored payload, read anew.

        Raises: NotFound when there is no such payload, Malformed when it cannot be read.
        """
        payload, pairs = await self._payloads.read_kept(payload_id)
        skipped = tuple(Skip(*pair) for pair in pairs)
        return Retrieved(payload, await computed(parse, payload), payload_id, skipped)


def payload_id_of(capability: Capability, subject: str, job_id: str) -> str:
    """Return the name of what a job fetches, which another attempt at the job finds again."""
    return f"{capability}/{subject}/{job_id}"
