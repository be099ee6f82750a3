"""Charts of the shape Yahoo records: 20 years of days, 32-bit noise, dividends, a split."""

import zlib
from datetime import UTC, date, datetime, timedelta

import numpy as np
import orjson

END = date(2025, 12, 31)
YEARS = 20
WEEK = 7 / 365.25


def chart(symbol: str, years: float = YEARS) -> bytes:
    """Return a chart of so many years that is always the same for a symbol."""
    random = np.random.default_rng(zlib.crc32(symbol.encode()))
    every = (END - timedelta(days=n) for n in range(int(years * 365.25), -1, -1))
    days = [day for day in every if day.weekday() < 5]  # noqa: PLR2004
    stamps = [int(datetime(d.year, d.month, d.day, 14, 30, tzinfo=UTC).timestamp()) for d in days]
    count = len(days)
    closes = random.uniform(20, 300) * np.exp(np.cumsum(random.normal(0.0003, 0.015, count)))
    opens = closes * (1 + random.normal(0, 0.004, count))
    highs = np.maximum(opens, closes) * (1 + abs(random.normal(0, 0.004, count)))
    lows = np.minimum(opens, closes) * (1 - abs(random.normal(0, 0.004, count)))
    split = stamps[count // 2]
    result = {
        "meta": {
            "currency": "USD",
            "symbol": symbol,
            "fullExchangeName": "NasdaqGS",
            "exchangeName": "NMS",
            "instrumentType": "EQUITY",
            "regularMarketTime": stamps[-1],
            "exchangeTimezoneName": "America/New_York",
            "timezone": "EST",
            "gmtoffset": -18000,
            "priceHint": 2,
            "regularMarketPrice": float(closes[-1]),
            "chartPreviousClose": float(closes[0]),
            "firstTradeDate": stamps[0],
            "hasPrePostMarketData": True,
            "dataGranularity": "1d",
            "range": "max",
            "validRanges": ["1d", "5d", "1mo", "1y", "max"],
            "currentTradingPeriod": {
                name: {"timezone": "EST", "end": stamps[-1], "start": stamps[-1] - 23_400,
                       "gmtoffset": -18000}
                for name in ("pre", "regular", "post")
            },
        },
        "timestamp": stamps,
        "events": {
            "dividends": {
                str(stamps[i]): {"amount": round(float(closes[i]) * 0.005, 4), "date": stamps[i]}
                for i in range(60, count, 63)
            },
            "splits": {
                str(split): {"date": split, "numerator": 2.0, "denominator": 1.0,
                             "splitRatio": "2:1"}
            },
        },
        "indicators": {
            "quote": [
                {
                    "open": _noisy(opens),
                    "high": _noisy(highs),
                    "low": _noisy(lows),
                    "close": _noisy(closes),
                    "volume": random.integers(100_000, 100_000_000, count).tolist(),
                }
            ],
            "adjclose": [{"adjclose": _noisy(closes * 0.97)}],
        },
    }  # fmt: skip
    return orjson.dumps({"chart": {"result": [result], "error": None}})


def _noisy(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[float]:
    """Return cents as 32-bit floats, printed with all the digits that takes."""
    return np.round(values, 2).astype(np.float32).astype(np.float64).tolist()
