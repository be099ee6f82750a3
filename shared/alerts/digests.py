"""Daily and weekly digests: who is due, and what they are told; once a period."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

import structlog

from shared.alerts.digest_text import (
    PortfolioLine,
    digest_text,
    fired_lines,
    mover_lines,
    portfolio_lines,
)
from shared.alerts.digest_times import DigestKind, due_digests
from shared.analytics.performance_report import PerformanceReport
from shared.analytics.summary import Summary
from shared.identity.reading_language import reading_language
from shared.kernel.clock import Clock
from shared.kernel.errors import Malformed, PlumblineError
from shared.kernel.language import Language, worded, worded_day
from shared.market.quotes import Quote
from shared.notifications.documents import NOTIFIED, PREFERENCES
from shared.notifications.inbox import Inbox
from shared.notifications.model import Notice, NotificationPreferences
from shared.notifications.notifier import Notifier
from shared.notifications.registry import Registry
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore
from shared.platform.queues import ALERT_JOBS, QueueSender
from shared.portfolios.model import Portfolio
from shared.watchlists.model import Watchlist

log = structlog.get_logger()

_MOST_LISTS: Final = 20
_MOST_PORTFOLIOS: Final = 20
_MOST_ALERTS: Final = 200
_TITLES: Final[dict[DigestKind, str]] = {
    "daily_digest": "Your day: {day}",
    "weekly_digest": "Your week: {day}",
}
_WEEK: Final = timedelta(days=7)


class Watchlists(Protocol):
    """Lists a person's watchlists."""

    async def list_page(
        self, owner: str, *, limit: int = 50, after: str | None = None
    ) -> list[Watchlist]:
        """Return lists, oldest first."""
        ...


class Portfolios(Protocol):
    """Lists a person's portfolios."""

    async def list_page(
        self, owner: str, *, limit: int = 50, after: str | None = None
    ) -> list[Portfolio]:
        """Return portfolios, oldest first."""
        ...


class Quotes(Protocol):
    """Reads last prices."""

    async def latest(self, symbols: Sequence[str]) -> dict[str, Quote]:
        """Return the last price of those symbols that have one."""
        ...


@dataclass(frozen=True, slots=True)
class DigestSources:
    """What digests are made of. `week`: the performance of a portfolio's last seven days."""

    inbox: Inbox
    watchlists: Watchlists
    quotes: Quotes
    portfolios: Portfolios
    summary: Callable[[str, str], Awaitable[Summary]]
    week: Callable[[str, str], Awaitable[PerformanceReport]]


class Digests:
    """Finds what is due for a timer, and makes it for the queue."""

    def __init__(
        self,
        documents: DocumentStore,
        registry: Registry,
        notifier: Notifier,
        sources: DigestSources,
        queue: QueueSender,
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._registry = registry
        self._notifier = notifier
        self._sources = sources
        self._queue = queue
        self._clock = clock

    async def tick(self) -> int:
        """Queue every digest that is due and was not told; return how many."""
        count, after = 0, None
        while people := await self._registry.page(after=after):
            messages = await self._due(people)
            await self._queue.send_many(ALERT_JOBS, messages)
            count, after = count + len(messages), people[-1]
        return count

    async def make(self, message: dict[str, Any]) -> None:
        """Make the digest of a message. Raises: Malformed for what names none."""
        user_id, kind, key = (message.get(name) for name in ("user_id", "digest", "key"))
        is_named = isinstance(user_id, str) and isinstance(key, str)
        if not is_named or kind not in _TITLES:
            raise Malformed("The message names no digest", "invalid_job")
        if await self._notifier.were_told(str(user_id), [str(key)]):
            return
        notice = await self._notice(str(user_id), kind, str(key))
        await self._notifier.post(str(user_id), notice)
        log.info("digest_told", kind=kind)

    async def _due(self, people: Sequence[str]) -> list[dict[str, Any]]:
        now = self._clock.now()
        wanted = [(one, name) for one in people for name in (PREFERENCES, "preferences")]
        kept = await self._documents.read_many(USER_DATA.name, wanted)
        due: dict[tuple[str, str], dict[str, Any]] = {}
        for one in people:
            told, person = kept.get((one, PREFERENCES)), kept.get((one, "preferences"))
            if told is None:
                continue
            preferences = NotificationPreferences.model_validate(told.body)
            zone = str(person.body.get("time_zone", "UTC")) if person else "UTC"
            for digest in due_digests(preferences, zone, now):
                message = {"kind": "digest", "digest": digest.kind, "key": digest.key}
                due[one, NOTIFIED + digest.key] = {**message, "user_id": one}
        marks = await self._documents.read_many(USER_DATA.name, list(due)) if due else {}
        return [message for key, message in due.items() if key not in marks]

    async def _notice(self, user_id: str, kind: DigestKind, key: str) -> Notice:
        day = key.rpartition(":")[2]
        is_daily = kind == "daily_digest"
        language = await reading_language(self._documents, user_id)
        text = digest_text(
            await self._portfolios(user_id, language, is_daily=is_daily),
            await self._fired(user_id, language, timedelta(days=1) if is_daily else _WEEK),
            await self._movers(user_id, language) if is_daily else [],
        )
        shown = worded_day(language, date.fromisoformat(day))
        title = worded(language, _TITLES[kind], day=shown)
        return Notice(key=key, kind=kind, title=title, text=text, link="/", data={"day": day})

    async def _fired(self, user_id: str, language: Language, period: timedelta) -> list[str]:
        since = self._clock.now() - period
        found = await self._sources.inbox.list_page(user_id, kind="alert", limit=_MOST_ALERTS)
        titles = [one.title for one in found if one.created_at >= since]
        return fired_lines(titles, language)

    async def _movers(self, user_id: str, language: Language) -> list[str]:
        lists = await self._sources.watchlists.list_page(user_id, limit=_MOST_LISTS)
        symbols = sorted({symbol for one in lists for symbol in one.symbols})
        quotes = await self._sources.quotes.latest(symbols) if symbols else {}
        return mover_lines(symbols, quotes, language)

    async def _portfolios(self, user_id: str, language: Language, *, is_daily: bool) -> list[str]:
        found = await self._sources.portfolios.list_page(user_id, limit=_MOST_PORTFOLIOS)
        lines: list[PortfolioLine] = []
        for portfolio in found:
            try:
                lines.append(await self._line(user_id, portfolio, is_daily=is_daily))
            except PlumblineError as error:
                log.warning("digest_without_portfolio", code=error.code)
        return portfolio_lines(lines, is_daily=is_daily, language=language)

    async def _line(self, user_id: str, portfolio: Portfolio, *, is_daily: bool) -> PortfolioLine:
        summary = await self._sources.summary(user_id, portfolio.id)
        change, ratio = summary.day_change, summary.day_change_return
        if not is_daily:
            week = await self._sources.week(user_id, portfolio.id)
            change, ratio = week.gain, week.twr
        return PortfolioLine(
            portfolio.name,
            summary.as_of,
            summary.currency,
            summary.total_value,
            change,
            ratio,
            summary.unpriced,
        )
