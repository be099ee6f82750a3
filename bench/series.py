"""Twenty years of days to a chart: bytes on the wire, compressed, and CPU time beside the least.

    python -m bench.series

The API in this process, one symbol with 5,219 days. The floor is the answer's own text written by
orjson from its decoded columns: whatever is above it is reading, adjusting and shaping. A year of
the same symbol tells what grows with the days.
"""

import asyncio
import gzip
import logging
import statistics
import tempfile
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any, Final

import orjson
import structlog

from bench.chart_payloads import chart
from bench.verdict import hold
from tests.fakes.filled_api import FilledApi, filled_api
from tests.fakes.yahoo_server import Answer

_SYMBOL: Final = "LONG"
_ROUNDS: Final = 20
_FIRST_BUY: Final = date(2006, 1, 3)
_MOST_COMPRESSED_KB: Final = 250.0
_ROUTES: Final = {
    "prices, adjusted": f"market/{_SYMBOL}/history?adjusted=true",
    "prices, one year": f"market/{_SYMBOL}/history?adjusted=true&from=2025-01-01",
    "three indicators": f"market/{_SYMBOL}/indicators?names=sma:20,bbands:20,rsi:14&adjusted=true",
    "performance": "portfolios/{portfolio}/performance?period=max",
    "risk": "portfolios/{portfolio}/risk?period=max",
}


async def main() -> int:
    """Measure and print; 1 when an answer is larger than a phone should load."""
    with tempfile.TemporaryDirectory() as folder:
        async with filled_api(Path(folder)) as api:
            api.client.headers["Accept-Encoding"] = "identity"
            portfolio = await _long_history(api)
            held = [
                await _tell(api, name, path.format(portfolio=portfolio))
                for name, path in _ROUTES.items()
            ]
    return int(not all(held))


async def _long_history(api: FilledApi) -> str:
    """Track the symbol, and buy some of it on its first days; return the portfolio."""
    api.vendor.charts[_SYMBOL] = Answer(chart(_SYMBOL))
    await api.services.tracker.ensure([_SYMBOL], wait_seconds=60)
    draft = {"name": "Long", "base_currency": "USD"}
    made = await api.client.post("/api/portfolios", json=draft)
    portfolio: str = made.raise_for_status().json()["id"]
    bought: dict[str, Any] = {"kind": "buy", "symbol": _SYMBOL, "currency": "USD"}
    bought |= {"trade_date": _FIRST_BUY.isoformat(), "quantity": "10", "price": "100"}
    booked = await api.client.post(f"/api/portfolios/{portfolio}/transactions", json=bought)
    booked.raise_for_status()
    return portfolio


async def _tell(api: FilledApi, name: str, path: str) -> bool:
    body = (await api.read(path)).raise_for_status().content
    values = orjson.loads(body)
    spent: list[float] = []
    least: list[float] = []
    for _ in range(_ROUNDS):
        began = process_time()
        await api.read(path)
        spent.append((process_time() - began) * 1000)
        began = process_time()
        orjson.dumps(values)
        least.append((process_time() - began) * 1000)
    plain, small = len(body) / 1000, len(gzip.compress(body, 4)) / 1000
    ours, floor = statistics.median(spent), statistics.median(least)
    print(
        f"{name:18} {plain:6.0f} kB, compressed {small:5.0f} kB;"
        f" {ours:6.1f} ms CPU, its text alone {floor:4.1f} ms"
    )
    hold(f"{name}, CPU", ours, "ms")
    return hold(f"{name}, compressed", small, "kB", most=_MOST_COMPRESSED_KB)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    raise SystemExit(asyncio.run(main()))
