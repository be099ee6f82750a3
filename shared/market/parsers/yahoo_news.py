"""Yahoo's news: the stories beside a search, and the ticker's own stream."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

from shared.kernel import ids
from shared.kernel.errors import InvalidInput, Malformed
from shared.market.facts import NewsItem
from shared.market.parsers.json_answer import Json, answer_object, instant, member, objects, text
from shared.market.parsers.plain_text import address_id, plain_text, web_address
from shared.market.providers.base import RawPayload

_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 1_000


def parse_yahoo_news(payload: RawPayload) -> list[NewsItem]:
    """Read stories that have a title, an address and a time, as they are ordered.

    Raises: Malformed when the answer has no place for news at all.
    """
    answer = answer_object(payload)
    stream = member(member(answer, "data"), "tickerStream")
    listed: Any = answer.get("news", stream.get("stream"))
    if not isinstance(listed, list):
        raise Malformed(f"The answer about {payload.symbol} lists no news")
    return list(_items(cast("list[Any]", listed), payload))


def _items(listed: list[Any], payload: RawPayload) -> Iterator[NewsItem]:
    for entry in objects(listed):
        item = _streamed(entry, payload) if "content" in entry else _searched(entry, payload)
        if item is not None:
            yield item


def _searched(entry: Json, payload: RawPayload) -> NewsItem | None:
    tickers = entry.get("relatedTickers")
    return news_item(
        payload,
        title=entry.get("title"),
        url=entry.get("link"),
        publisher=entry.get("publisher"),
        published_at=instant(entry.get("providerPublishTime")),
        symbols=cast("list[Any]", tickers) if isinstance(tickers, list) else [],
    )


def _streamed(entry: Json, payload: RawPayload) -> NewsItem | None:
    content = member(entry, "content")
    address = member(content, "canonicalUrl") or member(content, "clickThroughUrl")
    tickers = [
        item.get("symbol") for item in objects(member(content, "finance").get("stockTickers"))
    ]
    return news_item(
        payload,
        title=content.get("title"),
        url=address.get("url"),
        publisher=member(content, "provider").get("displayName"),
        published_at=_iso(content.get("pubDate")),
        summary=content.get("summary") or content.get("description"),
        symbols=tickers,
    )


def news_item(
    payload: RawPayload,
    *,
    title: Any,
    url: Any,
    publisher: Any,
    published_at: datetime | None,
    summary: Any = None,
    symbols: list[Any],
) -> NewsItem | None:
    """Return a story as plain text; None when a part it cannot do without is missing.

    It is about the symbols that the source names, and about the one it was listed for when the
    source names none.
    """
    address, heading = web_address(url), text(title, 2_000)
    if address is None or heading is None or published_at is None:
        return None
    named = tuple(dict.fromkeys(found for found in map(_symbol, symbols) if found))
    told = text(summary, 20_000)
    return NewsItem(
        id=address_id(address),
        title=plain_text(heading, _LONGEST_TITLE),
        url=address,
        publisher=plain_text(text(publisher) or "", 120) or "unknown",
        published_at=published_at,
        source=payload.provider,
        summary=plain_text(told, _LONGEST_SUMMARY) or None if told else None,
        symbols=named or (payload.symbol,),
    )


def _symbol(value: Any) -> str | None:
    try:
        return ids.symbol(value) if isinstance(value, str) else None
    except InvalidInput:
        return None


def _iso(value: Any) -> datetime | None:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return read.astimezone(UTC) if read is not None and read.tzinfo is not None else None
