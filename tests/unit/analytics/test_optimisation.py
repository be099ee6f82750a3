"""Optimal weights against PyPortfolioOpt and closed forms; impossible constraints by name."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pypfopt import EfficientFrontier, HRPOpt
from pypfopt.risk_models import CovarianceShrinkage
from scipy.cluster import hierarchy

from shared.analytics.covariance import ledoit_wolf, sample_covariance
from shared.analytics.hierarchical import hierarchical_risk_parity
from shared.analytics.optimisation import Constraints, optimise
from shared.analytics.relative_risk import risk_contributions
from shared.kernel.errors import InvalidInput

COUNT = 8
_MIXING = np.random.default_rng(1).normal(0, 0.006, (COUNT, COUNT)) + np.eye(COUNT) * 0.008
RETURNS = np.random.default_rng(2).normal(0.0004, 1, (700, COUNT)) @ _MIXING.T
COVARIANCE = sample_covariance(RETURNS)
EXPECTED = np.linspace(0.03, 0.15, COUNT)


def free(**changes: object) -> Constraints:
    return Constraints(**{"lower": np.zeros(COUNT), "upper": np.ones(COUNT), **changes})  # type: ignore[arg-type]


def frontier() -> EfficientFrontier:
    return EfficientFrontier(EXPECTED, COVARIANCE)


def weights_of(theirs: Mapping[Any, float]) -> np.ndarray:
    return np.array(list(theirs.values()))


def test_ledoit_wolf_equals_scikit_learn_through_pyportfolioopt() -> None:
    theirs = CovarianceShrinkage(pd.DataFrame(RETURNS), returns_data=True, frequency=252)
    matrix = np.asarray(theirs.ledoit_wolf("constant_variance"))
    ours = ledoit_wolf(RETURNS)
    assert ours.matrix == pytest.approx(matrix, rel=1e-9)
    assert ours.intensity == pytest.approx(theirs.delta)


def test_minimum_variance_equals_pyportfolioopt() -> None:
    theirs = weights_of(frontier().min_volatility())
    assert optimise("min_variance", COVARIANCE, free()) == pytest.approx(theirs, abs=2e-4)


def test_minimum_variance_without_bounds_is_the_closed_form() -> None:
    inverse = np.linalg.inv(COVARIANCE).sum(axis=1)
    wide = free(lower=np.full(COUNT, -5.0), upper=np.full(COUNT, 5.0))
    assert optimise("min_variance", COVARIANCE, wide) == pytest.approx(
        inverse / inverse.sum(), abs=1e-4
    )


def test_maximum_sharpe_equals_pyportfolioopt() -> None:
    theirs = weights_of(frontier().max_sharpe(risk_free_rate=0.02))
    ours = optimise("max_sharpe", COVARIANCE, free(), EXPECTED, 0.02)
    assert ours == pytest.approx(theirs, abs=1e-3)


def test_risk_parity_gives_every_holding_the_same_share() -> None:
    weights = optimise("risk_parity", COVARIANCE, free())
    assert risk_contributions(weights, COVARIANCE) == pytest.approx(
        np.full(COUNT, 1 / COUNT), abs=1e-4
    )


def test_risk_parity_of_uncorrelated_holdings_is_inverse_volatility() -> None:
    # Maillard, Roncalli & Teiletche (2010), §2.2.
    deviations = np.array([0.1, 0.2, 0.4])
    two = Constraints(np.zeros(3), np.ones(3))
    expected = (1 / deviations) / (1 / deviations).sum()
    assert optimise("risk_parity", np.diag(deviations**2), two) == pytest.approx(expected, abs=1e-4)


def test_hierarchical_risk_parity_equals_pyportfolioopt(monkeypatch: pytest.MonkeyPatch) -> None:
    # PyPortfolioOpt 1.6 looks the method's name up in a table that scipy 1.18 no longer has.
    monkeypatch.setattr(hierarchy, "_LINKAGE_METHODS", {"single": 0}, raising=False)
    frame = pd.DataFrame(RETURNS, columns=[f"A{n}" for n in range(COUNT)])
    theirs = HRPOpt(frame).optimize()
    ours = hierarchical_risk_parity(COVARIANCE)
    assert ours == pytest.approx([theirs[name] for name in frame.columns], abs=1e-9)


def test_weights_keep_to_bounds_caps_and_turnover() -> None:
    sectors = ["tech"] * 4 + ["other"] * 4
    current = np.full(COUNT, 1 / COUNT)
    kept = free(
        upper=np.full(COUNT, 0.4),
        lower=np.full(COUNT, 0.02),
        groups={"tech": 0.3},
        group_of=sectors,
        current=current,
        most_turnover=0.25,
    )
    for objective in ("min_variance", "max_sharpe", "risk_parity", "hrp"):
        weights = optimise(objective, COVARIANCE, kept, EXPECTED)
        assert weights.sum() == pytest.approx(1)
        assert weights.min() >= 0.02 - 1e-6
        assert weights.max() <= 0.4 + 1e-6
        assert weights[:4].sum() <= 0.3 + 1e-5
        assert np.abs(weights - current).sum() / 2 <= 0.25 + 1e-5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"upper": np.full(COUNT, 0.1)}, "upper bounds sum to 0.8"),
        ({"lower": np.full(COUNT, 0.2)}, "lower bounds sum to 1.6"),
        ({"lower": np.full(COUNT, 0.12), "upper": np.full(COUNT, 0.11)}, "above its upper"),
        ({"groups": {"t": 0.1}, "group_of": ["t"] * 8}, "leave room for 0.1"),
        (
            {"lower": np.full(COUNT, 0.1), "groups": {"t": 0.3}, "group_of": ["t"] * 4 + ["o"] * 4},
            "lower bounds in t sum to 0.4",
        ),
        (
            {
                "current": np.eye(COUNT)[0],
                "upper": np.full(COUNT, 0.5),
                "most_turnover": 0.1,
            },
            "need a turnover of 0.5",
        ),
    ],
)
def test_impossible_constraints_are_refused_by_name(
    changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        optimise("min_variance", COVARIANCE, free(**changes))


def test_no_return_above_the_risk_free_rate_has_no_best_sharpe_ratio() -> None:
    with pytest.raises(InvalidInput, match="no maximum"):
        optimise("max_sharpe", COVARIANCE, free(), np.full(COUNT, 0.01), 0.02)
