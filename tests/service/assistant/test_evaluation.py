"""The thresholds of `make eval`, on a part of its questions."""

import asyncio

import pytest

from tests.evaluation.__main__ import LEAST_CAUGHT, answers
from tests.evaluation.grading import Graded
from tests.evaluation.mutations import mutations

QUESTIONS = 99
MUTATIONS = 400


@pytest.fixture(scope="module")
def graded() -> list[Graded]:
    return asyncio.run(answers(portfolios=3, most=QUESTIONS))


def test_every_generated_question_gets_the_figure_worked_out_by_other_means(
    graded: list[Graded],
) -> None:
    wrong = [(one.question.text, one.text) for one in graded if not one.is_right]
    assert len(graded) >= 90
    assert wrong == []


def test_every_figure_of_every_answer_has_evidence(graded: list[Graded]) -> None:
    without = [(one.question.text, claim.text) for one in graded for claim in one.unsupported]
    assert without == []


def test_a_changed_figure_is_found_out(graded: list[Graded]) -> None:
    tried = list(mutations(graded, MUTATIONS))
    missed = [(one.before, one.after, one.text) for one in tried if not one.is_caught]
    assert len(missed) <= len(tried) * (1 - LEAST_CAUGHT), missed
