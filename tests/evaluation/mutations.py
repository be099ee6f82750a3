"""Answers with one figure changed: is the change found out?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.verifier import FigureChecker
from tests.evaluation.grading import Graded


@dataclass(frozen=True)
class Mutation:
    """A changed figure and whether the checker still believes it."""

    graded: Graded
    before: str
    after: str
    text: str
    start: int
    is_caught: bool


def mutations(answers: Sequence[Graded], count: int, seed: int = 11) -> Iterator[Mutation]:
    """Yield answers with one digit of one figure changed."""
    random, checker = Random(seed), FigureChecker()
    usable = [
        one for one in answers if any(mark.isdigit() for claim in one.claims for mark in claim.text)
    ]
    for _ in range(count):
        graded = random.choice(usable)
        claim = random.choice([one for one in graded.claims if any(map(str.isdigit, one.text))])
        changed = changed_at(claim.text, random)
        text = graded.text[: claim.start] + changed + graded.text[claim.end :]
        if [(f.value, f.days) for f in find_figures(text)] == [
            (f.value, f.days) for f in find_figures(graded.text)
        ]:
            continue
        claims = checker.check(text, graded.outcomes, question=graded.question.text)
        hit = [
            one
            for one in claims
            if one.start < claim.start + len(changed) and claim.start < one.end
        ]
        is_caught = not hit or any(one.verdict == "unsupported" for one in hit)
        yield Mutation(graded, claim.text, changed, text, claim.start, is_caught)


def changed_at(text: str, random: Random) -> str:
    """Return a figure with one digit changed."""
    places = [at for at, mark in enumerate(text) if mark.isdigit()]
    at = random.choice(places)
    digit = random.choice([one for one in "123456789" if one != text[at]])
    return text[:at] + digit + text[at + 1 :]
