"""The kind of draft that asks for a report."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from shared.assistant.drafts import Draft
from shared.kernel.errors import AlreadyExists, InvalidInput
from shared.platform.containers import USER_DATA
from shared.platform.documents import DocumentStore, Operation
from shared.reports.model import ReportRequest
from shared.reports.service import ReportService

KIND: Final = "report"
_REQUEST: Final = TypeAdapter(ReportRequest)


class ReportDrafts:
    """Confirms drafts whose body is one request, as `POST /api/reports` takes it.

    The report gets the draft's id: confirming again after a sudden death asks for no second one.
    """

    def __init__(self, reports: ReportService, documents: DocumentStore) -> None:
        self._reports, self._documents = reports, documents

    async def confirm(self, owner: str, draft: Draft, confirmed: Operation) -> Mapping[str, Any]:
        """Put the report on the queue, then note the draft as confirmed."""
        try:
            request = _REQUEST.validate_python(dict(draft.body))
        except ValidationError as error:
            raise InvalidInput("The draft is no valid request", "invalid_draft") from error
        with suppress(AlreadyExists):
            await self._reports.request(owner, request, report_id=draft.id)
        await self._documents.batch(USER_DATA.name, owner, [confirmed])
        return {"report_id": draft.id}
