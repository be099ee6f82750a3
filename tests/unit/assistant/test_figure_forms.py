"""Gold answers of TAT-QA in other forms, near misses, and their derivations recomputed."""

from fractions import Fraction

from shared.assistant.calculator import calculate
from shared.assistant.claims.matching import states
from tests.unit.assistant.figure_forms import golds, near_misses, right_forms, tables


def test_the_calculator_reproduces_the_derivations_of_a_public_question_set() -> None:
    asked = [
        (one["derivation"], one["answer"])
        for table in tables()
        for one in table["questions"]
        if one["answer_type"] == "arithmetic"
    ]
    wrong = []
    for derivation, answer in asked:
        result = calculate(derivation).exact
        # Answers are rounded to two places; shares are given in per cent.
        slack = Fraction(51, 10_000)
        if not any(abs(one - Fraction(str(answer))) <= slack for one in (result, result * 100)):
            wrong.append((derivation, answer, float(result)))
    assert len(asked) == 62
    assert wrong == []


def test_known_figures_are_recognised_in_other_forms_and_near_misses_are_not() -> None:
    right = [(gold, scale, form) for gold, scale in golds() for form in right_forms(gold, scale)]
    wrong = [(gold, scale, form) for gold, scale in golds() for form in near_misses(gold, scale)]
    missed = [one for one in right if not states(one[2], one[0], one[1])]
    believed = [one for one in wrong if states(one[2], one[0], one[1])]
    assert len(right) + len(wrong) > 1_800
    assert len(missed) + len(believed) <= 0.03 * (len(right) + len(wrong)), (missed, believed)
