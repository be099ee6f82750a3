"""Stage four of ingestion: the history into the store, whole or not at all.

The new documents are computed from what is stored and compared with it: equal ones are not
written. The head document is part of every write with its ETag, so that two writers of a series
follow each other; the second computes again from what the first left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from shared.kernel.errors import AlreadyExists, NotFound, PreconditionFailed, Unavailable
from shared.market.model import PriceSeries
from shared.market.series_documents import HEAD_ID, SeriesDocuments, decode, encode, year_id
from shared.platform.arithmetic import computed
from shared.platform.containers import PRICES
from shared.platform.documents import Document, DocumentStore, Operation, Query

_ATTEMPTS: Final = 6
_YEARS_A_BATCH: Final = 90  # of at most about 15 kB each: under both limits of a batch
_MOST_DOCUMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Joined[Report]:
    """What the series is to be (None: leave it as it is), and the report on how it came about."""

    series: PriceSeries | None
    report: Report


@dataclass(frozen=True, slots=True)
class Loaded[Report]:
    """The series as it now is in the store, and whether anything was written."""

    series: PriceSeries | None
    report: Report
    is_changed: bool


class Loader:
    """Reads and writes series documents."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents

    async def load[Report](
        self,
        key: str,
        join: Callable[[PriceSeries | None], Joined[Report]],
        *,
        is_new: bool = False,
    ) -> Loaded[Report]:
        """Replace a series by what `join` makes of the stored one. `join` is pure and may rerun.

        `is_new`: it was not there a moment ago, and need not be looked for first.
        Raises: Unavailable when other writers kept coming between.
        """
        for attempt in range(_ATTEMPTS):
            # Should it be there after all, creating it will fail.
            stored = {} if is_new and attempt == 0 else await self._read(key)
            before, joined, operations = await computed(_prepared, key, stored, join)
            if joined.series is None:
                return Loaded(before, joined.report, is_changed=False)
            try:
                await self._write(key, operations)
            except (AlreadyExists, NotFound, PreconditionFailed):
                continue
            return Loaded(joined.series, joined.report, is_changed=bool(operations))
        raise Unavailable(f"The history of {key} is being written by others", "contended")

    async def head(self, key: str) -> dict[str, Any] | None:
        """Return the body of a series' head document."""
        found = await self._documents.find(PRICES.name, key, HEAD_ID)
        return found.body if found else None

    async def _read(self, key: str) -> dict[str, Document]:
        found = await self._documents.query(PRICES.name, key, Query(limit=_MOST_DOCUMENTS))
        return {document.id: document for document in found}

    async def _write(self, key: str, operations: list[Operation]) -> None:
        """Write the years, then the head that lists them; in one batch unless there are many."""
        years, head = operations[:-1], operations[-1:]
        while len(years) > _YEARS_A_BATCH:
            await self._documents.batch(PRICES.name, key, years[:_YEARS_A_BATCH])
            years = years[_YEARS_A_BATCH:]
        if years or head:
            await self._documents.batch(PRICES.name, key, [*years, *head])


def _prepared[Report](
    key: str, stored: dict[str, Document], join: Callable[[PriceSeries | None], Joined[Report]]
) -> tuple[PriceSeries | None, Joined[Report], list[Operation]]:
    """Return the stored series, what it is to be, and the writes for that; all of it arithmetic."""
    before = _decoded(key, stored)
    joined = join(before)
    if joined.series is None:
        return before, joined, []
    return before, joined, _difference(stored, encode(joined.series))


def _decoded(key: str, stored: dict[str, Document]) -> PriceSeries | None:
    head = stored.get(HEAD_ID)
    if head is None:
        return None
    listed = {int(year): stored[year_id(int(year))].body for year in head.body["years"]}
    return decode(key, head.body, listed)


def _difference(stored: dict[str, Document], documents: SeriesDocuments) -> list[Operation]:
    """Return the writes that turn what is stored into these documents, the head last.

    A year whose content is the same keeps its document, with the time it was first seen.
    """
    operations: list[Operation] = []
    wanted = {year_id(year): body for year, body in documents.years.items()}
    for document_id, body in wanted.items():
        present = stored.get(document_id)
        if present is None:
            operations.append(Operation("create", document_id, body))
        elif present.body["digest"] != body["digest"]:
            operations.append(Operation("replace", document_id, body, present.etag))
    for document_id, present in stored.items():
        if document_id != HEAD_ID and document_id not in wanted:
            operations.append(Operation("delete", document_id, if_match=present.etag))
    head = stored.get(HEAD_ID)
    if head is None:
        operations.append(Operation("create", HEAD_ID, documents.head))
    elif operations or head.body != documents.head:
        operations.append(Operation("replace", HEAD_ID, documents.head, head.etag))
    return operations
