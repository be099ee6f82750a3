"""What an answer, and a person in a day, may spend; kept in the document store.

A day's spending is checked before an answer and added to after each of its turns, so answers that
run side by side overshoot by a turn at most.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from shared.assistant.model import Usage
from shared.kernel.clock import Clock
from shared.kernel.errors import AlreadyExists, Conflict, NotFound, TooManyRequests, Unavailable
from shared.kernel.money import plain
from shared.platform.containers import USER_DATA
from shared.platform.documents import Document, DocumentStore, Query

_PREFIX: Final = "assistant-usage:"
_KEPT_SECONDS: Final = 400 * 86_400
_ATTEMPTS: Final = 20
_TICK_SECONDS: Final = 0.02
_REMEMBERED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Most turns, tool calls, tokens and seconds of one answer; most dollars and tokens a day."""

    turns: int = 8
    tool_calls: int = 24
    output_tokens: int = 4_000
    tokens: int = 200_000
    seconds: float = 120.0
    usd_a_day: Decimal = Decimal(2)
    tokens_a_day: int = 2_000_000


@dataclass(frozen=True, slots=True)
class _Spent:
    usage: Usage
    answers: int


@dataclass(frozen=True, slots=True)
class DayUsage:
    """What one day has cost. `is_priced`: every model used had a price, so `cost_usd` is all."""

    day: str
    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    is_priced: bool = True

    @property
    def tokens(self) -> int:
        """All tokens of the day."""
        return self.input_tokens + self.output_tokens


class Spending:
    """Keeps count, by person and day (UTC, by the machine's clock).

    What one person's answers in this worker spend meanwhile is written together. A day as it was
    last read or written here is written by its ETag; only when that is stale is it read again.
    """

    def __init__(self, documents: DocumentStore, clock: Clock, limits: Limits) -> None:
        self._documents, self._clock, self.limits = documents, clock, limits
        self._read: OrderedDict[str, Document] = OrderedDict()
        self._waiting: dict[str, list[_Spent]] = {}
        self._writing: dict[str, asyncio.Lock] = {}

    def check(self, today: DayUsage) -> None:
        """Raise TooManyRequests when the day's budget is spent."""
        if today.cost_usd < self.limits.usd_a_day and today.tokens < self.limits.tokens_a_day:
            return
        now = self._clock.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        raise TooManyRequests(
            "Today's budget for language models is spent; the offline analyst still answers",
            "model_budget_spent",
            retry_after_seconds=int((midnight - now).total_seconds()) + 1,
        )

    async def add(self, user_id: str, usage: Usage, *, answers: int = 0) -> None:
        """Add what was spent. Raises: Unavailable after losing the race twenty times."""
        spent = _Spent(usage, answers)
        self._waiting.setdefault(user_id, []).append(spent)
        lock = self._writing.setdefault(user_id, asyncio.Lock())
        async with lock:
            waiting = self._waiting.pop(user_id, [])
            if waiting:
                await self._add_all(user_id, waiting)
        if not lock.locked() and user_id not in self._waiting:
            self._writing.pop(user_id, None)

    async def _add_all(self, user_id: str, spent: Sequence[_Spent]) -> None:
        known = self._read.pop(user_id, None)
        for attempt in range(_ATTEMPTS):
            is_known = attempt == 0 and known is not None and known.id == _PREFIX + self._key()
            found = known if is_known else await self._find(user_id)
            day = _day(self._key(), found)
            for each in spent:
                day = _added(day, each.usage, each.answers)
            body = _body(day)
            try:
                await self._write(user_id, found, body)
            except (AlreadyExists, Conflict, NotFound):
                await asyncio.sleep(_TICK_SECONDS * attempt)
                continue
            return
        raise Unavailable("The day's usage could not be counted", retry_after_seconds=1)

    async def today(self, user_id: str) -> DayUsage:
        """Return what today has cost so far."""
        found = await self._find(user_id)
        self._remember(user_id, found)
        return _day(self._key(), found)

    async def list_days(self, user_id: str, *, limit: int = 31) -> list[DayUsage]:
        """Return the days with any use, newest first."""
        query = Query(prefix=_PREFIX, descending=True, limit=limit)
        found = await self._documents.query(USER_DATA.name, user_id, query)
        return [_day(document.id.removeprefix(_PREFIX), document) for document in found]

    def _key(self) -> str:
        return self._clock.today().isoformat()

    async def _find(self, user_id: str) -> Document | None:
        return await self._documents.find(USER_DATA.name, user_id, _PREFIX + self._key())

    async def _write(self, user_id: str, found: Document | None, body: dict[str, Any]) -> None:
        key = (USER_DATA.name, user_id, _PREFIX + self._key())
        if found is None:
            stored = await self._documents.create(*key, body, ttl_seconds=_KEPT_SECONDS)
        else:
            stored = await self._documents.replace(
                *key, body, if_match=found.etag, ttl_seconds=_KEPT_SECONDS
            )
        self._remember(user_id, stored)

    def _remember(self, user_id: str, read: Document | None) -> None:
        if read is not None:
            self._read[user_id] = read
            while len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)


def _added(day: DayUsage, usage: Usage, answers: int) -> DayUsage:
    return DayUsage(
        day.day,
        day.answers + answers,
        day.input_tokens + usage.input_tokens,
        day.output_tokens + usage.output_tokens,
        day.cached_tokens + usage.cached_tokens,
        day.cost_usd + Decimal(usage.cost_usd or 0),
        day.is_priced and (usage.cost_usd is not None or usage.turns == 0),
    )


def _body(day: DayUsage) -> dict[str, Any]:
    return {
        "answers": day.answers,
        "input_tokens": day.input_tokens,
        "output_tokens": day.output_tokens,
        "cached_tokens": day.cached_tokens,
        "cost_usd": plain(day.cost_usd),
        "is_priced": day.is_priced,
    }


def _day(key: str, document: Document | None) -> DayUsage:
    if document is None:
        return DayUsage(key)
    body = document.body
    return DayUsage(
        key,
        body["answers"],
        body["input_tokens"],
        body["output_tokens"],
        body["cached_tokens"],
        Decimal(body["cost_usd"]),
        body["is_priced"],
    )
