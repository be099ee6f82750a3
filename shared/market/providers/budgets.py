"""How much each provider may still be asked: a politeness a minute, and a quota a day.

Both are counted in the store, for all instances together. A store that does not answer costs no
price: the count is then left to the provider, who will say when it is enough.
"""

from collections.abc import Mapping
from typing import Final

import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import AlreadyExists, NotFound, PlumblineError, PreconditionFailed
from shared.market.providers.base import Budget, Capability
from shared.platform.containers import OPS
from shared.platform.documents import DocumentStore
from shared.platform.rate_limit import Quota, RateLimiter

log = structlog.get_logger()

_ATTEMPTS: Final = 8
_KEPT_SECONDS: Final = 3 * 86_400


class Budgets:
    """Takes what a fetch costs out of a provider's budget."""

    def __init__(
        self, documents: DocumentStore, clock: Clock, budgets: Mapping[str, Budget]
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._budgets = budgets
        self._limiter = RateLimiter(documents, clock)

    async def take(self, provider: str, capability: Capability, subject: str) -> str | None:
        """Return None when the provider may be asked, else the reason why not."""
        budget = self._budgets.get(provider)
        if budget is None:
            return None
        if budget.per_day is not None:
            cost = budget.cost(capability, subject)
            if not await self._count(provider, budget.per_day, cost):
                return "quota_exhausted"
        verdict = await self._limiter.take(Quota("provider", budget.per_minute), provider)
        return None if verdict.is_allowed else "budget_spent"

    async def used_today(self, provider: str) -> int | None:
        """Return how many requests were counted today, of providers with a quota a day."""
        budget = self._budgets.get(provider)
        if budget is None or budget.per_day is None:
            return None
        found = await self._documents.find(OPS.name, _partition(provider), self._id())
        return int(found.body["used"]) if found else 0

    async def _count(self, provider: str, most: int, cost: int) -> bool:
        try:
            for _ in range(_ATTEMPTS):
                found = await self._documents.find(OPS.name, _partition(provider), self._id())
                used = int(found.body["used"]) if found else 0
                if used + cost > most:
                    return False
                if await self._write(provider, used + cost, found.etag if found else None):
                    return True
        except PlumblineError as error:
            log.warning("quota_not_counted", provider=provider, code=error.code)
        return True

    async def _write(self, provider: str, used: int, etag: str | None) -> bool:
        partition, body = _partition(provider), {"schema": 1, "used": used}
        try:
            if etag is None:
                await self._documents.create(
                    OPS.name, partition, self._id(), body, ttl_seconds=_KEPT_SECONDS
                )
            else:
                await self._documents.replace(
                    OPS.name, partition, self._id(), body, if_match=etag, ttl_seconds=_KEPT_SECONDS
                )
        except (AlreadyExists, PreconditionFailed, NotFound):
            return False
        return True

    def _id(self) -> str:
        return f"quota:{self._clock.now():%Y-%m-%d}"


def _partition(provider: str) -> str:
    return f"provider:{provider}"
