"""Returns of textbooks, course notes and encyclopaedias, flow by flow."""

import numpy as np
import pytest

from shared.analytics.performance import (
    PeriodFlows,
    money_weighted_return,
    return_on_average_investment,
    time_weighted_return,
    time_weighted_return_annualised,
)

YEAR = 365


def flows(
    values: list[float], inflows: list[float], outflows: list[float], days: list[int]
) -> PeriodFlows:
    return PeriodFlows(np.array(days), np.array(values), np.array(inflows), np.array(outflows), 0.0)


# Source, values at the end, inflows, outflows, days; yearly money- and time-weighted return.
# A purchase at a year's turn opens the next year: value after it, inflow at the day's start.
PUBLISHED = [
    # CFA Program Level I, "Rates and Returns": one share at $200, a second at $225 after $5 of
    # dividend is taken out, both sold at $235 with $5 each:
    # 9.39 %, and 15 % then 6.67 %, which link to 10.76 %.
    ("CFA", [200, 450, 480], [200, 225, 0], [0, 5, 0], (0.0939, 0.1076)),
    # Schweser CFA Level I, LOS 7.d: $100, then $120 with a $2 dividend, ends at $264.
    ("Schweser", [100, 240, 264], [100, 120, 0], [0, 2, 0], (0.1386, 0.1584)),
    # CFA sample question: four shares at $50, two sold at $50, $5 a share, two at $80.
    ("CFA question", [200, 100, 170], [200, 0, 0], [0, 100, 0], (0.2052, 0.3038)),
]


@pytest.mark.parametrize(("source", "values", "inflows", "outflows", "expected"), PUBLISHED)
def test_money_and_time_weighted_returns(
    source: str,
    values: list[float],
    inflows: list[float],
    outflows: list[float],
    expected: tuple[float, float],
) -> None:
    period = flows(values, inflows, outflows, [0, YEAR, 2 * YEAR])
    assert money_weighted_return(period).value == pytest.approx(expected[0], abs=5e-5), source
    # Money that comes in late is in at its day's start; linked by hand it is what was published.
    growth = [
        (values[1] + outflows[1] - inflows[1]) / values[0],
        (values[2] + outflows[2] - inflows[2]) / values[1],
    ]
    assert (growth[0] * growth[1]) ** 0.5 - 1 == pytest.approx(expected[1], abs=1e-4), source
    apart = flows(
        [values[0], values[1] - inflows[1] + outflows[1], values[1], values[2]],
        [values[0], 0, inflows[1], 0],
        [0, 0, outflows[1], 0],
        [0, YEAR, YEAR + 1, 2 * YEAR],
    )
    assert time_weighted_return_annualised(apart) == pytest.approx(expected[1], abs=1e-4), source


def test_modified_dietz_as_its_encyclopaedia_article_works_it_out() -> None:
    # Wikipedia, "Modified Dietz method": 100 becomes 300 in two years, 50 comes in half-way: 120 %.
    days = np.array([1, YEAR + 1, 2 * YEAR])
    period = PeriodFlows(
        days, np.array([100.0, 150.0, 300.0]), np.array([0.0, 50.0, 0.0]), np.zeros(3), 100.0
    )
    assert return_on_average_investment(period) == pytest.approx(1.2, abs=1e-3)


@pytest.mark.parametrize(
    ("returns", "linked"),
    [
        # GIPS 2020, geometric linking: sub-period returns multiply.
        ([0.10, -0.10], -0.01),
        ([0.05, 0.05, 0.05, 0.05], 0.21550625),
        ([1.0, -0.5], 0.0),
        ([-1.0, 0.5], -1.0),
    ],
)
def test_sub_periods_are_linked_geometrically(returns: list[float], linked: float) -> None:
    values = 100.0 * np.cumprod(1.0 + np.array(returns))
    period = PeriodFlows(
        np.arange(1, values.size + 1), values, np.zeros(values.size), np.zeros(values.size), 100.0
    )
    assert time_weighted_return(period) == pytest.approx(linked)
