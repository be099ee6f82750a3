"""The glossary of investing that comes with the product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from shared.knowledge.model import Passage

_FOLDER: Final = Path(__file__).parent / "glossary"
_TITLE: Final = "Glossary of investing"
_SHORTEST_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, the other names it goes by, and what it means."""

    term: str
    names: tuple[str, ...]
    text: str
    topic: str


class _Keyed(NamedTuple):
    """An entry, its term's key, and the keys of all it is called by."""

    entry: Entry
    term: str
    names: frozenset[str]


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Return all entries, in the order of the files."""
    return tuple(entry for path in sorted(_FOLDER.glob("*.md")) for entry in _read(path))


@lru_cache(maxsize=1)
def _keyed() -> tuple[_Keyed, ...]:
    return tuple(
        _Keyed(entry, key(entry.term), frozenset(map(key, (entry.term, *entry.names))))
        for entry in entries()
    )


def define(term: str) -> list[Entry]:
    """Return entries for a term: the one that is called so first, then those that mention it."""
    wanted = key(term)
    if not wanted:
        return []
    exact = [each.entry for each in _keyed() if wanted in each.names]
    partly = [
        each
        for each in _keyed()
        if wanted not in each.names and len(wanted) >= _SHORTEST_PART and wanted in each.term
    ]
    if exact:
        return exact + [each.entry for each in partly]
    return [each.entry for each in partly if len(wanted) * 2 >= len(each.term)]


def passages() -> list[Passage]:
    """Return the glossary as passages to search in."""
    return [
        Passage(
            id=f"glossary-{key(entry.term).replace(' ', '-')}",
            document_id="glossary",
            document=_TITLE,
            section=entry.term,
            text=entry.text,
            place=place,
        )
        for place, entry in enumerate(entries())
    ]


def key(name: str) -> str:
    """Return a name without case, plural, hyphens or marks, to compare by."""
    plain = re.sub(r"[^a-z0-9&/+ ]+", " ", name.casefold().replace("’", "'"))
    words = [re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", word) for word in plain.split()]
    return " ".join(word for word in words if word not in {"the", "a", "an"})


def _read(path: Path) -> Iterator[Entry]:
    text = path.read_text(encoding="utf-8")
    topic, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    for part in parts:
        term, _, body = part.partition("\n")
        names: tuple[str, ...] = ()
        if body.startswith("Also: "):
            line, _, body = body.partition("\n")
            names = tuple(name.strip() for name in line.removeprefix("Also: ").split(","))
        yield Entry(term.strip(), names, " ".join(body.split()), topic.strip("# \n"))
