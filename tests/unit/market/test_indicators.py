"""Indicators against TA-Lib to 1e-9 on real bars, and against worked examples of others.

Bars: QuantConnect/Lean's raw SPY as shipped with the product (Apache-2.0), the first 1,500 days.
"""

import csv
import gzip
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import talib
from numpy.testing import assert_allclose

from shared.kernel.errors import InvalidInput
from shared.market.indicators.catalogue import Columns, read_indicators

SIMPLE = talib.MA_Type.SMA
SPY = Path(__file__).parents[3] / "shared/market/sample_data/SPY.csv.gz"


@lru_cache
def bars() -> Columns:
    with gzip.open(SPY, "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["Date"] < "2004"][:1500]
    return columns(*([float(row[n]) for row in rows] for n in ("Close", "High", "Low", "Volume")))


def columns(close: Any, high: Any = None, low: Any = None, volume: Any = None) -> Columns:
    nothing = [float("nan")] * len(close)
    given = (close, high or nothing, low or nothing, volume or nothing)
    arrays = [np.array(column, dtype=np.float64) for column in given]
    return Columns(arrays[0], arrays[1], arrays[2], arrays[3])


def one(text: str, data: Columns) -> dict[str, Any]:
    (indicator,) = read_indicators(text)
    return indicator.compute(data)


def hlc(function: Callable[..., Any], *numbers: int) -> Callable[[Columns], Any]:
    return lambda c: function(c.high, c.low, c.close, *numbers)


REFERENCES: list[tuple[str, str, Callable[[Columns], Any]]] = [
    ("sma:20", "sma", lambda c: talib.SMA(c.close, 20)),
    ("sma:200", "sma", lambda c: talib.SMA(c.close, 200)),
    ("ema:50", "ema", lambda c: talib.EMA(c.close, 50)),
    ("wma:10", "wma", lambda c: talib.WMA(c.close, 10)),
    ("rsi:14", "rsi", lambda c: talib.RSI(c.close, 14)),
    ("rsi:2", "rsi", lambda c: talib.RSI(c.close, 2)),
    ("macd", "macd", lambda c: talib.MACD(c.close, 12, 26, 9)[0]),
    ("macd", "signal", lambda c: talib.MACD(c.close, 12, 26, 9)[1]),
    ("macd:5:35:5", "histogram", lambda c: talib.MACD(c.close, 5, 35, 5)[2]),
    ("bbands:20", "upper", lambda c: talib.BBANDS(c.close, 20, 2, 2)[0]),
    ("bbands:20", "middle", lambda c: talib.BBANDS(c.close, 20, 2, 2)[1]),
    ("bbands:10:1.5", "lower", lambda c: talib.BBANDS(c.close, 10, 1.5, 1.5)[2]),
    ("atr:14", "atr", hlc(talib.ATR, 14)),
    ("adx:14", "adx", hlc(talib.ADX, 14)),
    ("adx:14", "plus_di", hlc(talib.PLUS_DI, 14)),
    ("adx:7", "minus_di", hlc(talib.MINUS_DI, 7)),
    (
        "stoch:14:3:3",
        "k",
        lambda c: talib.STOCH(c.high, c.low, c.close, 14, 3, SIMPLE, 3, SIMPLE)[0],
    ),
    ("stoch:5:1:3", "d", lambda c: talib.STOCHF(c.high, c.low, c.close, 5, 3, SIMPLE)[1]),
    ("obv", "obv", lambda c: talib.OBV(c.close, c.volume)),
]


@pytest.mark.parametrize(("text", "line", "reference"), REFERENCES)
def test_an_indicator_agrees_with_ta_lib(
    text: str, line: str, reference: Callable[[Columns], Any]
) -> None:
    expected = reference(bars())
    told = np.isfinite(expected)
    found = one(text, bars())[line]
    assert told.sum() > 1000
    assert_allclose(found[told], expected[told], rtol=1e-9, atol=1e-9)
    if text != "macd" and not text.startswith("stoch"):  # TA-Lib hides what the signal lacks
        assert np.isnan(found[~told]).all()


def test_rsi_of_wilders_followers_worked_example() -> None:
    """The closes and values of StockCharts' ChartSchool page on RSI (QQQQ, 14 days)."""
    closes = [
        44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826,
        45.8931, 46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
    ]  # fmt: skip
    found = one("rsi:14", columns(closes))["rsi"]
    assert np.isnan(found[:14]).all()
    assert_allclose(found[14:], [70.53, 66.32, 66.55, 69.41, 66.36, 57.97], atol=0.01)


def test_ema_of_a_worked_example() -> None:
    """StockCharts' ChartSchool: ten-day EMA of Intel, seeded with the ten-day average 22.22."""
    closes = [
        22.2734, 22.1940, 22.0847, 22.1741, 22.1840, 22.1344, 22.2337, 22.4323, 22.2436, 22.2933,
        22.1542, 22.3926, 22.3816, 22.6109, 23.3558,
    ]  # fmt: skip
    found = one("ema:10", columns(closes))["ema"]
    assert_allclose(found[9:], [22.22, 22.21, 22.24, 22.27, 22.33, 22.52], atol=0.006)


def test_realised_volatility_of_a_known_path() -> None:
    """Log returns +r and -r in turn deviate by r·√(n/(n-1)) from zero: n = 4, r = ln 1.01."""
    closes = [100.0, 101.0, 100.0, 101.0, 100.0]
    expected = np.log(1.01) * np.sqrt(4 / 3) * np.sqrt(252)
    assert one("volatility:4", columns(closes))["volatility"][-1] == pytest.approx(expected)


def test_vwap_by_hand() -> None:
    data = columns([10.0, 20.0, 30.0], [12.0, 22.0, 32.0], [8.0, 18.0, 28.0], [1.0, 3.0, 0.0])
    assert one("vwap", data)["vwap"].tolist() == [10.0, 17.5, 17.5]
    assert one("vwap:2", data)["vwap"].tolist()[1:] == [17.5, 20.0]


def test_ichimoku_by_hand() -> None:
    highs = [float(n) for n in range(2, 12)]
    lows = [high - 2 for high in highs]
    closes = [high - 1 for high in highs]
    found = one("ichimoku:2:3:4", columns(closes, highs, lows))
    assert found["conversion"][1:].tolist() == [1.5 + n for n in range(9)]
    assert found["base"][2:].tolist() == [2.0 + n for n in range(8)]
    assert found["leading_a"][5] == (found["conversion"][2] + found["base"][2]) / 2
    assert found["leading_b"][6] == 2.5  # highs 2 to 5, lows 0 to 3, three bars before
    assert found["lagging"][:7].tolist() == closes[3:]
    assert np.isnan(found["lagging"][7:]).all()


def test_days_without_a_high_are_left_out_and_not_invented() -> None:
    data = bars()
    gap = data.high.copy()
    gap[700] = np.nan
    found = one("atr:14", Columns(data.close, gap, data.low, data.volume))["atr"]
    dense = np.delete(np.arange(1500), 700)
    expected = talib.ATR(data.high[dense], data.low[dense], data.close[dense], 14)
    assert np.isnan(found[700])
    assert_allclose(found[dense][14:], expected[14:], rtol=1e-9)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_short_histories_have_no_values_yet(count: int) -> None:
    data = bars()
    short = Columns(data.close[:count], data.high[:count], data.low[:count], data.volume[:count])
    for text in ("sma", "ema", "wma", "rsi", "macd", "bbands", "atr", "stoch", "adx", "ichimoku"):
        for line in one(text, short).values():
            assert line.shape == (count,)
            assert np.isnan(line).all(), text


def test_what_never_moves_has_no_strength() -> None:
    flat = columns([5.0] * 60, [5.0] * 60, [5.0] * 60, [1.0] * 60)
    assert np.isnan(one("rsi", flat)["rsi"]).all()
    assert np.isnan(one("stoch", flat)["k"]).all()
    assert one("atr", flat)["atr"][-1] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("foo:3", "unknown_indicator"),
        ("sma:0", "invalid_parameter"),
        ("sma:1.5", "invalid_parameter"),
        ("sma:x", "invalid_parameter"),
        ("sma:nan", "invalid_parameter"),
        ("sma:5:6", "invalid_parameter"),
        ("sma:99999", "invalid_parameter"),
        ("macd:26:12", "invalid_parameter"),
        ("bbands:20:-1", "invalid_parameter"),
        (",", "invalid_input"),
        (",".join(f"sma:{n}" for n in range(1, 40)), "invalid_input"),
    ],
)
def test_a_wrong_name_or_parameter_is_told(text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_indicators(text)
    assert caught.value.code == says
