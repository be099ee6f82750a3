"""An answer's Markdown without anything that loads from elsewhere, or leads there unseen.

A model that was talked into it can put a person's figures into the address of an image, and a
reader's page would send them by loading it. So images become their words, links stay only where a
tool named that very address or they lead within the product, and tags are no tags. Pure.
"""

import re
from collections.abc import Callable, Collection, Iterator
from html import unescape
from typing import Final, cast

from shared.assistant.model import Json
from shared.assistant.plain_characters import plain

_LONGEST: Final = 2_000
_MARKS: Final = re.compile(r"[!<\]&]")
_IMAGE: Final = re.compile(r"!+\[")  # of two exclamation marks, the second would make one
_TARGET: Final = re.compile(r"\]\(\s*(?P<url><[^>\n]*>|[^)\s]*)[^)]*\)")
_DEFINITION: Final = re.compile(
    r"\]:\s*<?\s*(?:[A-Za-z][\w+.-]*:|//|/?[&\\]|/[\t\n])[^\s>]*>?", re.ASCII
)
_TAG: Final = re.compile(r"</?[A-Za-z!?][^>]*>")
_UNSEEN: Final = re.compile(r"[\x00-\x20\x7f]")
_OPEN: Final = re.compile(
    # may still become one of the above
    r"!+$|&#?\w{0,8}$|<(?:[A-Za-z/!?][^>]*)?$|\](?:\([^)]*|:\s*\S*)?$"
)


class SafeText:
    """Takes an answer's text as it comes; gives it back as soon as it can do no harm.

    `known` tells the addresses that tools have named so far.
    """

    def __init__(self, known: Callable[[], Collection[str]]) -> None:
        self._known = known
        self._held = ""

    def feed(self, text: str) -> str:
        """Return what may be shown now; a piece that may be part of a link is held back."""
        whole = self._held + text
        if not self._held and _MARKS.search(text) is None:
            return plain(text)
        tail = _OPEN.search(whole)
        if tail is None or len(whole) - tail.start() > _LONGEST:
            self._held = ""
            return self._safe(whole)
        self._held = whole[tail.start() :]
        return self._safe(whole[: tail.start()])

    def finish(self) -> str:
        """Return what was held back."""
        whole, self._held = self._held, ""
        return self._safe(whole)

    def _safe(self, text: str) -> str:
        text = plain(text)
        if _MARKS.search(text) is None:
            return text
        text = _TARGET.sub(self._target, _IMAGE.sub("[", text))
        text = _TAG.sub("", _DEFINITION.sub("]", text))
        # Whatever did not end, and so is none of these, may not become one later.
        return re.sub(r"<(?=[A-Za-z/!?])", "< ", re.sub(r"\]\((?![/#h])", "] (", text))

    def _target(self, match: re.Match[str]) -> str:
        url = match["url"].strip("<>")
        return match.group() if _is_within(url) or url in self._known() else "]"


def _is_within(url: str) -> bool:
    """Say whether an address leads within the product, as renderers and browsers read it.

    The former decode `&sol;` and escapes, the latter drop tabs and line ends and turn backslashes.
    """
    if "\\" in url or _UNSEEN.search(read := unescape(url)):
        return False
    return read.startswith(("/", "#")) and not read.startswith(("//", "/\\"))


def addresses(value: Json) -> Iterator[str]:
    """Yield every address in a tool's result."""
    if isinstance(value, str):
        if value.startswith(("https://", "http://")):
            yield value
    elif isinstance(value, dict):
        for one in cast("dict[str, Json]", value).values():
            yield from addresses(one)
    elif isinstance(value, list):
        for one in cast("list[Json]", value):
            yield from addresses(one)
