"""What is said beside a figure that cannot be read as it usually is."""

from datetime import date

import numpy as np
import pytest

from shared.analytics.performance import PeriodFlows
from shared.analytics.performance_report import twr_notes


@pytest.mark.parametrize(("end", "is_told"), [(-50.0, True), (0.0, False), (50.0, False)])
def test_a_day_worth_less_than_nothing_is_told_beside_the_time_weighted_return(
    end: float, *, is_told: bool
) -> None:
    """Down from 100 to -50 is -150 % of the day's capital; to nothing, -100 %, is a true return."""
    first = date(2024, 1, 2).toordinal()
    flows = PeriodFlows(
        days=np.array([first, first + 1], dtype=np.int64),
        values=np.array([100.0, end]),
        inflows=np.array([100.0, 0.0]),
        outflows=np.zeros(2),
    )
    assert ("2024-01-03" in twr_notes(flows).get("twr", "")) is is_told
