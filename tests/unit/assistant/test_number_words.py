"""Numbers in words, measures by the names of fields, and how far a limit reaches."""

from decimal import Decimal

import pytest

from shared.assistant.claims.german_words import is_german, read_german_cardinal
from shared.assistant.claims.numerals import read_numeral, uses_decimal_comma
from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.vocabulary import is_qualified, measure_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("null", 0), ("eins", 1), ("zwölf", 12), ("siebzehn", 17), ("dreißig", 30),
        ("einundzwanzig", 21), ("achtundneunzig", 98), ("hundert", 100), ("zweihundert", 200),
        ("dreihundertfünfundvierzig", 345), ("tausend", 1000), ("zwölftausend", 12000),
        ("zweitausenddreihundertsechs", 2306), ("hunderttausend", 100000),
    ],
)  # fmt: skip
def test_german_cardinals_are_read(words: str, number: int) -> None:
    assert read_german_cardinal(words) == number


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("half a million dollars", "money", 500_000),
        ("two and a half billion dollars", "money", 2_500_000_000),
        ("3 and a half percent", "percent", Decimal("3.5")),
        ("a year and a half", "duration", Decimal("1.5")),
        ("two months and a half", "duration", Decimal("2.5")),
        ("twenty and a half percent", "percent", Decimal("20.5")),
        ("zwei Drittel der Aktien und des Depots", "percent", Decimal(200) / 3),
        ("drei Viertel des Depots", "percent", 75),
        ("die Hälfte des Depots", "percent", 50),
        ("two thirds of it", "percent", Decimal(200) / 3),
        ("minus fünf Prozent und mehr", "percent", 5),
        ("One in three of your dollars", "percent", Decimal(100) / 3),
        ("Jeder dritte Euro liegt dort", "percent", Decimal(100) / 3),
        ("every fifth dollar", "percent", 20),
        ("two out of ten stocks", "percent", 20),
        ("up by a factor of eight", "multiple", 8),
        ("up by a factor of 8.5", "multiple", Decimal("8.5")),
        ("um den Faktor acht gestiegen", "multiple", 8),
        ("it is a ten-bagger", "multiple", 10),
        ("worth USD98765", "money", 98_765),
    ],
)
def test_parts_and_halves_are_read(text: str, kind: str, value: Decimal) -> None:
    (figure,) = find_figures(text)
    assert (figure.kind, float(figure.value)) == (kind, pytest.approx(float(value)))
    assert figure.sign == ("-" if "minus" in text else "")


@pytest.mark.parametrize(
    ("key", "measure"),
    [
        ("weight", "weight"), ("net_contributions", "contribution"), ("volatility", "volatility"),
        ("max_drawdown", "drawdown"), ("cvar_95", "cvar"), ("var_95", "var"), ("sharpe", "ratio"),
        ("beta", "market"), ("hhi", "concentration"), ("dividend_yield", "income"), ("fees", "fee"),
        ("withheld_tax", "tax"), ("twr", "return"), ("day_change", "change"), ("gain", "gain"),
        ("cost_basis", "cost"), ("last_close", "price"), ("market_value", "value"),
        ("quantity", "quantity"), ("rate", "rate"), ("note", ""),
    ],
)  # fmt: skip
def test_fields_are_of_a_measure(key: str, measure: str) -> None:
    assert measure_of(key) == measure


def test_words_leave_no_choice_among_returns() -> None:
    assert is_qualified("the money-weighted return was", "xirr")
    assert not is_qualified("the money-weighted return was", "twr")
    assert is_qualified("the time-weighted return was", "twr")
    assert not is_qualified("the time-weighted return was", "xirr")
    assert is_qualified("the return was", "xirr")


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("more than 500 dollars", 510, 499),
        ("less than 500 dollars", 490, 501),
        ("nearly 500 dollars", 495, 540),
        ("about 500 dollars", 510, 560),
        ("500 dollars", 500.4, 500.6),
        ("exactly 512.34 dollars", 512.344, 512.346),
    ],
)
def test_a_figure_reaches_what_would_be_shown_so(text: str, inside: float, outside: float) -> None:
    (figure,) = find_figures(text)
    assert figure.reaches(inside)
    assert not figure.reaches(outside)


def test_a_point_groups_thousands_in_german_alone() -> None:
    german, english = "Sie haben 2.500 Stück", "You have a ratio of 2.500"
    assert is_german(german)
    assert not is_german(english)
    assert uses_decimal_comma(german)
    assert not uses_decimal_comma("Sie haben 12.50 gezahlt und mehr")
    assert read_numeral("2.500", decimal_comma=True).value == 2500
    assert read_numeral("2.500", decimal_comma=True).other is None
    assert read_numeral("2.500").value == Decimal("2.500")
    assert read_numeral("2.500").other == 2500
