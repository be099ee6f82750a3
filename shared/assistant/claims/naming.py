"""What a text calls things: `AAPL`, `Apple`, `Apple Inc.` all mean one row."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from shared.assistant.claims.scripts import WORD

_COMMON: Final = frozenset(
    "the a an of and first american united general national international bank global new us "
    "core total "
    "group cash unknown other inc corp company trust fund equity stock common class your "
    "portfolio my main "
    "berkshire-like ishares vanguard spdr invesco msci world information consumer health "
    "communication "
    "real large small mid growth value all it is on at in to be by for one two best worst high "
    "low".split()
)
_TAIL: Final = re.compile(
    r",?\s+(?:inc|corp|corporation|co|company|plc|ltd|limited|ag|se|sa|nv|llc|holdings?|group|"
    r"trust|"
    r"incorporated|platforms|\(the\))\.?(?=\s|,|$)",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(rf"[\^A-Za-z0-9](?:{WORD}|[.&^=-])*{WORD}|\w")
_GERMAN: Final = {"cash": ("barbestand", "bargeld", "barmittel", "auf dem konto")}
"""What German texts call a label that stands in English in the evidence."""
_LONGEST: Final = 4
_SHORTEST: Final = 3


def handles(name: str) -> Iterator[str]:
    """Yield how a text may refer to a name: symbols as they are, names in lower case."""
    if re.fullmatch(r"[\^A-Z0-9][A-Z0-9.\-=^]{0,23}", name):
        yield name
        return
    plain = _TAIL.sub("", name).strip(" .,").lower()
    yield plain
    yield from _GERMAN.get(plain, ())
    first = plain.split(" ")[0].split(".")[0]
    if first not in _COMMON and len(first) >= _SHORTEST:
        yield first


def mentioned(text: str, names: Mapping[str, frozenset[str]]) -> list[tuple[int, frozenset[str]]]:
    """Return where a text names something, and the labels that may be meant."""
    if not names:
        return []
    tokens = list(_TOKEN.finditer(text))
    found: list[tuple[int, frozenset[str]]] = []
    for at, token in enumerate(tokens):
        word = token.group()
        labels = names.get(word) if word.isupper() or not word.isalpha() else None
        for size in range(_LONGEST, 0, -1):
            if labels is not None:
                break
            part = tokens[at : at + size]
            phrase = text[token.start() : part[-1].end()].lower()
            labels = names.get(phrase) or names.get(phrase.removesuffix("'s").removesuffix("’s"))
        if labels:
            found.append((token.start(), labels))
    return found
