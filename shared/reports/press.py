"""The way of one report: gather → compose → narrate → render, with progress."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from shared.kernel.collection import paused_collection
from shared.reports.answers import Answers
from shared.reports.compose.composing import compose, with_narrative
from shared.reports.document import Document, Narrative
from shared.reports.gathering import Gatherer
from shared.reports.manifest import Basis, Provenance, Versions, manifest
from shared.reports.model import Report, ReportFile, ReportFormat, ReportRequest
from shared.reports.rendering.csv_files import render_csv
from shared.reports.rendering.html import render_html
from shared.reports.rendering.json_file import render_json
from shared.reports.rendering.markdown import render_markdown

type Tell = Callable[[str, float], Awaitable[None]]


class Typesetter(Protocol):
    """Sets a document as a PDF."""

    @property
    def version(self) -> str:
        """The name and version of what sets the type."""
        ...

    def pdf(self, document: Document, manifest: bytes) -> bytes:
        """Return a tagged, searchable PDF with the manifest attached; the same for the same."""
        ...


class Narrator(Protocol):
    """Writes a few sentences about a report, with only figures that can be traced."""

    async def write(
        self, owner: str, request: ReportRequest
    ) -> tuple[Narrative, Provenance] | None:
        """Return checked sentences and what they came from; None when there are none to tell."""
        ...


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished file and its bytes."""

    file: ReportFile
    data: bytes


class Press:
    """Makes the files of a report."""

    def __init__(
        self,
        gatherers: Mapping[str, Gatherer],
        typesetter: Typesetter,
        narrator: Narrator | None,
        versions: tuple[str, str],
    ) -> None:
        self._gatherers, self._typesetter, self._narrator = gatherers, typesetter, narrator
        self._versions = versions

    async def make(self, report: Report, tell: Tell) -> list[Printed]:
        """Return the files of a report. Raises: NotFound, InvalidInput, Unavailable."""
        answers = await self.answers(report.owner, report.request)
        await tell("composing", 0.4)
        document = await asyncio.to_thread(_composed, report.request, answers)
        document, provenance = await self._narrated(report, document)
        await tell("rendering", 0.6)
        versions = Versions(*self._versions, self._typesetter.version)
        said = manifest(report, answers, document, Basis(versions, provenance))
        plain = await self._plain(report.request, answers, document)
        printed: list[Printed] = []
        formats = report.request.formats
        for number, wanted in enumerate(formats):
            shown = plain if wanted == "csv" else document
            data = await asyncio.to_thread(self._render, shown, wanted, said)
            digest = sha256(data).hexdigest()
            printed.append(Printed(ReportFile(wanted, len(data), digest), data))
            await tell("rendering", 0.6 + 0.35 * (number + 1) / len(formats))
        return printed

    async def _plain(
        self, request: ReportRequest, answers: Answers, document: Document
    ) -> Document:
        """Return what CSV files are made of: heads and names that programs know, so English."""
        if request.language == "en" or "csv" not in request.formats:
            return document
        return await asyncio.to_thread(_composed, replace(request, language="en"), answers)

    async def answers(self, owner: str, request: ReportRequest) -> Answers:
        """Return what a report is composed from."""
        return await self._gatherers[request.kind].gather(owner, request)

    async def _narrated(self, report: Report, document: Document) -> tuple[Document, Provenance]:
        request = report.request
        if self._narrator is None or not request.narrative:
            return document, Provenance()
        written = await self._narrator.write(report.owner, report.request)
        if written is None:
            return document, Provenance()
        return with_narrative(document, written[0]), written[1]

    def _render(
        self, document: Document, format: ReportFormat, manifest: Mapping[str, object]
    ) -> bytes:
        said = json.dumps(manifest, ensure_ascii=False, indent=1)
        match format:
            case "pdf":
                return self._typesetter.pdf(document, said.encode())
            case "html":
                return render_html(document, dict(manifest))
            case "md":
                return render_markdown(document, str(manifest["sha256"]))
            case "csv":
                return render_csv(document, said)
            case "json":
                return render_json(document, dict(manifest))


def _composed(request: ReportRequest, answers: Answers) -> Document:
    with paused_collection():
        return compose(request, answers)
