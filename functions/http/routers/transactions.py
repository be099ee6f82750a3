"""The ledger of a portfolio: read, add, correct and delete transactions.

Numbers may come as JSON strings or numbers. A number is taken by its shortest literal text, so
`187.35` is exactly that; one with more decimals than an amount can have is refused.
"""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from functions.http.deps import (
    IfMatch,
    PageDep,
    ServicesDep,
    encode_cursor,
    problems,
    require_match,
)
from functions.http.portfolio_access import PortfolioAccess, Readable, Writable
from functions.http.reading import AsOf, KnownAt
from functions.http.schemas import Money, Output, Page
from functions.http.transaction_rows import (
    PartlyWrong,
    TransactionInput,
    TransactionsBody,
    TransactionsInput,
)
from shared.kernel.errors import NotFound
from shared.kernel.ids import symbol as canonical_symbol
from shared.kernel.repeats import is_repeated
from shared.portfolios.listing import TransactionFilter
from shared.portfolios.model import Day, Kind, Transaction, TransactionDraft, WallTime
from shared.portfolios.segments import Event

router = APIRouter(tags=["transactions"], prefix="/portfolios/{portfolio_id}/transactions")

type TransactionId = Annotated[str, Path(min_length=1, max_length=64)]


class TransactionView(Output):
    """A transaction as it stands, or stood in one of its versions."""

    id: str
    kind: Kind
    symbol: str | None
    trade_date: date
    trade_time: WallTime | None
    settle_date: date | None
    quantity: Money | None
    price: Money | None
    amount: Money | None
    currency: str
    fee: Money
    tax: Money
    fx_rate: Money | None
    ratio: str | None
    related_symbol: str | None
    isin: str | None
    account: str | None
    tags: list[str]
    note: str | None
    source: str
    fingerprint: str | None
    version: int
    recorded_at: datetime


class TransactionVersion(TransactionView):
    """One version; the last one of a deleted transaction says when that happened."""

    is_deleted: bool = False


class TransactionsCreated(Output):
    """What was recorded, in the order it was sent."""

    transactions: list[TransactionView]


@router.get("", responses=problems(400, 401, 403, 404, 422))
async def list_transactions(
    services: ServicesDep,
    access: Readable,
    page: PageDep,
    symbol: Annotated[str | None, Query(max_length=24)] = None,
    kind: Annotated[list[Kind] | None, Query()] = None,
    first: Annotated[Day | None, Query(alias="from", description="First trade date")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last trade date")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Page[TransactionView]:
    """List transactions, newest first; `as_of` is the last trade date too."""
    wanted = TransactionFilter(
        canonical_symbol(symbol) if symbol else None,
        frozenset(kind or ()),
        first,
        _earlier(last, as_of),
    )
    found, after = await services.portfolios.list_transactions(
        access.owner,
        access.portfolio_id,
        wanted,
        limit=page.limit,
        after=page.after,
        known_at=known_at,
    )
    return Page(
        items=[TransactionView.model_validate(entry) for entry in found],
        next_cursor=encode_cursor(after) if after else None,
    )


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def add_transactions(
    body: TransactionsBody, services: ServicesDep, access: Writable, response: Response
) -> TransactionView | TransactionsCreated:
    """Record one transaction, or a list of them, whole or not at all."""
    wrong: object = body  # not in the body's type: it is no form to send
    if isinstance(wrong, PartlyWrong):
        raise wrong.refusal(services.clock.today())
    if isinstance(body, TransactionsInput):
        drafts = [_draft(one) for one in body.transactions]
        recorded = await services.portfolios.add_transactions(
            access.owner, access.portfolio_id, drafts
        )
        response.headers["Location"] = f"/api/portfolios/{access.portfolio_id}/transactions"
        return TransactionsCreated(
            transactions=[TransactionView.model_validate(entry) for entry in recorded]
        )
    recorded = await services.portfolios.add_transactions(
        access.owner, access.portfolio_id, [_draft(body)], pointers=""
    )
    response.headers["Location"] = _address(access, recorded[0])
    return _view(recorded[0], response)


@router.get("/{transaction_id}", responses=problems(401, 403, 404))
async def get_transaction(
    transaction_id: TransactionId, services: ServicesDep, access: Readable, response: Response
) -> TransactionView:
    """Show a transaction as it stands."""
    found = await services.portfolios.get_transaction(
        access.owner, access.portfolio_id, transaction_id
    )
    return _view(found, response)


@router.put("/{transaction_id}", responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 428))
async def put_transaction(
    transaction_id: TransactionId,
    wanted: TransactionInput,
    services: ServicesDep,
    access: Writable,
    response: Response,
    if_match: IfMatch = None,
) -> TransactionView:
    """Correct a transaction. What stood before stays readable under its versions."""
    portfolios = services.portfolios
    old = await portfolios.get_transaction(access.owner, access.portfolio_id, transaction_id)
    expected = _expected_version(if_match, old)
    changed = await portfolios.replace_transaction(
        access.owner,
        access.portfolio_id,
        transaction_id,
        _draft(wanted),
        expected_version=expected,
    )
    return _view(changed, response)


@router.delete("/{transaction_id}", status_code=204, responses=problems(401, 403, 404, 409, 412))
async def delete_transaction(
    transaction_id: TransactionId,
    services: ServicesDep,
    access: Writable,
    if_match: IfMatch = None,
) -> None:
    """Take a transaction out of the ledger. What stood stays readable under its versions."""
    portfolios, expected = services.portfolios, None
    if if_match is not None:
        try:
            old = await portfolios.get_transaction(
                access.owner, access.portfolio_id, transaction_id
            )
            expected = _expected_version(if_match, old)
        except NotFound:
            if not is_repeated():
                raise
    await portfolios.delete_transaction(
        access.owner, access.portfolio_id, transaction_id, expected_version=expected
    )


@router.get("/{transaction_id}/versions", responses=problems(401, 403, 404))
async def list_versions(
    transaction_id: TransactionId, services: ServicesDep, access: Readable
) -> Page[TransactionVersion]:
    """List all that was ever recorded of a transaction, oldest first."""
    events = await services.portfolios.versions(access.owner, access.portfolio_id, transaction_id)
    return Page(items=[_version(event) for event in events])


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _draft(wanted: TransactionInput) -> TransactionDraft:
    return TransactionDraft.model_construct(
        _fields_set=wanted.model_fields_set,
        **{name: getattr(wanted, name) for name in TransactionDraft.model_fields},
    )


def _address(access: PortfolioAccess, entry: Transaction) -> str:
    return f"/api/portfolios/{access.portfolio_id}/transactions/{entry.id}"


def _etag(entry: Transaction) -> str:
    return f'"{entry.version}"'


def _view(entry: Transaction, response: Response) -> TransactionView:
    response.headers["ETag"] = _etag(entry)
    return TransactionView.model_validate(entry)


def _version(event: Event) -> TransactionVersion:
    shown = TransactionVersion.model_validate(event.transaction)
    if event.op == "put":
        return shown
    return shown.model_copy(
        update={"is_deleted": True, "version": shown.version + 1, "recorded_at": event.at}
    )


def _expected_version(if_match: str | None, present: Transaction) -> int:
    """Return the version that a change is meant for. Raises: when it is not the present one.

    A request that comes again may have made the present version itself; the ledger knows.
    """
    before = f'"{present.version - 1}"'
    if is_repeated() and if_match == before:
        return present.version - 1
    require_match(if_match, _etag(present))
    return present.version
