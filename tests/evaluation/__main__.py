"""`make eval`: 300 questions to the offline analyst, 1,000 changed figures to the checker."""

import asyncio
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

import structlog

from tests.evaluation.grading import Graded, ask
from tests.evaluation.mutations import mutations
from tests.evaluation.questions import questions
from tests.evaluation.world import make_case, services

PORTFOLIOS = 10
QUESTIONS = 300
MUTATIONS = 1_000
LEAST_CAUGHT = 0.995


async def answers(portfolios: int, most: int) -> list[Graded]:
    """Ask the first questions of so many portfolios, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        made = services(Path(folder))
        cases = [await make_case(made, seed) for seed in range(portfolios)]
        asked = list(questions(cases))[:most]
        graded = [await ask(one, made.offline_analyst, made.toolbox) for one in asked]
        await made.documents.close()
    return graded


def report(graded: list[Graded], is_loud: bool) -> bool:
    """Print the rates; say whether all are good enough."""
    right = sum(one.is_right for one in graded)
    cited = sum(not one.unsupported for one in graded)
    figures = sum(len(one.claims) for one in graded)
    without = sum(len(one.unsupported) for one in graded)
    print(f"questions {len(graded)}: {right} right, {cited} with every figure cited")
    print(f"figures {figures}: {without} without evidence ({without / max(figures, 1):.2%})")
    for one in graded:
        if is_loud and (not one.is_right or one.unsupported):
            print(f"\n- {one.question.template}: {one.question.text}")
            print(f"  expected {float(one.question.expected.value):.4f}, right: {one.is_right}")
            print(f"  without evidence: {[claim.text for claim in one.unsupported]}")
            print("  " + one.text.replace("\n", "\n  "))
    tried = list(mutations(graded, MUTATIONS))
    caught = sum(one.is_caught for one in tried)
    print(f"changed figures {len(tried)}: {caught} caught ({caught / len(tried):.2%})")
    missed = Counter(one.graded.question.template for one in tried if not one.is_caught)
    for one in tried:
        if is_loud and not one.is_caught:
            print(f"  missed in {one.graded.question.template}: {one.before} -> {one.after}")
    print(f"missed by template: {dict(missed)}")
    return right == cited == len(graded) and caught / len(tried) >= LEAST_CAUGHT


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    result = report(asyncio.run(answers(PORTFOLIOS, QUESTIONS)), "--quiet" not in sys.argv)
    sys.exit(0 if result else 1)
