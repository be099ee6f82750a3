"""ETags of resources that hold what changes by itself beside what people change.

`"3.9f2c…"`: version 3 of what people said, and a digest of the whole answer. A cached answer is
fresh only when all of it is the same; an update needs the same version alone.
"""

import re
from hashlib import blake2b

from pydantic import BaseModel


def live_etag(version: int, shown: BaseModel) -> str:
    """Return the ETag of an answer."""
    digest = blake2b(shown.model_dump_json().encode(), digest_size=8).hexdigest()
    return f'"{version}.{digest}"'


def version_etag(version: int) -> str:
    """Return what `versions_of` makes of such an answer's ETag."""
    return f'"{version}"'


def versions_of(if_match: str | None) -> str | None:
    """Return an If-Match with the digests left out."""
    return None if if_match is None else re.sub(r'"(\d+)\.[0-9a-f]+"', r'"\1"', if_match)
