"""Live prices held against the last close that is stored, before anybody is shown them.

A close that has moved past a tenth or ten times is quarantined; a live price would otherwise reach
watchlists, the stream and alerts by another door. What is doubted is kept out, with a finding for
an operator, and readers go on with the last good price.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import log
from typing import Final

from shared.kernel.money import plain
from shared.market.facts import LiveQuote
from shared.market.levels import split_ratio
from shared.market.model import PriceSeries
from shared.market.parsed import BadRow
from shared.market.providers.base import RawPayload
from shared.market.quarantine import Quarantine
from shared.market.series_documents import HEAD_ID, decode, year_id
from shared.platform.containers import PRICES
from shared.platform.documents import DocumentStore

_WILD: Final = 10  # times; of a close `levels` draws the same line
_MINOR_UNITS: Final = 100  # pence for pounds rather than a split
_EXACT: Final = 0.02  # a vendor's close before, after the split that it knows of


@dataclass(frozen=True, slots=True)
class Sorted:
    """Quotes that may be shown, and why the others may not, by symbol."""

    believed: dict[str, LiveQuote] = field(default_factory=dict[str, LiveQuote])
    doubted: dict[str, str] = field(default_factory=dict[str, str])


class QuoteDoubts:
    """Sorts fetched quotes; what it doubts becomes a finding, one a symbol, day and reason."""

    def __init__(self, documents: DocumentStore, quarantine: Quarantine) -> None:
        self._documents = documents
        self._quarantine = quarantine

    async def sort(
        self, quotes: Sequence[LiveQuote], payload: RawPayload, payload_id: str | None
    ) -> Sorted:
        """Return which of the quotes go with the stored histories; one without any does."""
        stored = await self._latest([quote.symbol for quote in quotes])
        found = Sorted()
        for quote in quotes:
            series = stored.get(quote.symbol)
            doubt = doubt_of(quote, series) if series is not None else None
            if doubt is None or await self._is_released(quote, doubt):
                found.believed[quote.symbol] = quote
                continue
            found.doubted[quote.symbol] = doubt.reason
            await self._quarantine.note(quote.symbol, doubt, payload, payload_id or "")
        return found

    async def _is_released(self, quote: LiveQuote, doubt: BadRow) -> bool:
        released = await self._quarantine.releases(quote.symbol)
        return released.covers(doubt.reason, quote.day, quote.day)

    async def _latest(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        """Return the last year of each history: two small reads, whatever its length."""
        heads = await self._documents.read_many(PRICES.name, [(s, HEAD_ID) for s in symbols])
        lasts = {str(s): max(map(int, h.body["years"]), default=0) for (s, _), h in heads.items()}
        wanted = [(symbol, year_id(year)) for symbol, year in lasts.items() if year]
        years = await self._documents.read_many(PRICES.name, wanted) if wanted else {}
        return {
            symbol: decode(
                symbol, heads[symbol, HEAD_ID].body, {year: years[symbol, year_id(year)].body}
            )
            for symbol, year in lasts.items()
            if (symbol, year_id(year)) in years
        }


def doubt_of(quote: LiveQuote, series: PriceSeries) -> BadRow | None:
    """Return what speaks against a quote beside its history; None when it may be shown."""
    evidence = {
        "price": plain(quote.price),
        "currency": quote.currency,
        "traded_at": quote.traded_at.isoformat(),
    }
    if quote.currency != series.currency:
        more = {"currency_of_history": series.currency}
        return BadRow("quote_in_other_currency", 0, quote.day, evidence | more, rows=0)
    point = series.carried_to(quote.day)
    if point is None or not _is_wild(quote.price / point.price):
        return None
    if _is_split(point.price, quote):
        return None
    more = {"previous_close": plain(point.price), "previous_day": point.day.isoformat()}
    return BadRow("wild_quote", 0, quote.day, evidence | more, rows=0)


def _is_wild(times: Decimal) -> bool:
    return times >= _WILD or times * _WILD <= 1


def _is_split(stored: Decimal, quote: LiveQuote) -> bool:
    """Say whether the vendor's own close before has moved by a split that is not stored yet."""
    before = quote.previous_close
    if before is None or _is_wild(quote.price / before):
        return False
    ratio = split_ratio(log(before / stored), _EXACT)
    return ratio is not None and _MINOR_UNITS not in {ratio.numerator, ratio.denominator}
