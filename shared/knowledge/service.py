"""Documents to look things up in: the glossary for all, and everybody's own."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from shared.kernel.clock import Clock, rfc3339
from shared.kernel.errors import Conflict, InvalidInput, NotFound
from shared.kernel.repeats import is_repeated, requested_id
from shared.kernel.text import one_line
from shared.knowledge import glossary
from shared.knowledge.chunking import Chunk, chunks
from shared.knowledge.extraction import extract, form_of
from shared.knowledge.full_text import FullTextIndex, terms
from shared.knowledge.fusion import fuse
from shared.knowledge.model import (
    GLOSSARY,
    DocumentInfo,
    Embedder,
    Form,
    Hit,
    Passage,
    PassageIndex,
    corpus_of,
)
from shared.knowledge.quoting import quote
from shared.knowledge.repository import KnowledgeRepository
from shared.knowledge.vectors import VectorIndex

MOST_DOCUMENTS: Final = 200
_MOST_PASSAGES: Final = 3_000
_LONGEST_QUERY: Final = 500
_CACHED: Final = 32
_READ_AT_ONCE: Final = 2  # a large file takes seconds of a core
_MOST_OF_ONE: Final = 2
_DEEP: Final = 60


@dataclass(frozen=True, slots=True)
class _Corpus:
    version: str
    passages: Sequence[Passage]
    indexes: Sequence[PassageIndex]
    vectors: VectorIndex | None


class KnowledgeService:
    """Search looks into the glossary and the caller's own corpus, never into another's.

    Indexes live in memory, made from the stored passages when a corpus is first asked and again
    when it has changed. With an embedder, search by meaning is fused with search by words.
    """

    def __init__(
        self, repository: KnowledgeRepository, clock: Clock, embedder: Embedder | None = None
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._embedder = embedder
        self._corpora: OrderedDict[str, _Corpus] = OrderedDict()
        self._building = asyncio.Lock()
        self._reading = asyncio.Semaphore(_READ_AT_ONCE)

    async def add(
        self, user_id: str, name: str, data: bytes, *, published: date | None = None
    ) -> DocumentInfo:
        """Read a file into a user's corpus.

        Raises: InvalidInput for what is no text, HTML or PDF; TooLarge; Conflict when full.
        """
        corpus = corpus_of(user_id)
        now = self._clock.now()
        document_id = requested_id(now)
        kept = await self._repository.infos(corpus)
        before = next((info for info in kept if info.id == document_id), None)
        if is_repeated() and before is not None:
            return before
        if len(kept) >= MOST_DOCUMENTS:
            raise Conflict(
                f"{MOST_DOCUMENTS} documents are kept; delete some", "too_many_documents"
            )
        form = form_of(name, data)
        async with self._reading:
            parts = await asyncio.to_thread(_read, data, form)
        if not parts:
            raise InvalidInput(f"{name[:80]!r} holds no text", "no_text")
        if len(parts) > _MOST_PASSAGES:
            raise InvalidInput(f"{name[:80]!r} is too long to read", "document_too_long")
        title = _title(name)
        passages = [
            Passage(
                f"{document_id}-{at}", document_id, title, part.section, part.text, at, published
            )
            for at, part in enumerate(parts)
        ]
        info = DocumentInfo(
            document_id, corpus, title, form, published, rfc3339(now), len(passages), len(data)
        )
        await self._repository.add(info, passages)
        return info

    async def documents(self, user_id: str) -> list[DocumentInfo]:
        """Return a user's own documents, oldest first."""
        return await self._repository.infos(corpus_of(user_id))

    async def delete(self, user_id: str, document_id: str) -> None:
        """Delete a user's document with its passages. Raises: NotFound."""
        await self._repository.delete(corpus_of(user_id), document_id)

    async def export(self, user_id: str) -> Mapping[str, bytes]:
        """Return a user's documents as they were read, as files for a person's export."""
        passages = await self._repository.passages(corpus_of(user_id))
        texts: dict[str, list[Passage]] = {}
        for passage in passages:
            texts.setdefault(passage.document_id, []).append(passage)
        return {
            f"documents/{document_id}.txt": "\n\n".join(
                [parts[0].document, *(p.text for p in sorted(parts, key=lambda p: p.place))]
            ).encode()
            for document_id, parts in texts.items()
        }

    async def erase(self, user_id: str) -> None:
        """Delete all of a person's documents; safe to repeat."""
        corpus = corpus_of(user_id)
        await self._repository.erase(corpus)
        self._corpora.pop(corpus, None)

    async def search(
        self,
        user_id: str,
        query: str,
        *,
        limit: int = 5,
        as_of: date | None = None,
        is_own_seen: bool = True,
    ) -> list[Hit]:
        """Return the passages that answer a query best, at most two of one section.

        With `as_of`, nothing published later. Own documents come before the glossary when both
        match as well; `is_own_seen` False: the glossary alone.
        """
        query = query.strip()[:_LONGEST_QUERY]
        words = terms(query)
        hits: list[Hit] = []
        for name in _corpora(user_id, is_own_seen):
            corpus = await self._corpus(name)
            for place, score in await self._ranked(corpus, query):
                passage = corpus.passages[place]
                if as_of is None or passage.published is None or passage.published <= as_of:
                    hits.append(Hit(passage, name.split(":")[0], score, quote(passage.text, words)))
        hits.sort(key=lambda hit: -hit.score)
        return _varied(hits, limit)

    async def passage(
        self,
        user_id: str,
        passage_id: str,
        *,
        around: int = 0,
        as_of: date | None = None,
        is_own_seen: bool = True,
    ) -> list[Passage]:
        """Return a passage with its neighbours in the document. Raises: NotFound."""
        for name in _corpora(user_id, is_own_seen):
            found = (await self._corpus(name)).passages
            at = next((at for at, one in enumerate(found) if one.id == passage_id), None)
            if at is None:
                continue
            one = found[at]
            if as_of is not None and one.published is not None and one.published > as_of:
                break
            near = found[max(at - around, 0) : at + around + 1]
            return [other for other in near if other.document_id == one.document_id]
        raise NotFound(f"There is no passage {passage_id[:60]!r}", "passage_not_found")

    async def _ranked(self, corpus: _Corpus, query: str) -> list[tuple[int, float]]:
        rankings = [[place for place, _ in index.search(query, _DEEP)] for index in corpus.indexes]
        if corpus.vectors is not None and self._embedder is not None:
            (vector,) = await self._embedder.embed([query])
            rankings.append(corpus.vectors.nearest(vector, _DEEP))
        return fuse(rankings)

    async def _corpus(self, name: str) -> _Corpus:
        version = "shipped" if name == GLOSSARY else await self._repository.version(name)
        known = self._corpora.get(name)
        if known is not None and known.version == version:
            self._corpora.move_to_end(name)
            return known
        async with self._building:
            passages = (
                glossary.passages() if name == GLOSSARY else await self._repository.passages(name)
            )
            index = await asyncio.to_thread(FullTextIndex, passages)
            made = _Corpus(version, passages, (index,), await self._vectors(passages))
        self._corpora[name] = made
        while len(self._corpora) > _CACHED:
            _ = self._corpora.popitem(last=False)
        return made

    async def _vectors(self, passages: Sequence[Passage]) -> VectorIndex | None:
        if self._embedder is None or not passages:
            return None
        texts = [f"{one.document} › {one.section}\n{one.text}" for one in passages]
        return VectorIndex(await self._embedder.embed(texts))


def _corpora(user_id: str, is_own_seen: bool) -> Sequence[str]:
    return (corpus_of(user_id), GLOSSARY) if is_own_seen else (GLOSSARY,)


def _read(data: bytes, form: Form) -> list[Chunk]:
    """Return a file's passages, and one more than are kept where there are more."""
    return list(islice(chunks(extract(data, form)), _MOST_PASSAGES + 1))


def _title(name: str) -> str:
    """Return a file's name without folders and suffix."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    return one_line(stem)[:120] or "Document"


def _varied(hits: Sequence[Hit], limit: int) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        same = sum(
            1
            for other in kept
            if (other.passage.document_id, other.passage.section)
            == (hit.passage.document_id, hit.passage.section)
        )
        if same < _MOST_OF_ONE:
            kept.append(hit)
        if len(kept) == limit:
            break
    return kept
