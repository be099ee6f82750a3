"""The glossary of investing that comes with the product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from shared.knowledge.model import Passage

type Language = Literal["en", "de"]

_FOLDER: Final = Path(__file__).parent / "glossary"
_TITLE: Final = "Glossary of investing"
_SHORTEST_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """A term in one language, the other names it goes by there, and what it means."""

    term: str
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, the other names it goes by, and what it means; the same in German."""

    term: str
    names: tuple[str, ...]
    text: str
    topic: str
    german: Wording | None = None

    def worded(self, language: Language) -> Wording:
        """Return the entry in a language, in English where it has no other."""
        if language == "de" and self.german is not None:
            return self.german
        return Wording(self.term, self.names, self.text)


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
        _Keyed(entry, key(entry.term), frozenset(map(key, _all_names(entry))))
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


def _all_names(entry: Entry) -> tuple[str, ...]:
    german = (entry.german.term, *entry.german.names) if entry.german is not None else ()
    return (entry.term, *entry.names, *german)


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
    plain = re.sub(r"[^a-z0-9äöü&/+ ]+", " ", name.casefold().replace("’", "'"))
    words = [re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", word) for word in plain.split()]
    return " ".join(word for word in words if word not in {"the", "a", "an"})


@lru_cache(maxsize=1)
def _german() -> dict[str, Wording]:
    """Return the German wordings by the English terms."""
    found: dict[str, Wording] = {}
    for path in sorted((_FOLDER / "german").glob("*.md")):
        for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            english, term, *rest = part.strip().split("\n")
            names: tuple[str, ...] = ()
            if rest[0].startswith("Auch: "):
                names = tuple(one.strip() for one in rest.pop(0).removeprefix("Auch: ").split(","))
            found[english.strip()] = Wording(term.strip(), names, " ".join(" ".join(rest).split()))
    return found


def _read(path: Path) -> Iterator[Entry]:
    text = path.read_text(encoding="utf-8")
    topic, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    for part in parts:
        term, _, body = part.partition("\n")
        names: tuple[str, ...] = ()
        if body.startswith("Also: "):
            line, _, body = body.partition("\n")
            names = tuple(name.strip() for name in line.removeprefix("Also: ").split(","))
        word = term.strip()
        yield Entry(word, names, " ".join(body.split()), topic.strip("# \n"), _german().get(word))
