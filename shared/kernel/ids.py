"""Identifiers: sortable by time of creation, safe in every store and URL."""

import re
from datetime import datetime

from ulid import ULID

from shared.kernel.errors import InvalidInput

# Cosmos forbids / \ ? # in ids; we allow less, so that an id is also safe in URLs and file names.
_DOCUMENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@=^-]{0,254}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
_SYMBOL = re.compile(r"[A-Z0-9^][A-Z0-9.\-=^]{0,23}")


def new_id(now: datetime) -> str:
    """Return a ULID for this instant: 26 characters, sortable, unguessable in its last 80 bits."""
    return str(ULID.from_datetime(now))


def is_document_id(value: str) -> bool:
    """Say whether a string may be a document's id."""
    return _DOCUMENT_ID.fullmatch(value) is not None


def symbol(value: str) -> str:
    """Return a ticker in its canonical form (`brk.b ` → `BRK.B`).

    Raises: InvalidInput when it cannot be one.
    """
    candidate = value.strip().upper()
    if _SYMBOL.fullmatch(candidate) is None:
        raise InvalidInput(f"{value[:40]!r} is not a ticker symbol", "invalid_symbol")
    return candidate


def isin(value: str) -> str:
    """Return a security's international number in its canonical form (`us0378331005` in capitals).

    Raises: InvalidInput when it is none: its check digit must be right (ISO 6166).
    """
    candidate = value.strip().upper()
    if _ISIN.fullmatch(candidate) is not None and candidate.isascii():
        digits = "".join(str(int(each, 36)) for each in candidate)
        doubled = [int(each) * (1 + index % 2) for index, each in enumerate(reversed(digits))]
        if sum(each // 10 + each % 10 for each in doubled) % 10 == 0:
            return candidate
    raise InvalidInput(f"{value[:40]!r} is not an ISIN", "invalid_isin")
