"""Cutting text into passages: whole paragraphs, whole tables, under their headings. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MOST: Final = 1_400
"""Characters a passage aims to stay below: about what one thought of a filing takes."""
_LONGEST: Final = 8_000
"""A table is kept whole up to here; a longer one is cut between rows, its head (of a bounded
length) repeated."""
_SHORTEST_TITLE: Final = 4
_LONGEST_TITLE: Final = 90
_LONGEST_HEADING: Final = 200
"""Each passage below repeats it."""
_MARKS: Final = re.compile(r"(#{1,6})\s++(?=\S)")
_FILING_ITEM: Final = re.compile(
    r"(?:PART\s+[IVX]+|Item\s+\d+[A-C]?\.?|"
    r"Note\s+\d+)\b.{0,120}$",
    re.IGNORECASE,
)
_STOP: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_SENTENCE_END: Final = (".", ";", ":", ",")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage's headings, joined by ` › `, and its text."""

    section: str
    text: str


def chunks(text: str) -> Iterator[Chunk]:
    """Yield the passages of a text in order. Blank lines part paragraphs, `|` marks tables."""
    section = ""
    kept: list[str] = []
    for path, block in _blocks(text):
        if path != section or sum(map(len, kept)) + len(block) > _MOST:
            yield from _closed(section, kept)
            section, kept = path, []
        kept.append(block)
    yield from _closed(section, kept)


def _closed(section: str, kept: list[str]) -> Iterator[Chunk]:
    text = "\n\n".join(kept).strip()
    if text:
        yield Chunk(section, text)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield heading path and block: a paragraph (cut where it is too long) or a table."""
    headings: list[tuple[int, str]] = []
    path = ""
    for raw in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        lines = [line.rstrip() for line in raw.strip("\n").split("\n")]
        at = 0
        while at < len(lines) and (found := _heading(lines, at)) is not None:
            level, title = found
            headings = [one for one in headings if one[0] < level] + [(level, title)]
            at += 1
        if at:
            path = " › ".join(title for _, title in headings)
        lines = lines[at:]
        block = "\n".join(lines).strip()
        if block:
            for part in _table(lines) if _is_table(lines) else _paragraph(block):
                yield path, part


def _heading(lines: list[str], at: int) -> tuple[int, str] | None:
    line = lines[at].strip()
    match = _MARKS.match(line)
    if match is not None:
        title = line[match.end() :]
        return len(match[1]), (title.rstrip("#").rstrip() or title)[:_LONGEST_HEADING]
    # Filings as plain text have no marks: an item's number, or a short line alone in capitals.
    is_alone = at == len(lines) - 1
    if is_alone and _FILING_ITEM.match(line) and not line.endswith(_SENTENCE_END[1:]):
        return 2, line
    is_shouted = (
        line.isupper()
        and _SHORTEST_TITLE <= len(line) <= _LONGEST_TITLE
        and any(mark.isalpha() for mark in line)
    )
    return (3, line.capitalize()) if is_alone and is_shouted and "|" not in line else None


def _is_table(lines: list[str]) -> bool:
    return sum(1 for line in lines if line.lstrip().startswith("|")) > 1


def _table(lines: list[str]) -> Iterator[str]:
    whole = "\n".join(lines)
    if len(whole) <= _LONGEST:
        yield whole
        return
    head, rows = [line[:_MOST] for line in lines[:2]], lines[2:]
    part: list[str] = []
    length = 0
    for row in rows:
        if part and length + len(row) > _LONGEST:
            yield "\n".join([*head, *part])
            part, length = [], 0
        part.append(row[:_LONGEST])
        length += len(part[-1])
    yield "\n".join([*head, *part])


def _paragraph(block: str) -> Iterator[str]:
    if len(block) <= _MOST:
        yield block
        return
    part = ""
    for sentence in _STOP.split(block):
        for piece in (sentence[at : at + _MOST] for at in range(0, len(sentence), _MOST)):
            if part and len(part) + len(piece) > _MOST:
                yield part
                part = ""
            part = f"{part} {piece}".strip()
    if part:
        yield part
