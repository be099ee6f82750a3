"""The page's files in memory, each compressed once, when first asked for."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import brotli

_COMPRESSIBLE: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")
_ALSO_COMPRESSIBLE: Final = frozenset(
    {"application/manifest+json", "application/xml", "application/wasm"}
)
_WORTH_COMPRESSING: Final = 512
# Not everywhere known to the system's table.
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".map": "application/json",
}


@dataclass(frozen=True)
class SiteFile:
    """One file's bytes and what is derived from them."""

    data: bytes
    content_type: str

    @cached_property
    def etag(self) -> str:
        return f'"{blake2b(self.data, digest_size=12).hexdigest()}"'

    @cached_property
    def is_compressible(self) -> bool:
        kind = self.content_type.partition(";")[0]
        is_text = kind.startswith(_COMPRESSIBLE) or kind in _ALSO_COMPRESSIBLE
        return is_text and len(self.data) >= _WORTH_COMPRESSING

    @cached_property
    def brotli(self) -> bytes:
        module: Any = brotli  # comes without types
        return module.compress(self.data, quality=9)

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.data, 9, mtime=0)

    def encoded(self, accepted: str) -> tuple[bytes, str]:
        """Return the body and its Content-Encoding for an Accept-Encoding."""
        offers = {part.partition(";")[0].strip() for part in accepted.split(",")}
        if self.is_compressible and "br" in offers:
            return self.brotli, "br"
        if self.is_compressible and "gzip" in offers:
            return self.gzip, "gzip"
        return self.data, ""


class SiteFiles:
    """The folder as built; a file that changed on disk is read again."""

    def __init__(self, root: Path, mime_types: dict[str, str]) -> None:
        self._root = root.resolve()
        self._mime_types = {**_TYPES, **mime_types}
        self._kept: dict[Path, tuple[int, SiteFile]] = {}

    def find(self, path: str) -> SiteFile | None:
        """Return the file for a URL path, a folder's index.html for the folder, or None."""
        if ".." in path.split("/"):  # it would be another name for a file that has rules of its own
            return None
        try:
            wanted = (self._root / path.lstrip("/")).resolve()
            if not wanted.is_relative_to(self._root):
                return None
            if wanted.is_dir():
                wanted /= "index.html"
            changed = wanted.stat().st_mtime_ns
            kept = self._kept.get(wanted)
            if kept is None or kept[0] != changed:
                kept = (changed, SiteFile(wanted.read_bytes(), self._type_of(wanted)))
                self._kept[wanted] = kept
        except (OSError, ValueError):  # also a NUL, or a name longer than a file's can be
            return None
        return kept[1]

    def _type_of(self, path: Path) -> str:
        kind = self._mime_types.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        kind = kind or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
