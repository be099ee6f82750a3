"""The tree of a return computes to the return the summary shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.analytics.explain_returns import explain_return
from shared.analytics.explanation import evaluate, holds
from shared.analytics.series import daily_series
from shared.analytics.summary import summary
from shared.kernel.errors import InvalidInput
from shared.portfolios.valuation import holdings
from tests.fakes.ledgers import book, random_entries, world

WORLD = world()


@pytest.mark.parametrize("most", [3, 500])
@given(st.integers(1, 5_000), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_returns_are_computed_again_from_values_and_flows(most: int, seed: int, count: int) -> None:
    one = book(random_entries(seed, count), WORLD)
    series = daily_series(one)
    shown = summary(one, holdings(one.result, one.prices, one.fx, {}), series)
    figures = (("twr", shown.twr), ("xirr", shown.xirr), ("simple_return", shown.simple_return))
    for metric, expected in figures:
        if expected is None:
            with pytest.raises(InvalidInput):
                _ = explain_return(series, one.as_of, metric, most)  # type: ignore[arg-type]
            continue
        tree = explain_return(series, one.as_of, metric, most)  # type: ignore[arg-type]
        assert holds(tree)
        assert float(evaluate(tree)) == pytest.approx(expected, rel=1e-7, abs=1e-8)
        if metric == "twr":
            assert len(tree.children[0].children) <= most + 1
