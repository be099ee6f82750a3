"""What a file is, and what is said of one that cannot be read."""

from io import BytesIO

import pytest

from shared.kernel.errors import InvalidInput, Malformed, TooLarge
from shared.knowledge.extraction import MOST_BYTES, extract, form_of
from shared.knowledge.fusion import fuse
from shared.knowledge.glossary import define
from shared.knowledge.html_text import html_text
from shared.knowledge.quoting import quote


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", b"%PDF-1.7", "pdf"),
        ("a.txt", b"  <!DOCTYPE html>", "html"),
        ("a", b"<?xml version='1.0'?>", "html"),
        ("a.xhtml", b"text", "html"),
        ("a.MD", b"# Title", "markdown"),
        ("README", b"plain", "text"),
    ],
)
def test_a_file_is_what_its_beginning_says_then_its_name(name: str, data: bytes, form: str) -> None:
    assert form_of(name, data) == form


def test_what_is_no_document_is_refused_with_its_name() -> None:
    with pytest.raises(InvalidInput, match=r"'a.zip' is neither text, HTML nor PDF"):
        form_of("a.zip", b"PK\x00\x00")
    with pytest.raises(TooLarge, match="at most 10,000,000 bytes"):
        extract(b"x" * (MOST_BYTES + 1), "text")
    with pytest.raises(Malformed, match="cannot be read"):
        extract(b"%PDF-1.7 and nothing", "pdf")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"5 \x80", "5 €"),
        (b"\x81\xe9", "\x81é"),
    ],
)
def test_text_is_read_in_whatever_letters_it_was_saved(data: bytes, text: str) -> None:
    assert extract(data, "text") == text


@pytest.mark.parametrize(
    ("password", "told"), [("secret", "protected by a password"), ("", "holds no text")]
)
def test_a_pdf_without_readable_text_says_why(password: str, told: str) -> None:
    from pypdf import PdfWriter

    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(file)
    with pytest.raises(InvalidInput, match=told):
        extract(file.getvalue(), "pdf")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<table><tr><td> a </td><td></td><th>b</th></tr><tr></tr></table>", "| a | b |"),
        ("<h2>Title</h2><p>One<br>two</p>", "## Title\n\nOne\ntwo"),
        ("<script>if (a < b) {}</script>left", "left"),
        ("<style>never closed", ""),
        ("<p hidden>unseen</p>seen", "seen"),
        ('<p class="none">seen</p>', "seen"),
        ('<span style="display: none">unseen</span>seen', "seen"),
        ("<svg/>seen", "seen"),
        ("<td>cell</td></tr>", "cell"),
        ("<tr>loose<td>in</td></tr>", "| in |"),
    ],
)
def test_a_page_is_read_as_a_reader_sees_it(page: str, text: str) -> None:
    assert html_text(page) == text


def test_a_term_is_found_by_its_name_and_none_by_marks_alone() -> None:
    assert define("Sharpe ratios")[0].term.casefold() == "sharpe ratio"
    assert define("?!") == []


def test_the_best_sentence_is_quoted_as_it_stands() -> None:
    text = "Costs rose. Revenue grew by a tenth. Nothing else."
    assert quote(text, ["revenue", "growth"]) == "Revenue grew by a tenth."
    assert quote("  ", ["revenue"]) == "  "


def test_what_two_rankings_agree_on_comes_first() -> None:
    # 1/61 + 1/62 for b; 1/61 for a alone: Cormack et al.'s constant of 60.
    assert [key for key, _ in fuse([["a", "b"], ["b"]])] == ["b", "a"]
    assert fuse([[], []]) == []
