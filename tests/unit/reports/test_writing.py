"""How figures are written."""

import pytest

from shared.kernel.errors import InvalidInput
from shared.reports.compose.writing import money, percent, price, quantity, short_day
from shared.reports.model import Report, ReportRequest
from shared.reports.names import file_name
from shared.reports.periods import days_of
from tests.service.reports.conftest import START


def test_figures_are_grouped_with_a_real_minus_and_never_a_made_up_value() -> None:
    assert money("-1234567.891", "USD").text == "−1,234,567.89"
    assert money("1234567.5", "JPY").text == "1,234,568"
    assert money("5", "EUR", signed=True).text == "+5.00"
    assert money("0", "EUR", signed=True).text == "0.00"
    assert money(None, "EUR").text == "–"
    assert percent(-0.00004).text == "0.00 %"
    assert percent(0.1256, signed=True).text == "+12.56 %"
    assert price("0.205", "USD").text == "0.205"
    assert price("12", "USD").text == "12.00"
    assert quantity("3.500000").text == "3.5"
    assert short_day("2024-03-31") == "31 Mar 2024"


def test_the_value_stays_exact() -> None:
    assert money("1.005", "USD").value == "1.005"
    assert percent(0.123456789).value == 0.123456789


def test_periods_are_years_quarters_and_months() -> None:
    spans = {"2024": "2024-01-01 2024-12-31", "2024-Q1": "2024-01-01 2024-03-31"}
    spans |= {"2024-02": "2024-02-01 2024-02-29", "2023-Q4": "2023-10-01 2023-12-31"}
    for period, span in spans.items():
        found = days_of(period)
        assert found is not None
        assert " ".join(day.isoformat() for day in found) == span
    assert days_of("ytd") is None
    with pytest.raises(InvalidInput):
        days_of("2024-Q5")


@pytest.mark.parametrize("name", ["Ångström / ../../etc", "家族", '"; rm -rf', "a" * 300])
def test_file_names_are_safe_everywhere(name: str) -> None:
    request = ReportRequest("risk")
    report = Report("01A", "ada", request, f"Risk report: {name}", START, START)
    made = file_name(report, "pdf")
    assert made.isascii()
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(made) < 100


def test_a_rate_for_a_year_from_a_gain_within_days_is_written_out() -> None:
    # Found by `make chaos SEEDS=24`: over 28 digits, and the report was never made.
    assert percent(1e30).text == "100" + ",000" * 10 + ".00 %"
