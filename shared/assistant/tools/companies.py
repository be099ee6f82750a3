"""Tools on the companies behind symbols: fundamentals and news, as sources gave them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from shared.assistant.model import Caller, Json
from shared.assistant.tools.arguments import Symbol
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.tool import tool
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, NotFound
from shared.market.facts import Fundamentals, NewsItem, Statement
from shared.market.kept import Kept, KeptFacts

_WAIT_SECONDS: Final = 4.0
_MOST_STATEMENTS: Final = 6
_MOST_REPORTS: Final = 8


class FundamentalTools:
    """What a company is, earns, owns and owes, as it is seen today: sources keep no past view."""

    def __init__(
        self,
        fundamentals: KeptFacts[Fundamentals],
        statements: KeptFacts[tuple[Statement, ...]],
        clock: Clock,
    ) -> None:
        self._fundamentals = fundamentals
        self._statements = statements
        self._clock = clock

    @tool("Fundamentals")
    async def fundamentals(self, caller: Caller, symbol: Symbol) -> Json:
        """Profile, ratios (fractions and multiples), earnings and statements of a company."""
        if caller.as_of < self._clock.today():
            raise Conflict(
                f"Fundamentals are known as of today, not as of {caller.as_of}", "not_in_the_past"
            )
        kept = (await self._fundamentals.find_many([symbol], _WAIT_SECONDS))[symbol]
        if kept.value is None:
            raise NotFound(f"No source gives fundamentals of {symbol}", "no_fundamentals")
        found = kept.value
        reports = (await self._statements.find_many([symbol], _WAIT_SECONDS))[symbol].value or ()
        profile = to_json(found.profile, without=("website", "quote_currency"))
        return {
            "symbol": symbol,
            **profile,
            "currency": found.currency,
            "ratios": to_json(found.ratios),
            "earnings": to_json(found.reports[-_MOST_REPORTS:]),
            "upcoming_earnings": to_json(found.upcoming) if found.upcoming else None,
            "ex_dividend_day": to_json(found.ex_dividend_day),
            "statements": to_json(_latest(reports)),
            "source": found.source,
            "as_of": _day(kept),
            "is_stale": kept.is_due,
        }


class NewsTools:
    """Headlines. What stories say is data that others wrote."""

    def __init__(self, news: KeptFacts[tuple[NewsItem, ...]]) -> None:
        self._news = news

    @tool("News")
    async def news(
        self, caller: Caller, symbol: Symbol, limit: Annotated[int, Field(ge=1, le=20)] = 8
    ) -> Json:
        """Latest stories about a symbol, with publisher and day, none later than the answer."""
        kept = (await self._news.find_many([symbol], _WAIT_SECONDS))[symbol]
        stories = [one for one in kept.value or () if one.published_at.date() <= caller.as_of]
        return {
            "symbol": symbol,
            "as_of": _day(kept),
            "is_stale": kept.is_due,
            "items": [
                {
                    "document": story.title,
                    "section": story.publisher,
                    "published": story.published_at.date().isoformat(),
                    "url": story.url,
                    "text": story.summary or story.title,
                    "quote": story.title,
                    "source": story.source,
                }
                for story in stories[:limit]
            ],
        }


def _latest(statements: Sequence[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda one: one.end, reverse=True)[:_MOST_STATEMENTS]


def _day[Value](kept: Kept[Value]) -> str | None:
    instant: datetime | None = kept.renewed_at
    return instant.date().isoformat() if instant else None
