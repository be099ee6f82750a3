"""Fundamentals, statements and news of a company: kept for a day, an hour; read with their age."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from pydantic import TypeAdapter

from shared.kernel.errors import Malformed
from shared.market.facts import Fundamentals, NewsItem, Statement
from shared.market.kept import Kind, Renewal
from shared.market.parsers.alpha_vantage import (
    parse_alpha_vantage_news,
    parse_alpha_vantage_overview,
)
from shared.market.parsers.yahoo_news import parse_yahoo_news
from shared.market.parsers.yahoo_statements import parse_yahoo_statements
from shared.market.parsers.yahoo_summary import parse_yahoo_summary
from shared.market.payloads import PayloadStore
from shared.market.providers.base import Capability, RawPayload
from shared.market.providers.failover import Failover
from shared.platform.containers import REFERENCE

DAILY: Final = timedelta(hours=24)
HOURLY: Final = timedelta(hours=1)
MOST_STORIES: Final = 100
_KEPT_SECONDS: Final = 400 * 86_400
_STORIES_SECONDS: Final = 90 * 86_400
_SAME_STORY: Final = timedelta(days=2)
_PARSERS: Final[dict[tuple[str, Capability], Callable[[RawPayload], Any]]] = {
    ("yahoo", "fundamentals"): parse_yahoo_summary,
    ("alpha_vantage", "fundamentals"): parse_alpha_vantage_overview,
    ("yahoo", "statements"): parse_yahoo_statements,
    ("yahoo", "news"): parse_yahoo_news,
    ("alpha_vantage", "news"): parse_alpha_vantage_news,
}


def fundamentals(failover: Failover, payloads: PayloadStore) -> Kind[Fundamentals]:
    """Return how profile, ratios and earnings are kept."""
    return Kind(
        name="fundamentals",
        container=REFERENCE,
        type=TypeAdapter(Fundamentals),
        fetch=_fetcher(failover, payloads, "fundamentals"),
        is_due=_older_than(DAILY),
        keep_seconds=_KEPT_SECONDS,
    )


def statements(failover: Failover, payloads: PayloadStore) -> Kind[tuple[Statement, ...]]:
    """Return how statements are kept."""
    return Kind(
        name="statements",
        container=REFERENCE,
        type=TypeAdapter(tuple[Statement, ...]),
        fetch=_fetcher(failover, payloads, "statements"),
        is_due=_older_than(DAILY),
        keep_seconds=_KEPT_SECONDS,
    )


def news(failover: Failover, payloads: PayloadStore) -> Kind[tuple[NewsItem, ...]]:
    """Return how stories are kept: those of all sources, the latest first."""
    return Kind(
        name="news",
        container=REFERENCE,
        type=TypeAdapter(tuple[NewsItem, ...]),
        fetch=_fetcher(failover, payloads, "news"),
        is_due=_older_than(HOURLY),
        keep_seconds=_STORIES_SECONDS,
        joined=joined_stories,
    )


def joined_stories(
    old: tuple[NewsItem, ...] | None, new: tuple[NewsItem, ...]
) -> tuple[NewsItem, ...]:
    """Return the stories of both, each once, the latest first.

    A story is the same when its address is, or when its title is within two days. What was known
    of the symbols it is about is kept.
    """
    kept: dict[str, NewsItem] = {}
    titles: dict[str, NewsItem] = {}
    for item in sorted((*new, *(old or ())), key=lambda story: story.published_at, reverse=True):
        title = " ".join(item.title.casefold().split())
        twin = kept.get(item.id) or titles.get(title)
        is_same = twin is not None and (
            twin.id == item.id or twin.published_at - item.published_at <= _SAME_STORY
        )
        if twin is not None and is_same:
            symbols = tuple(dict.fromkeys((*twin.symbols, *item.symbols)))
            kept[twin.id] = titles[title] = replace(
                twin, symbols=symbols, summary=twin.summary or item.summary
            )
        else:
            kept[item.id] = titles[title] = item
    return tuple(kept.values())[:MOST_STORIES]


def _fetcher(
    failover: Failover, payloads: PayloadStore, capability: Capability
) -> Callable[[Sequence[str]], Any]:
    async def fetch(symbols: Sequence[str]) -> Renewal[Any]:
        (symbol,) = symbols
        fetched = await failover.fetch(capability, symbol, read_facts)
        payload_id = await payloads.keep_fact(fetched.payload)
        return Renewal({symbol: fetched.value}, fetched.skipped, payload_id)

    return fetch


def read_facts(payload: RawPayload) -> Any:
    """Read what a source says of a company. Raises: Malformed, NotFound."""
    read = _PARSERS.get((payload.provider, payload.capability))
    if read is None:
        raise Malformed(f"No parser reads {payload.capability} of {payload.provider}")
    found = read(payload)
    return tuple(cast("list[Any]", found)) if isinstance(found, list) else found


def facts_by_symbol(payload: RawPayload) -> dict[str, Any]:
    """Read what a source says of one company, under its symbol. Raises: Malformed, NotFound."""
    return {payload.symbol: read_facts(payload)}


def _older_than(age: timedelta) -> Callable[[str, Any, datetime, datetime], bool]:
    return lambda _symbol, _value, renewed_at, now: now - renewed_at >= age
