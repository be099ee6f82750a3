"""The read side of prices and exchange rates: whole histories, from memory when nothing changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.kernel.money import currency_code
from shared.market.calendars import is_stale
from shared.market.model import FxBook, Listing, PriceSeries, fx_key
from shared.market.series_documents import HEAD_ID, Body, decode, read_listing, year_id
from shared.platform.containers import PRICES
from shared.platform.documents import Document, DocumentStore

PIVOT: Final = "EUR"
"""Reference rates are the European Central Bank's: units of a currency for one euro."""

_MOST_CACHED: Final = 256  # a 20-year history is about a quarter of a megabyte
_READS_AT_ONCE: Final = 16
_TORN_READS: Final = 3
_MOST_CHANGES: Final = 8  # of the symbol of one listing

type FxSeed = Callable[[Collection[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Cached:
    etag: str
    whole: PriceSeries
    until: date
    shown: PriceSeries


class HistoryReader:
    """Answers histories as stored, never a day later than the clock's date.

    Kept in memory by the ETag of the head document: a repeated read costs one small read a symbol.
    `seed_fx`, when given, is asked for currencies without rates, or whose rates miss a day.
    """

    def __init__(
        self, documents: DocumentStore, clock: Clock, seed_fx: FxSeed | None = None
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._seed_fx = seed_fx
        self._cache: OrderedDict[str, _Cached] = OrderedDict()
        self._slots = asyncio.Semaphore(_READS_AT_ONCE)

    async def prices(self, symbols: Collection[str]) -> dict[str, PriceSeries]:
        """Return the daily history of each symbol that has one; the others are absent."""
        return await self._read(sorted(set(symbols)))

    async def own_prices(self, symbols: Collection[str]) -> dict[str, PriceSeries]:
        """Like `prices`, but a symbol that changed has only what was stored under itself."""
        return await self._read(sorted(set(symbols)), hops=0)

    async def fx(self, currencies: Collection[str]) -> FxBook:
        """Return reference rates for these currencies; one without rates is absent.

        Raises: InvalidInput for what is no currency.
        """
        wanted = {currency_code(code) for code in currencies} - {PIVOT}
        keys = {fx_key(code): code for code in sorted(wanted)}
        series = await self._read(list(keys))
        now = self._clock.now()
        old = [
            code
            for key, code in keys.items()
            if key not in series or is_stale(date.fromordinal(int(series[key].days[-1])), now, key)
        ]
        if old and self._seed_fx is not None:
            await self._seed_fx(old)
            series |= await self._read([fx_key(code) for code in old])
        return FxBook(PIVOT, {keys[key]: found for key, found in series.items()})

    async def _read(self, keys: list[str], hops: int = _MOST_CHANGES) -> dict[str, PriceSeries]:
        """Return the series of these keys; one of a symbol that changed goes on as its successor's.

        `hops`: how many changes are followed, in case somebody has noted a circle.
        """
        heads = await self._documents.read_many(PRICES.name, [(key, HEAD_ID) for key in keys])
        found = await asyncio.gather(
            *(self._one(key, head) for key in keys if (head := heads.get((key, HEAD_ID))))
        )
        series = {one.symbol: one for one in found if one is not None}
        renamed = {
            str(key): new
            for (key, _), head in heads.items()
            if (new := _successor(head, self._clock.today())) is not None
        }
        if renamed and hops:
            successors = await self._read(sorted(set(renamed.values())), hops - 1)
            for key, new in renamed.items():
                if new in successors:
                    series[key] = _continued(key, heads[key, HEAD_ID], successors[new])
        return series

    async def _one(self, key: str, head: Document) -> PriceSeries | None:
        cached = self._cache.get(key)
        if cached is None or cached.etag != head.etag:
            head, whole = await self._load(key, head)
            cached = _Cached(head.etag, whole, date.max, whole)
        today = self._clock.today()
        if cached.until != today:
            cached = replace(cached, until=today, shown=cut(cached.whole, today))
        self._remember(key, cached)
        return cached.shown if cached.shown.days.size else None

    async def _load(self, key: str, head: Document) -> tuple[Document, PriceSeries]:
        """Read the years a head lists; read again when a writer came between."""
        for _ in range(_TORN_READS):
            digests: Mapping[str, str] = head.body["years"]
            expected = {year_id(int(year)): digest for year, digest in digests.items()}
            async with self._slots:
                stored = await self._documents.read_many(
                    PRICES.name, [(key, document_id) for document_id in expected]
                )
            bodies = [document.body for document in stored.values()]
            if {year_id(int(b["year"])): b["digest"] for b in bodies} == expected:
                years: dict[int, Body] = {int(body["year"]): body for body in bodies}
                return head, decode(key, head.body, years)
            head = await self._documents.get(PRICES.name, key, HEAD_ID)
        raise Unavailable(f"the history of {key} is being rewritten", "history_changing")

    def _remember(self, key: str, cached: _Cached) -> None:
        self._cache[key] = cached
        self._cache.move_to_end(key)
        while len(self._cache) > _MOST_CACHED:
            self._cache.popitem(last=False)


def _successor(head: Document, today: date) -> str | None:
    """Return the symbol that a listing has by a day, when it changed."""
    renamed: list[str] | None = head.body.get("renamed")
    return renamed[1] if renamed and date.fromisoformat(renamed[0]) <= today else None


def _continued(symbol: str, head: Document, successor: PriceSeries) -> PriceSeries:
    listing = read_listing(symbol, head.body)
    return replace(
        successor,
        symbol=symbol,
        listing=replace(
            listing, ended=successor.listing.ended, relisted=successor.listing.relisted
        ),
        version=f"{successor.version}/{head.body['version']}",
    )


def cut(series: PriceSeries, until: date) -> PriceSeries:
    """Return the series without what is dated after a day."""
    end = int(np.searchsorted(series.days, until.toordinal(), side="right"))
    dividends = tuple(item for item in series.dividends if item.ex_date <= until)
    splits = tuple(item for item in series.splits if item.date <= until)
    listing = _listing_until(series.listing, until)
    unchanged = (
        end == series.days.size
        and listing == series.listing
        and len(dividends) == len(series.dividends)
        and len(splits) == len(series.splits)
    )
    if unchanged:
        return series
    return replace(
        series,
        days=series.days[:end],
        close=series.close[:end],
        open=series.open[:end],
        high=series.high[:end],
        low=series.low[:end],
        volume=series.volume[:end],
        dividends=dividends,
        splits=splits,
        listing=listing,
        version=f"{series.version}@{until.isoformat()}",
    )


def _listing_until(listing: Listing, until: date) -> Listing:
    renamed, ended = listing.renamed, listing.ended
    return Listing(
        tuple(change for change in listing.formerly if change.day <= until),
        renamed if renamed and renamed.day <= until else None,
        ended if ended and ended.day <= until else None,
        tuple(one for one in listing.taken_back if one.noted.day <= until),
        tuple(one for one in listing.relisted if one.noted.day <= until),
    )
