"""What holds of the simulated day whatever is assumed about people."""

import pytest

from bench.scale import (
    MINUTES,
    PARTITION_RU,
    Day,
    acts,
    at,
    bells,
    dollars_a_month,
    simulate,
    zipf_share,
)

SIZES = (1_000, 100_000, 1_000_000)


@pytest.fixture(scope="module")
def days() -> dict[int, Day]:
    return {people: simulate(acts(people)) for people in SIZES}


def test_a_shape_spreads_a_whole_day() -> None:
    for shape in (bells((870, 45, 6.0)), at(60, 240), at(0, 1)):
        assert sum(map(shape, range(MINUTES))) == pytest.approx(1)


def test_shares_of_the_first_of_few_are_known() -> None:
    assert zipf_share(1) == 1
    assert zipf_share(2) == pytest.approx(2 / 3)
    assert zipf_share(3) == pytest.approx(6 / 11)


@pytest.mark.parametrize("people", SIZES)
def test_whatever_comes_is_done_or_left_over(days: dict[int, Day], people: int) -> None:
    for act in acts(people):
        waits = days[people].left_over.get(act.name, 0.0)
        assert days[people].done[act.name] + waits == pytest.approx(act.a_day)


def test_more_people_never_need_less(days: dict[int, Day]) -> None:
    few, some, many = (days[people] for people in SIZES)
    for name in ("instances", "units_a_second", "tokens_a_minute", "cpu_seconds"):
        assert getattr(few, name) <= getattr(some, name) <= getattr(many, name)


def test_a_person_never_costs_more_for_being_one_of_many(days: dict[int, Day]) -> None:
    each = [sum(dollars_a_month(days[people], people).values()) / people for people in SIZES]
    assert each == sorted(each, reverse=True)


def test_no_partition_is_too_hot_as_built(days: dict[int, Day]) -> None:
    assert max(days[1_000_000].hottest.values()) < PARTITION_RU / 10


def test_what_was_designed_away_would_be_felt(days: dict[int, Day]) -> None:
    before = simulate(acts(1_000_000, is_cached=False, is_spread=False))
    built = days[1_000_000]
    assert before.hottest["prices"] > 100 * built.hottest["prices"]
    assert before.hottest["ops"] > 1.5 * built.hottest["ops"]
    assert before.waited_minutes["reports"] > 60 > built.waited_minutes["reports"]


def test_where_instances_are_few_people_go_first_and_queues_wait() -> None:
    doing = acts(1_000_000)
    short = simulate(doing, instances=8)
    assert short.waited_minutes["reports"] > 0
    for act in doing:
        if not act.queue:
            assert short.done[act.name] == pytest.approx(act.a_day)
