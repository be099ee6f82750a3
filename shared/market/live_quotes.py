"""Prices of the session, kept a minute: the first choice of a quote while an exchange is open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from shared.kernel.errors import Malformed
from shared.market.calendars import calendar_of
from shared.market.facts import LiveQuote
from shared.market.kept import Kind, Renewal
from shared.market.parsers.alpha_vantage import parse_alpha_vantage_quotes
from shared.market.parsers.yahoo_quote import parse_yahoo_quotes
from shared.market.payloads import PayloadStore
from shared.market.providers.base import RawPayload
from shared.market.providers.failover import Failover, Skip
from shared.market.quote_doubts import QuoteDoubts
from shared.platform.containers import QUOTES

TTL: Final = timedelta(seconds=60)
_KEPT_SECONDS: Final = 30 * 86_400
_BATCH: Final = 50
_CLOSING: Final = timedelta(minutes=30)  # the last trades and corrections come in after the close
_SKEW: Final = timedelta(minutes=5)
_READERS: Final = {"yahoo": parse_yahoo_quotes, "alpha_vantage": parse_alpha_vantage_quotes}


def live_quotes(failover: Failover, payloads: PayloadStore, doubts: QuoteDoubts) -> Kind[LiveQuote]:
    """Return how live quotes are kept: those that go with their histories."""

    async def fetch(symbols: Sequence[str]) -> Renewal[LiveQuote]:
        fetched = await failover.fetch("quote", ",".join(symbols), read_quotes)
        payload_id = await payloads.keep_fact(fetched.payload)
        found = await doubts.sort(fetched.value, fetched.payload, payload_id)
        source = fetched.payload.provider
        doubted = {symbol: Skip(source, reason) for symbol, reason in found.doubted.items()}
        return Renewal(found.believed, fetched.skipped, payload_id, doubted)

    return Kind(
        name="quote",
        container=QUOTES,
        type=TypeAdapter(LiveQuote),
        fetch=fetch,
        is_due=is_due,
        keep_seconds=_KEPT_SECONDS,
        batch=_BATCH,
        joined=_later,
    )


def read_quotes(payload: RawPayload) -> list[LiveQuote]:
    """Read any source's quotes; one from the future is refused, whoever's clock is wrong.

    Raises: Malformed.
    """
    read = _READERS.get(payload.provider)
    if read is None:
        raise Malformed(f"No parser reads quotes of {payload.provider}")
    quotes = read(payload)
    if any(quote.traded_at > payload.fetched_at + _SKEW for quote in quotes):
        raise Malformed(f"A quote of {payload.symbol[:40]} is from the future", "from_the_future")
    return quotes


def is_due(symbol: str, quote: LiveQuote, renewed_at: datetime, now: datetime) -> bool:
    """Say whether to ask again: each minute while there is trading, once after the close."""
    if now - renewed_at < TTL:
        return False
    calendar = calendar_of(symbol)
    if calendar.is_open(now) or calendar.is_open(now - _CLOSING):
        return True
    closed = calendar.hours_of(calendar.last_expected_day(now))[1]
    return renewed_at < closed + _CLOSING or quote.day < calendar.last_expected_day(now)


def _later(old: LiveQuote | None, new: LiveQuote) -> LiveQuote:
    """Return the quote of the later trade: an answer out of some cache does not turn time back."""
    return old if old is not None and old.traded_at > new.traded_at else new
