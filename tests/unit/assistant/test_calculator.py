"""The calculator: exact, and nothing but arithmetic."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.assistant.calculator import calculate
from shared.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0.1 + 0.2", "0.3"),
        ("2 + 3 * 4", "14"),
        ("-2^2", "-4"),
        ("2^3^2", "512"),
        ("(1,350.50 − 1,200) ÷ 1,200 × 100", "12.54166666666666666666666666666667"),
        ("[(166+178)/2] - [(57+44)/2]", "121.5"),
        ("$1,452.4 million - $44.1 million", "1408300000"),
        ("1.21 ^ 0.5", "1.1"),
        ("cagr(100, 121, 2)", "0.1"),
        ("change(56.7, 44.1)", "-0.2222222222222222222222222222222222"),
        ("avg(1.7%, 1.5%, 1.5%)", "0.01566666666666666666666666666666667"),
        ("round(2.5)", "3"),
        ("round(-2.345, 2)", "-2.35"),
        ("15% * 240", "36"),
        ("(57-44", "13"),
    ],
)
def test_expressions_have_the_value_they_have_on_paper(expression: str, value: str) -> None:
    assert calculate(expression).value == Decimal(value)


@pytest.mark.parametrize(
    "expression",
    ["", "1/0", "2 +", "9^9^9", "__import__('os')", "a.b", "1;2", "sum(100,200)", "(-8)^0.5",
     "lambda:0", "1" * 1_001, "(" * 80 + "1" + ")" * 80, "10^(10^3)^2", "foo(1)"],
)  # fmt: skip
def test_what_has_no_value_is_refused_with_a_reason(expression: str) -> None:
    with pytest.raises(InvalidInput):
        calculate(expression)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("2 3", "needs a number instead of '3' at character 3"),
        ("2 ^ 1001", "Exponents go up to 1000"),
        ("(2^1000)^21", "The result has too many digits"),
        ("(2^1000) * (2^1000)^19 * (2^1000) * 3", "The result has too many digits"),
        ("(10^300) ^ 2.5", "The result has too many digits"),
        ("0 ^ -1", "divides by zero"),
        ("sqrt(2, 3)", "sqrt takes 1 numbers, not 2"),
        ("cagr(1, 2)", "cagr takes 3 numbers, not 2"),
        ("round(2.5, 0.5)", "a whole number of places"),
        ("round(2.5, 31)", "a whole number of places"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(expression: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        calculate(expression)
    assert reason in refused.value.detail


def test_powers_of_nothing_and_below_one() -> None:
    assert calculate("0 ^ 0.5").exact == 0
    assert calculate("4 ^ -1").exact == Fraction(1, 4)


_NUMBERS = st.decimals(min_value=-10_000, max_value=10_000, places=4)


@given(a=_NUMBERS, b=_NUMBERS, c=_NUMBERS)
def test_sums_and_products_are_those_of_fractions(a: Decimal, b: Decimal, c: Decimal) -> None:
    found = calculate(f"({a:f}) + ({b:f}) * ({c:f}) - ({a:f})").exact
    assert found == Fraction(b) * Fraction(c)
