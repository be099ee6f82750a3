"""Money-weighted return: published answers, a second way to the same figure, and honesty."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.xirr import (
    Rate,
    _is_the_only_root,
    _is_the_only_root_of_few,
    _vectorised,
    rate_of,
    xirr,
)


def ordinals(*dates: str) -> np.ndarray:
    return np.array([date.fromisoformat(day).toordinal() for day in dates])


def by_bisection(days: np.ndarray, amounts: np.ndarray) -> float:
    """A second, slower way to the rate: halve the bracket until it is a point."""
    low, high = -0.9999, 1e4

    def value(rate: float) -> float:
        return sum(
            a * (1 + rate) ** (-(d - days[0]) / 365) for d, a in zip(days, amounts, strict=True)
        )

    rising = value(low) < 0
    for _ in range(300):
        middle = (low + high) / 2
        if (value(middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return low


def test_excel_documentation_example() -> None:
    # Microsoft, "XIRR function": 0.373362535.
    days = ordinals("2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01")
    amounts = np.array([-10_000, 2_750, 4_250, 3_250, 2_750.0])
    assert xirr(days, amounts) == pytest.approx(0.373362535, abs=1e-8)
    assert rate_of(days, amounts) == Rate(xirr(days, amounts))


def test_money_weighted_example_of_the_cfa_curriculum() -> None:
    # DeFusco et al., Quantitative Investment Analysis, ch. 2: pay 200, pay 225 less a dividend of
    # 5 a year later, sell two shares at 235 with 10 of dividends: 9.39 %.
    answer = rate_of(np.array([0, 365, 730]), np.array([-200.0, -220.0, 480.0]))
    assert answer.value == pytest.approx(0.0939, abs=5e-5)


def test_the_curriculum_example_with_two_rates_has_no_answer_but_a_note() -> None:
    # The textbook case of two rates: -1000, 2500, -1540 cancel at 10 % and at 40 %.
    answer = rate_of(np.array([0, 365, 730]), np.array([-1_000.0, 2_500.0, -1_540.0]))
    assert answer.value is None
    assert answer.note == "several rates make these flows cancel: 0.1, 0.4"


def test_flows_that_never_cancel_have_no_answer_but_a_note() -> None:
    answer = rate_of(np.array([0, 365, 730]), np.array([-1_000.0, 2_500.0, -2_000.0]))
    assert (answer.value, answer.note) == (None, "no rate makes these flows cancel")


def test_money_that_only_goes_in_has_no_rate() -> None:
    answer = rate_of(np.array([0, 365]), np.array([-1_000.0, 0.0]))
    assert (answer.value, answer.note) == (None, "no rate: money went one way only")


def test_flows_of_a_single_day_have_no_rate() -> None:
    assert rate_of(np.array([7, 7]), np.array([-1_000.0, 1_100.0])).value is None


def test_a_rate_of_a_doubling_in_one_year_is_one() -> None:
    assert rate_of(np.array([0, 365]), np.array([-100.0, 200.0])).value == pytest.approx(1.0)


def test_losing_half_in_a_year_is_minus_a_half() -> None:
    assert rate_of(np.array([0, 365]), np.array([-100.0, 50.0])).value == pytest.approx(-0.5)


@pytest.mark.parametrize("count", [3, 50, 399, 401, 1_500])
def test_both_solvers_agree_with_bisection(count: int) -> None:
    rng = np.random.default_rng(count)
    days = np.sort(rng.choice(3_650, count, replace=False))
    amounts = -rng.uniform(1, 100, count)
    amounts[-1] = -amounts.sum() * 1.6
    assert rate_of(days, amounts).value == pytest.approx(by_bisection(days, amounts), abs=1e-9)


def test_many_flows_of_one_day_count_as_their_sum() -> None:
    rng = np.random.default_rng(3)
    days = np.sort(rng.integers(0, 1_000, 5_000))
    amounts = -rng.uniform(1, 100, 5_000)
    sums = np.bincount(days, amounts)
    kept = np.flatnonzero(sums)
    end = -amounts.sum() * 1.3
    apart = rate_of(np.append(days, 1_200), np.append(amounts, end))
    joined = rate_of(np.append(kept, 1_200), np.append(sums[kept], end))
    assert apart.value == pytest.approx(joined.value, abs=1e-12)


@given(
    st.lists(st.floats(1, 1e6), min_size=1, max_size=30),
    st.floats(-0.9, 3.0),
)
@settings(max_examples=60, deadline=None)
def test_money_that_grew_at_a_rate_answers_that_rate(paid: list[float], rate: float) -> None:
    days = np.arange(len(paid)) * 37
    end = int(days[-1]) + 200
    worth = sum(p * (1 + rate) ** ((end - d) / 365) for p, d in zip(paid, days, strict=True))
    answer = rate_of(np.append(days, end), np.append(-np.array(paid), worth))
    assert answer.value == pytest.approx(rate, abs=1e-6)


def test_a_loss_with_two_negative_rates_has_no_answer_though_money_never_was_ahead() -> None:
    # (1 + r) = 1/2 and 1/3 by construction: -1 (y - 2)(y - 3) = -6 + 5y - y², times (1 + y) to keep
    # the running balance at or below zero: -6 - y + 4y² - y³. The end flow pays, so nothing is won.
    days, amounts = np.array([0, 365, 730, 1_095]), np.array([-6.0, -1.0, 4.0, -1.0])
    answer = rate_of(days, amounts)
    assert answer.value is None
    assert answer.note == "several rates make these flows cancel: -0.6667, -0.5"


@pytest.mark.parametrize("count", [8, 30, 200, 600])
def test_money_back_without_gain_is_a_rate_of_zero_for_any_number_of_flows(count: int) -> None:
    days = np.arange(count) * 30
    amounts = np.full(count, -10.0)
    amounts[-1] = 10.0 * (count - 1)
    assert rate_of(days, amounts).value == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("count", [8, 30, 200])
def test_losses_agree_with_bisection(count: int) -> None:
    rng = np.random.default_rng(count)
    days = np.sort(rng.choice(3_650, count, replace=False))
    amounts = rng.uniform(-100, 30, count)
    amounts[0], amounts[-1] = -500.0, 0.0
    amounts[-1] = -amounts.sum() * 0.7
    assert rate_of(days, amounts).value == pytest.approx(by_bisection(days, amounts), abs=1e-9)


@given(st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=14), st.floats(0.5, 3.0))
@settings(max_examples=200, deadline=None)
def test_a_rate_that_is_given_is_the_only_one(flows: list[float], factor: float) -> None:
    """Two ways: what the proofs let pass has one change of sign over a fine grid of rates."""
    days, amounts = np.arange(len(flows)) * 200, np.array(flows)
    amounts[-1] = factor * abs(float(amounts[:-1].sum())) + 1.0
    rate = rate_of(days, amounts).value
    if rate is None or not -0.99 < rate < 99:
        return
    grid = np.expm1(np.linspace(np.log(0.01), np.log(100.0), 3_001))
    worth = np.array([float(amounts @ (1 + r) ** (-days / 365)) for r in grid])
    assert np.count_nonzero(np.diff(np.sign(worth))) == 1


def in_parts(days: np.ndarray, amounts: np.ndarray, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """The same flows, each paid in equal parts on its day: the rate cannot change."""
    return np.repeat(days, parts), np.repeat(amounts / parts, parts)


@pytest.mark.parametrize("parts", [1, 7, 64, 200])
def test_worked_cases_hold_however_many_parts_a_flow_is_paid_in(parts: int) -> None:
    excel = ordinals("2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01")
    flows = np.array([-10_000, 2_750, 4_250, 3_250, 2_750.0])
    assert rate_of(*in_parts(excel, flows, parts)).value == pytest.approx(0.373362535, abs=1e-8)
    years = np.array([0, 365, 730])
    two_rates = in_parts(years, np.array([-1_000.0, 2_500.0, -1_540.0]), parts)
    assert rate_of(*two_rates).note == "several rates make these flows cancel: 0.1, 0.4"
    none = in_parts(years, np.array([-1_000.0, 2_500.0, -2_000.0]), parts)
    assert rate_of(*none).note == "no rate makes these flows cancel"
    one_way = in_parts(years, np.array([-1_000.0, -1.0, -2.0]), parts)
    assert rate_of(*one_way).note == "no rate: money went one way only"
    halved = in_parts(years[:2], np.array([-100.0, 50.0]), parts)
    assert rate_of(*halved).value == pytest.approx(-0.5)


@pytest.mark.parametrize("count", [5, 30, 100, 400])
@pytest.mark.parametrize("place", [0, -1])
def test_an_unknown_value_at_either_end_gives_no_rate(count: int, place: int) -> None:
    amounts = np.full(count, -1.0)
    amounts[-1] = 2.0 * count
    amounts[place] = np.nan
    answer = rate_of(np.arange(count), amounts)
    assert answer.note == "the value at the beginning or end is not known"


@pytest.mark.parametrize("count", [5, 30, 100, 400])
@pytest.mark.parametrize("rate", [-0.999, -0.3, 0.0, 0.05, 3.0, 500.0])
def test_rates_far_from_the_first_guess_are_found(count: int, rate: float) -> None:
    days = np.arange(count) * 11
    paid = np.linspace(1.0, 3.0, count - 1)
    end = int(days[-1]) + 100
    # By definition: what each payment has grown to at this rate.
    worth = sum(p * (1 + rate) ** ((end - d) / 365) for p, d in zip(paid, days[:-1], strict=True))
    answer = rate_of(np.append(days[:-1], end), np.append(-paid, worth))
    assert answer.value == pytest.approx(rate, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("parts", [1, 12, 150])
def test_a_balance_that_is_overdrawn_for_a_while_is_searched_and_its_single_rate_found(
    parts: int,
) -> None:
    # -100 at once, 150 back after a year, 20 more after two, then 10 paid in and 5 out: by
    # construction the polynomial in 1/(1+r) has one root in the whole range (checked on a grid).
    days = np.array([0, 365, 730, 1_095])
    amounts = np.array([-100.0, 150.0, -20.0, 5.0])
    grid = np.linspace(-0.95, 50, 200_001)
    worth = sum(a * (1 + grid) ** (-d / 365) for a, d in zip(amounts, days, strict=True))
    changes = np.flatnonzero(np.diff(np.sign(worth)))
    assert changes.size == 1
    answer = rate_of(*in_parts(days, amounts, parts))
    assert answer.value == pytest.approx(float(grid[changes[0]]), abs=3e-4)


@pytest.mark.parametrize("rate", [-0.9, -0.2, 0.0, 0.07, 1.5, 40.0])
@pytest.mark.parametrize("repeats", [1, 3])
def test_many_flows_are_solved_and_proven_without_a_search(rate: float, repeats: int) -> None:
    days = np.repeat(np.arange(400) * 9, repeats)
    paid = np.linspace(1.0, 2.0, days.size)
    end = int(days[-1]) + 365
    worth = sum(p * (1 + rate) ** ((end - d) / 365) for p, d in zip(paid, days, strict=True))
    found = _vectorised(np.append(days, end), np.append(-paid, worth))
    assert found == pytest.approx(rate, rel=1e-9, abs=1e-9)


def test_what_has_two_rates_is_not_proven_by_the_solver() -> None:
    days, amounts = in_parts(np.array([0, 365, 730]), np.array([-1_000.0, 2_500.0, -1_540.0]), 200)
    assert _vectorised(days, amounts) is None


def proven_by_a_loop(amounts: np.ndarray) -> bool:
    return _is_the_only_root_of_few(list(range(amounts.size)), amounts.tolist(), 0.0)


@pytest.mark.parametrize("proven", [_is_the_only_root, proven_by_a_loop])
@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
def test_a_running_balance_of_one_sign_is_the_proof(
    proven: Callable[[np.ndarray], bool], unit: float
) -> None:
    def is_proven(*amounts: float) -> bool:
        return proven(np.array(amounts) * unit)

    assert is_proven(-3.0, 1.0, 2.0)
    assert is_proven(3.0, -1.0, -2.0)
    assert is_proven(-3.0, 3.0, -1.0, 1.0)  # it may come to nothing between
    assert is_proven(3.0, -3.0, 1.0, -1.0)
    assert not is_proven(-3.0, 4.0, -1.0)
    assert not is_proven(3.0, -4.0, 1.0)
    # What rounding leaves of a balance of nothing is no change of sign.
    assert is_proven(-3.0, 3.0 + 4e-16, -1.0, 1.0)
    assert is_proven(3.0, -3.0 - 4e-16, 1.0, -1.0)


def test_the_loop_compounds_at_the_rate_and_wants_a_value_at_the_end() -> None:
    # At 100 % a year 8 paid in are worth 16 after one: 15 taken leave the balance negative, 17 not.
    days = [0, 365, 730, 1_095]
    assert _is_the_only_root_of_few(days, [-8.0, 15.0, -1.0, 12.0], 1.0)
    assert not _is_the_only_root_of_few(days, [-8.0, 17.0, -4.0, 4.0], 1.0)
    assert not _is_the_only_root_of_few(days[:3], [-8.0, 15.0, 0.0], 1.0)


def test_two_rates_close_to_each_other_are_both_told() -> None:
    # (1.1 - y)(1.14 - y) = 1.254 - 2.24 y + y²: 10 % and 14 % by construction.
    answer = rate_of(np.array([0, 365, 730]), np.array([-1_000.0, 2_240.0, -1_254.0]))
    assert answer.note == "several rates make these flows cancel: 0.1, 0.14"
