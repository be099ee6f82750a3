"""Importing a broker's file into a portfolio: preview, look again, confirm, cancel."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from pydantic import Field, SecretStr, TypeAdapter, ValidationError

from functions.http.deps import PageDep, ServicesDep, problems
from functions.http.portfolio_access import Readable, Writable
from functions.http.schemas import Input, Money, Output, Page
from shared.kernel.errors import FieldError, InvalidInput, TooLarge
from shared.portfolios.imports.decode import MAX_BYTES
from shared.portfolios.imports.preview import ImportPreview, Status
from shared.portfolios.model import Day, Kind, WallTime

router = APIRouter(prefix="/portfolios/{portfolio_id}/imports", tags=["imports"])

_SHOWN: Final = 500
_MAPPING: Final = TypeAdapter(dict[str, str])
_LONGEST_MAPPING: Final = 10_000


class ImportLine(Output):
    """What is said of one row; rows are numbered as a spreadsheet shows them, the header is 1."""

    row: int
    reason: str


class ImportedTransaction(Output):
    """A transaction that confirming would book, and the row it comes from."""

    row: int
    kind: Kind
    symbol: str | None = None
    trade_date: date
    trade_time: WallTime | None = None
    settle_date: date | None = None
    quantity: Money | None = None
    price: Money | None = None
    amount: Money | None = None
    currency: str | None = None
    fee: Money
    tax: Money
    fx_rate: Money | None = None
    ratio: str | None = None
    related_symbol: str | None = None
    account: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    source: str


class Import(Output):
    """A file's verdicts: accepted + duplicates + rejected + informational = rows.

    The lists show the first 500; the counts are of all. `transactions` may be more than `accepted`
    where a row holds two movements (a conversion between currencies).
    """

    import_id: str
    broker: str
    filename: str
    status: Status
    rows: int
    accepted: int
    duplicates: int
    rejected_count: int
    informational_count: int
    transaction_count: int
    rejected: list[ImportLine]
    informational: list[ImportLine]
    transactions: list[ImportedTransaction]
    warnings: list[str]


class ImportItem(Output):
    """An import as the list shows it."""

    import_id: str
    broker: str
    filename: str
    status: Literal["previewed", "confirmed", "cancelled"]
    rows: int
    accepted: int
    duplicates: int
    rejected_count: int
    created_at: str


class BrokerRequest(Input):
    """Which broker to ask, with a token of one's own; it is used once and not kept."""

    broker: Literal["upstox"] = "upstox"
    access_token: Annotated[SecretStr, Field(min_length=1, max_length=4_000)]
    since: Annotated[Day | None, Field(alias="from")] = None
    until: Annotated[Day | None, Field(alias="to")] = None


class Confirmation(Output):
    """What confirming did: transactions booked, and those left out as already in the ledger."""

    created: int
    skipped: int


@router.post("", status_code=HTTPStatus.CREATED, responses=problems(400, 401, 404, 413, 422))
async def preview_import(
    services: ServicesDep,
    access: Writable,
    response: Response,
    file: Annotated[UploadFile, File(description="The broker's export: CSV, XML or JSON, ≤ 10 MB")],
    broker: Annotated[str, Form(description="`auto`, or the broker's id")] = "auto",
    mapping: Annotated[
        str | None, Form(description="JSON object for `generic`: our column → the file's")
    ] = None,
    asked: Annotated[str | None, Query(alias="broker", include_in_schema=False)] = None,
) -> Import:
    """Read a broker's file and tell, row by row, what confirming it would book."""
    data = await file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(f"The file is larger than {MAX_BYTES:,} bytes", "file_too_large")
    preview = await services.imports.preview(
        access.owner,
        access.portfolio_id,
        file.filename or "file",
        data,
        broker if broker != "auto" else asked or broker,
        _mapping(mapping),
    )
    base = f"/api/portfolios/{access.portfolio_id}/imports"
    response.headers["Location"] = f"{base}/{preview.import_id}"
    return _shown(preview)


@router.post(
    "/from-broker", status_code=HTTPStatus.CREATED, responses=problems(400, 401, 404, 422, 503)
)
async def preview_from_broker(
    body: BrokerRequest, services: ServicesDep, access: Writable, response: Response
) -> Import:
    """Ask a broker's API for past trades, and tell what confirming them would book."""
    preview = await services.imports.preview_from_broker(
        access.owner,
        access.portfolio_id,
        body.broker,
        body.access_token.get_secret_value(),
        body.since,
        body.until,
    )
    base = f"/api/portfolios/{access.portfolio_id}/imports"
    response.headers["Location"] = f"{base}/{preview.import_id}"
    return _shown(preview)


@router.get("", responses=problems(401, 404))
async def list_imports(services: ServicesDep, access: Readable, page: PageDep) -> Page[ImportItem]:
    """List imports, newest first."""
    found = await services.imports.list(
        access.owner, access.portfolio_id, limit=page.and_one, before=page.after
    )
    shown, more = page.cut(found, lambda each: each.import_id)
    return Page(items=[ImportItem.model_validate(each) for each in shown], next_cursor=more)


@router.get("/{import_id}", responses=problems(401, 404))
async def get_import(import_id: str, services: ServicesDep, access: Readable) -> Import:
    """Show an import again."""
    return _shown(await services.imports.get(access.owner, access.portfolio_id, import_id))


@router.post("/{import_id}/confirm", responses=problems(401, 404, 409))
async def confirm_import(import_id: str, services: ServicesDep, access: Writable) -> Confirmation:
    """Book what the preview accepted, all of it or nothing; again: the same answer."""
    done = await services.imports.confirm(access.owner, access.portfolio_id, import_id)
    return Confirmation.model_validate(done)


@router.delete("/{import_id}", status_code=HTTPStatus.NO_CONTENT, responses=problems(401, 404, 409))
async def cancel_import(import_id: str, services: ServicesDep, access: Writable) -> None:
    """Forget an import that was not confirmed, and its file."""
    await services.imports.cancel(access.owner, access.portfolio_id, import_id)


def _mapping(text: str | None) -> dict[str, str]:
    if not text:
        return {}
    if len(text) > _LONGEST_MAPPING:
        raise _wrong_mapping("longer than 10,000 characters")
    try:
        return _MAPPING.validate_json(text)
    except ValidationError as error:
        raise _wrong_mapping("a JSON object of texts is expected") from error


def _wrong_mapping(reason: str) -> InvalidInput:
    return InvalidInput(f"mapping: {reason}", errors=(FieldError("/mapping", reason),))


def _shown(preview: ImportPreview) -> Import:
    return Import(
        import_id=preview.import_id,
        broker=preview.broker,
        filename=preview.filename,
        status=preview.status,
        rows=preview.rows,
        accepted=preview.accepted,
        duplicates=preview.duplicates,
        rejected_count=len(preview.rejected),
        informational_count=len(preview.informational),
        transaction_count=len(preview.drafts),
        rejected=[ImportLine.model_validate(line) for line in preview.rejected[:_SHOWN]],
        informational=[ImportLine.model_validate(line) for line in preview.informational[:_SHOWN]],
        transactions=[
            ImportedTransaction.model_validate({"row": item.row, **item.draft.model_dump()})
            for item in preview.drafts[:_SHOWN]
        ],
        warnings=preview.warnings[:_SHOWN],
    )
