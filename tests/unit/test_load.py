"""The verdicts of load tests."""

from tests.load.scene import Held
from tests.load.soak import grown
from tools.load import Tally


def test_fast_and_sound_answers_pass() -> None:
    assert Tally([10.0] * 100).verdict(50) == []


def test_a_slow_twentieth_is_named() -> None:
    slow = [10.0] * 90 + [5000.0] * 10
    assert Tally(slow).verdict(2000) == ["p95 5000 ms is above 2000 ms"]


def test_more_than_one_failure_in_a_thousand_is_named() -> None:
    assert Tally([10.0] * 1000, failures=1).verdict(50) == []
    assert Tally([10.0] * 1000, failures=2).verdict(50) == ["2 of 1000 answers failed"]


def test_no_answer_at_all_is_no_success() -> None:
    assert Tally().verdict(2000) != []


def _held(megabytes: float, files: int) -> dict[str, Held]:
    return {"http": Held(megabytes, files)}


def test_a_process_that_keeps_growing_or_opening_files_is_named() -> None:
    steady = [_held(300 + turn % 3, 28 - turn % 2) for turn in range(20)]
    growing = [_held(300 + 3 * turn, 28) for turn in range(20)]
    leaking = [_held(300, 28 + turn) for turn in range(20)]
    assert grown(steady) == []
    assert grown(growing) == ["the process http grew by 57 MB"]
    assert grown(leaking) == ["the process http opened 19 files and closed none of them"]
