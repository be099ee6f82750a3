"""Sentences of answers in the person's language: English as written, German from a catalogue."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_IS_GERMAN: Final = ContextVar("is_german", default=False)
_MONTHS: Final = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
).split()
_SWAPPED: Final = str.maketrans(",.", ".,")


@contextmanager
def speaking(german: bool) -> Generator[None]:
    """Let answers be in German, or not, within."""
    token = _IS_GERMAN.set(german)
    try:
        yield
    finally:
        _IS_GERMAN.reset(token)


def is_german() -> bool:
    """Whether answers are in German here."""
    return _IS_GERMAN.get()


def say(template: str, /, **fields: str | int) -> str:
    """Return a sentence with its fields, in the language of the answer.

    A sentence the catalogue lacks stays English; tests see to it that it lacks none. Fields that
    are words of the catalogue are put into German, too.
    """
    if not _IS_GERMAN.get():
        return template.format(**fields)
    core = template.strip()
    german = template.replace(core, sentences().get(core) or words().get(core, core))
    return german.format(**{name: word(str(value)) for name, value in fields.items()})


def refusal(detail: str) -> str:
    """Return why a tool refused, in the language of the answer; English where nobody put it."""
    if not _IS_GERMAN.get():
        return detail
    for pattern, german in refusals():
        match = pattern.fullmatch(detail)
        if match is not None:
            return match.expand(german)
    return detail


def word(text: str) -> str:
    """Return a word or the head of a table in the language of the answer."""
    return words().get(text, text) if _IS_GERMAN.get() else text


def figure(digits: str) -> str:
    """Return `1,234.50` as the language writes it."""
    return digits.translate(_SWAPPED) if _IS_GERMAN.get() else digits


def month(day: date) -> str:
    """Return the name of a day's month."""
    return _MONTHS[day.month - 1] if _IS_GERMAN.get() else f"{day:%B}"


@lru_cache(1)
def sentences() -> dict[str, str]:
    """Return the German sentences by the English ones."""
    text = (_HERE / "answers.de.txt").read_text(encoding="utf-8")
    pairs = (block.split("\n", 1) for block in text.strip("\n").split("\n\n"))
    return {
        english.strip(): german.strip().replace("\\n", "\n")
        for english, german in ((first.replace("\\n", "\n"), second) for first, second in pairs)
    }


@lru_cache(1)
def refusals() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the shapes of what tools refuse, with the German for each."""
    lines = (_HERE / "refusals.de.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" => ", 1) for line in lines if line)
    return tuple((re.compile(english), german) for english, german in pairs)


@lru_cache(1)
def words() -> dict[str, str]:
    """Return the German words by the English ones."""
    lines = (_HERE / "words.de.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" = ", 1) for line in lines if line)
