"""Documents made to keep a reader busy: read in one pass, or refused, whatever is left open."""

import zlib

import pytest

from shared.kernel.errors import TooLarge
from shared.knowledge.chunking import chunks
from shared.knowledge.extraction import extract

# A parser that looks again for an end that never comes would read these for hours.
MANY = 500_000


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("seen<!--" * MANY, "seen"),
        ("seen" + "<a " * MANY, "seen"),
        ("seen" + "</" * MANY, "seen"),
        ("seen" + "<?" * MANY, "seen"),
        ("seen" + "<a x='" * MANY, "seen"),
        ("seen" + "<a " + "x=1 " * MANY + ">", "seen"),
        ("seen<script>" + "</scrip" * MANY, "seen"),
        ("1 < 2 " + "<" * MANY, "1 < 2 " + "<" * MANY),
    ],
)
def test_what_is_never_closed_is_read_once(page: str, text: str) -> None:
    assert extract(page.encode(), "html") == text


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("# a\n" * MANY, 0),  # each looked at with all that follow, it took the square
        ("# a" + " " * MANY + "b", 0),
        ("# a" + "#" * MANY + "b", 0),
        ("# a" + " #" * MANY + " b", 0),
        ("# " + "x" * MANY + "\n" + "text\n\n" * MANY, 1_429),
        ("Item 1\n\n" * MANY, 0),
        ("|a|b|\n" * MANY, 313),
    ],
)
def test_a_text_is_cut_in_one_pass_into_what_it_holds(text: str, passages: int) -> None:
    found = list(chunks(text))
    assert len(found) == passages
    # No heading and no head of a table is repeated into more than there was.
    assert sum(len(one.section) + len(one.text) for one in found) < 2 * len(text)


def test_the_head_of_a_table_is_not_repeated_into_gigabytes() -> None:
    found = list(chunks("|" + "a" * MANY + "|\n|-|\n" + "|b|\n" * MANY))
    assert len(found) > 100
    assert max(len(one.text) for one in found) < 20_000


def test_a_page_of_nothing_but_tags_is_refused() -> None:
    with pytest.raises(TooLarge, match="500,000 tags"):
        extract(b"<i>" * 500_001, "html")


def test_quotes_comments_and_scripts_hide_what_looks_like_markup() -> None:
    page = (
        "<p title='a > b'>one</p><!-- <p>two</p> --><script>if (a<b) '<p>three</p>'</script>"
        "<p alt='a hidden gem'>four</p><p HIDDEN>five</p><p style='display : none'>six</p>&lt;7&gt;"
    )
    assert extract(page.encode(), "html").split() == ["one", "four", "<7>"]


def test_a_pdf_that_unpacks_to_more_drawing_than_a_report_has_is_refused() -> None:
    """45 kB that unpack to 22 MB: half a minute of a core for a text nobody wrote."""
    with pytest.raises(TooLarge, match="draws too much"):
        extract(pdf(b"(aaaaaaaa) Tj\n" * 1_600_000), "pdf")


def test_a_pdf_of_usual_size_is_read() -> None:
    assert "Bearings" in extract(pdf(b"BT /F1 12 Tf 72 700 Td (Bearings) Tj ET"), "pdf")


def pdf(content: bytes) -> bytes:
    """Return a page that draws `content`, packed: the shortest file there is (ISO 32000-1, 7.5)."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 600 800]"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    file, places = b"%PDF-1.4\n", [b"0000000000 65535 f \n"]
    for number, body in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n%b" % (len(places), b"".join(places))
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(places), len(file))
    return file + table + trailer
