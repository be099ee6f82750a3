"""The thresholds of `make eval`, on a part of its questions."""

import asyncio

import pytest

from tests.evaluation.__main__ import LEAST_CAUGHT, answers, conversations
from tests.evaluation.grading import Graded
from tests.evaluation.mutations import mutations
from tests.evaluation.recorded import ERRORS, EXCHANGES, Exchange, comes_through, ends_cleanly

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


def test_conversations_with_models_end_as_they_should() -> None:
    found = asyncio.run(conversations(portfolios=1, most=36))
    assert len(found) >= 30
    wrong = [(one.wire, one.manner, one.got.text) for one in found if not one.is_well_ended]
    assert wrong == []
    told = [one for one in found if one.manner in {"right", "corrected", "obeys"}]
    assert [one.wanted.question.text for one in told if not one.has_right_tools] == []
    assert sum(one.writes for one in found) == 0


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda one: one.wire)
async def test_what_real_models_said_comes_through_the_loop(exchange: Exchange) -> None:
    assert await comes_through(exchange)


@pytest.mark.parametrize(("wire", "file", "status"), ERRORS)
async def test_what_real_models_refused_ends_cleanly(wire: str, file: str, status: int) -> None:
    assert await ends_cleanly(wire, file, status)  # type: ignore[arg-type]
