"""What became of listings: symbols that changed, and shares that are traded no more.

A change is noted on both series: the new symbol takes over what the old one had, the old one
points on, and keeps its own documents so that a change noted by mistake can be taken back. Every
step does nothing when repeated: an attempt that was broken off is simply made again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound
from shared.market.instruments import InstrumentStore
from shared.market.loader import Joined, Loader
from shared.market.merging import merged
from shared.market.model import Ending, Listing, PriceSeries, SymbolChange, TakenBack
from shared.market.registry import Entry, RunSummary, Universe
from shared.market.timing import BACKSTOP

log = structlog.get_logger()

_MOST_CHANGES: Final = 8
_LIVE: Final = frozenset({"yahoo", "alpha_vantage"})
_SILENCE: Final = timedelta(days=21)  # longer than the closures and suspensions of most shares


@dataclass(frozen=True, slots=True)
class Delisting:
    """A symbol that is traded no more, and the last day it was."""

    symbol: str
    last_day: date


class Listings:
    """Notes changes of symbols and delistings, and takes them back."""

    def __init__(
        self, universe: Universe, loader: Loader, instruments: InstrumentStore, clock: Clock
    ) -> None:
        self._universe = universe
        self._loader = loader
        self._instruments = instruments
        self._clock = clock

    async def changes(self) -> list[SymbolChange]:
        """Return every change of a symbol that was noted, ordered by the old symbol."""
        renamed = [entry for entry in await self._universe.every() if entry.renamed_to]
        found = [(await self._listing(entry.symbol)).renamed for entry in renamed]
        return [change for change in found if change is not None]

    async def delistings(self) -> list[Delisting]:
        """Return every delisting that was noted, ordered by symbol."""
        return [
            Delisting(entry.symbol, date.fromisoformat(entry.delisted_on))
            for entry in await self._universe.every()
            if entry.delisted_on
        ]

    async def rename(self, change: SymbolChange) -> SymbolChange:
        """Have a listing go on under another symbol from a day on.

        What the new symbol has of its own source stays; days before come from the old one, when
        both are of one source. It is refreshed next, and wanted by all who wanted the old one.
        Raises: InvalidInput for a day to come or a change that leads back; Conflict when the old
        symbol has become another one already.
        """
        noted = await self._check(change)
        change = replace(change, noted_at=noted or self._clock.now())
        old = await self._loader.load(change.old, lambda stored: Joined(None, stored))
        await self._loader.load(change.new, _taking_over(old.series, change))
        await self._point(change.old, lambda listing: replace(listing, renamed=change))
        await self._want(change)
        await self._universe.change(change.old, lambda e: replace(e, renamed_to=change.new))
        await self._describe(change)
        log.info("symbol_changed", symbol=change.old, new=change.new)
        return change

    async def take_back(self, old: str) -> SymbolChange:
        """Take a change back: the old symbol has its own prices again. Raises: NotFound.

        That it was noted stays known, for readings as of when it was believed.
        """
        change = (await self._listing(old)).renamed
        if change is None:
            raise NotFound(f"{old} has not changed into another symbol", "no_symbol_change")
        await self._point(
            change.new,
            lambda listing: replace(
                listing, formerly=tuple(item for item in listing.formerly if item.old != old)
            ),
        )
        await self._resume(old, lambda entry: replace(entry, renamed_to=None))
        await self._instruments.edit(old, lambda item: replace(item, renamed_to=None))
        await self._instruments.edit(
            change.new,
            lambda item: replace(item, formerly=tuple(s for s in item.formerly if s != old)),
        )
        # Last, as it is by this that an attempt broken off finds what to take back.
        taken_back = TakenBack(change, self._clock.now())
        await self._point(
            old,
            lambda listing: replace(
                listing, renamed=None, taken_back=(*listing.taken_back, taken_back)
            ),
        )
        log.info("symbol_change_taken_back", symbol=old, new=change.new)
        return change

    async def delist(self, symbol: str, last_day: date | None = None) -> Delisting:
        """Note that a symbol is traded no more; its last price stays, and nobody is asked again.

        `last_day`: when it was traded last, if not on the last day of its prices.
        Raises: InvalidInput for a day to come or one before its last price; NotFound when nothing
        is known of the symbol.
        """
        found = await self._loader.load(symbol, lambda stored: Joined(None, stored))
        priced = _last_day(found.series)
        day = last_day or priced
        entry = await self._universe.find(symbol)
        if day is None or entry is None:
            raise NotFound(f"There are no prices of {symbol} to end", "no_history")
        if day > self._clock.today():
            raise InvalidInput(f"{day} is still to come", "day_to_come")
        if priced is not None and day < priced:
            raise InvalidInput(f"{symbol} has a price of {priced}, after {day}", "traded_later")
        now = self._clock.now()
        await self._point(symbol, lambda listing: _ended(listing, day, now))
        await self._universe.change(symbol, lambda e: replace(e, delisted_on=day.isoformat()))
        await self._instruments.edit(symbol, lambda item: replace(item, delisted_on=day))
        log.info("symbol_delisted", symbol=symbol, last_day=day.isoformat())
        return Delisting(symbol, day)

    async def relist(self, symbol: str) -> None:
        """Take a delisting back: the symbol is asked for again. Raises: NotFound.

        That it was noted stays known, for readings as of when it was believed.
        """
        entry = await self._universe.find(symbol)
        if entry is None or entry.delisted_on is None:
            raise NotFound(f"{symbol} is not noted as delisted", "no_delisting")
        now = self._clock.now()
        await self._point(symbol, lambda listing: _relisted(listing, now))
        await self._instruments.edit(symbol, lambda item: replace(item, delisted_on=None))
        await self._resume(symbol, lambda e: replace(e, delisted_on=None))

    async def _check(self, change: SymbolChange) -> datetime | None:
        """Refuse what cannot be; return when the very change was noted before, if it was."""
        if change.day > self._clock.today():
            raise InvalidInput(f"{change.day} is still to come", "day_to_come")
        symbol: str | None = change.new
        for _ in range(_MOST_CHANGES):
            if symbol is None:
                break
            if symbol == change.old:
                raise InvalidInput(f"{change.new} leads back to {change.old}", "circular_change")
            renamed = (await self._listing(symbol)).renamed
            symbol = renamed.new if renamed else None
        before = (await self._listing(change.old)).renamed
        if before is not None and before.new != change.new:
            raise Conflict(f"{change.old} has become {before.new} already", "renamed_before")
        return before.noted_at if before is not None and before == change else None

    async def _listing(self, symbol: str) -> Listing:
        found = await self._loader.load(symbol, lambda stored: Joined(None, stored))
        return found.series.listing if found.series else Listing()

    async def _point(self, symbol: str, edit: Callable[[Listing], Listing]) -> None:
        def join(stored: PriceSeries | None) -> Joined[None]:
            series = stored or _nothing(symbol)
            return Joined(replace(series, listing=edit(series.listing)), None)

        await self._loader.load(symbol, join)

    async def _want(self, change: SymbolChange) -> None:
        """See to it that both symbols have an entry, and that the new one is refreshed next."""
        now = self._clock.now()
        old = await self._universe.find(change.old)
        if old is None:
            old = Entry(change.old, "unknown", now, now + BACKSTOP)
            await self._universe.add(old)
        wanted = {"is_held": old.is_held, "is_tracked": old.is_tracked}
        wanted["is_watched"] = old.is_watched
        fresh = replace(old, symbol=change.new, next_due_at=now, last_run=None, attempt=0)
        fresh = replace(fresh, state="ready" if old.bars else "queued", renamed_to=None)
        if not await self._universe.add(fresh):
            given = {name: True for name, is_so in wanted.items() if is_so}
            await self._universe.change(
                change.new, lambda entry: replace(entry, next_due_at=now, **given)
            )

    async def _resume(self, symbol: str, edit: Callable[[Entry], Entry]) -> None:
        now = self._clock.now()
        await self._universe.change_if_present(
            symbol, lambda entry: replace(edit(entry), next_due_at=now)
        )

    async def _describe(self, change: SymbolChange) -> None:
        old = (await self._instruments.find_many([change.old])).get(change.old)
        await self._instruments.edit(change.old, lambda item: replace(item, renamed_to=change.new))
        if old is not None and not await self._instruments.find_many([change.new]):
            await self._instruments.remember(replace(old, symbol=change.new, renamed_to=None))
        await self._instruments.edit(
            change.new,
            lambda item: replace(item, formerly=tuple(dict.fromkeys((*item.formerly, change.old)))),
        )


def is_gone(entry: Entry, run: RunSummary, today: date) -> bool:
    """Say whether a source that gave a symbol's prices denies it long after the last of them.

    A file that was taken away says nothing of a share: only live sources are believed.
    """
    if entry.has_ended or entry.last_day is None or entry.source not in _LIVE:
        return False
    is_denied = (entry.source, "unknown_symbol") in run.skipped
    return is_denied and today - date.fromisoformat(entry.last_day) >= _SILENCE


def _ended(listing: Listing, day: date, now: datetime) -> Listing:
    """Return a listing that has ended; another day noted before is taken back."""
    if listing.delisted_on == day:
        return listing
    return replace(_relisted(listing, now), ended=Ending(day, now))


def _relisted(listing: Listing, at: datetime) -> Listing:
    if listing.ended is None:
        return listing
    taken_back = TakenBack(listing.ended, at)
    return replace(listing, ended=None, relisted=(*listing.relisted, taken_back))


def _taking_over(
    old: PriceSeries | None, change: SymbolChange
) -> Callable[[PriceSeries | None], Joined[None]]:
    """Return the pure step that has the new symbol's series go back as far as the old one's."""

    def join(stored: PriceSeries | None) -> Joined[None]:
        series = stored if stored is not None and stored.days.size else None
        if series is None:
            series = replace(old or _nothing(change.new), symbol=change.new, listing=Listing())
        elif old is not None and _is_of_one_source(old, series):
            series = merged(_before(old, int(series.days[0])), series)
        listing = stored.listing if stored else Listing()
        earlier = old.listing.formerly if old else ()
        formerly = tuple(dict.fromkeys((*earlier, *listing.formerly, change)))
        return Joined(replace(series, listing=replace(listing, formerly=formerly)), None)

    return join


def _is_of_one_source(old: PriceSeries, new: PriceSeries) -> bool:
    return (old.source, old.currency) == (new.source, new.currency) and bool(old.days.size)


def _before(series: PriceSeries, ordinal: int) -> PriceSeries:
    end = int(np.searchsorted(series.days, ordinal))
    return replace(
        series,
        days=series.days[:end],
        close=series.close[:end],
        open=series.open[:end],
        high=series.high[:end],
        low=series.low[:end],
        volume=series.volume[:end],
    )


def _last_day(series: PriceSeries | None) -> date | None:
    if series is None or not series.days.size:
        return None
    return date.fromordinal(int(series.days[-1]))


def _nothing(symbol: str) -> PriceSeries:
    """Return the series of a symbol without a price; it only tells of its listing."""
    none = np.empty(0, dtype=np.int64)
    return PriceSeries(
        symbol=symbol,
        currency="",
        exponent=0,
        days=np.empty(0, dtype=np.int32),
        close=none,
        open=none,
        high=none,
        low=none,
        volume=none,
        source="",
        as_of=datetime.min.replace(tzinfo=UTC),
        version="",
    )
