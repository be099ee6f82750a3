"""The load test's verdict."""

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
