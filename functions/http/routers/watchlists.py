"""Watchlists: make, list, change, delete; their symbols in order, with notes and last prices."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, Self

from fastapi import APIRouter, Path, Response
from pydantic import Field, StrictInt, StringConstraints, model_validator

from functions.http.deps import (
    IfMatch,
    PageDep,
    Reader,
    ServicesDep,
    Writer,
    problems,
    require_match,
)
from functions.http.quote_views import QuoteView
from functions.http.schemas import Input, Output, Page
from functions.http.versions import live_etag, version_etag, versions_of
from functions.wiring import Services
from shared.identity.model import Principal
from shared.kernel import ids
from shared.portfolios.model import Ticker, Title
from shared.watchlists.model import MOST_ITEMS, Watchlist

if TYPE_CHECKING:
    # It brings numpy, which a cold start does without.
    from shared.watchlists.service import Watched

router = APIRouter(prefix="/watchlists", tags=["watchlists"])

type Note = Annotated[str, StringConstraints(max_length=500)]
type Id = Annotated[str, Path(min_length=1, max_length=64, description="Watchlist id")]
type Symbol = Annotated[str, Path(min_length=1, max_length=24, examples=["AAPL"])]
type Place = Annotated[
    StrictInt, Field(ge=0, le=MOST_ITEMS, description="Place on the list; 0 is the first")
]


class ItemInput(Input):
    """A symbol with a note. `note` left out keeps the note it has."""

    symbol: Ticker
    note: Note | None = None


class _WithItems(Input):
    symbols: Annotated[list[Ticker], Field(max_length=MOST_ITEMS)] | None = None
    items: Annotated[list[ItemInput], Field(max_length=MOST_ITEMS)] | None = None

    @model_validator(mode="after")
    def _says_it_once(self) -> Self:
        if self.symbols is not None and self.items is not None:
            raise ValueError("give either symbols or items")
        return self

    def entries(self) -> list[tuple[str, str | None]] | None:
        """Return what shall be on the list, in order; None when nothing is said of it."""
        if self.symbols is not None:
            return [(symbol, None) for symbol in self.symbols]
        return None if self.items is None else [(one.symbol, one.note) for one in self.items]


class WatchlistInput(_WithItems):
    """A watchlist to make: its symbols in order, as `symbols` or, with notes, as `items`."""

    name: Title
    note: Note = ""


class WatchlistChange(_WithItems):
    """What shall change; what is left out stays. `symbols` or `items` are the whole list anew."""

    name: Title | None = None
    note: Note | None = None


class NewItem(Input):
    """A symbol to put on a list, at the end unless `position` is given."""

    symbol: Ticker
    note: Note = ""
    position: Place | None = None


class ItemChange(Input):
    """What shall change of an entry; what is left out stays."""

    note: Note | None = None
    position: Place | None = None


class ItemView(Output):
    """A symbol on a list."""

    symbol: str
    note: str
    added_at: datetime


class QuotedItem(ItemView):
    """A symbol with what the market knows of it. `quote` null: no price is known (yet).

    `status`: `ready`, on its way (`known`, `backfilling`), `unknown` to every source, or
    `unreachable` for now.
    """

    status: Literal["known", "backfilling", "ready", "unknown", "unreachable"]
    name: str | None
    currency: str | None
    quote: QuoteView | None


class WatchlistView(Output):
    """A watchlist with its symbols in order."""

    id: str
    name: str
    note: str
    items: list[ItemView]
    created_at: datetime
    updated_at: datetime


class WatchlistDetail(Output):
    """A watchlist with its symbols in order and the last price of each."""

    id: str
    name: str
    note: str
    items: list[QuotedItem]
    created_at: datetime
    updated_at: datetime


@router.post("", status_code=201, responses=problems(400, 401, 403, 409, 413, 422))
async def create_watchlist(
    wanted: WatchlistInput, services: ServicesDep, caller: Writer, response: Response
) -> WatchlistDetail:
    """Make a watchlist; prices of its symbols are kept fresh from then on."""
    entries = [(symbol, note or "") for symbol, note in wanted.entries() or []]
    made = await services.watchlists.create(caller.user_id, wanted.name, wanted.note, entries)
    response.headers["Location"] = f"/api/watchlists/{made.id}"
    return await _detail(services, made, response)


@router.get("", responses=problems(400, 401, 403, 422))
async def list_watchlists(
    services: ServicesDep, caller: Reader, page: PageDep
) -> Page[WatchlistView]:
    """List the caller's watchlists, oldest first."""
    found = await services.watchlists.list_page(
        caller.user_id, limit=page.and_one, after=page.after
    )
    shown, more = page.cut(found, lambda one: one.id)
    return Page(items=[WatchlistView.model_validate(one) for one in shown], next_cursor=more)


@router.get("/{watchlist_id}", responses=problems(401, 403, 404))
async def get_watchlist(
    watchlist_id: Id, services: ServicesDep, caller: Reader, response: Response
) -> WatchlistDetail:
    """Show a watchlist with the last price of each symbol."""
    found = await services.watchlists.get(caller.user_id, watchlist_id)
    return await _detail(services, found, response)


@router.put("/{watchlist_id}", responses=problems(400, 401, 403, 404, 412, 413, 422, 428))
async def put_watchlist(
    watchlist_id: Id,
    wanted: WatchlistInput,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> WatchlistDetail:
    """Replace a watchlist: its name, note, and its symbols in order."""
    old = await _matched(services, caller, watchlist_id, if_match)
    changed = await _change(services, caller, old, wanted, wanted.entries() or [])
    return await _detail(services, changed, response)


@router.patch("/{watchlist_id}", responses=problems(400, 401, 403, 404, 412, 413, 422, 428))
async def patch_watchlist(
    watchlist_id: Id,
    change: WatchlistChange,
    services: ServicesDep,
    caller: Writer,
    response: Response,
    if_match: IfMatch = None,
) -> WatchlistDetail:
    """Change a watchlist's name, note, or its symbols and their order."""
    old = await _matched(services, caller, watchlist_id, if_match)
    changed = await _change(services, caller, old, change, change.entries())
    return await _detail(services, changed, response)


@router.delete("/{watchlist_id}", status_code=204, responses=problems(401, 403, 404))
async def delete_watchlist(watchlist_id: Id, services: ServicesDep, caller: Writer) -> None:
    """Delete a watchlist."""
    await services.watchlists.delete(caller.user_id, watchlist_id)


@router.get("/{watchlist_id}/items", responses=problems(401, 403, 404))
async def list_items(watchlist_id: Id, services: ServicesDep, caller: Reader) -> Page[QuotedItem]:
    """List a watchlist's symbols in order with their last prices; always on one page."""
    found = await services.watchlists.get(caller.user_id, watchlist_id)
    return Page(items=[_quoted(one) for one in await services.watchlists.quoted(found)])


@router.post(
    "/{watchlist_id}/items",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
)
async def add_item(
    watchlist_id: Id, wanted: NewItem, services: ServicesDep, caller: Writer, response: Response
) -> QuotedItem:
    """Put a symbol on a watchlist."""
    changed = await services.watchlists.add_item(
        caller.user_id, watchlist_id, wanted.symbol, wanted.note, wanted.position
    )
    response.headers["Location"] = f"/api/watchlists/{watchlist_id}/items/{wanted.symbol}"
    return await _one(services, changed, wanted.symbol)


@router.patch("/{watchlist_id}/items/{symbol}", responses=problems(400, 401, 403, 404, 413, 422))
async def change_item(
    watchlist_id: Id, symbol: Symbol, change: ItemChange, services: ServicesDep, caller: Writer
) -> QuotedItem:
    """Change the note or the place of a symbol."""
    canonical = ids.symbol(symbol)
    changed = await services.watchlists.change_item(
        caller.user_id, watchlist_id, canonical, note=change.note, place=change.position
    )
    return await _one(services, changed, canonical)


@router.delete(
    "/{watchlist_id}/items/{symbol}", status_code=204, responses=problems(401, 403, 404, 422)
)
async def remove_item(
    watchlist_id: Id, symbol: Symbol, services: ServicesDep, caller: Writer
) -> None:
    """Take a symbol off a watchlist."""
    await services.watchlists.remove_item(caller.user_id, watchlist_id, ids.symbol(symbol))


async def _matched(
    services: Services, caller: Principal, watchlist_id: str, if_match: str | None
) -> Watchlist:
    old = await services.watchlists.get(caller.user_id, watchlist_id)
    require_match(versions_of(if_match), version_etag(old.version))
    return old


async def _change(
    services: Services,
    caller: Principal,
    old: Watchlist,
    said: WatchlistInput | WatchlistChange,
    items: Sequence[tuple[str, str | None]] | None,
) -> Watchlist:
    return await services.watchlists.update(
        caller.user_id,
        old.id,
        name=said.name,
        note=said.note,
        items=items,
        expected_version=old.version,
    )


async def _detail(services: Services, watchlist: Watchlist, response: Response) -> WatchlistDetail:
    items = [_quoted(one) for one in await services.watchlists.quoted(watchlist)]
    kept = watchlist.model_dump(include={"id", "name", "note", "created_at", "updated_at"})
    detail = WatchlistDetail(items=items, **kept)
    response.headers["ETag"] = live_etag(watchlist.version, detail)
    return detail


async def _one(services: Services, watchlist: Watchlist, symbol: str) -> QuotedItem:
    item = watchlist.find(symbol)
    alone = watchlist.model_copy(update={"items": (item,) if item else ()})
    (watched,) = await services.watchlists.quoted(alone)
    return _quoted(watched)


def _quoted(watched: "Watched") -> QuotedItem:
    instrument, quote = watched.instrument, watched.quote
    return QuotedItem(
        **watched.item.model_dump(),
        status=watched.state,
        name=instrument.name if instrument else None,
        currency=quote.currency if quote else instrument.currency if instrument else None,
        quote=QuoteView.model_validate(quote) if quote else None,
    )
