"""Portfolios: make, list, change, delete; what they hold; their ledger as a file."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool

from functions.http.deps import (
    CurrentUser,
    IfMatch,
    PageDep,
    ServicesDep,
    Writer,
    problems,
    require_match,
)
from functions.http.portfolio_access import Readable, Writable
from functions.http.reading import InCurrency
from functions.http.schemas import Input, Instant, Money, Output, Page, TotalsInCents
from shared.portfolios.export import as_fields, to_csv
from shared.portfolios.model import (
    CashMode,
    CurrencyCode,
    Day,
    LotMethod,
    Portfolio,
    PortfolioDraft,
    Ticker,
    Title,
)

router = APIRouter(tags=["portfolios"])


class PortfolioView(Output):
    """A portfolio. With `implied` cash trades themselves are the contributions and withdrawals."""

    id: str
    name: str
    base_currency: str
    lot_method: LotMethod
    cash: CashMode
    benchmark: str | None
    auto_dividends: bool
    created_at: datetime
    updated_at: datetime


class PortfolioInput(PortfolioDraft):
    """A portfolio as it shall be; what is left out has its default."""


class PortfolioChange(Input):
    """What shall change of a portfolio; what is left out stays. `benchmark` null removes it."""

    name: Title | None = None
    base_currency: CurrencyCode | None = None
    lot_method: LotMethod | None = None
    cash: CashMode | None = None
    benchmark: Ticker | None = None
    auto_dividends: StrictBool | None = None


class FormerNameView(Output):
    """A symbol that became another on `day`, by the market feed."""

    symbol: str = Field(validation_alias="old")
    became: str = Field(validation_alias="new")
    day: date


class HoldingView(Output):
    """A position. `average_price` and `price` are in its own `currency`, the rest in the page's.

    After `delisted_on` there is no later price: the last one stands, and is stale. A listing that
    goes on under another symbol says which in `renamed_to`. `formerly`: the names under which the
    market feed says these shares were traded before, when something was held then; a change of
    symbol booked in the ledger goes before the feed's.
    """

    symbol: str
    name: str
    quantity: Money
    average_price: Money | None
    cost_basis: Money | None
    price: Money | None
    price_as_of: date | None
    source: str | None
    is_stale: bool
    market_value: Money | None
    unrealised_gain: Money | None
    unrealised_return: float | None
    weight: float | None
    currency: str
    isin: str | None
    delisted_on: date | None
    renamed_to: str | None
    formerly: list[FormerNameView]


class CashView(Output):
    """Cash in one currency, and its worth in the page's."""

    currency: str
    amount: Money
    value: Money | None


class HoldingsView(TotalsInCents):
    """What a portfolio holds on a day. `total_value` leaves out what `unpriced` names.

    Null where no position has a price.

    `notes` are questions about the ledger, such as a split that may count twice.
    """

    as_of: date
    currency: str
    items: list[HoldingView]
    cash: list[CashView]
    total_value: Money | None
    is_complete: bool
    unpriced: list[str]
    notes: list[str]


@router.post("/portfolios", status_code=201, responses=problems(400, 401, 403, 413, 422))
async def create_portfolio(
    wanted: PortfolioInput, services: ServicesDep, caller: Writer, response: Response
) -> PortfolioView:
    """Make an empty portfolio."""
    portfolio = await services.portfolios.create(caller.user_id, wanted)
    response.headers["Location"] = f"/api/portfolios/{portfolio.id}"
    return _view(portfolio, response)


@router.get("/portfolios", responses=problems(400, 401, 403, 422))
async def list_portfolios(
    services: ServicesDep, caller: CurrentUser, page: PageDep
) -> Page[PortfolioView]:
    """List the caller's portfolios, oldest first."""
    found = await services.portfolios.list_page(
        caller.user_id, limit=page.and_one, after=page.after
    )
    shown, more = page.cut(found, lambda one: one.id)
    return Page(
        items=[PortfolioView.model_validate(one) for one in shown if caller.may_see(one.id)],
        next_cursor=more,
    )


@router.get("/portfolios/{portfolio_id}", responses=problems(401, 403, 404))
async def get_portfolio(
    services: ServicesDep, access: Readable, response: Response
) -> PortfolioView:
    """Show a portfolio."""
    return _view(await services.portfolios.get(access.owner, access.portfolio_id), response)


@router.put(
    "/portfolios/{portfolio_id}", responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 428)
)
async def put_portfolio(
    wanted: PortfolioInput,
    services: ServicesDep,
    access: Writable,
    response: Response,
    if_match: IfMatch = None,
) -> PortfolioView:
    """Replace what is said of a portfolio."""
    old = await services.portfolios.get(access.owner, access.portfolio_id)
    require_match(if_match, _etag(old))
    changed = await services.portfolios.update(
        access.owner, access.portfolio_id, wanted, expected_version=old.version
    )
    return _view(changed, response)


@router.patch(
    "/portfolios/{portfolio_id}", responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 428)
)
async def patch_portfolio(
    change: PortfolioChange,
    services: ServicesDep,
    access: Writable,
    response: Response,
    if_match: IfMatch = None,
) -> PortfolioView:
    """Change some of what is said of a portfolio."""
    old = await services.portfolios.get(access.owner, access.portfolio_id)
    require_match(if_match, _etag(old))
    said = change.model_dump(exclude_unset=True)
    changes = {name: value for name, value in said.items() if value is not None}
    if "benchmark" in said:
        changes["benchmark"] = said["benchmark"]
    kept = old.model_dump(include=set(PortfolioDraft.model_fields))
    changed = await services.portfolios.update(
        access.owner,
        access.portfolio_id,
        PortfolioDraft(**{**kept, **changes}),
        expected_version=old.version,
    )
    return _view(changed, response)


@router.delete(
    "/portfolios/{portfolio_id}", status_code=204, responses=problems(401, 403, 404, 412)
)
async def delete_portfolio(
    services: ServicesDep, access: Writable, if_match: IfMatch = None
) -> None:
    """Delete a portfolio with all its transactions, for good."""
    if if_match is not None:
        old = await services.portfolios.get(access.owner, access.portfolio_id)
        require_match(if_match, _etag(old))
    await services.portfolios.delete(access.owner, access.portfolio_id)


@router.get("/portfolios/{portfolio_id}/holdings", responses=problems(401, 403, 404, 422, 503))
async def get_holdings(
    services: ServicesDep,
    access: Readable,
    as_of: Annotated[Day | None, Query(description="Day to value at; today unless given")] = None,
    currency: InCurrency = None,
    known_at: Annotated[
        Instant | None, Query(description="Read the ledger as it was at this instant")
    ] = None,
) -> HoldingsView:
    """Show what a portfolio holds on a day, and what it is worth."""
    held = await services.portfolios.holdings(
        access.owner, access.portfolio_id, as_of=as_of, known_at=known_at, currency=currency
    )
    return HoldingsView.model_validate(held)


@router.get(
    "/portfolios/{portfolio_id}/export",
    responses={
        200: {"content": {"text/csv": {}, "application/json": {}}},
        **problems(401, 403, 404, 422),
    },
    response_class=Response,
)
async def export_portfolio(
    services: ServicesDep,
    access: Readable,
    format: Annotated[Literal["csv", "json"], Query()] = "json",
) -> Response:
    """Download the ledger. What comes out goes in again: as an import, or as a list to post."""
    loaded = await services.portfolios.load(access.owner, access.portfolio_id)
    name = f"portfolio-{access.portfolio_id}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format == "csv":
        text = to_csv(loaded.transactions)
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
    portfolio = PortfolioView.model_validate(loaded.portfolio)
    body = {
        "portfolio": portfolio.model_dump(mode="json"),
        "transactions": [as_fields(entry) for entry in loaded.transactions],
    }
    return JSONResponse(body, headers=headers)


def _etag(portfolio: Portfolio) -> str:
    return f'"{portfolio.version}"'


def _view(portfolio: Portfolio, response: Response) -> PortfolioView:
    response.headers["ETag"] = _etag(portfolio)
    return PortfolioView.model_validate(portfolio)
