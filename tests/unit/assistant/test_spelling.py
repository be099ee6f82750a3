"""Slips of the pen are put right, words that only look alike are left."""

import pytest

from shared.assistant.offline_analyst.spelling import corrected
from shared.assistant.offline_analyst.sums import sum_in


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how did i do last yaer", "how did i do last year"),
        ("my portfoilo", "my portfolio"),
        ("what dividens did i get", "what dividends did i get"),
        ("how is my perfomance", "how is my performance"),
        ("my volatilty", "my volatility"),
        ("what share is in tech", "what share is in tech"),
        ("the last transaction", "the last transaction"),
        ("price of Fase and NVDA", "price of Fase and NVDA"),
        ("is it worth the risk", "is it worth the risk"),
    ],
)
def test_only_slips_are_corrected(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    ("asked", "expression"),
    [
        ("what is 15% of 2,340?", "2340 * 15 / 100"),
        ("2 + 3 × 4 =", "2 + 3 * 4"),
        ("how much is (1+2)^3", "(1+2)^3"),
        ("2018-06-29", None),
        ("what is 2018", None),
        ("what is 15% of my portfolio", None),
        ("what was AAPL on 3/4/2018", None),
    ],
)
def test_a_sum_is_a_whole_question(asked: str, expression: str | None) -> None:
    found = sum_in(asked)
    assert (found.expression if found else None) == expression
