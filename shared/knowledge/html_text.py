"""What a reader sees of an HTML page, as text with `#` headings and `|` tables. Pure.

Read with one expression that consumes every character once, whatever is left open: a parser that
looks again for an end that never comes takes the square of a hostile page's length.
"""

import re
from html import unescape
from typing import Final

from shared.kernel.errors import TooLarge

_MOST_TAGS: Final = 500_000
_SILENT: Final = frozenset({"script", "style", "head", "noscript", "template", "svg"})
_RAW: Final = frozenset({"script", "style"})
_BLOCKS: Final = frozenset(
    "p div section article header footer ul ol li br hr blockquote pre figure figcaption "
    "table".split()
)
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link"})
_HEADING: Final = re.compile(r"h[1-6]")
_ENDS_BLOCK: Final = re.compile(r"h[1-6]|p|div|table")
_TOKEN: Final = re.compile(
    r"""<!--.*?(?:-->|\Z)
    | <(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*+)
      (?P<attributes>(?:=\s*+"[^"]*+(?:"|\Z) | =\s*+'[^']*+(?:'|\Z) | [^>])*+)(?:>|\Z)
    | <[!?/][^>]*+(?:>|\Z)
    | (?P<text>(?:[^<]|<(?![a-zA-Z!?/]))++)""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(
    r"""([^\s=/>"']++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]*+))?""", re.DOTALL
)


def html_text(page: str) -> str:
    """Return the text of a page. Raises: TooLarge with more markup than a page has."""
    reader = _Reader()
    at = tags = 0
    while at < len(page):
        token = _TOKEN.match(page, at)
        assert token is not None  # noqa: S101 - any character is a token at least
        at = token.end()
        tag = token["tag"]
        if tag is not None:
            tags += 1
            name, attributes = tag.lower(), token["attributes"]
            if token["end"]:
                reader.end(name)
            else:
                reader.start(name, attributes)
                if attributes.endswith("/"):
                    reader.end(name)
                elif name in _RAW:
                    at = _raw_end(page, name, at)
        elif token["text"] is not None:
            reader.text(unescape(token["text"]))
        if tags > _MOST_TAGS:
            raise TooLarge(f"The page has more than {_MOST_TAGS:,} tags")
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


def _raw_end(page: str, name: str, at: int) -> int:
    """Return where a script or style ends: nothing in it is markup."""
    found = re.compile(f"</{name}", re.IGNORECASE).search(page, at)
    return found.start() if found else len(page)


class _Reader:
    """Keeps headings as `#`, rows of tables as `| a | b |`, and drops what is not shown."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._silent = 0
        self._row: list[str] | None = None

    def start(self, tag: str, attributes: str) -> None:
        if self._silent or ((tag in _SILENT or _is_hidden(attributes)) and tag not in _VOID):
            self._silent += tag not in _VOID
        elif _HEADING.fullmatch(tag):
            self._write(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "tr":
            self._row = []
        elif tag in {"td", "th"} and self._row is not None:
            self._row.append("")
        elif tag in _BLOCKS and self._row is None:
            self._write("\n" if tag in {"br", "li"} else "\n\n")

    def end(self, tag: str) -> None:
        if self._silent:
            self._silent -= tag not in _VOID
        elif tag == "tr" and self._row is not None:
            cells = [cell for cell in (" ".join(cell.split()) for cell in self._row) if cell]
            self._row = None
            if cells:
                self._write("| " + " | ".join(cells) + " |\n")
        elif _ENDS_BLOCK.fullmatch(tag) and self._row is None:
            self._write("\n\n")

    def text(self, said: str) -> None:
        if not self._silent:
            self._write(re.sub(r"\s+", " ", said))

    def _write(self, text: str) -> None:
        if self._row is None:
            self.parts.append(text)
        elif self._row:
            self._row[-1] += text


def _is_hidden(attributes: str) -> bool:
    """Whether a browser would not show it: text a reader cannot see is not the document's."""
    said = attributes.lower()
    if "hidden" not in said and "none" not in said:
        return False
    for name, value in _ATTRIBUTE.findall(attributes):
        style = unescape(value).replace(" ", "").lower()
        if name.lower() == "hidden" or (
            name.lower() == "style" and ("display:none" in style or "visibility:hidden" in style)
        ):
            return True
    return False
