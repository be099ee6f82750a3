"""Names people give themselves and their tokens."""

from typing import Final

from shared.kernel.errors import FieldError, InvalidInput
from shared.kernel.text import one_line

LONGEST: Final = 100


def display_name(value: str, pointer: str = "/display_name") -> str:
    """Return a name fit to be shown and put into mails.

    Raises: InvalidInput when nothing is left or it is too long.
    """
    name = one_line(value)
    if not name or len(name) > LONGEST:
        reason = f"expected 1 to {LONGEST} characters"
        raise InvalidInput(
            "This name cannot be used", "invalid_name", errors=(FieldError(pointer, reason),)
        )
    return name
