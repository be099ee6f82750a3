"""Finding figures: what counts, what it says, what is only digits."""

from decimal import Decimal

import pytest

from shared.assistant.claims.scanner import find_figures


@pytest.mark.parametrize(
    ("text", "kind", "signed", "unit"),
    [
        ("worth $12,345.67 now", "money", "12345.67", "$"),
        ("−€1.5 million", "money", "-1500000", "EUR"),
        ("a loss of $(9.8) million", "money", "-9800000", "$"),
        ("1.234,56 € im Depot", "money", "1234.56", "EUR"),
        ("CHF 1'234.50", "money", "1234.50", "CHF"),
        ("1,23,456 INR", "money", "123456", "INR"),
        ("£3.4bn", "money", "3400000000", "GBP"),
        ("3.45 cents a share", "money", "0.0345", ""),
        ("up 12.3%", "percent", "12.3", ""),
        ("minus 0.5 per cent", "percent", "-0.5", ""),
        ("50 bps", "percent", "0.50", ""),
        ("a third of it", "percent", "33.33333333333333333333333333", ""),
        ("it halved", "change", "-50", ""),
        ("it doubled", "change", "100", ""),
        ("twice the market's", "multiple", "2", ""),
        ("2.93x", "multiple", "2.93", ""),
        ("twelve holdings", "count", "12", "holding"),
        ("1,027 employees", "count", "1027", "person"),
        ("one hundred and seventy-two million dollars", "money", "172000000", "$"),
        ("minus twelve point six million", "number", "-12600000.0", ""),
        ("two and a half billion", "number", "2500000000.0", ""),
        ("over 3 years", "duration", "3", "year"),
        ("a beta of 1.18", "number", "1.18", ""),
    ],
)
def test_a_figure_is_read_with_scale_unit_and_sign(
    text: str, kind: str, signed: str, unit: str
) -> None:
    (figure,) = find_figures(text)
    assert (figure.kind, figure.unit) == (kind, unit)
    assert figure.signed == Decimal(signed)
    assert text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 1 May 2024", "2024-05-01", "2024-05-01"),
        ("on May 1st, 2024", "2024-05-01", "2024-05-01"),
        ("2024-05-01", "2024-05-01", "2024-05-01"),
        ("am 01.05.2024", "2024-05-01", "2024-05-01"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("in Q3 2024", "2024-07-01", "2024-09-30"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("FY2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_date_is_a_span_of_days(text: str, first: str, last: str) -> None:
    (figure,) = find_figures(text)
    assert figure.days is not None
    assert [day.isoformat() for day in figure.days] == [first, last]


@pytest.mark.parametrize(
    "text",
    [
        "1. First\n2. Second",
        "the S&P 500 and the FTSE 100",
        "form 10-K, item 7, note 12",
        "see [1] and [t2/total_value]",
        "`x` and https://example.org/2024/05",
        "ISIN US0378331005, H100, COVID-19, 401(k)",
        "at 10:30",
        "| --- | ---: |",
        "one of them, on the one hand",
    ],
)
def test_digits_that_are_no_figures_are_passed_over(text: str) -> None:
    assert find_figures(text) == []


def test_both_ends_of_a_range_share_scale_and_unit() -> None:
    found = find_figures("between 5 and 7%, or $1.2–1.5 million")
    assert [(one.kind, one.value) for one in found] == [
        ("percent", Decimal(5)),
        ("percent", Decimal(7)),
        ("money", Decimal(1_200_000)),
        ("money", Decimal(1_500_000)),
    ]


def test_a_day_that_no_calendar_has_is_a_date_all_the_same() -> None:
    (figure,) = find_figures("on 31 June 2018")
    assert figure.kind == "date"
