"""Whether a text states a known figure: its scale, unit, sign and rounding may differ."""

import pytest

from shared.assistant.claims.matching import states


@pytest.mark.parametrize(
    ("text", "known", "scale"),
    [
        ("Sales were $1,496.5 million.", "1496.5", "million"),
        ("Sales were 1.5 billion dollars.", "1496.5", "million"),
        ("Sales (in millions): 1,496.5", "1496.5", "million"),
        ("Amounts in thousands. Costs: 1,497", "1.497", "million"),
        ("It grew by 24.4%.", "24.41", "percent"),
        ("It grew by 24.412%.", "24.41", "percent"),
        ("It was 0.244 of it.", "24.4", "percent"),
        ("It was 24.4 of a hundred.", "24.4", "percent"),
        ("It was three times as much.", "200", "percent"),
        ("It was three times as much.", "300", "percent"),
        ("A ratio of 0.87, or 87%.", "0.87", ""),
        ("A ratio of 87%.", "0.87", ""),
        ("Costs: (12.6)", "-12.6", ""),
        ("Costs were | (12.6) |", "-12.6", ""),
        ("a fall of 12.6 million", "-12.6", "million"),
        ("It fell by 12.6.", "-12.6", ""),
        ("−12.6", "-12.6", ""),
        ("+12.6", "12.6", ""),
        ("It was unchanged.", "0", ""),
        ("No fees were paid.", "0", "million"),
        ("Between 10 and 12 of them.", "11", ""),
        ("five of them", "5", ""),
        ("Half of it.", "50", "percent"),
        ("One in four of them.", "25", "percent"),
        ("in 2019", "2019", ""),
        ("on 5 May 2019", "2019", ""),
        ("It took 12 months.", "1 year", ""),
        ("It lost four of the sixty.", "4", ""),
        ("5 million", "5 million", "million"),
        ("5%", "5%", "percent"),
        ("5 percent", "5 percent", "percent"),
    ],
)
def test_a_figure_is_stated_in_whatever_form(text: str, known: str, scale: str) -> None:
    assert states(text, known, scale)


@pytest.mark.parametrize(
    ("text", "known", "scale"),
    [
        ("Sales were $1,496.5 thousand.", "1496.5", "million"),
        ("Sales were 1,496.5 euros.", "1,496.5 dollars", ""),
        ("It grew by 25%.", "24.41", "percent"),
        ("It grew by 24.42%.", "24.41", "percent"),
        ("It grew by 24.41%.", "2441", "million"),
        ("It fell by 12.6.", "12.6", ""),
        ("It rose by 12.6.", "-12.6", ""),
        ("+12.6", "-12.6", ""),
        ("−12.6", "12.6", ""),
        ("It was changed.", "0", ""),
        ("No fees were paid but 5.", "0", ""),
        ("It was unchanged.", "5", ""),
        ("No fees were paid.", "5", ""),
        ("Between 10 and 20 of them.", "11", ""),
        ("Between 10 and 12 of them.", "13", ""),
        ("in 2018", "2019", ""),
        ("on 5 May 2019", "6 May 2019", ""),
        ("It took 12 months.", "2 years", ""),
        ("It ranks 5th.", "5", "million"),
        ("nothing", "no figure", ""),
        ("0", "5", ""),
    ],
)
def test_another_figure_is_not_taken_for_it(text: str, known: str, scale: str) -> None:
    assert not states(text, known, scale)


def test_who_asks_for_a_loss_is_told_it_without_a_minus() -> None:
    asked = "How large was the loss?"
    assert states("12.6", "-12.6", question=asked)
    assert states("12.6", "12.6", question=asked)
    assert not states("12.6", "-12.6", question="How large was it?")
    assert not states("It rose by 12.6.", "-12.6", question=asked)
    assert states("It fell by 12.6.", "12.6", question=asked)
