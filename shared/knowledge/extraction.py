"""From a file's bytes to text with `#` headings and `|` tables. Pure but for the PDF library."""

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Final

from shared.kernel.errors import InvalidInput, Malformed, TooLarge
from shared.knowledge.model import Form

MOST_BYTES: Final = 10_000_000
_MOST_CHARACTERS: Final = 3_000_000
_MOST_PAGES: Final = 600
_SILENT: Final = frozenset({"script", "style", "head", "noscript", "template", "svg"})
_BLOCKS: Final = frozenset(
    "p div section article header footer ul ol li br hr blockquote pre figure figcaption "
    "table".split()
)
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link"})


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
    return (_html(text) if form == "html" else text)[:_MOST_CHARACTERS]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _html(text: str) -> str:
    reader = _HtmlText()
    reader.feed(text)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _HtmlText(HTMLParser):
    """Keeps headings as `#`, rows of tables as `| a | b |`, and drops what is not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._row: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or ((tag in _SILENT or _is_hidden(attrs)) and tag not in _VOID):
            self._silent += tag not in _VOID
        elif re.fullmatch(r"h[1-6]", tag):
            self._write(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "tr":
            self._row = []
        elif tag in {"td", "th"} and self._row is not None:
            self._row.append("")
        elif tag in _BLOCKS and self._row is None:
            self._write("\n" if tag in {"br", "li"} else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= tag not in _VOID
        elif tag == "tr" and self._row is not None:
            cells = [cell for cell in (" ".join(cell.split()) for cell in self._row) if cell]
            self._row = None
            if cells:
                self._write("| " + " | ".join(cells) + " |\n")
        elif re.fullmatch(r"h[1-6]|p|div|table", tag) and self._row is None:
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._write(re.sub(r"\s+", " ", data))

    def _write(self, text: str) -> None:
        if self._row is None:
            self.parts.append(text)
        elif self._row:
            self._row[-1] += text


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    """Whether a browser would not show it: text a reader cannot see is not the document's."""
    for name, value in attrs:
        style = (value or "").replace(" ", "").lower()
        if name == "hidden" or (
            name == "style" and ("display:none" in style or "visibility:hidden" in style)
        ):
            return True
    return False


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput("The PDF is protected by a password", "encrypted_document")
        pages = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise Malformed("The PDF cannot be read", "malformed_document") from error
    text = "\n\n".join(
        f"## Page {number}\n\n{page}" for number, page in enumerate(pages, 1) if page.strip()
    )
    if not text:
        raise InvalidInput("The PDF holds no text; scanned pages are not read", "no_text")
    return text
