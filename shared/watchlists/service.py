"""What can be done with watchlists; every call is on behalf of the owner it names first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from shared.kernel.clock import Clock
from shared.kernel.errors import (
    AlreadyExists,
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    PreconditionFailed,
)
from shared.kernel.repeats import is_repeated, requested_id
from shared.market.instruments import InstrumentCatalog
from shared.market.model import Instrument
from shared.market.quotes import Quote, QuoteReader
from shared.market.tracking import TrackingState
from shared.watchlists.model import MOST_ITEMS, MOST_LISTS, Watchlist, WatchlistItem
from shared.watchlists.repository import WatchlistRepository

_LOOK_SECONDS: Final = 2.5
_ATTEMPTS: Final = 6

type Edit = Callable[[Watchlist], Watchlist]


class Tracker(Protocol):
    """Sees to it that prices of watched symbols arrive by themselves."""

    async def watch(
        self, symbols: Collection[str], wait_seconds: float = 0.0
    ) -> Mapping[str, TrackingState]:
        """Start tracking what is not tracked yet; say how each symbol stands."""
        ...


@dataclass(frozen=True, slots=True)
class Watched:
    """An entry with what the market knows of it; `state` says how its prices stand."""

    item: WatchlistItem
    state: TrackingState
    instrument: Instrument | None
    quote: Quote | None


class WatchlistService:
    """Lists of symbols. What is on a list is kept fresh by the market's ingestion."""

    def __init__(
        self,
        repository: WatchlistRepository,
        tracker: Tracker,
        catalog: InstrumentCatalog,
        quotes: QuoteReader,
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._tracker = tracker
        self._catalog = catalog
        self._quotes = quotes
        self._clock = clock

    async def create(
        self, owner: str, name: str, note: str = "", items: Sequence[tuple[str, str]] = ()
    ) -> Watchlist:
        """Make a list of symbols with their notes.

        Raises: Conflict when there are too many lists; InvalidInput for a symbol twice or unknown.
        """
        now = self._clock.now()
        name_of_list = requested_id(now)
        if is_repeated():
            with suppress(NotFound):
                return (await self._repository.get(owner, name_of_list))[0]
        if len(await self._repository.list_page(owner, limit=MOST_LISTS)) >= MOST_LISTS:
            raise Conflict(f"There are {MOST_LISTS} watchlists already", "too_many_watchlists")
        made = tuple(WatchlistItem(symbol=s, note=n, added_at=now) for s, n in items)
        watchlist = Watchlist(
            id=name_of_list, name=name, note=note, items=made, created_at=now, updated_at=now
        )
        await self._check(watchlist, watchlist.symbols)
        await self._repository.create(owner, watchlist)
        return watchlist

    async def get(self, owner: str, watchlist_id: str) -> Watchlist:
        """Return a list. Raises: NotFound."""
        return (await self._repository.get(owner, watchlist_id))[0]

    async def list_page(
        self, owner: str, *, limit: int = 50, after: str | None = None
    ) -> list[Watchlist]:
        """Return lists, oldest first, after an id."""
        return await self._repository.list_page(owner, limit=limit, after=after)

    async def update(
        self,
        owner: str,
        watchlist_id: str,
        *,
        name: str | None = None,
        note: str | None = None,
        items: Sequence[tuple[str, str | None]] | None = None,
        expected_version: int | None = None,
    ) -> Watchlist:
        """Change name, note, or what is on the list and in which order; None leaves as it is.

        An entry's note None keeps the note it has. Raises: NotFound, PreconditionFailed,
        InvalidInput for a symbol twice or unknown.
        """
        old, _ = await self._repository.get(owner, watchlist_id)
        if items is not None:
            added = [s for s, _ in items if old.find(s) is None]
            await self._check(old.model_copy(update={"items": self._arranged(old, items)}), added)

        def edit(present: Watchlist) -> Watchlist:
            changes = {"name": name, "note": note}
            update: dict[str, object] = {k: v for k, v in changes.items() if v is not None}
            if items is not None:
                update["items"] = self._arranged(present, items)
            return present.model_copy(update=update)

        return await self._change(owner, watchlist_id, edit, expected_version)

    async def delete(self, owner: str, watchlist_id: str) -> None:
        """Delete a list. Raises: NotFound."""
        await self._repository.delete(owner, watchlist_id)

    async def add_item(
        self, owner: str, watchlist_id: str, symbol: str, note: str = "", place: int | None = None
    ) -> Watchlist:
        """Put a symbol on a list, at a place (0 is first) or at the end.

        Raises: NotFound; AlreadyExists when it is on it; InvalidInput when nobody knows it.
        """
        present, _ = await self._repository.get(owner, watchlist_id)
        if present.find(symbol) is not None:
            if is_repeated():
                return present
            raise AlreadyExists(f"{symbol} is on this list already", "symbol_on_list")
        await self._check(present, [symbol], "/symbol")
        item = WatchlistItem(symbol=symbol, note=note, added_at=self._clock.now())

        def edit(present: Watchlist) -> Watchlist:
            if present.find(symbol) is not None:
                raise AlreadyExists(f"{symbol} is on this list already", "symbol_on_list")
            items = list(present.items)
            items.insert(len(items) if place is None else place, item)
            return present.model_copy(update={"items": tuple(items)})

        return await self._change(owner, watchlist_id, edit)

    async def change_item(
        self,
        owner: str,
        watchlist_id: str,
        symbol: str,
        *,
        note: str | None = None,
        place: int | None = None,
    ) -> Watchlist:
        """Change an entry's note or place. Raises: NotFound."""

        def edit(present: Watchlist) -> Watchlist:
            item = _entry(present, symbol)
            rest = [each for each in present.items if each.symbol != symbol]
            at = present.symbols.index(symbol) if place is None else place
            rest.insert(at, item if note is None else item.model_copy(update={"note": note}))
            return present.model_copy(update={"items": tuple(rest)})

        return await self._change(owner, watchlist_id, edit)

    async def remove_item(self, owner: str, watchlist_id: str, symbol: str) -> Watchlist:
        """Take a symbol off a list. Raises: NotFound."""

        def edit(present: Watchlist) -> Watchlist:
            _ = _entry(present, symbol)
            rest = tuple(each for each in present.items if each.symbol != symbol)
            return present.model_copy(update={"items": rest})

        return await self._change(owner, watchlist_id, edit)

    async def quoted(self, watchlist: Watchlist) -> list[Watched]:
        """Return the entries in order, with name, state and last price of each."""
        symbols = watchlist.symbols
        if not symbols:
            return []
        states = await self._tracker.watch(symbols)
        instruments = await self._catalog.find_many(symbols)
        quotes = await self._quotes.latest(symbols)
        return [
            Watched(
                item,
                states.get(item.symbol, "known"),
                instruments.get(item.symbol),
                quotes.get(item.symbol),
            )
            for item in watchlist.items
        ]

    async def _change(
        self, owner: str, watchlist_id: str, edit: Edit, expected_version: int | None = None
    ) -> Watchlist:
        """Apply a pure edit to the present list; again when somebody came between."""
        for _ in range(_ATTEMPTS):
            old, etag = await self._repository.get(owner, watchlist_id)
            if expected_version is not None and old.version != expected_version:
                raise PreconditionFailed(
                    f'The watchlist has changed since you read it: its ETag is "{old.version}"',
                    "stale_etag",
                )
            now = self._clock.now()
            edited = edit(old)
            _refuse_too_long(edited)
            new = edited.model_copy(update={"version": old.version + 1, "updated_at": now})
            try:
                await self._repository.replace(owner, new, etag)
            except PreconditionFailed:
                continue
            return new
        raise Conflict("The watchlist is being changed by others", "contended")

    async def _check(
        self, watchlist: Watchlist, added: Sequence[str], pointer: str | None = None
    ) -> None:
        """Start the prices of new symbols. Raises: InvalidInput for one twice or unknown."""
        _refuse_too_long(watchlist)
        symbols = watchlist.symbols
        for place, symbol in enumerate(symbols):
            if symbol in symbols[:place]:
                raise _wrong(f"/items/{place}/symbol", f"{symbol} is on the list twice")
        if not added:
            return
        states = await self._tracker.watch(added, _LOOK_SECONDS)
        for symbol in added:
            if states.get(symbol) == "unknown":
                place = pointer or f"/items/{symbols.index(symbol)}/symbol"
                raise _wrong(place, f"no market data provider knows {symbol}", "unknown_symbol")

    def _arranged(
        self, present: Watchlist, items: Sequence[tuple[str, str | None]]
    ) -> tuple[WatchlistItem, ...]:
        def item(symbol: str, note: str | None) -> WatchlistItem:
            known = present.find(symbol)
            if known is None:
                return WatchlistItem(symbol=symbol, note=note or "", added_at=self._clock.now())
            return known if note is None else known.model_copy(update={"note": note})

        return tuple(item(symbol, note) for symbol, note in items)


def _entry(watchlist: Watchlist, symbol: str) -> WatchlistItem:
    item = watchlist.find(symbol)
    if item is None:
        raise NotFound(f"{symbol} is not on this list", "symbol_not_on_list")
    return item


def _refuse_too_long(watchlist: Watchlist) -> None:
    if len(watchlist.items) > MOST_ITEMS:
        raise _wrong("/items", f"a watchlist has {MOST_ITEMS} symbols at most")


def _wrong(pointer: str, message: str, code: str = "") -> InvalidInput:
    return InvalidInput(f"{pointer}: {message}", code, errors=(FieldError(pointer, message),))
