"""What people are told outside of the page, in their language: English as written, German kept.

Mails, notices, digests and titles of reports are written once, when they come to be, for a reader
whose language is known by then. The German sentences lie in `told.de.txt`, found by the English.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

type Language = Literal["en", "de"]

_CATALOGUE: Final = Path(__file__).with_name("told.de.txt")
_SWAPPED: Final = str.maketrans(",.", ".,")


def language_of(locale: str) -> Language:
    """Return the language of a locale (`de-AT`), English where it is one we do not speak."""
    return "de" if locale.lower().split("-")[0] == "de" else "en"


def worded(language: Language, template: str, /, **fields: str | int) -> str:
    """Return a sentence with its fields. What the catalogue lacks stays English; a test forbids."""
    found = template if language == "en" else german().get(template, template)
    return found.format(**fields)


def worded_day(language: Language, day: date) -> str:
    """Return a day as the language writes it: `2021-03-31`, `31.03.2021`."""
    return day.isoformat() if language == "en" else f"{day:%d.%m.%Y}"


def worded_figure(language: Language, digits: str) -> str:
    """Return `1234.50` as the language writes it."""
    return digits if language == "en" else digits.translate(_SWAPPED)


@lru_cache(1)
def german() -> dict[str, str]:
    """Return the German sentences by the English ones, with the new lines the file writes out."""
    blocks = _CATALOGUE.read_text(encoding="utf-8").strip("\n").split("\n\n")
    pairs = (block.replace("\\n", "\n").split("\n=> ", 1) for block in blocks)
    return {english: translated for english, translated in pairs}  # noqa: C416 - lists, not pairs
