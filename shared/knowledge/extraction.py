"""From a file's bytes to text with `#` headings and `|` tables. Pure but for the PDF library."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final

from shared.kernel.errors import InvalidInput, Malformed, TooLarge
from shared.knowledge.html_text import html_text
from shared.knowledge.model import Form

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES: Final = 10_000_000
_MOST_CHARACTERS: Final = 3_000_000
_MOST_PAGES: Final = 600
_MOST_CONTENT: Final = 20_000_000
_MOST_SECONDS: Final = 20


def form_of(name: str, data: bytes) -> Form:
    """Return what a file is, by its beginning first and its name second.

    Raises: InvalidInput for what is not text, HTML or PDF.
    """
    head = data[:1024].lstrip().lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    if b"<html" in head or head.startswith((b"<!doctype html", b"<?xml")):
        return "html"
    if b"\x00" in data[:4096]:
        raise InvalidInput(f"{name[:80]!r} is neither text, HTML nor PDF", "unsupported_document")
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix in {"htm", "html", "xhtml"}:
        return "html"
    return "markdown" if suffix in {"md", "markdown"} else "text"


def extract(data: bytes, form: Form) -> str:
    """Return a file's text. Raises: TooLarge; Malformed when it cannot be read."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"A document has at most {MOST_BYTES:,} bytes")
    if form == "pdf":
        return _pdf(data)[:_MOST_CHARACTERS]
    text = _decoded(data)
    return (html_text(text) if form == "html" else text)[:_MOST_CHARACTERS]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput("The PDF is protected by a password", "encrypted_document")
        pages = list(_pages(reader))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise Malformed("The PDF cannot be read", "malformed_document") from error
    text = "\n\n".join(
        f"## Page {number}\n\n{page}" for number, page in enumerate(pages, 1) if page.strip()
    )
    if not text:
        raise InvalidInput("The PDF holds no text; scanned pages are not read", "no_text")
    return text


def _pages(reader: "PdfReader") -> Iterator[str]:
    """Yield the text of each page. Raises: TooLarge for one made to keep a reader busy.

    A file of a megabyte unpacks to a gigabyte of drawing, or draws the same forms without end.
    """
    began, content = time.thread_time(), 0
    for page in reader.pages[:_MOST_PAGES]:
        drawing = page.get_contents()
        content += len(drawing.get_data()) if drawing is not None else 0
        if content > _MOST_CONTENT or time.thread_time() - began > _MOST_SECONDS:
            raise TooLarge("The PDF draws too much to be read; export its text instead")
        yield page.extract_text()
