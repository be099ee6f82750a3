"""How a text is divided: sentences and cells, whom they name, and which way their words point."""

import pytest

from shared.assistant.claims.context import HERE, Reading, measures_in, says_fell, says_rose
from shared.assistant.claims.directions import direction
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.skipping import skipped

NAMES = {"AAPL": frozenset({"AAPL"}), "apple": frozenset({"AAPL"}), "IBM": frozenset({"IBM"})}


def figures(text: str) -> list[Figure]:
    return find_figures(text)


def test_a_sentence_without_a_name_is_of_whom_its_paragraph_named_last() -> None:
    reading = Reading("Apple rose. It gained 5%. IBM fell.\n\nIt lost 3%.", NAMES)
    told = [
        (scope.text, scope.number, scope.block, sorted(scope.subjects), scope.has_own_subjects)
        for scope in reading.scopes
    ]
    assert told == [
        ("Apple rose.", 0, 0, ["AAPL"], True),
        ("It gained 5%.", 1, 0, ["AAPL"], False),
        ("IBM fell.", 2, 0, ["IBM"], True),
        ("It lost 3%.", 3, 1, [], False),
    ]
    assert [reading.text[scope.start : scope.end] for scope in reading.scopes] == [
        scope.text for scope in reading.scopes
    ]


def test_a_heading_names_what_stands_below_it() -> None:
    reading = Reading("# Apple\n\nIt gained 5%.", NAMES)
    assert reading.scopes[1].subjects == {"AAPL"}
    assert not reading.scopes[1].has_own_subjects


def test_a_cell_is_measured_by_the_head_of_its_column() -> None:
    text = "| Symbol | Value | Weight |\n|---|---|---|\n| AAPL | $9,772 | 59.9% | 7 |"
    reading = Reading(text, NAMES)
    scopes = [reading.scope(figure) for figure in figures(text)]
    assert [scope.title for scope in scopes] == ["Value", "Weight", ""]
    assert [sorted(scope.measures) for scope in scopes] == [["value"], ["weight"], []]
    assert all(scope.is_row and scope.block == 0 and scope.number == 2 for scope in scopes)
    assert all(scope.subjects == {"AAPL"} for scope in scopes)
    assert scopes[0].text == " Value : | AAPL | $9,772 | 59.9% | 7 |"
    assert [reading.clause(figures(text)[at], scopes[at]) for at in (0, 2)] == ["Value", ""]
    assert reading.before(figures(text)[1], scopes[1]) == " "


def test_an_empty_text_is_one_empty_scope() -> None:
    (scope,) = Reading("", NAMES).scopes
    assert (scope.start, scope.end, scope.text, scope.number, scope.block) == (0, 0, "", 0, 0)
    assert (scope.subjects, scope.measures) == (frozenset(), frozenset())
    assert not scope.has_own_subjects
    assert not scope.is_row


def test_a_clause_ends_at_stops_and_conjunctions() -> None:
    text = "It is worth $1,000, gained 5% of its cost and weighs 7%."
    reading = Reading(text, NAMES)
    clauses = [reading.clause(figure, reading.scope(figure)) for figure in figures(text)]
    assert clauses == [
        f"It is worth {HERE}",
        f" gained {HERE} of its cost",
        f"weighs {HERE}.",
    ]


def test_abbreviations_end_no_sentence() -> None:
    text = "Apple Inc. rose vs. IBM Corp. by approx. 5%, e.g. in May. Then it fell."
    assert [scope.text for scope in Reading(text, NAMES).scopes] == [
        "Apple Inc. rose vs. IBM Corp. by approx. 5%, e.g. in May.",
        "Then it fell.",
    ]


def test_measures_are_read_from_words() -> None:
    assert measures_in("its weight and value") == {"weight", "value"}
    assert measures_in("nothing") == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "fell", "rose"),
    [
        ("it fell by ", "", True, False),
        ("it rose by ", "", False, True),
        ("after it fell it rose by ", "", False, True),
        ("after it rose it fell by ", "", True, False),
        ("there was a ", " loss", True, False),
        ("es hat ", " verloren", True, False),
        ("it is ", " of it", False, False),
    ],
)
def test_the_last_word_of_a_fall_or_a_rise_counts(
    before: str, after: str, fell: bool, rose: bool
) -> None:
    assert (says_fell(before, after), says_rose(before)) == (fell, rose)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("it fell by 5%", "down"),
        ("it rose by 5%", "up"),
        ("a 5% decline", "down"),
        ("a 5% gain", "up"),
        ("5% lower", "down"),
        ("5% net cash used", "down"),
        ("more than 5%", ""),
        ("less than 5%", ""),
        ("it fell to 5%", ""),
        ("it fell from 5%", ""),
        ("it reached 5%", ""),
        ("a loss of up to 5%", "down"),
        ("losses amounted to 5%", "down"),
        ("the decrease in sales was 5%", "down"),
        ("the increase in sales was 5%", "up"),
        ("negative growth of 5%", "down"),
        ("it fell, but rose by 5%", "up"),
        ("it rose. It fell by 5%", "down"),
        ("it fell, and it is 5%", ""),
        ("5%, up from 4%", ""),
        ("5%, up 3%", ""),
        ("it gave back 5%", "down"),
        ("it is 5%", ""),
        ("gab um 5% nach", "down"),
        ("legte um 5% zu", "up"),
        ("ist um 5% gestiegen", "up"),
        ("hat 5% an Wert verloren", "down"),
    ],
)
def test_words_beside_a_figure_tell_its_direction(text: str, way: str) -> None:
    first = figures(text)[0]
    assert direction(text, first) == way


def test_digits_of_names_versions_and_markup_are_no_figures() -> None:
    text = (
        "1. The S&P 500, COVID-19, Form 10-K, 401(k), Section 7.2 and version 1.2.3 [t1/items] at "
        "12:30 of https://example.org/2019/5 [1], H100, US0378331005 and $5 of [it](https://x.y/7)"
    )
    assert [figure.text for figure in figures(text)] == ["$5"]
    gained = "S&P 500 gained"
    taken = [at for at in range(len(gained)) if skipped(gained).has_any(at, at + 1)]
    assert taken == list(range(7))
    assert not skipped("USD5 in FY2019 on 2019-05-01").has_any(0, 28)
