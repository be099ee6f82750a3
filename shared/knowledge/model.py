"""What can be found and quoted: documents and their passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol

GLOSSARY: Final = "glossary"
"""The corpus that comes with the product; everybody reads it."""

type Form = Literal["text", "markdown", "html", "pdf"]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document: who may read it is its corpus. `published` None: not known, always in sight."""

    id: str
    corpus: str
    title: str
    form: Form
    published: date | None
    added_at: str
    passages: int
    size: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document: whole paragraphs or a whole table, under its headings.

    `place` counts from 0 in the document; `section` is the headings joined by ` › `.
    """

    id: str
    document_id: str
    document: str
    section: str
    text: str
    place: int
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, how well it matches, and the sentence that matches best."""

    passage: Passage
    corpus: str
    score: float
    quote: str


class PassageIndex(Protocol):
    """Ranks passages for words. The embedded one is FTS5; a cloud store may bring its own."""

    def search(self, query: str, limit: int) -> Sequence[tuple[int, float]]:
        """Return places of passages in what was indexed and scores, best first."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors of one length, for search by meaning. Optional."""

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a vector for each text."""
        ...


def corpus_of(user_id: str) -> str:
    """Return the corpus of a user's own documents: nobody else's search looks into it."""
    return f"user:{user_id}"
