"""The digest by which results are named: SHA-256 of JSON in canonical form.

Canonical is what any language can reproduce: keys sorted by code point, no blanks, UTF-8.
"""

import hashlib
import json

from shared.assistant.model import Json


def canonical(value: Json) -> bytes:
    """Return JSON in canonical form."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return text.encode()


def digest(value: Json) -> str:
    """Return the SHA-256 of a JSON value, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
