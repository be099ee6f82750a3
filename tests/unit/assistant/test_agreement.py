"""When a figure as shown can be a fact: unit, count, sign, span of time; and what lists imply."""

from datetime import date

import pytest

from shared.assistant.claims.aggregates import aggregates
from shared.assistant.claims.agreement import (
    magnitude,
    same_date,
    same_duration,
    same_unit,
    sign_agrees,
)
from shared.assistant.claims.dates import year_span
from shared.assistant.claims.facts import Fact
from shared.assistant.claims.figure import Figure
from shared.assistant.claims.scanner import find_figures


def figure(text: str) -> Figure:
    (found,) = find_figures(text)
    return found


@pytest.mark.parametrize(
    ("text", "fact", "agrees"),
    [
        ("$5", Fact("a", 5, "money", "USD"), True),
        ("$5", Fact("a", 5, "money", "EUR|CAD"), True),
        ("€5", Fact("a", 5, "money", "USD|EUR"), True),
        ("€5", Fact("a", 5, "money", "USD"), False),
        ("$5", Fact("a", 5, "number"), True),
        ("$5", Fact("a", 5, "count", "trades"), False),
        ("$5", Fact("a", 5, "count", "share", row="t#1"), True),
        ("5 holdings", Fact("a", 5, "count", how="count of positive"), True),
        ("5 trades", Fact("a", 5, "count", how="count of positive"), False),
        ("5 trades", Fact("a", 5, "count", key="trades"), True),
        ("5 shares", Fact("a", 5, "quantity", key="quantity"), True),
        ("5 shares", Fact("a", 5, "quantity", key="held"), True),
        ("5 shares", Fact("a", 5, "number", key="held"), False),
        ("5 holdings", Fact("a", 5, "quantity", key="held"), False),
        ("5 shares", Fact("a", 5, "count", "share", row="t#1"), True),
        ("5 shares", Fact("a", 5, "count", "person", row="t#1"), False),
        ("5 shares", Fact("a", 5, "count", "", row="t#1"), True),
        ("5 shares", Fact("a", 5, "number", "$", row="t#1"), True),
        ("1,234", Fact("a", 1234, "count", "trades"), False),
        ("1,234", Fact("a", 1234, "count", ""), True),
        ("1,234", Fact("a", 1234, "count", "trades", row="t#1"), True),
        ("1,234", Fact("a", 1234, "number"), True),
        ("234", Fact("a", 234, "count", "trades"), True),
        ("5%", Fact("a", 5, "ratio"), True),
    ],
)
def test_units_are_of_one_kind_or_the_figure_is_another(
    text: str, fact: Fact, agrees: bool
) -> None:
    assert same_unit(figure(text), fact) is agrees


def test_a_ratio_is_shown_as_a_percentage_or_as_a_number() -> None:
    share = Fact("a", 12.3, "ratio")
    assert magnitude(figure("12.3%"), share)
    assert magnitude(figure("0.123"), share)
    assert magnitude(figure("0.123x"), share)
    assert not magnitude(figure("0.123%"), share)
    assert not magnitude(figure("0.123"), Fact("a", 12.3, "number"))
    assert magnitude(figure("12.3%"), Fact("a", -12.3, "ratio"))


@pytest.mark.parametrize(
    ("text", "value", "measure", "down", "fell", "rose", "agrees"),
    [
        ("5%", 5, "return", False, False, False, True),
        ("-5%", 5, "return", False, False, False, False),
        ("-5%", 5, "fee", False, False, False, True),
        ("5%", 5, "return", True, True, False, False),
        ("+5%", 5, "return", True, True, False, True),
        ("5%", 5, "weight", True, True, False, True),
        ("5%", -5, "return", False, False, False, False),
        ("5%", -5, "return", True, False, False, True),
        ("5%", -5, "return", True, False, True, False),
        ("+5%", -5, "return", True, True, False, False),
        ("-5%", -5, "return", False, False, True, True),
        ("(5)", -5, "gain", False, False, False, True),
        ("-0%", 0, "return", False, False, False, True),
        ("0%", 0, "return", False, True, False, True),
        ("-0.4%", 0.4, "return", False, False, False, False),
    ],
)
def test_a_sign_or_the_words_in_its_place_must_agree(
    text: str, value: float, measure: str, down: bool, fell: bool, rose: bool, agrees: bool
) -> None:
    fact = Fact("a", value, "percent", measure=measure)
    assert sign_agrees(figure(text), fact, down, fell, rose) is agrees


@pytest.mark.parametrize(
    ("text", "value", "unit", "agrees"),
    [
        ("3 months", 3, "month", True),
        ("3 months", 4, "month", False),
        ("1 year", 365, "day", True),
        ("1 year", 12, "month", True),
        ("1 year", 500, "day", True),
        ("1 year", 560, "day", False),
        ("12 months", 1, "year", True),
        ("12 months", 2, "year", False),
        ("91 days", 3, "month", True),
        ("74 days", 3, "month", False),
        ("52 weeks", 1, "year", True),
        ("4 quarters", 1, "year", True),
        ("48 hours", 2, "day", True),
        ("about 2 years", 23, "month", True),
        ("3 months", 3, "sitting", False),
    ],
)
def test_spans_of_time_agree_at_the_coarser_unit(
    text: str, value: float, unit: str, agrees: bool
) -> None:
    assert same_duration(figure(text), Fact("a", value, "duration", unit)) is agrees


@pytest.mark.parametrize(
    ("text", "first", "last", "agrees"),
    [
        ("1 May 2024", "2024-05-01", "2024-05-01", True),
        ("1 May 2024", "2024-05-02", "2024-05-02", False),
        ("1 May 2024", "2024-05-01", "2024-05-31", False),
        ("May 2024", "2024-05-17", "2024-05-17", True),
        ("May 2024", "2024-06-01", "2024-06-01", False),
        ("May 2024", "2024-04-30", "2024-05-01", False),
        ("1 May", "2019-05-01", "2019-05-01", True),
        ("1 May", "2019-05-02", "2019-05-02", False),
        ("1 May", "2019-05-01", "2019-05-31", False),
    ],
)
def test_a_date_is_that_day_or_holds_it(text: str, first: str, last: str, agrees: bool) -> None:
    days = (date.fromisoformat(first), date.fromisoformat(last))
    assert same_date(figure(text), Fact("a", 0, "date", days=days)) is agrees
    assert not same_date(figure(text), Fact("a", 0, "date"))
    assert not same_date(figure("5%"), Fact("a", 0, "date", days=days))


def test_a_year_holds_its_days() -> None:
    assert same_date(figure("in 2019"), Fact("a", 0, "date", days=year_span(2019)))
    day = date(2019, 12, 31)
    assert same_date(figure("in 2019"), Fact("a", 0, "date", days=(day, day)))


def implied(values: list[float], kind: str = "money", unit: str = "USD") -> dict[str, float]:
    rows = [
        Fact(f"t/items/{at}/gain", value, kind, unit, row=f"t/items/{at}", column="t/*/gain")  # pyright: ignore[reportArgumentType]
        for at, value in enumerate(values)
    ]
    found = list(aggregates({"t/*/gain": rows}))
    assert all(fact.address == fact.row == "t/items" for fact in found)
    assert all(fact.kind == kind or fact.how.startswith("count") for fact in found)
    return {fact.how: fact.value for fact in found}


def test_a_list_of_amounts_implies_sums_middles_and_counts() -> None:
    assert implied([10, -4, 6, 2]) == {
        "sum": 14,
        "sum of the top 2": 16,
        "sum of the top 3": 18,
        "sum of the top 4": 14,
        "average": 3.5,
        "median": 4,
        "range": 14,
        "count of positive": 3,
        "count of negative": 1,
    }
    assert implied([10, 4, 6])["median"] == 6
    assert "count of positive" not in implied([10, 4, 6])


def test_prices_do_not_add_up_and_one_row_implies_nothing() -> None:
    assert set(implied([10, 4], "number", "")) == {"average", "median", "range"}
    assert implied([10]) == {}


def test_amounts_of_several_currencies_are_only_counted() -> None:
    rows = [
        Fact("t/0/gain", 1, "money", "USD", row="t/0", column="t/*/gain"),
        Fact("t/1/gain", -1, "money", "EUR", row="t/1", column="t/*/gain"),
    ]
    found = list(aggregates({"t/*/gain": rows}))
    assert [(fact.how, fact.kind) for fact in found] == [
        ("count of positive", "count"),
        ("count of negative", "count"),
    ]


def test_what_was_asked_for_is_no_row_of_the_answer() -> None:
    rows = [Fact("t/0/arguments", 1, "number", column="t/*"), Fact("t/1", 2, "number")]
    assert list(aggregates({"t/*": rows})) == []
