"""What happened, as alerts tell it: dividends and stories, each once. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Final

from shared.alerts.model import AlertDraft
from shared.kernel.money import plain
from shared.market.facts import Fundamentals, NewsItem
from shared.market.model import PriceSeries

_MOST_TITLES: Final = 5


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or will on `day`. `id` is the same whoever finds it."""

    id: str
    day: date
    text: str
    link: str | None = None


def dividends(
    rule: AlertDraft,
    symbol: str,
    series: PriceSeries | None,
    facts: Fundamentals | None,
    since: date,
    today: date,
) -> list[Event]:
    """Return the ex-dates of a symbol from a day on, as far ahead as the rule looks.

    Declared ones come from the company's facts, without an amount; past ones from the history.
    """
    horizon = today + timedelta(days=rule.window_days or 0)
    found: dict[date, str] = {}
    if facts is not None and facts.ex_dividend_day is not None:
        found[facts.ex_dividend_day] = f"{symbol} goes ex dividend (source: {facts.source})"
    for one in series.dividends if series is not None else ():
        amount = f"{plain(one.amount)} {one.currency} a share"
        source = series.source if series is not None else ""
        found[one.ex_date] = f"{symbol} goes ex dividend: {amount} (source: {source})"
    return [
        Event(f"{symbol}.{day.isoformat()}", day, f"{text}, on {day}.")
        for day, text in sorted(found.items())
        if since <= day <= horizon
    ]


def stories(rule: AlertDraft, items: Iterable[NewsItem], since: datetime) -> list[Event]:
    """Return the stories after an instant that name any of the rule's words, oldest first."""
    words = [word.casefold() for word in rule.words]

    def is_wanted(item: NewsItem) -> bool:
        text = f"{item.title} {item.summary or ''}".casefold()
        return item.published_at > since and (not words or any(word in text for word in words))

    return [
        Event(
            blake2b(item.id.encode(), digest_size=10).hexdigest(),
            item.published_at.date(),
            f"{item.title} ({item.publisher})",
            item.url,
        )
        for item in sorted(items, key=lambda one: one.published_at)
        if is_wanted(item)
    ]


def told_together(events: Sequence[Event]) -> str:
    """Return several stories as one text, the newest first."""
    newest = [event.text for event in reversed(events)]
    more = len(newest) - _MOST_TITLES
    tail = [f"and {more} more"] if more > 0 else []
    return " · ".join([*newest[:_MOST_TITLES], *tail])
