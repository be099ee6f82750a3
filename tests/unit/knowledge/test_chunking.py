"""Long blocks are cut where a reader would: between rows under their head, between sentences."""

from shared.knowledge.chunking import chunks

_HEAD = "| year | revenue |\n|---|---|"


def test_a_table_too_long_for_a_passage_is_cut_between_rows_and_keeps_its_head() -> None:
    rows = [f"| {year} | {'9' * 180} |" for year in range(1900, 1990)]
    found = [chunk.text for chunk in chunks("\n".join([_HEAD, *rows]))]
    assert len(found) > 1
    assert all(text.startswith(_HEAD) for text in found)
    kept = [line for text in found for line in text.split("\n")[2:]]
    assert kept == rows


def test_a_long_paragraph_is_cut_between_sentences_and_loses_none() -> None:
    sentences = [f"Sentence {number} says {'something ' * 12}here." for number in range(40)]
    found = [chunk.text for chunk in chunks(" ".join(sentences))]
    assert len(found) > 1
    assert all(text.endswith(".") for text in found)
    assert " ".join(" ".join(found).split()) == " ".join(" ".join(sentences).split())


def test_a_sentence_without_an_end_is_cut_all_the_same() -> None:
    found = [chunk.text for chunk in chunks("x" * 20_000)]
    assert max(map(len, found)) < 2_000
    assert "".join(found) == "x" * 20_000


def test_an_item_of_a_filing_is_a_heading_without_marks() -> None:
    [chunk] = chunks("Item 1A. Risk Factors\n\nWe may lose money.")
    assert (chunk.section, chunk.text) == ("Item 1A. Risk Factors", "We may lose money.")
