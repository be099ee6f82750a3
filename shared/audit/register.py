"""The register of the audit trail: which streams there are, so that none can go unseen.

Sixteen streams a month (`register-0` … `register-f`), chained like any other. A stream is entered
before its first event. When a month is over, each of its streams, the registers among them, is
sealed: count and last hash go into the register of the month after, so that an end cut off shows
and the months hang together.
"""

import hashlib
from typing import Final

BEGAN: Final = "stream_began"
SEALED: Final = "stream_sealed"
REGISTERS: Final = tuple(f"register-{digit:x}" for digit in range(16))


def register_of(user_id: str) -> str:
    """Return the register that knows a user's streams; several, so that nobody queues long."""
    return f"register-{hashlib.sha256(user_id.encode()).hexdigest()[0]}"


def is_register(user_id: str) -> bool:
    """Whether this is no user, but a register."""
    return user_id in REGISTERS


def month_before(month: str) -> str:
    """`202601` → `202512`."""
    year, number = int(month[:4]), int(month[4:])
    return f"{year - 1}12" if number == 1 else f"{year}{number - 1:02d}"
