"""`make eval`: what the assistant is worth, in numbers with thresholds.

300 generated questions to the offline analyst, 1,000 changed figures to the checker, conversations
with models over both wires, recorded exchanges of real ones, and the versions of the prompt side by
side. With `--live`, the prompts are put to the model that the environment configures.
"""

import asyncio
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

import structlog

from shared.assistant import prompts
from tests.evaluation.conversations import MANNERS, Replayed, Wire, replay
from tests.evaluation.grading import Graded, ask
from tests.evaluation.mutations import mutations
from tests.evaluation.questions import questions
from tests.evaluation.recorded import ERRORS, EXCHANGES, comes_through, ends_cleanly
from tests.evaluation.versions import compared
from tests.evaluation.world import make_case, services

PORTFOLIOS = 10
QUESTIONS = 300
MUTATIONS = 1_000
LEAST_CAUGHT = 0.995
CONVERSATIONS = 120


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


async def conversations(
    portfolios: int, most: int, prompt: str = prompts.CURRENT
) -> list[Replayed]:
    """Replay conversations over both wires in every manner, in turns."""
    wires: tuple[Wire, ...] = ("chat", "responses")
    with tempfile.TemporaryDirectory() as folder:
        made = services(Path(folder))
        cases = [await make_case(made, seed) for seed in range(portfolios)]
        asked = list(questions(cases))[:most]
        found: list[Replayed] = []
        for number, question in enumerate(asked):
            wanted = await ask(question, made.offline_analyst, made.toolbox)
            if not wanted.outcomes or not wanted.claims:
                continue
            wire, manner = wires[number % 2], MANNERS[number // 2 % len(MANNERS)]
            found.append(await replay(made, wanted, wire, manner, prompt))
        await made.documents.close()
    return found


def report_conversations(found: list[Replayed]) -> bool:
    """Print what became of the conversations; say whether all ended well."""
    for manner in MANNERS:
        these = [one for one in found if one.manner == manner]
        well = sum(one.is_well_ended for one in these)
        print(f"conversations, {manner}: {well} of {len(these)} end as they should")
    told = [one for one in found if one.manner in {"right", "corrected", "obeys"}]
    tools = sum(one.has_right_tools for one in told)
    figures = sum(len(one.got.claims) for one in told)
    cited = figures - sum(len(one.got.unsupported) for one in told)
    right = sum(one.got.is_right for one in told)
    writes = sum(one.writes for one in found)
    print(
        f"tools and arguments {tools}/{len(told)}, figures asked for {right}/{len(told)}, "
        f"cited {cited}/{figures}, writes {writes}"
    )
    for one in found:
        if not one.is_well_ended:
            print(f"- {one.wire}, {one.manner}: {one.wanted.question.text}\n  {one.got.text[:400]}")
    return all(one.is_well_ended for one in found) and tools == len(told) and cited == figures


async def recorded() -> bool:
    """Replay what real models have said; print and say whether all of it came through."""
    through = [await comes_through(one) for one in EXCHANGES]
    ended = [await ends_cleanly(*one) for one in ERRORS]
    print(
        f"recorded exchanges: {sum(through)} of {len(through)} come through, "
        f"{sum(ended)} of {len(ended)} errors end cleanly"
    )
    return all(through) and all(ended)


async def main(is_loud: bool, is_live: bool) -> bool:
    """Measure everything; say whether all is good enough."""
    holds = report(await answers(PORTFOLIOS, QUESTIONS), is_loud)
    holds &= report_conversations(await conversations(4, CONVERSATIONS))
    holds &= await recorded()
    print(await compared(is_live=is_live))
    return holds


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    result = asyncio.run(main("--quiet" not in sys.argv, "--live" in sys.argv))
    sys.exit(0 if result else 1)
