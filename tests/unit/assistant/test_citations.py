"""From an address of evidence to what a reader is shown."""

from typing import Any

import pytest

from shared.assistant.citations import cite
from shared.assistant.model import ToolOutcome
from shared.assistant.tools.json_values import page
from shared.kernel.errors import Malformed

VALUE: dict[str, Any] = {
    "total_value": "1234.56",
    "gain": 12.5,
    "note": "x" * 300,
    "a/b": 1,
    "items": [
        {"document": "10-K", "section": "Item 7", "quote": "It grew.", "pages": [3]},
        {"document": "Letter", "section": None, "text": "y" * 500},
        {"document": "Untold"},
    ],
}
OUTCOMES = [ToolOutcome("t1", "summary", {}, VALUE, "d")]


@pytest.mark.parametrize(
    "ref",
    ["t2/total_value", "t1/nothing", "t1/items/3", "t1/items/-1", "t1/items/one", "t1/gain/0"],
)
def test_an_address_where_nothing_is_has_no_citation(ref: str) -> None:
    assert cite(ref, OUTCOMES) is None


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        ("t1/total_value", "1234.56"),
        ("t1/gain", 12.5),
        ("t1/a~1b", 1),
        ("t1/note", "x" * 200),
        ("t1/items/2/document", "Untold"),
    ],
)
def test_a_figure_is_cited_with_its_value(ref: str, value: object) -> None:
    found = cite(ref, OUTCOMES)
    assert found is not None
    assert (found.kind, found.value) == ("tool", value)


@pytest.mark.parametrize(
    ("ref", "document", "section", "quote"),
    [
        ("t1/items/0/quote", "10-K", "Item 7", "It grew."),
        ("t1/items/0/pages/0", "10-K", "Item 7", "It grew."),
        ("t1/items/1/text", "Letter", None, "y" * 400),
    ],
)
def test_a_place_in_a_passage_is_cited_as_the_passage(
    ref: str, document: str, section: str | None, quote: str
) -> None:
    found = cite(ref, OUTCOMES)
    assert found is not None
    assert (found.kind, found.document, found.section, found.quote) == (
        "passage",
        document,
        section,
        quote,
    )


def test_the_whole_answer_of_a_tool_can_be_cited() -> None:
    found = cite("t1", OUTCOMES)
    assert found is not None
    assert (found.tool, found.path) == ("summary", "")


def test_pages_of_a_tool_follow_each_other_and_a_strange_cursor_is_refused() -> None:
    first = page([1, 2, 3], 2, None)
    assert first == {"items": [1, 2], "total_count": 3, "next_cursor": "2"}
    assert page([1, 2, 3], 2, "2") == {"items": [3], "total_count": 3, "next_cursor": None}
    with pytest.raises(Malformed, match="not one this tool gave out"):
        page([1], 2, "-1")


@pytest.mark.parametrize(
    ("ref", "about"),
    [
        ("t1/items/0/weight", "AAPL"),
        ("t1/items/1/amount", "SPY, 2021-03-19"),
        ("t1/items/1/trade_date", "SPY"),
        ("t1/by_year/0/fees", "2018"),
        ("t1/total/gain", None),
        ("t1/total/parts/0", None),
        ("t1/correlation/matrix/1/0", "SPY / AAPL"),
        ("t1/correlation/symbols/0", None),
    ],
)
def test_a_figure_of_a_row_is_told_with_what_names_the_row(ref: str, about: str | None) -> None:
    value: dict[str, Any] = {
        "items": [
            {"symbol": "AAPL", "weight": 0.2},
            {"symbol": "SPY", "trade_date": "2021-03-19", "amount": "23.64"},
        ],
        "by_year": [{"year": 2018, "fees": "8.64"}],
        "correlation": {"symbols": ["AAPL", "SPY"], "matrix": [[1.0, 0.8], [0.8, 1.0]]},
        "total": {"name": "All", "gain": 1, "parts": [1, 2]},
    }
    found = cite(ref, [ToolOutcome("t1", "holdings", {}, value, "d")])
    assert found is not None
    assert found.about == about


def test_a_figure_a_tool_was_asked_with_is_cited_as_what_it_is() -> None:
    asked = {"shocks": [{"name": "shock", "market": -0.2, "symbols": {"AAPL": -0.3}}]}
    outcome = ToolOutcome("t1", "scenario", asked, {"scenarios": []}, "d")
    market = cite("t1/arguments/shocks/0/market", [outcome])
    assert market is not None
    # The name of a shock is the asker's own: the field says what fell.
    assert (market.value, market.about) == (-0.2, None)
    share = cite("t1/arguments/shocks/0/symbols/AAPL", [outcome])
    assert share is not None
    assert (share.value, share.path) == (-0.3, "/arguments/shocks/0/symbols/AAPL")
    assert cite("t1/arguments/crises", [outcome]) is None
