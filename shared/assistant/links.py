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
        if not self._held and _MARKS.search(text) is None:
            return plain(text)
        # Entities first: `&#x3c;` alone is no tag yet, and its sign would begin one.
        shown, self._held = self._parted(plain(self._held + text))
        if shown:
            # What was taken out of the middle may have brought the two sides of a link together.
            shown, brought = self._parted(self._safe(shown))
            self._held = brought + self._held
        if len(self._held) > _LONGEST:
            shown, self._held = shown + self._safe(_broken(self._held)), ""
        return shown

    def finish(self) -> str:
        """Return what was held back."""
        whole, self._held = self._held, ""
        return self._safe(whole)

    @staticmethod
    def _parted(text: str) -> tuple[str, str]:
        """Part a text before what may still become a link, an image or a tag."""
        tail = _OPEN.search(text)
        place = tail.start() if tail else len(text)
        return text[:place], text[place:]

    def _safe(self, text: str) -> str:
        text = plain(text)
        before = ""
        # Taking out one of them may leave another; each turn takes something.
        while text != before and _MARKS.search(text) is not None:
            before = text
            text = _DEFINITION.sub("]", _TAG.sub("", text))
            text = _TARGET.sub(self._target, _IMAGE.sub("[", text))
        # Whatever did not end, and so is none of these, may not become one later.
        return re.sub(r"<(?=[A-Za-z/!?])", "< ", re.sub(r"\]\((?![/#h])", "] (", text))

    def _target(self, match: re.Match[str]) -> str:
        url = match["url"].strip("<>")
        return match.group() if _is_within(url) or url in self._known() else "]"


def _broken(text: str) -> str:
    """Return a link, image or tag without an end as mere words; nor will it end later."""
    return f"{text[0]} {text[1:]}"


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
