"""What a report was made from, so that it can be made again and compared."""

from dataclasses import dataclass, field
from typing import Any, Final

from shared.reports.answers import Answers, digest
from shared.reports.codec import request_body
from shared.reports.document import Document, figures
from shared.reports.model import Report

SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who wrote the words of a report, from what; empty without words."""

    model: str = ""
    prompt_sha256: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    figures_checked: int = 0
    sentences_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Versions:
    """Of the product and of what sets the type."""

    product: str
    commit: str
    typesetter: str


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything a manifest tells besides the report itself."""

    versions: Versions
    provenance: Provenance = field(default_factory=Provenance)


def manifest(report: Report, answers: Answers, document: Document, basis: Basis) -> dict[str, Any]:
    """Return the manifest as JSON. It holds digests of the inputs and every figure by reference."""
    told = basis.provenance
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "report_id": report.id,
        "owner": report.owner,
        "request": request_body(report.request),
        "inputs": answers.digests(),
        "sources": dict(document.sources),
        "figures_sha256": figures_digest(document),
        "versions": {
            "plumbline": basis.versions.product,
            "commit": basis.versions.commit,
            "typesetter": basis.versions.typesetter,
        },
        "narrative": {
            "model": told.model,
            "prompt_sha256": told.prompt_sha256,
            "tool_calls": list(told.tool_calls),
            "figures_checked": told.figures_checked,
            "sentences_left_out": told.sentences_left_out,
        },
    }
    return {**body, "sha256": digest(body)}


def figures_digest(document: Document) -> str:
    """Return the SHA-256 of every figure of a document, in order, with its reference."""
    return digest([[one.ref, one.value] for one in figures(document)])


def body_digest(manifest: dict[str, Any]) -> str:
    """Return what a manifest's own digest has to be."""
    return digest({name: value for name, value in manifest.items() if name != "sha256"})
