"""Whether a reading fires: hysteresis, cool-down, crosses; and what is measured, against pandas."""

import csv
import gzip
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.alerts.judging import judge
from shared.alerts.measures import readings
from shared.alerts.model import AlertDraft, AlertState
from shared.alerts.reading import CLOSE, Reading
from shared.alerts.tape import tape
from shared.market.model import PriceSeries, Split
from tests.fakes.market import price_series
from tests.local_host import ROOT

FIRST = date(2024, 1, 1)
FILE = ROOT / "shared" / "market" / "sample_data" / "AAPL.csv.gz"


def rule(**said: Any) -> AlertDraft:
    return AlertDraft.model_validate(
        {"kind": "price_above", "symbol": "AAPL", "threshold": Decimal(100), **said}
    )


def walked(wanted: AlertDraft, levels: list[Decimal]) -> list[str]:
    """Return what came of each level, a day apart."""
    state, outcomes = AlertState(), list[str]()
    for number, level in enumerate(levels):
        reading = Reading(FIRST + timedelta(days=number), CLOSE, level)
        state, outcome = judge(wanted, state, reading)
        outcomes.append(outcome)
    return outcomes


LEVELS = st.lists(st.integers(80, 120).map(Decimal), min_size=1, max_size=60)


@given(LEVELS)
def test_between_two_firings_the_value_has_come_back_by_the_hysteresis(
    levels: list[Decimal],
) -> None:
    fired = [n for n, outcome in enumerate(walked(rule(), levels)) if outcome == "fired"]
    assert all(levels[n] >= 100 for n in fired)
    for earlier, later in pairwise(fired):
        assert min(levels[earlier:later]) < 99


@given(LEVELS, st.integers(1, 30))
def test_no_two_firings_are_nearer_than_the_cool_down(levels: list[Decimal], days: int) -> None:
    outcomes = walked(rule(cooldown_days=days, hysteresis=Decimal(0)), levels)
    fired = [n for n, outcome in enumerate(outcomes) if outcome == "fired"]
    assert all(later - earlier >= days for earlier, later in pairwise(fired))


@given(LEVELS)
def test_below_is_the_mirror_of_above(levels: list[Decimal]) -> None:
    above = walked(rule(), levels)
    below = walked(rule(kind="price_below"), [200 - level for level in levels])
    assert above == below


def test_where_averages_stand_at_first_is_no_cross() -> None:
    cross = rule(kind="moving_average_cross", threshold=None)
    spreads = [Decimal(n) / 100 for n in (2, 1, -1, -2, 3)]
    assert walked(cross, spreads) == ["not_met", "not_met", "fired", "not_met", "fired"]
    only_up = rule(kind="moving_average_cross", threshold=None, direction="up")
    assert walked(only_up, spreads)[2:] == ["not_met", "not_met", "fired"]


@pytest.fixture(scope="module")
def apple() -> tuple[PriceSeries, "pd.DataFrame"]:
    """Apple from 2015 to 2021-03, with the split four for one of 2020-08-31."""
    with gzip.open(FILE, "rt", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "2015" <= row["Date"] < "2021-04"]
    splits = [
        Split(date.fromisoformat(row["Date"]), int(float(row["Stock Splits"])), 1)
        for row in rows
        if float(row["Stock Splits"])
    ]
    closes = {date.fromisoformat(row["Date"]): row["Close"] for row in rows}
    frame = pd.DataFrame(
        {
            "close": [float(row["Close"]) for row in rows],
            "split": [float(row["Stock Splits"]) or 1.0 for row in rows],
        },
        index=pd.DatetimeIndex([row["Date"] for row in rows]),
    )
    after = np.append(np.cumprod(frame["split"].to_numpy()[::-1])[::-1][1:], 1.0)
    frame["adjusted"] = frame["close"].to_numpy() / after
    return price_series("AAPL", closes, splits=splits), frame


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"kind": "percent_move", "threshold": "0.1", "direction": "up", "window_days": 5},
            lambda a: a.pct_change(5),
        ),
        (
            {"kind": "drawdown", "threshold": "0.1", "window_days": 365},
            lambda a: 1 - a / a.rolling("366D").max(),
        ),
        (
            {"kind": "moving_average_cross", "threshold": None},
            lambda a: a.rolling(50).mean() / a.rolling(200).mean() - 1,
        ),
    ],
)
def test_measures_are_those_of_pandas_on_prices_without_splits(
    apple: tuple[PriceSeries, "pd.DataFrame"], said: dict[str, Any], expected: Any
) -> None:
    series, frame = apple
    assert len(series.splits) == 1
    found = readings(rule(**said), tape(series, 5_000), FIRST, 400)
    theirs = expected(frame["adjusted"]).to_numpy()[400:]
    ours = np.array([float(one.level or 0) for one in found])
    assert len(ours) == len(theirs) > 1_000
    assert np.allclose(ours, theirs, rtol=0, atol=1e-9)
