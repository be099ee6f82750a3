"""The caller's own documents: what the assistant may look things up in and quote."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from functions.http.deps import Reader, ServicesDep, Writer, problems
from functions.http.schemas import Output
from shared.kernel.errors import TooLarge
from shared.knowledge.extraction import MOST_BYTES

router = APIRouter(prefix="/documents", tags=["assistant"])


class DocumentView(Output):
    """A document; `published` limits from which day on answers may draw on it."""

    id: str
    title: str
    form: str
    published: date | None
    added_at: str
    passages: int
    size: int


class Documents(Output):
    """The caller's documents, oldest first; there are 200 at most."""

    items: list[DocumentView]


@router.post("", status_code=HTTPStatus.CREATED, responses=problems(400, 409, 413, 422))
async def add_document(
    services: ServicesDep,
    caller: Writer,
    response: Response,
    file: Annotated[UploadFile, File(description="Text, Markdown, HTML or PDF, ≤ 10 MB")],
    published: Annotated[date | None, Form(description="Day of publication, if known")] = None,
) -> DocumentView:
    """Add a document: it is cut into passages, which the assistant finds and quotes."""
    data = await file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge(f"The file is larger than {MOST_BYTES:,} bytes", "file_too_large")
    info = await services.knowledge.add(
        caller.user_id, file.filename or "document", data, published=published
    )
    response.headers["Location"] = f"/api/documents/{info.id}"
    return DocumentView.model_validate(info)


@router.get("")
async def list_documents(services: ServicesDep, caller: Reader) -> Documents:
    """List the caller's documents."""
    found = await services.knowledge.documents(caller.user_id)
    return Documents(items=[DocumentView.model_validate(one) for one in found])


@router.delete("/{document_id}", status_code=HTTPStatus.NO_CONTENT, responses=problems(404))
async def delete_document(document_id: str, services: ServicesDep, caller: Writer) -> None:
    """Delete a document with its passages."""
    await services.knowledge.delete(caller.user_id, document_id)
