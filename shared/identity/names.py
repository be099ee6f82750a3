"""Names people give themselves and their tokens."""

import unicodedata
from typing import Final

from shared.kernel.errors import FieldError, InvalidInput

LONGEST: Final = 100


def display_name(value: str, pointer: str = "/display_name") -> str:
    """Return a name fit to be shown and put into mails: NFC, one line, no control characters.

    Raises: InvalidInput when nothing is left or it is too long.
    """
    # Format characters include the joiners some scripts and emoji need, and the direction
    # overrides that make text lie; the latter go.
    kept = "".join(
        character
        for character in " ".join(unicodedata.normalize("NFC", value).split())
        if unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        and not "\u202a" <= character <= "\u202e"
        and not "\u2066" <= character <= "\u2069"
    )
    name = " ".join(kept.split())
    if not name or len(name) > LONGEST:
        reason = f"expected 1 to {LONGEST} characters"
        raise InvalidInput(
            "This name cannot be used", "invalid_name", errors=(FieldError(pointer, reason),)
        )
    return name
