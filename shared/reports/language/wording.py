"""The words of reports in the language of their owner: English as written, German from files.

`report.de.txt` has every sentence, heading and name of a measure by its English, `reasons.de.txt`
why a figure is unknown, with the values that stand in it, `names.de.txt` and `countries.de.txt`
what data are called. Which language is spoken is known to whoever lays a report out or draws it,
in a context: a figure is written by the same call in every language.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from shared.kernel.language import Language, worded_day, worded_figure

_HERE: Final = Path(__file__).parent
_SPOKEN: Final[ContextVar[Language]] = ContextVar("language_of_a_report", default="en")
_NAMED: Final = re.compile(r"\\\{(\w+)\\\}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+\.\d+(?![\w.])")
# As the page writes amounts; every other currency keeps its code, which no other shares.
_MARKS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Let reports be written in a language within."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> Language:
    """Return the language reports are written in here."""
    return _SPOKEN.get()


def say(template: str, /, **fields: str | int) -> str:
    """Return a text with its fields. What the catalogue lacks stays English; a test forbids."""
    said = template if spoken() == "en" else sentences().get(template, template)
    return said.format(**fields)


def named(label: str) -> str:
    """Return what data call something: a sector, a country, a kind of asset. Unknown ones stay."""
    return label if spoken() == "en" else names().get(label, label)


def reason(note: str) -> str:
    """Return why a figure is unknown, as the API says it, with its days and numbers."""
    if spoken() == "en":
        return note
    for pattern, german in reasons():
        found = pattern.fullmatch(note)
        if found is not None:
            return german.format(**{key: _value(text) for key, text in found.groupdict().items()})
    return note


def digits(text: str) -> str:
    """Return `1,234.50` as the language writes it."""
    return worded_figure(spoken(), text)


def mark(currency: str) -> str:
    """Return what stands beside an amount: the code, in German the mark where there is one."""
    return currency if spoken() == "en" else _MARKS.get(currency, currency)


@lru_cache(1)
def sentences() -> dict[str, str]:
    """Return the German texts by the English ones."""
    return dict(_blocks("report.de.txt"))


@lru_cache(1)
def reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the shapes of reasons, with the German of each."""
    return tuple(
        (re.compile(_NAMED.sub(r"(?P<\1>.+?)", re.escape(english))), german)
        for english, german in _blocks("reasons.de.txt")
    )


@lru_cache(1)
def names() -> dict[str, str]:
    """Return the German names by the English ones."""
    files = ("countries.de.txt", "names.de.txt")
    lines = [line for file in files for line in _text(file).splitlines() if line]
    return {one: other for one, _, other in (line.partition(" = ") for line in lines)}


def _blocks(file: str) -> list[tuple[str, str]]:
    pairs = (block.partition("\n=> ") for block in _text(file).strip("\n").split("\n\n"))
    return [(english, german) for english, _, german in pairs]


def _text(file: str) -> str:
    return (_HERE / file).read_text(encoding="utf-8")


def _value(text: str) -> str:
    told = _DAY.sub(lambda found: worded_day("de", date.fromisoformat(found[0])), text)
    return _NUMBER.sub(lambda found: worded_figure("de", found[0]), told)
