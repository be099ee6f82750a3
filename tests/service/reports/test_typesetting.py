"""The PDF itself: tagged, in its language, searchable, on the paper asked for, any name."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from shared.reports.document import Column, Document, Line, LineChart, Section, Table
from shared.reports.rendering.typesetting import TypstTypesetter

NAMES = "家族信託 삼성전자 شركة טבע रिलायंस ปตท ПАО Ελληνικά Ångström"
DOCUMENT = Document(
    kind="risk",
    title="Risk report",
    subject="Growth and income",
    as_of=date(2024, 3, 31),
    known_at=datetime(2024, 3, 31, 12, tzinfo=UTC),
    currency="EUR",
    facts=(("As of", "31 March 2024"),),
    sections=(
        Section(
            "Holdings",
            (
                LineChart(
                    "value",
                    "Value",
                    "The value rises from 1 to 2.",
                    "EUR",
                    (date(2024, 1, 1), date(2024, 1, 2)),
                    (Line("Portfolio", (1.0, 2.0)),),
                ),
                Table(
                    "holdings",
                    "Every one",
                    (Column("Name", "left"), Column("Value"), Column("Weight")),
                    tuple((f"Holding {number}\n{NAMES}", "1.00", "2 %") for number in range(60)),
                ),
            ),
        ),
    ),
    footnotes=("Prices: sample data.",),
    definitions=(),
)


@pytest.fixture(scope="module")
def typesetter() -> TypstTypesetter:
    return TypstTypesetter()


def test_it_is_tagged_searchable_and_says_its_language(typesetter: TypstTypesetter) -> None:
    reader = PdfReader(BytesIO(typesetter.pdf(DOCUMENT, b'{"schema": 1}')))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].startswith("en")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Risk report: Growth and income"
    text = "".join(page.extract_text() for page in reader.pages)
    for words in ("Growth and income", "Holding 59", "家族信託", "삼성전자", "Ångström"):
        assert words in text
    assert reader.attachments["manifest.json"] == [b'{"schema": 1}']


def test_a_table_repeats_its_head_on_every_page(typesetter: TypstTypesetter) -> None:
    pages = PdfReader(BytesIO(typesetter.pdf(DOCUMENT, b"{}"))).pages
    with_rows = [page.extract_text() for page in pages if "Holding " in page.extract_text()]
    assert len(with_rows) > 1
    assert all("Weight" in text for text in with_rows)


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("letter", 612)])
def test_it_is_on_the_paper_asked_for(typesetter: TypstTypesetter, paper: str, width: int) -> None:
    made = typesetter.pdf(replace(DOCUMENT, paper=paper), b"{}")
    assert round(PdfReader(BytesIO(made)).pages[0].mediabox.width) == width


@pytest.mark.parametrize("name", ["🦄 unicorns", "#set text(red)", "$x^2$ @ref <label> *b*", "\\"])
def test_no_name_breaks_it_or_is_taken_for_markup(typesetter: TypstTypesetter, name: str) -> None:
    made = typesetter.pdf(replace(DOCUMENT, subject=name), b"{}")
    assert made.startswith(b"%PDF-")
    text = PdfReader(BytesIO(made)).pages[0].extract_text()
    assert name.lstrip("🦄 ") in text
