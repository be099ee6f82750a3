"""Weeks and months out of days, against pandas' own resampling of the same bars."""

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shared.market.adjustment import bars
from shared.market.merging import as_series
from shared.market.model import MISSING, PriceSeries
from shared.market.parsers.price_csv import parse_price_csv
from tests.unit.market.payloads import price_file

SPY = Path(__file__).parents[3] / "shared/market/sample_data/SPY.csv.gz"


@pytest.fixture(scope="module")
def spy() -> PriceSeries:
    payload = price_file(gzip.decompress(SPY.read_bytes()).decode(), "SPY")
    return as_series(parse_price_csv(payload), payload)


@pytest.mark.parametrize(("interval", "rule"), [("1w", "W-SUN"), ("1mo", "ME")])
def test_a_bar_of_a_period_joins_its_days(spy: PriceSeries, interval: str, rule: str) -> None:
    with gzip.open(SPY, "rt") as file:
        days = pd.read_csv(file, index_col="Date", parse_dates=True)
    columns = {"Open": "first", "High": "max", "Low": "min", "Close": "last", "Volume": "sum"}
    expected = days.resample(rule).agg(columns).dropna()
    found = bars(spy, interval=interval)  # pyright: ignore[reportArgumentType]
    assert len(found.dates) == len(expected)
    for name in ("open", "high", "low", "close"):
        prices = np.array([float(text or "nan") for text in getattr(found, name)])
        np.testing.assert_allclose(prices, np.asarray(expected[name.capitalize()]), rtol=1e-12)
    assert found.volume == expected["Volume"].astype(int).tolist()
    last_days = days.groupby(pd.Grouper(freq=rule)).apply(lambda part: part.index.max()).dropna()
    assert found.dates == [day.date().isoformat() for day in last_days]


def test_a_range_cuts_the_first_and_the_last_week(spy: PriceSeries) -> None:
    found = bars(spy, start=date(2021, 3, 24), end=date(2021, 3, 30), interval="1w")
    assert found.dates == ["2021-03-26", "2021-03-30"]
    assert MISSING not in found.volume
