"""Text that people give, made fit to be shown. Pure."""

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def written_line(value: object) -> object:
    """Pass anything on, a text as one line."""
    return one_line(value) if isinstance(value, str) else value


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
