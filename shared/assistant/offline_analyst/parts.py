"""A question that asks several things, as the things it asks. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from shared.assistant.offline_analyst.asked import Asked
from shared.assistant.offline_analyst.understanding import understand

_MOST_PARTS: Final = 4
_FEWEST_LETTERS: Final = 3
_ASKING: Final = (
    r"(?:how|what(?:'s)?|which|when|why|who|where|is|are|was|did|do|does|has|have|can|tell|show|give|"
    r"compare|list|explain|also)\b"
)
_CUT: Final = re.compile(
    rf"\?\s+(?:(?:and|also)\s+)?|;\s*|[,.]?\s+(?:and|plus)\s+(?:also\s+)?(?={_ASKING})|,\s+(?={_ASKING})",
    re.IGNORECASE,
)
_THEIRS: Final = re.compile(r"\b(?:it|its|they|their|them|those|these|each)\b", re.IGNORECASE)
_ALONE: Final = frozenset(
    {"unknown", "greeting", "help", "draft", "alert", "report", "what_if", "prompt", "calculation"}
)
"""What is either not a part of anything, or one order whose words may hold an `and`."""


def asked_for(question: str, today: date, earlier: Sequence[str]) -> list[Asked]:
    """Return what a question asks, in its order; one thing unless every part is understood.

    `it` and `their` are what the part before them spoke of.
    """
    # What is read word by word need not be read blank by blank.
    question = " ".join(question.split())
    whole = understand(question, today, earlier)
    texts = [part.strip() for part in _CUT.split(question) if part.strip(" ?.!,")]
    if not 1 < len(texts) <= _MOST_PARTS or whole.topic in {"draft", "alert", "report", "what_if"}:
        return [whole]
    found: list[Asked] = []
    for text in texts:
        part = _part(text, today, found[-1] if found else None)
        if part.topic in _ALONE or len(text) < _FEWEST_LETTERS:
            return [whole]
        found.append(part)
    kinds = {(part.topic, part.symbols, part.names, part.span, part.dimension) for part in found}
    return found if len(kinds) == len(found) else [whole]


def _part(text: str, today: date, before: Asked | None) -> Asked:
    if before is None or _THEIRS.search(text) is None:
        return understand(text, today)
    if before.is_mine and not before.symbols:
        of_mine = re.sub(r"\b(?:its|their)\b", "my", text, flags=re.IGNORECASE)
        return understand(_THEIRS.sub("my portfolio", of_mine), today)
    part = understand(text, today)
    if part.symbols:
        return part
    return replace(part, symbols=before.symbols, names=before.names)
