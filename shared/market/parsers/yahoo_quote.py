"""Yahoo's `v7/finance/quote`: prices of the session, for several symbols at once."""

from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.kernel.errors import InvalidInput, Malformed
from shared.kernel.money import major_unit
from shared.market.facts import LiveQuote
from shared.market.parsers.json_answer import (
    Json,
    answer_object,
    as_object,
    instant,
    objects,
    positive,
    text,
    whole,
)
from shared.market.providers.base import RawPayload


def parse_yahoo_quotes(payload: RawPayload) -> list[LiveQuote]:
    """Read the quotes of those symbols that were asked for and have a price and a time.

    Raises: Malformed when it is no answer about quotes, or names none but other symbols.
    """
    response = as_object(answer_object(payload).get("quoteResponse"), "quoteResponse")
    listed = response.get("result")
    if response.get("error") or not isinstance(listed, list):
        raise Malformed("The answer to a request for quotes holds no result")
    wanted = {_plain(symbol): symbol for symbol in payload.symbol.split(",")}
    entries = list(objects(response["result"]))
    named = [(wanted.get(_plain(str(entry.get("symbol", "")))), entry) for entry in entries]
    if entries and not any(symbol for symbol, _ in named):
        raise Malformed(f"Asked for {payload.symbol[:40]}, the quotes are of others")
    found = (_quote(symbol, entry, payload) for symbol, entry in named if symbol)
    return [quote for quote in found if quote is not None]


def _quote(symbol: str, entry: Json, payload: RawPayload) -> LiveQuote | None:
    price, traded_at = (
        positive(entry.get("regularMarketPrice")),
        instant(entry.get("regularMarketTime")),
    )
    if price is None or traded_at is None:
        return None
    try:
        currency, factor = major_unit(str(entry.get("currency") or ""))
        zone = ZoneInfo(str(entry.get("exchangeTimezoneName") or "UTC"))
    except (InvalidInput, ZoneInfoNotFoundError, ValueError, OSError):
        return None

    def scaled(name: str) -> Decimal | None:
        value = positive(entry.get(name))
        return value * factor if value is not None else None

    return LiveQuote(
        symbol=symbol,
        price=price * factor,
        currency=currency,
        traded_at=traded_at,
        day=traded_at.astimezone(zone).date(),
        source=payload.provider,
        fetched_at=payload.fetched_at,
        previous_close=scaled("regularMarketPreviousClose"),
        open=scaled("regularMarketOpen"),
        high=scaled("regularMarketDayHigh"),
        low=scaled("regularMarketDayLow"),
        volume=whole(entry.get("regularMarketVolume")),
        market_state=text(entry.get("marketState"), 20),
        delay_minutes=whole(entry.get("exchangeDataDelayedBy")),
    )


def _plain(symbol: str) -> str:
    return symbol.upper().replace("-", ".")
