"""What became of listings, as an operator notes it: symbols that changed, shares traded no more."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self

from fastapi import APIRouter, Path
from pydantic import Field

from functions.http.deps import AdminWriter, CurrentUser, ServicesDep, problems
from functions.http.schemas import Input, Output
from shared.kernel import ids
from shared.market.model import SymbolChange
from shared.portfolios.model import Day

if TYPE_CHECKING:
    # It needs numpy, which a cold start does not.
    from shared.market.listings import Delisting

router = APIRouter(prefix="/stock-data", tags=["stock-data"], responses=problems(401, 422))

type Symbol = Annotated[str, Field(min_length=1, max_length=24)]
type SymbolPath = Annotated[str, Path(min_length=1, max_length=24)]
type TradingDay = date


class NewSymbolChange(Input):
    """A listing that goes on under another symbol from `date` on, the first day of the new one."""

    old: Annotated[Symbol, Field(examples=["FB"])]
    new: Annotated[Symbol, Field(examples=["META"])]
    date: Day


class SymbolChangeView(Output):
    """A changed symbol: `date` is the first day of the new one."""

    old: str
    new: str
    date: TradingDay

    @classmethod
    def of(cls, change: SymbolChange) -> Self:
        """Return the view of a change."""
        return cls(old=change.old, new=change.new, date=change.day)


class SymbolChanges(Output):
    """Every change noted, ordered by the old symbol."""

    items: list[SymbolChangeView]


class NewDelisting(Input):
    """A symbol traded no more; `last_day`, unless that is the day of its last price."""

    symbol: Symbol
    last_day: Day | None = None


class DelistingView(Output):
    """A symbol traded no more, and the last day it was."""

    symbol: str
    last_day: date

    @classmethod
    def of(cls, ended: "Delisting") -> Self:
        """Return the view of a delisting."""
        return cls(symbol=ended.symbol, last_day=ended.last_day)


class Delistings(Output):
    """Every delisting noted, ordered by symbol."""

    items: list[DelistingView]


@router.get("/symbol-changes")
async def symbol_changes(_caller: CurrentUser, services: ServicesDep) -> SymbolChanges:
    """List the symbols that have become others."""
    found = await services.market.listings.changes()
    return SymbolChanges(items=[SymbolChangeView.of(change) for change in found])


@router.post("/symbol-changes", responses=problems(403, 409))
async def change_symbol(
    admin: AdminWriter, services: ServicesDep, body: NewSymbolChange
) -> SymbolChangeView:
    """Have a listing go on under another symbol; doing so twice changes nothing.

    Prices under the old symbol go on as the new one's, whoever held or watched it wants the new
    one, and both list the change among their events.
    """
    change = SymbolChange(body.date, ids.symbol(body.old), ids.symbol(body.new))
    noted = await services.market.listings.rename(change)
    await services.audit.record(admin.user_id, "symbol_changed", subject=noted.old)
    return SymbolChangeView.of(noted)


@router.delete("/symbol-changes/{symbol}", status_code=204, responses=problems(403, 404))
async def take_back_change(admin: AdminWriter, services: ServicesDep, symbol: SymbolPath) -> None:
    """Take back a change noted by mistake: the old symbol has its own prices again."""
    canonical = ids.symbol(symbol)
    await services.market.listings.take_back(canonical)
    await services.audit.record(admin.user_id, "symbol_change_taken_back", subject=canonical)


@router.get("/delistings")
async def delistings(_caller: CurrentUser, services: ServicesDep) -> Delistings:
    """List the symbols that are traded no more."""
    found = await services.market.listings.delistings()
    return Delistings(items=[DelistingView.of(ended) for ended in found])


@router.post("/delistings", responses=problems(403, 404))
async def delist(admin: AdminWriter, services: ServicesDep, body: NewDelisting) -> DelistingView:
    """Note that a symbol is traded no more: its last price stays, and nobody is asked again."""
    ended = await services.market.listings.delist(ids.symbol(body.symbol), body.last_day)
    await services.audit.record(admin.user_id, "symbol_delisted", subject=ended.symbol)
    return DelistingView.of(ended)


@router.delete("/delistings/{symbol}", status_code=204, responses=problems(403, 404))
async def relist(admin: AdminWriter, services: ServicesDep, symbol: SymbolPath) -> None:
    """Take a delisting back: the symbol is asked for again."""
    canonical = ids.symbol(symbol)
    await services.market.listings.relist(canonical)
    await services.audit.record(admin.user_id, "symbol_relisted", subject=canonical)
