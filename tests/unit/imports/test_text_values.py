"""Numbers and dates have one reading or none."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.conventions import day_order, decimal_mark
from shared.portfolios.imports.reading import BadRow


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1 046,3825", ",", "1046.3825"),
        ("1\u202f234,5", ",", "1234.5"),
        ("1'234.50", ".", "1234.50"),
        ("-$26,582.91", ".", "-26582.91"),
        ("(1,855.00)", ".", "-1855.00"),
        ("€3343.11229989", ".", "3343.11229989"),
        ("USD 325.37", ".", "325.37"),
        ("−2,50", ",", "-2.50"),
        ("-2.637591265E-4", ".", "-0.0002637591265"),
        (".5", ".", "0.5"),
        ("0,039", "either", "0.039"),
        ("12,5", "either", "12.5"),
        ("1.234,56", "either", "1234.56"),
        ("9999.99", "either", "9999.99"),
        ("1000", "either", "1000"),
    ],
)  # fmt: skip
def test_numbers_as_brokers_write_them(text: str, mark: value.DecimalMark, number: str) -> None:
    assert value.number(text, "x", mark) == Decimal(number)


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.345", "-999,000"])
def test_a_number_with_two_readings_is_refused(text: str) -> None:
    with pytest.raises(BadRow, match="can be read as"):
        value.number(text, "x", "either")


@pytest.mark.parametrize(
    "text", ["", "abc", "1,23.4", "1.2.3", "--5", "1e999", "NaN", "Infinity", "5%", "1" * 61]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadRow):
        value.number(text, "x")


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_comes_back_from_both_conventions(number: Decimal) -> None:
    point = f"{number:,}"
    comma = point.translate(str.maketrans(",.", ".,"))
    assert value.number(point, "x", ".") == value.number(comma, "x", ",") == number


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-03-04", "either", date(2024, 3, 4)),
        ("2024/3/4", "ymd", date(2024, 3, 4)),
        ("20240304", "ymd", date(2024, 3, 4)),
        ("04-03-2024", "dmy", date(2024, 3, 4)),
        ("03/04/2024", "mdy", date(2024, 3, 4)),
        ("13.04.2024", "either", date(2024, 4, 13)),
        ("04/13/2024", "either", date(2024, 4, 13)),
        ("05/05/2024", "either", date(2024, 5, 5)),
    ],
)
def test_dates(text: str, order: value.DayOrder, expected: date) -> None:
    assert value.day(text, "d", order) == expected


@pytest.mark.parametrize("text", ["03/04/2024", "1.2.2024"])
def test_a_date_with_two_readings_is_refused(text: str) -> None:
    with pytest.raises(BadRow, match="day/month or month/day"):
        value.day(text, "d", "either")


@pytest.mark.parametrize("text", ["2024-02-30", "31-12-99", "0000-01-01", "soon", "1850-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadRow):
        value.day(text, "d", "dmy")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-01-05, 10:30:00", time(10, 30)),
        ("20240105;103000", time(10, 30)),
        ("2024-01-05T10:30:00.5Z", time(10, 30, 0, 500_000)),
        ("2024-01-05 10:30:00 UTC", time(10, 30)),
        ("2024-01-05 1:30 PM", time(13, 30)),
        ("2024-01-05 12:05 AM", time(0, 5)),
        ("2024-01-05", None),
    ],
)
def test_moments(text: str, at: time | None) -> None:
    assert value.moment(text) == (date(2024, 1, 5), at)


def test_an_isin_needs_its_check_digit() -> None:
    # Apple's, from the ISIN standard's own example; the last digit changed is none.
    assert value.isin(" us0378331005 ") == "US0378331005"
    assert value.isin("US0378331006") is None
    assert value.isin("NLFLATEXACNT") is None


def test_clear_cases_of_a_file_settle_its_unclear_ones() -> None:
    assert decimal_mark(["1,234", "12.50"]) == "."
    assert decimal_mark(["1.234", "0,5"]) == ","
    assert decimal_mark(["12.50", "0,5"]) == "either"
    assert day_order(["01/02/2024", "01/31/2024"]) == "mdy"
    assert day_order(["01/02/2024"]) == "either"
