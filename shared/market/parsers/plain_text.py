"""Text out of what others wrote as HTML: no tags, no scripts, no control characters. Pure."""

import hashlib
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_HIDDEN: Final = frozenset({"script", "style", "iframe", "object", "template", "noscript"})
_SPACE: Final = re.compile(r"\s+")
_LONGEST_INPUT: Final = 100_000
_LONGEST_URL: Final = 2_000


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain_text(html: str, longest: int) -> str:
    """Return what a reader would see, in one line, cut at a word.

    Encoded markup is decoded once and stripped again: `&lt;script&gt;` is not text either.
    """
    text = html[:_LONGEST_INPUT]
    for _ in range(2):
        reader = _Text()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    line = _SPACE.sub(" ", kept.replace("<", "").replace(">", "")).strip()
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0] + " …"


def web_address(value: object) -> str | None:
    """Return an http(s) address without fragment or tracking; None for anything else."""
    if not isinstance(value, str) or len(value) > _LONGEST_URL or not value.isprintable():
        return None
    try:
        parts = urlsplit(value.strip())
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    if not is_web or "@" in parts.netloc:
        return None
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not pair.startswith(("utm_", ".tsrc="))
    )
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, query, ""))


def address_id(address: str) -> str:
    """Return a short id that follows from an address."""
    without_scheme = address.split("://", 1)[-1]
    return hashlib.blake2b(without_scheme.encode(), digest_size=10).hexdigest()
