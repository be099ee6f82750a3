"""Reading a text costs in proportion to its length, whatever is in it."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType

import pytest

from shared.assistant.claims.scanner import find_figures
from shared.assistant.claims.skipping import skipped
from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import ToolOutcome
from shared.assistant.offline_analyst.parts import asked_for

DAY = date(2021, 3, 31)


def steps(read: Callable[[], object]) -> int:
    """How many calls of Python a reading takes: work that no machine's speed changes."""
    count = 0

    def watch(_frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        read()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", ["1+", "€1 ", "1x+", "2020 ", "1-", "2020-01-01 ", "5% "])
def test_twice_the_figures_take_about_twice_the_steps(piece: str) -> None:
    def question(text: str) -> int:
        return steps(lambda: asked_for(text, DAY, []))

    asked_for(f"{piece * 300}1", DAY, [])  # what is read once stays read
    assert question(f"{piece * 800}1") < 2.6 * question(f"{piece * 400}1")


def test_every_figure_of_a_long_sum_is_found() -> None:
    assert [one.text for one in find_figures("1+" * 2_000 + "1")][:2] == ["1", "+1"]
    assert len(find_figures("1+" * 2_000 + "1")) == 2_001


def test_a_sum_told_again_costs_in_proportion_too() -> None:
    def checked(terms: int) -> int:
        said = "1+" * terms + "1"
        outcome = ToolOutcome("t1", "calculator", {"expression": said}, {"expression": said}, "")
        return steps(lambda: FigureChecker().check(f"{said} = 7", [outcome], question=said))

    checked(30)
    assert checked(120) < 2.6 * checked(60)


def test_what_is_skipped_is_as_it_was() -> None:
    text = "Write to a.b+c@example.org or 7@x.de about H100-B2 and a1-B-C2, 5-5"
    taken = skipped(text)
    kept = "".join("_" if taken.has_any(at, at + 1) else mark for at, mark in enumerate(text))
    assert kept == "Write to _________________ or ______ about _______ and _______, 5-5"
