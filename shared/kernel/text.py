"""Text that people give, made fit to be shown. Pure."""

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def title_line(value: str) -> str:
    """Return a title in one line. Raises: ValueError when nothing that can be seen is left."""
    line = one_line(value)
    if not line:
        raise ValueError("a name needs a character that can be seen")
    return line


def one_line(value: str) -> str:
    """Return a name in one line: NFC, blanks single, no control characters, perhaps empty.

    Names reach mail subjects, terminals and PDFs. Format characters include the joiners some
    scripts and emoji need, and the direction overrides that make text lie; the latter go.
    """
    kept = "".join(
        character
        for character in " ".join(unicodedata.normalize("NFC", value).split())
        if unicodedata.category(character) not in _UNSEEN
        and not "\u202a" <= character <= "\u202e"
        and not "\u2066" <= character <= "\u2069"
    )
    return " ".join(kept.split())
